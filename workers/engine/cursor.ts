/**
 * The step cursor: walks through `watch` one move at a time, and back. Before a move runs, what it
 * will overwrite is copied on the device to an undo log, so that going back restores every bit; the log is bounded
 * and forgets its oldest moves. Stepped training steps are done by `watch` (a fast step by `train`),
 * which is a person's choice and not a matter of timing: repeating the same presses gives the same
 * numbers.
 */
import { must } from '../../src/base/assert.ts';
import type { Move, TensorRef } from '../../src/plan/plan.ts';
import { type Floats, type Region, regionOf, type Snapshot } from '../backends/backend.ts';
import type { Executor } from './executor.ts';
import type { CursorState } from './protocol.ts';
import { countersOf, inputsOf, writesOf } from './regions.ts';
import type { TrainState } from './train-state.ts';
import { endStep, finishCheck } from './validation-checks.ts';

const LIMIT_BYTES = 256 * 1024 * 1024;

/** Where the cursor stands: how many moves of which training step are done. */
interface Position {
  readonly walking: number;
  readonly done: number;
  /** What persists as this training step found it, and where the run stood. */
  readonly begin: Snapshot;
  readonly found: TrainState;
}

interface Entry {
  readonly position: Position | undefined;
  readonly state: TrainState;
  readonly regions: readonly Region[];
  readonly saved: Snapshot;
  readonly bytes: number;
}

export interface Cursor {
  /** Some move was made and not taken back: the buffers of `watch` belong to the cursor. */
  readonly begun: boolean;
  /** In the midst of a training step. */
  readonly walking: boolean;
  state(generation: number): Omit<CursorState, 'sample'>;
  /** One move; true when it was the last of its training step. */
  forward(): Promise<boolean>;
  back(): boolean;
  /** Forward until the node's next move is done; false when it has none. */
  runTo(node: string, onStep: () => Promise<void>): Promise<boolean>;
  /** Runs a begun training step to its end; true when there was one. */
  finish(): Promise<boolean>;
  /** Puts back all that the training step being walked, or walked last, has changed; the cursor then stands nowhere. */
  takeBack(): void;
  /** Forgets the log; the numbers stay. */
  leave(): void;
  /** Whether this buffer was computed in the training step being walked. */
  computed(buffer: number): boolean;
  /** What persists as the training step found it, buffer by buffer; none where there is no such step. */
  readBegin(): Promise<readonly Floats[] | undefined>;
  /** The same of some tensors. */
  atBegin(refs: readonly TensorRef[]): Promise<readonly (Floats | undefined)[]>;
  /** Where the run stood when the training step began: its cost is that of the one before. */
  readonly found: TrainState | undefined;
  /** Buffers as they were before the move done last. */
  before(buffers: readonly number[]): Promise<ReadonlyMap<number, Floats>>;
  readonly move: Move | undefined;
}

