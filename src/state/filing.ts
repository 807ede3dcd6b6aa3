/**
 * Files read and written: small ones on the spot, large ones by a worker. Where it cannot be loaded, or
 * dies, the page does it.
 */
import type { Result } from '../base/issue.ts';
import { vocabulary } from '../catalog/index.ts';
import { type Opened, parse, serialise } from '../document/codec.ts';
import { isMuch, type Parcel, pack } from '../document/parcel.ts';
import { type OpenedParcel, opened } from '../document/reading.ts';
import type { Document } from '../document/records.ts';

/** The worker, as it is asked. */
export interface Clerk {
  read(text: string): Promise<Result<OpenedParcel>>;
  write(document: Parcel): Promise<string>;
}

export interface Filing {
  read(text: string): Result<Opened> | Promise<Result<Opened>>;
  /** The document's file, without weights. */
  write(document: Document): string | Promise<string>;
}

/** Characters that are read in a few milliseconds. */
const LONG = 40_000;

export function createFiling(clerk?: Clerk): Filing {
  return {
    read: (text) =>
      clerk && text.length > LONG
        ? clerk.read(text).then(opened, () => parse(text, vocabulary))
        : parse(text, vocabulary),
    write: (document) =>
      clerk && isMuch(document)
        ? clerk.write(pack(document)).catch(() => serialise(document))
        : serialise(document),
  };
}
