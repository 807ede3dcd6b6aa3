/**
 * Files read and written: small ones on the spot, large ones by a worker. Where it cannot be loaded, or
 * dies, the page does it.
 */
import type { Result } from '../base/issue.ts';
import { vocabulary } from '../catalog/index.ts';
import { type Checkpoint, tensorsOf } from '../document/checkpoint.ts';
import { type Opened, parse, serialise } from '../document/codec.ts';
import { isMuch, type Parcel, pack } from '../document/parcel.ts';
import { type OpenedParcel, opened } from '../document/reading.ts';
import type { Document } from '../document/records.ts';

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

export function createFiling(clerk?: Clerk): Filing {
  return {
    read: (text) =>
      clerk && text.length > LONG
        ? clerk.read(text).then(opened, () => parse(text, vocabulary))
        : parse(text, vocabulary),
    write: (document, run = {}) => {
      const here = () => serialise(document, run.weights, run.training);
      return clerk && (isMuch(document) || numbersOf(run) > MANY)
        ? clerk.write(pack(document), run).catch(here)
        : here();
    },
  };
}
