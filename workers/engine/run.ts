/** What the engine runs: a document on a machine, with the cursor over it. One at a time. */

import { must } from '../../src/base/assert.ts';
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import { takeCheckpoint } from './checkpoint.ts';
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

/**
 * The state of a run. In the midst of a step that somebody walks through, it is the one that the step
 * found; of a backend that broke down, the last that was good.
 */
export function stateOf({ loaded, machine, cursor, broken }: Run): Checkpoint {
  const at = broken ? machine.good : cursor.walking ? walked(machine, cursor) : machine;
  return takeCheckpoint(machine, loaded.compilation.key, at);
}

function walked(m: Machine, cursor: Cursor) {
  const ids = m.plan.buffers.filter((b) => b.role === 'persistent').map((b) => b.id);
  return {
    ...m,
    ...cursor.found,
    storage: ids.map((id) => must(cursor.atBegin(id), 'a copy of each buffer')),
  };
}
