/**
 * What training is, by the book: pure functions from one state of a run to the next. Each of them puts a
 * whole state into an instance of the plan, runs one routine, and takes a whole state out; nothing is kept
 * between two of them. So a chain of them is a replay from nothing, and the engine, with its snapshots,
 * its undo, steps in parts and many steps in one call, has to end where the chain ends.
 */
import { must } from '../../src/base/assert.ts';
import { permutation } from '../../src/base/random.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Checkpoint, Slots } from '../../src/document/checkpoint.ts';
import type { Document } from '../../src/document/records.ts';
import type { Move, Plan, Routine, RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { mapResults } from '../../src/plan/results.ts';
import { sameShape, size } from '../../src/tensor/shape.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Floats, HostInstance } from '../../workers/backends/backend.ts';

/** A document as it runs on a backend. */
export interface Network {
  readonly document: Document;
  /** Of the compilation. */
  readonly key: string;
  readonly plan: Plan;
  readonly instance: HostInstance;
  readonly datasets: ReadonlyMap<string, Dataset>;
}

/** Learning rates and the like, by name. */
export type Dials = Readonly<Record<string, number>>;
/** The persistent numbers by `name slot`, '' for the weight itself. */
type Storage = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Floats }>;

export interface Best {
  readonly cost: number;
  readonly step: number;
  readonly count: number;
  readonly failures: number;
  readonly storage?: Storage;
}
const NO_BEST: Best = { cost: Number.POSITIVE_INFINITY, step: 0, count: 0, failures: 0 };

export interface State {
  readonly network: string;
  readonly storage: Storage;
  readonly step: number;
  /** The step at which the optimiser's own count began. */
  readonly since: number;
  /** Where counting of epochs began, and how many steps one has. */
  readonly epochs: { readonly step: number; readonly epoch: number; readonly length: number };
  readonly cost: number;
  /** What each of several losses adds to the cost. */
  readonly losses: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly best: Best;
  /** The validation check behind this step is still to come. */
  readonly owes: boolean;
}

const lossesOf = (r: Routine): readonly TensorRef[] => Object.values(r.results.losses);
const hitsOf = (r: Routine): readonly TensorRef[] => Object.values(r.results.correct);

const keyOf = (name: string, slot: string): string => `${name} ${slot}`;
const numbers = ({ instance }: Network, { buffer, offset, shape }: TensorRef): Floats =>
  instance.view(buffer).subarray(offset, offset + size(shape));
const single = (n: Network, ref: TensorRef | undefined): number =>
  ref ? numbers(n, ref)[0]! : Number.NaN;
const sharesOf = (n: Network, name: RoutineName): State['losses'] =>
  Object.fromEntries(
    Object.entries(routine(n, name).results.shares).map(([node, ref]) => [node, single(n, ref)]),
  );
const routine = ({ plan }: Network, name: RoutineName): Routine =>
  must(plan.routines[name], `the routine ${name}`);

const trainingRows = ({ datasets }: Network): number =>
  Math.min(...[...datasets.values()].map((d) => d.training.length));
const validationRows = ({ datasets }: Network): number =>
  Math.min(...[...datasets.values()].map((d) => d.validation.length));
const epochLength = (n: Network): number =>
  Math.max(1, Math.floor(trainingRows(n) / routine(n, 'train').batch));

export const epochOf = ({ epochs }: State, step: number): number =>
  epochs.epoch + Math.floor((step - epochs.step) / epochs.length);

function putStorage({ plan, instance }: Network, storage: Storage): void {
  for (const { role, id } of plan.buffers) if (role === 'persistent') instance.view(id).fill(0);
  for (const { name, slot, ref } of plan.storage)
    instance.view(ref.buffer).set(must(storage.get(keyOf(name, slot)), name).data, ref.offset);
}
const takeStorage = (n: Network): Storage =>
  new Map(
    n.plan.storage.map(({ name, slot, ref }) => [
      keyOf(name, slot),
      { shape: ref.shape, data: numbers(n, ref).slice() },
    ]),
  );

