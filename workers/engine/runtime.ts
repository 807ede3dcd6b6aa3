/** What the engine runs: a document on a machine, with the cursor and the inspector over it. One at a time. */
import { must } from '../../src/base/assert.ts';
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import { takeCheckpoint } from './checkpoint.ts';
import { type Cursor, createCursor } from './cursor.ts';
import { createInspector, type Inspector } from './inspection.ts';
import type { Loaded } from './loading.ts';
import type { Machine } from './machine.ts';
import type { Place } from './status.ts';

export class Runtime {
  readonly cursor: Cursor;
  private network: Loaded;
  private view: Inspector;
  private dead = false;

  constructor(
    loaded: Loaded,
    readonly machine: Machine,
  ) {
    this.network = loaded;
    this.cursor = createCursor(machine);
    this.view = createInspector(loaded, machine, this.cursor);
  }

  get loaded(): Loaded {
    return this.network;
  }
  get inspector(): Inspector {
    return this.view;
  }
  /** The backend threw: only the last good snapshot is to be trusted. */
  get broken(): boolean {
    return this.dead;
  }
  get trains(): boolean {
    return this.network.plan.routines.train !== undefined;
  }
  get place(): Place {
    return { step: this.machine.step, begun: this.cursor.begun };
  }

  /** The same network as another document writes it: with other titles, or other live numbers. */
  redraw(loaded: Loaded): void {
    this.network = loaded;
    this.view = createInspector(loaded, this.machine, this.cursor);
  }
  breakDown(): void {
    this.dead = true;
  }
  /** Frees its instance, where that can be freed. */
  dispose(): void {
    this.machine.instance.dispose();
  }
}

/**
 * The state of a runtime. In the midst of a step that somebody walks through, it is the one that the step
 * found; of a backend that broke down, the last that was good.
 */
export function stateOf({ loaded, machine, cursor, broken }: Runtime): Checkpoint {
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
