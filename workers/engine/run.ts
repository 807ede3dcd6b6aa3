/** What the engine runs: a document on a machine, with the cursor over it. One at a time. */
import { type Cursor, createCursor } from './cursor.ts';
import { createInspector, type Inspector } from './inspection.ts';
import type { Loaded } from './loading.ts';
import type { Machine } from './machine.ts';

export interface Run {
  readonly loaded: Loaded;
  readonly machine: Machine;
  readonly cursor: Cursor;
  readonly inspector: Inspector;
  /** The backend threw: only the last good snapshot is to be trusted. */
  broken: boolean;
}

export function createRun(
  loaded: Loaded,
  machine: Machine,
  cursor: Cursor = createCursor(machine),
): Run {
  const inspector = createInspector(loaded, machine, cursor);
  return { loaded, machine, cursor, inspector, broken: false };
}

export const trains = (r: Run): boolean => r.loaded.plan.routines.train !== undefined;