function putDials({ plan, instance }: Network, dials: Dials): void {
  for (const [name, { buffer, value }] of Object.entries(plan.dials))
    instance.view(buffer)[0] = dials[name] ?? value;
}
function putCounts({ plan, instance }: Network, s: State): void {
  const { step, time } = plan.dials;
  if (step) instance.view(step.buffer)[0] = s.step + 1 - s.since;
  if (time) instance.view(time.buffer)[0] = s.step + 1;
}

/** Rows of the data into the inputs of a routine. @param rowAt of a batch, for each of its places */
function putRows(
  n: Network,
  name: RoutineName,
  rowAt: (dataset: Dataset, place: number) => number,
): void {
  const { inputs, batch } = routine(n, name);
  for (const [input, ref] of Object.entries(inputs)) {
    const [node = '', port] = input.split('.');
    const d = must(n.datasets.get(node), `the data of ${node}`);
    const from = port === 'y' ? d.targets : d.features;
    const width = port === 'y' ? d.width : d.inputs.length;
    const into = numbers(n, ref);
    for (let i = 0; i < batch; i++) {
      const row = rowAt(d, i);
      into.set(from.subarray(row * width, (row + 1) * width), i * width);
    }
  }
}

/** The batch of the step to come: epochs are permutations of the training rows, cut into batches. */
function putBatch(n: Network, name: RoutineName, s: State): void {
  const { batch } = routine(n, name);
  const epoch = epochOf(s, s.step);
  const begin = ((s.step - s.epochs.step) % s.epochs.length) * batch;
  putRows(n, name, ({ training }, i) => {
    const all = training.length;
    const order = all > batch ? permutation(all, n.document.run.seed, epoch) : undefined;
    return training[order ? order[begin + i]! : (begin + i) % all]!;
  });
}

/** Weights as they are drawn, at step 0. */
export function start(n: Network): State {
  for (const { role, id } of n.plan.buffers) if (role === 'persistent') n.instance.view(id).fill(0);
  n.instance.submit('init', n.document.run.seed, 0);
  return {
    network: n.key,
    storage: takeStorage(n),
    step: 0,
    since: 0,
    epochs: { step: 0, epoch: 0, length: epochLength(n) },
    cost: Number.NaN,
    losses: {},
    objective: Number.NaN,
    best: NO_BEST,
    owes: false,
  };
}

/** Whether checks at the validation cost follow that step: for the schedule, for stopping early. */
function due({ plan }: Network, s: State): { schedule: boolean; stop: boolean } {
  const { validation, stop } = plan;
  return {
    schedule: validation !== undefined && s.step % validation.every === 0,
    stop: stop !== undefined && (s.step - s.epochs.step) % (stop.every * s.epochs.length) === 0,
  };
}

const ended = (n: Network, s: State): State => {
  const { schedule, stop } = due(n, s);
  return { ...s, owes: (schedule || stop) && validationRows(n) > 0 };
};

/** One step by the routine `train`. */
export function trained(n: Network, s: State, dials: Dials): State {
  const { seed } = n.document.run;
  putStorage(n, s.storage);
  putDials(n, dials);
  putCounts(n, s);
  putBatch(n, 'train', s);
  n.instance.submit('train', seed, s.step + 1);
  const { cost, objective } = routine(n, 'train').results;
  return ended(n, {
    ...s,
    storage: takeStorage(n),
    step: s.step + 1,
    cost: single(n, cost),
    losses: sharesOf(n, 'train'),
    objective: single(n, objective),
  });
}

export interface Metrics {
  readonly cost: number;
  readonly penalty: number;
  readonly accuracy: number;
  readonly validationCost: number;
  readonly validationAccuracy: number;
}

