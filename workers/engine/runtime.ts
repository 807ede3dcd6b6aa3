/** What the engine runs: a document on an executor, with the cursor and the inspector over it. One at a time. */
import { canonical, hash64 } from '../../src/base/hash.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { takeCheckpoint } from './checkpoint.ts';
import { type Cursor, createCursor } from './cursor.ts';
import type { Executor } from './executor.ts';
import { createInspector, type Inspector } from './inspection.ts';
import type { Loaded } from './loading.ts';
import type { LaidRun } from './shelf.ts';
import type { Place } from './status.ts';
import { type RecordingBudget, Timeline } from './timeline.ts';

export const replayKeyOf = (
  plan: Plan,
  sources: Compilation['sources'],
  seed: number,
  precision: Executor['precision'],
): string => hash64(canonical([plan.key, sources, seed, precision]));

export class Runtime {
  readonly cursor: Cursor;
  readonly timeline: Timeline;
  private network: Loaded;
  private view: Inspector;
  private dead = false;
  private own: string | undefined;

  constructor(
    loaded: Loaded,
    readonly executor: Executor,
    budget: RecordingBudget,
  ) {
    this.network = loaded;
    this.cursor = createCursor(executor);
    this.timeline = new Timeline(executor, this.cursor, budget);
    this.view = createInspector(loaded, executor, this.cursor);
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
  /** Where it is the same a recording can be replayed: plan, data, seed and the precision of the numbers. */
  get replayKey(): string {
    const { compilation, plan } = this.network;
    const { seed, precision } = this.executor;
    this.own ??= replayKeyOf(plan, compilation.sources, seed, precision);
    return this.own;
  }
  /** Goes on with a run that was laid aside; what is recorded of it is kept where it can be replayed here. */
  async takeUp({ recorded }: LaidRun): Promise<void> {
    if (recorded?.key === this.replayKey) this.timeline.take(recorded.recording);
    else await this.timeline.begin();
  }
  get place(): Place {
    return { step: this.executor.step, begun: this.cursor.begun };
  }

  /** The same network as another document writes it: with other titles, or other live numbers. */
  redraw(loaded: Loaded): void {
    this.network = loaded;
    this.view = createInspector(loaded, this.executor, this.cursor);
  }
  breakDown(): void {
    this.dead = true;
  }
  /** Frees its instance, where that can be freed. */
  dispose(): void {
    this.executor.dispose();
  }
}

/**
 * The state of a runtime's run: where one of its moments is visited, the one at which it ended. In the midst of a step that somebody walks through, it is the one that the step
 * found; of a backend that broke down, the last that was good.
 */
export async function stateOf(r: Runtime): Promise<Checkpoint> {
  const { left } = r.timeline;
  return left ? takeCheckpoint(r.executor, r.loaded.compilation.key, left) : momentOf(r);
}

/** Its run, to be gone back to. */
export async function laidAside(r: Runtime): Promise<LaidRun> {
  const { recorded: recording } = r.timeline;
  const recorded = recording && { recording, key: r.replayKey };
  return { checkpoint: await stateOf(r), recorded };
}

/** The state at which it stands, be it a moment that is visited. */
export async function momentOf(r: Runtime): Promise<Checkpoint> {
  const { loaded, executor, cursor, broken } = r;
  const { key } = loaded.compilation;
  if (broken) return takeCheckpoint(executor, key, executor.good);
  const { found } = cursor;
  const begin = cursor.walking ? await cursor.readBegin() : undefined;
  if (!found || !begin) return takeCheckpoint(executor, key);
  return takeCheckpoint(executor, key, { state: found, storage: begin });
}
