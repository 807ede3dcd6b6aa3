/**
 * A machine: one plan on one backend with its data, at one training step. It knows how to train one
 * step, how to watch the next one without taking it, and how to keep and restore what persists.
 *
 * Every training step runs the routine `train`, never `watch`: the two may round differently, and how
 * often somebody inspects must not change the numbers. Inspecting therefore runs `watch` on the batch of the
 * step to come and then puts all weights back.
 */
import { must } from '../../src/base/assert.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { affineRange } from '../../src/plan/affine.ts';
import type { Plan, RoutineName, Step, TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import type { Backend, Drive, Floats, Instance } from '../backends/backend.ts';
import type { Evaluation } from './metrics.ts';
import { type GlancePart, glanceParts, haveRead, type TrainPart, trainParts } from './parts.ts';
import { createFeed, type Feed, residentDataOf } from './streams.ts';
import { allFinite } from './views.ts';

/** What early stopping has seen; replaced, never changed, so that keeping it is keeping a reference. */
export interface EarlyStopping {
  /** The lowest validation cost; infinite before the first check. */
  readonly cost: number;
  /** The step behind which it was taken. */
  readonly step: number;
  /** The optimiser's own count then. */
  readonly count: number;
  /** Checks since then without an improvement. */
  readonly failures: number;
  /** All that persisted then, where one wants to go back. */
  readonly storage?: readonly Floats[];
}
export const NO_CHECK_YET: EarlyStopping = {
  cost: Number.POSITIVE_INFINITY,
  step: 0,
  count: 0,
  failures: 0,
};

/** All that persists, at the end of a training step. */
export interface Snapshot {
  step: number;
  slotsSince: number;
  cost: number;
  objective: number;
  earlyStopping: EarlyStopping;
  checkPending: boolean;
  readonly storage: readonly Floats[];
}

export interface Machine {
  readonly plan: Plan;
  readonly instance: Instance;
  readonly feed: Feed;
  readonly seed: number;
  /** Training steps done. */
  step: number;
  /** The step at which the optimiser's slots were zero: its own count (Adam's t) starts there. */
  slotsSince: number;
  /** Cost of the last step's batch, before its update. NaN when none was taken. */
  cost: number;
  /** The same with the penalties of weights. NaN where nothing is penalised. */
  objective: number;
  earlyStopping: EarlyStopping;
  /** The check at the end of this very step is still to be run, or to be ended; see validation-checks.ts. */
  checkPending: boolean;
  check: Evaluation | undefined;
  /** The buffers of `watch` hold the step to come. */
  isWatched: boolean;
  /** The live numbers as they were last set. */
  readonly dials: Map<string, number>;
  /** The persistent buffers, live. */
  readonly storage: readonly Floats[];
  /** The last state known to be finite, for the diagnosis of what is not and for a broken backend. */
  readonly good: Snapshot;
  /** Where `watchNext` keeps the weights meanwhile. */
  readonly spare: readonly Floats[];
  readonly parts: { readonly train: readonly TrainPart[]; readonly glance: readonly GlancePart[] };
  /** How many parts of the step to come, and of a glance at it, are done. */
  readonly begun: { train: number; glance: number };
}

/** Throws where the backend cannot have that plan with these data. */
export async function createMachine(
  backend: Backend,
  plan: Plan,
  datasets: ReadonlyMap<string, Dataset>,
  seed: number,
  drive?: Drive,
): Promise<Machine> {
  const instance = await backend.instantiate(plan, residentDataOf(plan, datasets), drive);
  const storage = plan.buffers
    .filter((b) => b.role === 'persistent')
    .map((b) => instance.view(b.id));
  const machine: Machine = {
    plan,
    instance,
    feed: createFeed(plan, instance, datasets, seed),
    seed,
    step: 0,
    slotsSince: 0,
    cost: Number.NaN,
    objective: Number.NaN,
    earlyStopping: NO_CHECK_YET,
    checkPending: false,
    check: undefined,
    isWatched: false,
    dials: new Map(),
    storage,
    good: {
      step: 0,
      slotsSince: 0,
      cost: Number.NaN,
      objective: Number.NaN,
      earlyStopping: NO_CHECK_YET,
      checkPending: false,
      storage: storage.map((s) => s.slice()),
    },
    spare: storage.map((s) => s.slice()),
    parts: { train: trainParts(plan), glance: glanceParts(plan) },
    begun: { train: 0, glance: 0 },
  };
  writeDials(machine);
  return machine;
}

/** Sets a live number; a plan that has no use for it lets it be. */
export function setDial(m: Machine, name: string, value: number): void {
  const dial = m.plan.dials[name];
  if (!dial || name === 'step' || name === 'time') return;
  m.instance.view(dial.buffer)[0] = value;
  m.dials.set(name, value);
  const { train, watch } = m.plan.routines;
  const { parts, begun } = m;
  if (haveRead(train?.steps ?? [], parts.train, begun.train, dial.buffer)) begun.train = 0;
  if (haveRead(watch?.steps ?? [], parts.glance, begun.glance, dial.buffer)) begun.glance = 0;
}

/** To be said by whoever changes what persists, or runs a routine and leaves its traces: nothing is begun, and `watch` is stale. */
export function invalidate(m: Machine): void {
  m.isWatched = false;
  m.begun.train = 0;
  m.begun.glance = 0;
}

/** Every dial at the value that a plan gives it. */
export function writeDials(m: Machine, dials = m.plan.dials): void {
  for (const [name, { value }] of Object.entries(dials)) setDial(m, name, value);
}

export const read = (m: Machine, ref: TensorRef): Floats =>
  m.instance.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape));

