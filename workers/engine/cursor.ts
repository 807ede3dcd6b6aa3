/**
 * The step cursor: walks through `watch` one move at a time, and back. Before a move runs, what it
 * will overwrite is copied to an undo log, so that going back restores every bit; the log is bounded
 * and forgets its oldest moves. Stepped training steps are done by `watch` (a fast step by `train`),
 * which is a person's choice and not a matter of timing: repeating the same presses gives the same
 * numbers.
 */
import { must } from '../../src/base/assert.ts';
import type { Move } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Floats } from '../backends/backend.ts';
import {
  type EarlyStopping,
  invalidate,
  type Machine,
  prepare,
  putBack,
  type Saved,
  type Snapshot,
  save,
  saveInputs,
  saveWrites,
  takeCost,
} from './machine.ts';
import type { CursorState } from './protocol.ts';
import { endStep, finishCheck } from './validation-checks.ts';

const LIMIT_BYTES = 256 * 1024 * 1024;

/** Where the cursor stands: how many moves of which training step are done. */
interface Position {
  readonly walking: number;
  readonly done: number;
  /** The persistent buffers as this training step found them, and the cost of the step before. */
  readonly begin: readonly Floats[];
  readonly found: Found;
}

type Found = Pick<Snapshot, 'cost' | 'objective'>;

interface Entry {
  readonly position: Position | undefined;
  readonly step: number;
  readonly cost: number;
  readonly objective: number;
  readonly earlyStopping: EarlyStopping;
  readonly saved: readonly Saved[];
  readonly bytes: number;
}

export interface Cursor {
  /** Some move was made and not taken back: the buffers of `watch` belong to the cursor. */
  readonly begun: boolean;
  /** In the midst of a training step. */
  readonly walking: boolean;
  state(generation: number): CursorState;
  /** One move; true when it was the last of its training step. */
  forward(): boolean;
  back(): boolean;
  /** Forward until the node's next move is done; false when it has none. */
  runTo(node: string, onStep: () => void): boolean;
  /** Runs a begun training step to its end; true when there was one. */
  finish(): boolean;
  /** Forgets the log; the numbers stay. */
  leave(): void;
  /** Whether this buffer was computed in the training step being walked. */
  computed(buffer: number): boolean;
  /** A persistent buffer as the training step found it. */
  atBegin(buffer: number): Floats | undefined;
  /** The cost as the training step found it: that of the one before. */
  readonly found: Found | undefined;
  /** A buffer as it was before the move done last. */
  before(buffer: number): Floats;
  readonly move: Move | undefined;
}

export function createCursor(m: Machine, limit = LIMIT_BYTES): Cursor {
  const { moves } = m.plan;
  const watch = m.plan.routines.watch;
  const persistent = m.plan.buffers.filter((b) => b.role === 'persistent').map((b) => b.id);
  const persists = new Set(persistent);
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
      step: position?.walking ?? m.step + 1,
      done: position?.done ?? 0,
      total: moves.length,
      ...(cursor.move ? { move: cursor.move } : {}),
      canGoBack: log.length > 0,
      cost: m.cost,
      objective: m.objective,
    }),
    forward() {
      if (!watch || !moves.length) return false;
      const fresh = !position || position.done === moves.length;
      const index = fresh ? 0 : must(position, 'a position').done;
      const [from, to] = range(index);
      // The step before, where training was paused in the midst of its check.
      if (fresh) finishCheck(m, true);
      const saved = saveWrites(m, watch.steps.slice(from, to));
      if (fresh) {
        saved.push(...saveInputs(m, 'watch'));
        const { step, time } = m.plan.dials;
        for (const dial of [step, time]) if (dial) saved.push(save(m, dial.buffer, 0, 1));
      }
      // The check behind the step, where a schedule goes by it.
      const seen = index === moves.length - 1 ? m.plan.validation?.seen : undefined;
      if (seen) saved.push(save(m, seen.buffer, seen.offset, seen.offset + size(seen.shape)));
      const begin = fresh
        ? persistent.map((id) => m.instance.view(id).slice())
        : must(position, 'a position').begin;
      const found = fresh
        ? { cost: m.cost, objective: m.objective }
        : must(position, 'a position').found;
      const weight =
        saved.reduce((n, s) => n + s.data.byteLength, 0) +
        (fresh ? begin.reduce((n, s) => n + s.byteLength, 0) : 0);
      log.push({
        position,
        step: m.step,
        cost: m.cost,
        objective: m.objective,
        earlyStopping: m.earlyStopping,
        saved,
        bytes: weight,
      });
      bytes += weight;
      while (bytes > limit && log.length > 1) bytes -= must(log.shift(), 'an entry').bytes;

      if (fresh) prepare(m, 'watch');
      const walking = fresh ? m.step + 1 : must(position, 'a position').walking;
      invalidate(m);
      m.instance.run('watch', m.seed, walking, from, to);
      position = { walking, done: index + 1, begin, found };
      if (index === lastLoss) takeCost(m, 'watch');
      if (index < moves.length - 1) return false;
      m.step = walking;
      if (lastLoss >= 0) takeCost(m, 'watch');
      endStep(m, true);
      return true;
    },
    back() {
      const entry = log.pop();
      if (!entry) return false;
      bytes -= entry.bytes;
      for (const s of entry.saved) putBack(m, s);
      position = entry.position;
      m.step = entry.step;
      m.cost = entry.cost;
      m.objective = entry.objective;
      m.earlyStopping = entry.earlyStopping;
      return true;
    },
    runTo(node, onStep) {
      if (!moves.some((move) => move.node === node)) return false;
      for (let i = 0; i < 2 * moves.length; i++) {
        if (cursor.forward()) onStep();
        if (cursor.move?.node === node) return true;
      }
      return false;
    },
    finish() {
      if (!position || position.done === moves.length) return false;
      while (!cursor.forward());
      return true;
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
    atBegin: (buffer) => position?.begin[persistent.indexOf(buffer)],
    before(buffer) {
      const live = m.instance.view(buffer);
      const saved = log.at(-1)?.saved.filter((s) => s.buffer === buffer) ?? [];
      if (!saved.length) return live;
      const copy = live.slice();
      for (const s of saved) copy.set(s.data, s.from);
      return copy;
    },
  };
  return cursor;
}
