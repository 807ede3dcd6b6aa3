/**
 * Files read and written: small ones on the spot, large ones by a worker. Where it cannot be loaded, or
 * dies, the page does it. What is read has names of its own for all nodes.
 */
import type { Result } from '../base/issue.ts';
import { inTasks } from '../base/piecemeal.ts';
import { vocabulary } from '../catalog/index.ts';
import { type Checkpoint, tensorsOf } from '../document/checkpoint.ts';
import { type Opened, parse, serialise } from '../document/codec.ts';
import { isMuch, type Parcel, pack } from '../document/parcel.ts';
import { type OpenedParcel, opened } from '../document/reading.ts';
import type { Document } from '../document/records.ts';
import { tellingApart, withTitlesApart } from './titles.ts';

/** The worker, as it is asked. */
export interface Clerk {
  read(text: string): Promise<Result<OpenedParcel>>;
  write(document: Parcel, run: Partial<Checkpoint>): Promise<string>;
}

export interface Filing {
  read(text: string): Result<Opened> | Promise<Result<Opened>>;
  /** The document's file, with what is given of the state of its run. */
  write(document: Document, run?: Partial<Checkpoint>): string | Promise<string>;
}

/** Characters that are read in a few milliseconds. */
const LONG = 40_000;
/** Numbers of weights and slots that are printed in a few milliseconds. */
const MANY = 4_000;

const numbersOf = ({ weights = {}, training }: Partial<Checkpoint>): number =>
  tensorsOf({ weights, ...(training && { training }) }).reduce((n, { data }) => n + data.length, 0);

function here(text: string): Result<Opened> {
  const read = parse(text, vocabulary);
  return read.ok ? apart(read, withTitlesApart(read.value.document)) : read;
}

/** By a worker; what is left to the page is done a few milliseconds at a time. */
async function there(clerk: Clerk, text: string): Promise<Result<Opened>> {
  const read = await clerk.read(text).then(opened, () => undefined);
  if (!read) return here(text);
  return read.ok ? apart(read, await inTasks(tellingApart(read.value.document))) : read;
}

const apart = <T extends Extract<Result<Opened>, { ok: true }>>(
  read: T,
  document: Document,
): T => ({
  ...read,
  value: { ...read.value, document },
});

export function createFiling(clerk?: Clerk): Filing {
  return {
    read: (text) => (clerk && text.length > LONG ? there(clerk, text) : here(text)),
    write: (document, run = {}) => {
      const own = () => serialise(document, run.weights, run.training);
      return clerk && (isMuch(document) || numbersOf(run) > MANY)
        ? clerk.write(pack(document), run).catch(own)
        : own();
    },
  };
}
