/**
 * The two plans of a gradient check. One is the document's own, whose `watch` says what back-propagation
 * gives. The other computes the objective alone, forward as it trains, and can be perturbed: each wire has
 * an input that is added to it, and the choices on the way can be held (`ir/hold`).
 */
import { must } from '../base/assert.ts';
import type { Issue } from '../base/issue.ts';
import type { Piecemeal } from '../base/piecemeal.ts';
import type { Recent } from '../base/recent.ts';
import type { Document } from '../document/records.ts';
import { createBuilder, type V } from '../ir/builder.ts';
import { type Choice, holding, type Kink } from '../ir/hold.ts';

export type { Kink } from '../ir/hold.ts';

import type { Plan, StorageView } from '../plan/plan.ts';
import { labelled, NO_RESULTS, type Results, type Table } from '../plan/results.ts';
import { size } from '../tensor/shape.ts';
import { assembling, during, keyOf } from './assembling.ts';
import { checking } from './check.ts';
import type { Progress } from './compilation.ts';
import { compiling, type Planned } from './compile.ts';
import { costOf, lowering, objectiveOf } from './lower.ts';
import { layOutParameters, resolveReads } from './parameter-layout.ts';
import { optimising } from './programs.ts';
import { rewriting } from './rewrite.ts';
import type { SoundNode } from './sound-node.ts';
import { CPU, type Target } from './target.ts';
import { learning, ungradedOwners } from './ungraded-edges.ts';

export interface CheckPlans {
  /** As it is compiled for training, for as many rows as are checked. */
  readonly own: Plan;
  /**
   * `evaluate` gives the cost (with penalties, where weights have some), by node what was chosen, and in
   * `before` what stands behind stops. Inputs of the same names hold either.
   */
  readonly perturbed: Plan;
  /** What each choice is of, by the name of the input that holds it. */
  readonly kinks: Readonly<Record<string, Kink>>;
  /** Rows of the batch that are checked. */
  readonly rows: number;
  /** Wires that carry a gradient that is one: not those from data to the target of a loss. */
  readonly edges: readonly string[];
  /** Trained weights that the objective depends on. */
  readonly weights: readonly string[];
}

export type PlanCheck = (
  document: Document,
  rows: number,
) => Piecemeal<CheckPlans | readonly Issue[], Progress>;

/** Points of all nests of a pass that the reference walks in some hundredths of a second. */
const MOST_POINTS = 600_000;
/** What needs several samples at once (a norm over the batch) has them. */
const FEWEST_ROWS = 2;

/** @param rows of the batch; where a pass over them takes long fewer are checked */
export const planCheckWith = (plans?: Recent<Planned>, target: Target = CPU): PlanCheck =>
  function* (document, rows) {
    const fitting = yield* fittingPlan(document, rows, plans, target);
    if (!fitting.plan) return fitting.issues;
    const { plan: own, rows: taken } = fitting;
    const { nodes } = yield* checking(document);
    const { gradients, weightGradients } = own.routines.watch?.results ?? NO_RESULTS;
    const targets = dataTargets(nodes);
    return {
      own,
      ...(yield* perturbedPlan(nodes, taken, target)),
      rows: taken,
      edges: Object.keys(gradients).filter((id) => !targets.has(id)),
      weights: Object.keys(weightGradients),
    };
  };

/** The document's own plan, for as many of these rows as the reference runs in some hundredths of a second. */
export function* fittingPlan(
  document: Document,
  rows: number,
  plans?: Recent<Planned>,
  target: Target = CPU,
): Piecemeal<
  | { readonly plan: Plan; readonly rows: number }
  | { readonly plan?: never; readonly issues: readonly Issue[] },
  Progress
> {
  const { plan, issues } = yield* compiling(document, rows, plans, target);
  if (!plan?.routines.train) return { issues };
  const points = plan.routines.train.steps.reduce((n, s) => n + size(s.kernel.axes), 0);
  const fewer = Math.floor((rows * MOST_POINTS) / Math.max(1, points));
  const taken = Math.min(rows, Math.max(FEWEST_ROWS, fewer));
  if (taken === rows) return { plan, rows };
  const { plan: small } = yield* compiling(document, taken, plans, target);
  return { plan: must(small, 'a plan'), rows: taken };
}

/** Wires that bring data to the targets of losses. */
function dataTargets(nodes: readonly SoundNode[]): ReadonlySet<string> {
  const sources = new Set(nodes.flatMap((n) => (n.kind.batches ? [n.id] : [])));
  const at = nodes.flatMap((n) => (n.kind.loss ? (n.at.target ?? []) : []));
  return new Set(at.filter((e) => sources.has(e.source.node)).map((e) => e.id));
}

function* perturbedPlan(
  nodes: readonly SoundNode[],
  batch: number,
  target: Target,
): Piecemeal<Pick<CheckPlans, 'perturbed' | 'kinks'>, Progress> {
  const b = createBuilder();
  const lowered = yield* during(
    'evaluate',
    lowering(nodes, b, { batch, mode: 'train', perturbed: true }),
  );
  const cost = must(costOf(b, lowered.losses), 'a cost');
  const root = (objectiveOf(b, cost, lowered.penalties) ?? cost).id;
  const varying = b.values.filter((v) => v.op === 'read' || v.op === 'input');
  const held = holding(
    b.program({}),
    root,
    varying.map((v) => v.id),
  );
  const results: Results<V> = {
    ...NO_RESULTS,
    cost: held.at(root),
    intermediates: byNode(held.choices.filter((c) => !c.stop)),
    before: byNode(held.choices.filter((c) => c.stop)),
  };
  const program = held.b.program(Object.fromEntries(labelled(results)));
  const lean = yield* during('evaluate', optimising(program));
  const layout = layOutParameters(
    lean,
    lowered,
    lean.results.cost,
    ungradedOwners(nodes, learning(nodes, lowered.weights)),
  );
  const { routines, add, persistent, place } = assembling(layout.sizes, target);
  const written = function* () {
    return { program: yield* rewriting(resolveReads(lean, layout), 'none'), results };
  };
  yield* add('evaluate', written(), 'none', batch);
  const storage = [...lowered.weights, ...lowered.states].map(
    ({ name, node, shape }): StorageView => {
      const { buffer, offset } = must(layout.addresses.get(name), 'an address');
      const ref = { buffer: persistent(buffer), offset, shape };
      return { name, node, slot: '', ref, trainable: buffer === 'weights' };
    },
  );
  const plan = { version: 1 as const, ...place(), storage, routines, moves: [] };
  const kinks = Object.fromEntries(held.choices.map((c) => [c.input, c.kink]));
  return { perturbed: { ...plan, key: yield* keyOf(plan) }, kinks };
}

function byNode(choices: readonly Choice[]): Table<Table<V>> {
  const table: Record<string, Record<string, V>> = {};
  for (const { node, input, value } of choices) {
    table[node] ??= {};
    table[node]![input] = value;
  }
  return table;
}
