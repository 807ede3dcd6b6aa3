/**
 * Patches: what an edit changes, as records before and after, so that undo is a swap. The only way
 * in which a document becomes another one; it covers everything that a document holds.
 */
import { canonical } from '../base/hash.ts';
import { own } from '../base/own.ts';
import type { Document, Records, RunSettings, Table, TableName, Tables } from './records.ts';
import { type AnyRecord, eachTable } from './tables.ts';

/** Absent before: added. Absent after: removed. */
export interface Change<T> {
  readonly before?: T;
  readonly after?: T;
}
export type Changes<T> = Readonly<Record<string, Change<T>>>;

type PatchTables = { readonly [T in TableName]?: Changes<Records[T]> };
export interface Patch extends PatchTables {
  readonly name?: { readonly before: string; readonly after: string };
  readonly run?: { readonly before: RunSettings; readonly after: RunSettings };
}

type WantedTables = { readonly [T in TableName]?: Table<Records[T] | undefined> };
/** What an edit wants to see afterwards: a record by its id, or undefined where it goes. */
interface Wanted extends WantedTables {
  readonly name?: string;
  readonly run?: RunSettings;
}

/** Equal content is no change, whoever made the record. */
const same = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b));

type MaybeTables = { readonly [T in TableName]: Changes<Records[T]> | undefined };

const filled = <T>(table: Changes<T>): Changes<T> | undefined =>
  Object.keys(table).length ? table : undefined;

/** Leaves out what is absent, so that patches compare and print well. */
function tidy(patch: Patch): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([, v]) => v !== undefined));
}

/** The patch that leads from this document to what is wanted. */
export function patchOf(document: Document, wanted: Wanted): Patch {
  const table = <T>(records: Table<T>, after: Table<T | undefined> = {}) => {
    const out: [string, Change<T>][] = [];
    for (const [id, record] of Object.entries(after)) {
      const before = own(records, id);
      if (same(before, record)) continue;
      out.push([
        id,
        { ...(before !== undefined && { before }), ...(record !== undefined && { after: record }) },
      ]);
    }
    return filled<T>(Object.fromEntries(out));
  };
  const { name, run } = wanted;
  return tidy({
    ...eachTable<Changes<AnyRecord> | undefined, MaybeTables>((t) =>
      table<AnyRecord>(document[t], wanted[t]),
    ),
    name:
      name === undefined || same(name, document.name)
        ? undefined
        : { before: document.name, after: name },
    run:
      run === undefined || same(run, document.run)
        ? undefined
        : { before: document.run, after: run },
  });
}

export const isEmpty = (patch: Patch): boolean => Object.keys(patch).length === 0;

export function apply(document: Document, patch: Patch): Document {
  const table = <T>(records: Table<T>, changes?: Changes<T>): Table<T> => {
    if (!changes) return records;
    const next: Record<string, T> = { ...records };
    for (const [id, change] of Object.entries(changes)) {
      if (change.after === undefined) delete next[id];
      else next[id] = change.after;
    }
    return next;
  };
  return {
    name: patch.name ? patch.name.after : document.name,
    ...eachTable<Table<AnyRecord>, Tables>((t) => table<AnyRecord>(document[t], patch[t])),
    run: patch.run ? patch.run.after : document.run,
  };
}

const swap = <T>({ before, after }: Change<T>): Change<T> => ({
  ...(after !== undefined && { before: after }),
  ...(before !== undefined && { after: before }),
});

export function invert(patch: Patch): Patch {
  const table = <T>(changes?: Changes<T>) =>
    changes && Object.fromEntries(Object.entries(changes).map(([id, c]) => [id, swap(c)]));
  return tidy({
    ...eachTable<Changes<AnyRecord> | undefined, MaybeTables>((t) => table<AnyRecord>(patch[t])),
    name: patch.name && { before: patch.name.after, after: patch.name.before },
    run: patch.run && { before: patch.run.after, after: patch.run.before },
  });
}

/** One patch for `first` and then `second`: the many moves of a drag are one gesture. */
export function merge(first: Patch, second: Patch): Patch {
  const table = <T>(a: Changes<T> = {}, b: Changes<T> = {}) => {
    const out: Record<string, Change<T>> = { ...a };
    for (const [id, change] of Object.entries(b)) {
      const earlier = own(a, id);
      if (!earlier) {
        out[id] = change;
        continue;
      }
      const { before } = earlier;
      const { after } = change;
      if (same(before, after)) delete out[id];
      else
        out[id] = {
          ...(before !== undefined && { before }),
          ...(after !== undefined && { after }),
        };
    }
    return filled<T>(out);
  };
  const single = <T>(a?: { before: T; after: T }, b?: { before: T; after: T }) => {
    const joined = a && b ? { before: a.before, after: b.after } : (b ?? a);
    return joined && !same(joined.before, joined.after) ? joined : undefined;
  };
  return tidy({
    ...eachTable<Changes<AnyRecord> | undefined, MaybeTables>((t) =>
      table<AnyRecord>(first[t], second[t]),
    ),
    name: single(first.name, second.name),
    run: single(first.run, second.run),
  });
}
