/**
 * The gradient check: central differences of the cost beside what back-propagation gives, both in float64
 * on a backend of their own, at the weights and the batch of the moment. Nothing of what runs is touched.
 *
 * A tensor is checked number by number where it is short; of a long one some of its numbers, the one with
 * the largest gradient among them, and one random direction, in which every number of it takes part.
 */
import { must } from '../../src/base/assert.ts';
import { random } from '../../src/base/random.ts';
import type { CheckPlans } from '../../src/compile/check-plans.ts';
import {
  type Plan,
  perturbationName,
  type RoutineName,
  type TensorRef,
} from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import { type Backend, type Floats, type Instance, regionOf } from '../backends/backend.ts';
import { check, type Found, type Probe, running, type Subject, standing } from './differences.ts';
import type { Moment } from './moment.ts';
import type { CheckedNumber, GradientCheck, GradientScope } from './protocol.ts';

/** Numbers of a tensor that are checked one by one where it is asked for alone. */
const ONE_BY_ONE = 64;
/** Numbers that are checked one by one where all tensors are. */
const IN_ALL = 160;
const FEWEST = 3;

/** A tensor with a gradient. */
interface Graded extends Subject {
  readonly of: Pick<GradientCheck, 'edge' | 'weight'>;
  readonly gradient: Floats;
  readonly shape: readonly number[];
}

/** Differences that are taken, of how many; and what is known of one more tensor. */
export interface CheckProgress {
  readonly done: number;
  readonly of: number;
  readonly check?: GradientCheck;
}

/** Its pauses, in which others may be heard, say nothing or how far it is. */
export async function* checkGradients(
  backend: Backend,
  plans: CheckPlans,
  moment: Moment,
  scope: GradientScope,
  nodeOf: (edge: string) => string | undefined,
): AsyncGenerator<CheckProgress | undefined, void> {
  const { own, perturbed } = plans;
  const network = await backend.instantiate(own);
  give(network, 'watch', moment);
  yield* running(network, 'watch', moment);
  const { gradients, weightGradients } = own.routines.watch?.results ?? NO_RESULTS;

  const cost = await backend.instantiate(perturbed);
  give(cost, 'evaluate', moment);
  const edges = plans.edges.filter((id) => !scope.weight && takes(scope, id, nodeOf(id)));
  const weights = plans.weights.filter((name) => {
    const view = must(viewOf(own, name), 'a weight');
    if (scope.edge) return false;
    return scope.weight ? scope.weight === name : !scope.node || scope.node === view.node;
  });
  const read = async (ref: TensorRef | undefined): Promise<Floats> =>
    must((await network.read([regionOf(must(ref, 'a gradient'))]))[0], 'a gradient');
  const subjects: Graded[] = [];
  const inputs = perturbed.routines.evaluate?.inputs ?? {};
  for (const edge of edges) {
    const into = inputs[perturbationName(edge)];
    // Nothing that the cost depends on.
    if (!into) continue;
    const gradient = await read(gradients[edge]);
    const at = new Float64Array(gradient.length);
    subjects.push({ of: { edge }, into, at, gradient, shape: into.shape });
  }
  for (const weight of weights) {
    const { ref } = must(viewOf(perturbed, weight), 'a weight');
    const gradient = await read(weightGradients[weight]);
    const [at] = await cost.read([regionOf(ref)]);
    subjects.push({
      of: { weight },
      into: ref,
      at: must(at, 'a weight'),
      gradient,
      shape: ref.shape,
    });
  }
  network.dispose();

  const one = subjects.length === 1 || scope.node !== undefined;
  const each = one ? ONE_BY_ONE : Math.max(FEWEST, Math.floor(IN_ALL / subjects.length));
  const all = subjects.map((s) => probesOf(s, each, scope.index));
  const of = all.reduce((n, p) => n + p.length, 0);
  const bench = yield* standing(cost, plans.kinks, moment);
  let done = 0;
  for (const [i, subject] of subjects.entries()) {
    const found: Found[] = [];
    const probes = must(all[i], 'probes');
    // A number beyond the rows that are checked.
    if (probes.length === 0) continue;
    for (const probe of probes) {
      found.push(yield* check(bench, subject, probe));
      yield { done: ++done, of };
    }
    yield { done, of, check: summed(subject, found) };
  }
  cost.dispose();
}

const takes = ({ edge, node }: GradientScope, id: string, into: string | undefined): boolean =>
  edge ? edge === id : !node || node === into;

const viewOf = (plan: Plan, name: string) =>
  plan.storage.find((v) => v.name === name && v.slot === '');

/** Weights, states and the batch, into an instance. */
export function give(instance: Instance, routine: RoutineName, { stored, batch }: Moment): void {
  for (const { name, slot, ref } of instance.plan.storage) {
    const tensor = slot ? undefined : stored[name];
    if (tensor) instance.write(ref, tensor.data);
  }
  for (const [name, ref] of Object.entries(instance.plan.routines[routine]?.inputs ?? {})) {
    const rows = batch[name]?.data;
    if (rows) instance.write(ref, rows.subarray(0, size(ref.shape)));
  }
}

function probesOf({ at, gradient }: Graded, most: number, index: number | undefined): Probe[] {
  const count = gradient.length;
  const single = (i: number): Probe => ({
    index: i,
    along: undefined,
    scale: Math.max(1, Math.abs(at[i]!)),
    gradient: gradient[i]!,
  });
  if (index !== undefined) return index < count ? [single(index)] : [];
  if (count <= most) return Array.from({ length: count }, (_, i) => single(i));
  let largest = 0;
  for (let i = 1; i < count; i++)
    if (Math.abs(gradient[i]!) > Math.abs(gradient[largest]!)) largest = i;
  const draw = random(count, most);
  const chosen = new Set([largest]);
  while (chosen.size < most) chosen.add(draw.below(count));
  // Of length 1, so that a step is as long as that of a single number.
  const along = Float64Array.from({ length: count }, () => draw.normal());
  const length =
    Math.hypot(...along.subarray(0, 0)) || Math.sqrt(along.reduce((s, x) => s + x * x, 0));
  let slope = 0;
  for (let i = 0; i < count; i++) {
    along[i] = along[i]! / length;
    slope += along[i]! * gradient[i]!;
  }
  return [...[...chosen].map(single), { index: undefined, along, scale: 1, gradient: slope }];
}

const numberOf = ({ probe, outcome, measured, difference, kink }: Found): CheckedNumber => ({
  ...(probe.index !== undefined && { index: probe.index }),
  outcome,
  gradient: probe.gradient,
  measured,
  difference,
  ...(kink && { kink }),
});

const distinct = <T>(all: readonly T[]): T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

const RANK = { agrees: 0, kink: 1, disagrees: 2 } as const;

/** What is said of a tensor: the worst that was found in it. */
function summed({ of, gradient, shape }: Graded, found: readonly Found[]): GradientCheck {
  const worst = found.reduce((a, b) =>
    RANK[b.outcome] > RANK[a.outcome] ||
    (RANK[b.outcome] === RANK[a.outcome] && b.difference > a.difference)
      ? b
      : a,
  );
  return {
    ...of,
    outcome: worst.outcome,
    shape: [...shape],
    checked: found.filter((f) => f.probe.index !== undefined).length,
    count: gradient.length,
    direction: found.some((f) => f.probe.along),
    numbers: found.map(numberOf),
    worst: numberOf(worst),
    kinks: found.filter((f) => f.outcome === 'kink').length,
    kinksAt: distinct(found.flatMap((f) => f.kink ?? [])),
    held: found.some((f) => f.held),
  };
}