export function createCursor(executor: Executor, limit = LIMIT_BYTES): Cursor {
  const { plan, persistent } = executor;
  const { moves } = plan;
  const { watch } = plan.routines;
  const persists = new Set(persistent.map((r) => r.buffer));
  let position: Position | undefined;
  let log: Entry[] = [];
  let bytes = 0;

  // A move takes the steps before it that belong to none, the last one also those behind it.
  const range = (i: number): readonly [number, number] => [
    i === 0 ? 0 : must(moves[i - 1], 'a move').to,
    i === moves.length - 1 ? (watch?.steps.length ?? 0) : must(moves[i], 'a move').to,
  ];
  const writers = new Map<number, number>();
  for (let i = 0; i < moves.length; i++) {
    for (const step of watch?.steps.slice(...range(i)) ?? [])
      for (const { to } of step.kernel.results)
        if (!persists.has(to.buffer)) writers.set(to.buffer, i);
  }
  const lastLoss = moves.findLastIndex((move) => move.phase === 'loss');

  const cursor: Cursor = {
    get begun() {
      return position !== undefined;
    },
    get walking() {
      return position !== undefined && position.done < moves.length;
    },
    get move() {
      return position ? moves[position.done - 1] : undefined;
    },
    state: (generation) => ({
      generation,
      step: position?.walking ?? executor.step + 1,
      done: position?.done ?? 0,
      total: moves.length,
      ...(cursor.move ? { move: cursor.move } : {}),
      canGoBack: log.length > 0,
      cost: executor.cost,
      objective: executor.objective,
    }),
    async forward() {
      if (!watch || !moves.length) return false;
      const fresh = !position || position.done === moves.length;
      const index = fresh ? 0 : must(position, 'a position').done;
      const [from, to] = range(index);
      // The step before, where training was paused in the midst of its check.
      if (fresh) await finishCheck(executor, true);
      const regions = writesOf(watch.steps.slice(from, to));
      if (fresh) regions.push(...inputsOf(plan, 'watch'), ...countersOf(plan));
      // The check behind the step, where a schedule goes by it.
      const seen = index === moves.length - 1 ? plan.validation?.seen : undefined;
      if (seen) regions.push(regionOf(seen));
      const saved = executor.snapshot(regions);
      const { state } = executor;
      const begin = fresh ? executor.snapshot(persistent) : must(position, 'a position').begin;
      const before = fresh ? state : must(position, 'a position').found;
      const weight = saved.bytes + (fresh ? begin.bytes : 0);
      log.push({ position, state, regions, saved, bytes: weight });
      bytes += weight;
      while (bytes > limit && log.length > 1) bytes -= must(log.shift(), 'an entry').bytes;

      if (fresh) executor.prepare('watch');
      const walking = fresh ? executor.step + 1 : must(position, 'a position').walking;
      const isLast = index === moves.length - 1;
      const { phase, node } = must(moves[index], 'a move');
      const known = index === lastLoss || (isLast && lastLoss >= 0);
      const found = known ? 'cost' : phase === 'loss' ? { loss: node } : undefined;
      await executor.walk(walking, from, to, found);
      position = { walking, done: index + 1, begin, found: before };
      if (!isLast) return false;
      executor.walked(walking);
      await endStep(executor, true);
      await executor.walkOver();
      return true;
    },
    back() {
      const entry = log.pop();
      if (!entry) return false;
      bytes -= entry.bytes;
      executor.undo(entry.saved, entry.state);
      position = entry.position;
      return true;
    },
    async runTo(node, onStep) {
      if (!moves.some((move) => move.node === node)) return false;
      for (let i = 0; i < 2 * moves.length; i++) {
        if (await cursor.forward()) await onStep();
        if (cursor.move?.node === node) return true;
      }
      return false;
    },
    async finish() {
      if (!position || position.done === moves.length) return false;
      while (!(await cursor.forward()));
      return true;
    },
    takeBack() {
      // By what it found, not move by move: of a long step the log may have forgotten the first.
      if (position) executor.undo(position.begin, position.found);
      cursor.leave();
    },
    leave() {
      position = undefined;
      log = [];
      bytes = 0;
    },
    computed: (buffer) => !position || (writers.get(buffer) ?? -1) < position.done,
    get found() {
      return position?.found;
    },
    async readBegin() {
      const copies = await position?.begin.read(persistent);
      return copies?.map((data) => must(data, 'a copy of each buffer'));
    },
    atBegin: async (refs) => (await position?.begin.read(refs.map(regionOf))) ?? [],
    async before(buffers) {
      const entry = log.at(-1);
      const regions = entry?.regions.filter((r) => buffers.includes(r.buffer)) ?? [];
      const [now, saved = []] = await Promise.all([
        executor.readBuffers(buffers),
        entry?.saved.read(regions),
      ]);
      for (const [i, { buffer, offset }] of regions.entries())
        now.get(buffer)!.set(must(saved[i], 'a copy of it'), offset);
      return now;
    },
  };
  return cursor;
}