/** Draws all weights anew and goes back to step 0. */
export function initialise(m: Machine): void {
  for (const s of m.storage) s.fill(0);
  if (m.plan.routines.init) m.instance.run('init', m.seed, 0);
  m.step = 0;
  m.slotsSince = 0;
  m.cost = Number.NaN;
  m.objective = Number.NaN;
  m.earlyStopping = NO_CHECK_YET;
  m.checkPending = false;
  m.check = undefined;
  invalidate(m);
  keep(m, m.good);
}

/** Something is half done: who runs another routine now makes it begin anew. */
export const isBusy = ({ begun }: Machine): boolean => begun.train > 0 || begun.glance > 0;

/** The number of the step to come. */
function count(m: Machine): void {
  const { step, time } = m.plan.dials;
  if (step) m.instance.view(step.buffer)[0] = m.step + 1 - m.slotsSince;
  if (time) m.instance.view(time.buffer)[0] = m.step + 1;
}

/** The number of the step to come, and its batch where a routine takes it from. */
export function prepare(m: Machine, routine: RoutineName): void {
  count(m);
  m.feed.batch(routine, m.step + 1);
}

/** Takes over what a routine found: the cost of its batch, and the objective where it is more. */
export function takeCost(m: Machine, routine: RoutineName): void {
  const { cost, objective } = m.plan.routines[routine]?.results ?? NO_RESULTS;
  const read = (ref: TensorRef | undefined) =>
    ref ? m.instance.view(ref.buffer)[ref.offset]! : Number.NaN;
  m.cost = read(cost);
  m.objective = read(objective);
}

/**
 * Trains up to so many steps in one call, as far as the order of the rows lies ready; one whose cost is
 * not finite is the last. At least one.
 */
export function trainSteps(m: Machine, count: number): void {
  const step = m.step + 1;
  const { place, most } = m.feed.ready(step);
  const own = step - m.slotsSince;
  const { done, cost, objective } = m.instance.train({
    seed: m.seed,
    step,
    optimiserStep: own,
    batchIndex: place,
    count: Math.min(count, most),
  });
  m.step += done;
  invalidate(m);
  m.cost = cost;
  m.objective = objective;
}

export const trainStep = (m: Machine): void => trainSteps(m, 1);

/** Goes on with a training step by about that share of it, one part at least; true when the step is done. */
export function trainOn(m: Machine, share: number): boolean {
  const { begun } = m;
  const parts = m.parts.train;
  if (begun.train === 0) {
    count(m);
    m.instance.fetch(m.feed.ready(m.step + 1).place);
  }
  const first = must(parts[begun.train], 'a part of a training step');
  let last = first;
  let sum = first.share;
  for (let next = parts[++begun.train]; next; next = parts[++begun.train]) {
    sum += next.share;
    if (sum > share) break;
    last = next;
  }
  m.instance.run('train', m.seed, m.step + 1, first.from, last.to);
  if (begun.train < parts.length) return false;
  m.step++;
  invalidate(m);
  takeCost(m, 'train');
  return true;
}