function measure(n: Network, s: State, part: 'training' | 'validation', most: number) {
  const r = routine(n, 'evaluate');
  const rows = Math.min(most, part === 'training' ? trainingRows(n) : validationRows(n));
  putStorage(n, s.storage);
  let [cost, hits] = [0, 0];
  const sum = (ref: TensorRef, count: number): number => {
    let all = 0;
    for (const x of numbers(n, ref).subarray(0, count)) all += x;
    return all;
  };
  for (let from = 0; from < rows; from += r.batch) {
    putRows(n, 'evaluate', (d, i) => d[part][Math.min(from + i, d[part].length - 1)]!);
    n.instance.submit('evaluate', n.document.run.seed, s.step);
    const count = Math.min(r.batch, rows - from);
    for (const ref of lossesOf(r)) cost += sum(ref, count);
    for (const ref of hitsOf(r)) hits += sum(ref, count);
  }
  // Costs add up; the accuracy is the mean of those losses that have one.
  const rated = hitsOf(r).length;
  return {
    cost: rows ? cost / rows : Number.NaN,
    accuracy: rows && rated ? hits / rows / rated : Number.NaN,
  };
}

/** What is told of weights that stand still. */
export function metrics(n: Network, s: State, dials: Dials): Metrics {
  const training = measure(n, s, 'training', 1_000);
  const validation = measure(n, s, 'validation', Number.POSITIVE_INFINITY);
  const { cost, objective } = routine(n, 'watch').results;
  let penalty = Number.NaN;
  if (objective) {
    walk(
      n,
      s,
      n.plan.moves.map(() => dials),
    );
    penalty = single(n, objective) - single(n, cost);
  }
  return {
    cost: training.cost,
    penalty,
    accuracy: training.accuracy,
    validationCost: validation.cost,
    validationAccuracy: validation.accuracy,
  };
}

/** The validation check that is owed. */
export function checked(n: Network, s: State): State {
  if (!s.owes) return s;
  const cost = measure(n, s, 'validation', Number.POSITIVE_INFINITY).cost;
  const { schedule, stop } = due(n, s);
  const { validation, stop: rule } = n.plan;
  putStorage(n, s.storage);
  if (schedule && validation) {
    const seen = numbers(n, validation.seen);
    seen[0] = cost;
    seen[1] = seen[1]! + 1;
  }
  const storage = takeStorage(n);
  const next = { ...s, storage, owes: false };
  if (!stop || !rule) return next;
  const { best } = s;
  const first = best.cost === Number.POSITIVE_INFINITY;
  const better = first ? cost < best.cost : cost < best.cost - rule.delta;
  if (!better) return { ...next, best: { ...best, failures: best.failures + 1 } };
  return {
    ...next,
    best: {
      cost,
      step: s.step,
      count: s.step - s.since,
      failures: 0,
      ...(rule.restore && { storage }),
    },
  };
}

export const isOver = ({ plan: { stop } }: Network, { best }: State): boolean =>
  stop !== undefined && best.failures >= stop.patience;

/** The best weights again, with the optimiser's count that belongs to them; steps and epochs go on. */
export function atBest(s: State): State {
  const { storage, count } = s.best;
  const best = { ...s.best, failures: 0 };
  if (!storage) return { ...s, best };
  const none = Number.NaN;
  return { ...s, storage, since: s.step - count, cost: none, losses: {}, objective: none, best };
}

/** What lies in the buffers of `watch` after those moves of the step to come, and in storage. */
export interface Walked {
  readonly storage: Storage;
  /** All losses are computed; until then cost and objective are those of the step before. */
  readonly judged: boolean;
  readonly cost: number;
  readonly losses: State['losses'];
  readonly objective: number;
  /** Undefined: no such thing. A number that is not computed yet is NaN. */
  readonly value: (edge: string) => Floats | undefined;
  readonly gradient: (edge: string) => Floats | undefined;
  readonly weightGradient: (name: string) => Floats | undefined;
  readonly loss: (node: string) => Floats | undefined;
}

