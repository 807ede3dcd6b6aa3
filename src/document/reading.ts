/** Reading and writing files away from the page: what a worker does of it, and how that is asked. */
import type { Result } from '../base/issue.ts';
import { inTasks } from '../base/piecemeal.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Opened, parse, serialise } from './codec.ts';
import { type Parcel, pack, unpack, unpacking } from './parcel.ts';
import type { Vocabulary } from './vocabulary.ts';

export type OpenedParcel = Omit<Opened, 'document'> & { readonly document: Parcel };

/** What the worker answers. */
export interface Files {
  read(text: string): Result<OpenedParcel>;
  /** With the state of its run, or what there is of it. */
  write(document: Parcel, run: Partial<Checkpoint>): string;
}

export const filesOf = (vocabulary: Vocabulary): Files => ({
  read: (text) => {
    const read = parse(text, vocabulary);
    return read.ok
      ? { ...read, value: { ...read.value, document: pack(read.value.document) } }
      : read;
  },
  write: (document, { weights, training }) => serialise(unpack(document), weights, training),
});

/** The answer on the page, whose thread makes the records a few milliseconds at a time. */
export async function opened(read: Result<OpenedParcel>): Promise<Result<Opened>> {
  if (!read.ok) return read;
  const document = await inTasks(unpacking(read.value.document));
  return { ...read, value: { ...read.value, document } };
}