/** Fills the buffers of `watch` with the step to come; no weight changes. */
export function watchNext(m: Machine): void {
  if (m.isWatched || !m.plan.routines.watch) return;
  invalidate(m);
  for (const [i, s] of m.storage.entries()) m.spare[i]?.set(s);
  prepare(m, 'watch');
  m.instance.run('watch', m.seed, m.step + 1);
  for (const [i, s] of m.storage.entries()) s.set(must(m.spare[i], 'a copy of each buffer'));
  m.isWatched = true;
}

/**
 * The next part of what of `watch` is shown on wires and in curves; true when there is no more. Training
 * waits for it ten times a second, so it does without the gradients of weights, the update, and two copies
 * of all that persists. To whoever wants the rest `watch` is still stale.
 */
export function glanceOn(m: Machine): boolean {
  const { begun, parts } = m;
  const part = m.isWatched ? undefined : parts.glance[begun.glance];
  if (!part) return true;
  begun.train = 0;
  if (begun.glance === 0) prepare(m, 'watch');
  const saved = saveWrites(m, part.lasting, (b) => m.plan.buffers[b]?.role === 'persistent');
  m.instance.run('watch', m.seed, m.step + 1, part.from, part.to);
  for (const s of saved) putBack(m, s);
  if (++begun.glance < parts.glance.length) return false;
  begun.glance = 0;
  return true;
}

export function keep(m: Machine, into: Snapshot): void {
  into.step = m.step;
  into.slotsSince = m.slotsSince;
  into.cost = m.cost;
  into.objective = m.objective;
  into.earlyStopping = m.earlyStopping;
  into.checkPending = m.checkPending;
  for (const [i, s] of m.storage.entries()) into.storage[i]?.set(s);
}

export function restore(m: Machine, from: Snapshot): void {
  m.step = from.step;
  m.slotsSince = from.slotsSince;
  m.cost = from.cost;
  m.objective = from.objective;
  m.earlyStopping = from.earlyStopping;
  m.checkPending = from.checkPending;
  m.check = undefined;
  invalidate(m);
  for (const [i, s] of m.storage.entries()) s.set(must(from.storage[i], 'a copy of each buffer'));
}

export const finite = (m: Machine): boolean => m.storage.every((s) => allFinite(s));

/** A part of a buffer as it was. */
export interface Saved {
  readonly buffer: number;
  readonly from: number;
  readonly data: Floats;
}

export const save = (m: Machine, buffer: number, from: number, to: number): Saved => ({
  buffer,
  from,
  data: m.instance.view(buffer).slice(from, to),
});

export const putBack = (m: Machine, saved: Saved): void =>
  m.instance.view(saved.buffer).set(saved.data, saved.from);

/** What these steps are about to overwrite, of all buffers or of those. */
export function saveWrites(
  m: Machine,
  steps: readonly Step[],
  of: (buffer: number) => boolean = () => true,
): Saved[] {
  const spans = new Map<number, [number, number]>();
  for (const { kernel } of steps) {
    for (const { to } of kernel.results) {
      if (!of(to.buffer)) continue;
      const { low, high } = affineRange(to, kernel.axes);
      const known = spans.get(to.buffer) ?? [low, high + 1];
      spans.set(to.buffer, [Math.min(known[0], low), Math.max(known[1], high + 1)]);
    }
  }
  return [...spans].map(([buffer, [from, to]]) => save(m, buffer, from, to));
}

export const saveInputs = (m: Machine, routine: RoutineName): Saved[] =>
  Object.values(m.plan.routines[routine]?.inputs ?? {}).map((ref) =>
    save(m, ref.buffer, ref.offset, ref.offset + size(ref.shape)),
  );

/**
 * Runs `body`, which uses `routine`, and puts back all that it overwrote: routines may share memory,
 * and whoever steps, or has watched, must find the numbers as they were. What a backend set aside for
 * training is not among them, so that a step in parts begins anew.
 */
export function aside<T>(m: Machine, routine: RoutineName, body: () => T): T {
  m.begun.train = 0;
  const saved = [
    ...saveInputs(m, routine),
    ...saveWrites(m, m.plan.routines[routine]?.steps ?? []),
  ];
  try {
    return body();
  } finally {
    for (const s of saved) putBack(m, s);
  }
}