/** The first so many moves of the step to come. @param dials as they were at each move */
export function walk(n: Network, s: State, dials: readonly Dials[]): Walked {
  const { plan, instance, document } = n;
  const { moves } = plan;
  const r = routine(n, 'watch');
  for (const { role, id } of plan.buffers)
    if (role === 'scratch') instance.view(id).fill(Number.NaN);
  putStorage(n, s.storage);
  putBatch(n, 'watch', s);
  let from = 0;
  for (const [i, at] of dials.entries()) {
    putDials(n, at);
    putCounts(n, s);
    const to = i === moves.length - 1 ? r.steps.length : moves[i]!.to;
    instance.submit('watch', document.run.seed, s.step + 1, from, to);
    from = to;
  }
  const judged = dials.length > moves.findLastIndex((m: Move) => m.phase === 'loss');
  const { cost, objective } = r.results;
  const {
    values,
    gradients,
    weightGradients,
    losses: each,
  } = mapResults(r.results, (ref) => numbers(n, ref).slice());
  return {
    storage: takeStorage(n),
    judged,
    cost: judged ? single(n, cost) : s.cost,
    losses: judged ? sharesOf(n, 'watch') : s.losses,
    objective: judged ? single(n, objective) : s.objective,
    value: (edge) => values[edge],
    gradient: (edge) => gradients[edge],
    weightGradient: (name) => weightGradients[name],
    loss: (node) => each[node],
  };
}

/** The step that all of these moves make, and the check behind it. */
export function walked(n: Network, s: State, dials: readonly Dials[]): State {
  const { storage, cost, losses, objective } = walk(n, s, dials);
  return checked(n, ended(n, { ...s, storage, cost, losses, objective, step: s.step + 1 }));
}

const isSlot = (key: string): boolean => !key.endsWith(' ');
/** Of the schedule, which has a count of its own. */
const isSchedule = (key: string): boolean => key.startsWith('@');
const weightOf = (key: string): string => key.slice(0, key.lastIndexOf(' '));

/** What of `from` has the name and the shape of something in `into`. */
const fitting = (from: Storage, into: Storage): string[] =>
  [...into].flatMap(([key, { shape }]) => {
    const found = from.get(key);
    return found && sameShape(found.shape, shape) ? [key] : [];
  });
const taking = (into: Storage, from: Storage, keys: readonly string[]): Storage =>
  new Map([...into, ...keys.map((key) => [key, must(from.get(key), key)] as const)]);

/** The state as another network, that is drawn anew, takes it over. @param sameData of both */
export function edited(former: State, fresh: State, sameData: boolean): State {
  const keys = fitting(former.storage, fresh.storage);
  // Where no weight goes on nothing does.
  if (keys.every(isSlot)) return fresh;
  const slots = keys.some((key) => isSlot(key) && !isSchedule(key));
  const { step } = former;
  const same = sameData && former.epochs.length === fresh.epochs.length;
  const { length } = fresh.epochs;
  return {
    ...fresh,
    storage: taking(fresh.storage, former.storage, keys),
    step,
    since: slots ? former.since : step,
    epochs: same ? former.epochs : { step, epoch: epochOf(former, step), length },
  };
}

/** Weights put in place of those of a state: their slots start anew, and with them the count. */
export function written(s: State, weights: Tensors): State {
  const taken = Object.entries(weights).filter(([name, { shape }]) => {
    const own = s.storage.get(keyOf(name, ''));
    return own && sameShape(own.shape, shape);
  });
  if (!taken.length) return s;
  const names = new Set(taken.map(([name]) => name));
  const storage = new Map(s.storage);
  for (const [key, { shape, data }] of storage)
    if (isSlot(key) && names.has(weightOf(key)))
      storage.set(key, { shape, data: data.slice().fill(0) });
  for (const [name, { shape, data }] of taken) {
    const own = must(storage.get(keyOf(name, '')), name).data.slice();
    own.set(data);
    storage.set(keyOf(name, ''), { shape, data: own });
  }
  const none = Number.NaN;
  return {
    ...s,
    storage,
    since: s.step,
    cost: none,
    losses: {},
    objective: none,
    best: NO_BEST,
    owes: false,
  };
}

/** A state of a run taken up by a network that is drawn anew: whole where it fits whole. */
export function restored(fresh: State, from: State): State {
  const names = new Set(
    fitting(from.storage, fresh.storage)
      .filter((key) => !isSlot(key))
      .map(weightOf),
  );
  const weights = [...names].map((name) => keyOf(name, ''));
  const slots = fitting(from.storage, fresh.storage).filter(
    (key) => isSlot(key) && (isSchedule(key) || names.has(weightOf(key))),
  );
  const anew = new Map(fresh.storage);
  for (const [key, { shape, data }] of anew)
    if (isSlot(key) && names.has(weightOf(key)))
      anew.set(key, { shape, data: data.slice().fill(0) });
  const storage = taking(anew, from.storage, [...weights, ...slots]);
  const whole = [...fresh.storage.keys()].every((k) => weights.includes(k) || slots.includes(k));
  const same = whole && from.network === fresh.network;
  const { step } = from;
  const { length } = fresh.epochs;
  const carried = slots.some((key) => !isSchedule(key));
  const finite = (x: number) => (Number.isFinite(x) ? x : Number.NaN);
  return {
    network: fresh.network,
    storage,
    step,
    since: whole || carried ? from.since : step,
    epochs: {
      ...(length === from.epochs.length ? from.epochs : { step, epoch: epochOf(from, step) }),
      length,
    },
    cost: finite(from.cost),
    losses: same && Number.isFinite(from.cost) ? from.losses : {},
    objective: finite(from.objective),
    best: same ? from.best : NO_BEST,
    owes: same && from.owes,
  };
}

/** Which weights and states there are, and of which shapes: what decides whether a run is left behind. */
export const weightsOf = ({ storage }: State): string =>
  [...storage]
    .flatMap(([key, { shape }]) => (isSlot(key) ? [] : [`${key}${shape}`]))
    .sort()
    .join();

export const isSound = ({ storage }: Pick<State, 'storage'>): boolean =>
  [...storage.values()].every(({ data }) => data.every((x) => Number.isFinite(x)));

/** Whether two states are of one step and hold the same numbers. */
export const isSame = (a: State, b: State): boolean => {
  const same = (x: Storage | undefined, y: Storage | undefined) =>
    x?.size === y?.size &&
    [...(x ?? [])].every(([key, { data }]) => {
      const other = y?.get(key)?.data;
      return data.every((v, i) => Object.is(v, other?.[i]));
    });
  return a.step === b.step && same(a.storage, b.storage) && same(a.best.storage, b.best.storage);
};

function split(storage: Storage): { weights: Tensors; slots: Slots } {
  const weights: Record<string, Tensors[string]> = {};
  const slots: Record<string, Record<string, Tensors[string]>> = {};
  for (const [key, { shape, data }] of storage) {
    const name = weightOf(key);
    const tensor = { shape: [...shape], data };
    if (!isSlot(key)) weights[name] = tensor;
    else slots[name] = { ...slots[name], [key.slice(name.length + 1)]: tensor };
  }
  return { weights, slots };
}

/** As the engine tells it. */
export function checkpointOf(s: State): Checkpoint {
  const { weights, slots } = split(s.storage);
  const { best } = s;
  const known = (name: string, x: number) => (Number.isFinite(x) ? { [name]: x } : {});
  return {
    weights,
    training: {
      network: s.network,
      step: s.step,
      since: s.since,
      epochs: s.epochs,
      ...(s.owes && { owes: true }),
      ...known('cost', s.cost),
      ...(Number.isFinite(s.cost) && Object.keys(s.losses).length > 0 && { losses: s.losses }),
      ...known('objective', s.objective),
      slots,
      ...((best.failures > 0 || Number.isFinite(best.cost)) && {
        best: {
          ...known('cost', best.cost),
          step: best.step,
          count: best.count,
          failures: best.failures,
          ...(best.storage && split(best.storage)),
        },
      }),
    },
  };
}
