/**
 * The programs of a document: forward as it trains, the fused training step, the watched step, the
 * evaluation. Each is written over primitives and rewritten as far as its use allows.
 */
import { assert, must } from '../base/assert.ts';
import { atOnce, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { RunSettings } from '../document/records.ts';
import { type Builder, createBuilder, type V } from '../ir/builder.ts';
import { sweeping } from '../ir/differentiate.ts';
import { needs } from '../ir/loops.ts';
import type { Program, Value, Write } from '../ir/ops.ts';
import { labelled, mapResults, NO_RESULTS, type Results, type Table } from '../plan/results.ts';
import type { Shape } from '../tensor/shape.ts';
import { costsOf, type Lowered, lowering, objectiveOf, symbolic } from './lower.ts';
import { type Layout, resolveReads } from './parameter-layout.ts';
import { mergeDots, rewriting } from './rewrite.ts';
import { scheduleAndClip } from './schedule-and-clip.ts';
import type { SoundNode } from './sound-node.ts';
import { learning, ungradedEdges } from './ungraded-edges.ts';
import { emitUpdates, flatGradient } from './update.ts';

/** Programs are written piece by piece. */
type Writing<T> = Piecemeal<T, Share<'lower' | 'rewrite' | 'differentiate' | 'update'>>;

export interface Forward {
  readonly program: Program;
  /** What is kept of it. */
  readonly results: Results<V>;
  readonly lowered: Lowered;
  readonly cost?: V;
  /** What is differentiated, where it is more than the cost. */
  readonly objective?: V;
}

/** A routine's program with the tables of what is kept of it; a program knows them by their labels. */
export interface Written {
  readonly program: Program;
  readonly results: Results<unknown>;
}

/** What a program is asked for so that states can be assigned from it. */
const assignment = (state: string): string => `assign:${state}`;

/** The results of a program: all that is in the tables, and the states that are assigned. */
function namedIn(results: Results<V>, assigned: Lowered['assigned'] = NONE): Record<string, V> {
  const named: Record<string, V> = {};
  const keep = (name: string, value: V): void => {
    assert(named[name] === undefined, `two results are called ${name}`);
    named[name] = value;
  };
  for (const [label, value] of labelled(results)) keep(label, value);
  for (const [state, value] of assigned) keep(assignment(state), value);
  return named;
}
const NONE: Lowered['assigned'] = new Map();

/**
 * The forward pass with what is to be kept of it; while training the states' assignments as well, where
 * there is a cost.
 */
export function* forwardProgram(
  nodes: readonly SoundNode[],
  batch: number,
  mode: 'train' | 'eval',
  keep: (
    lowered: Lowered,
    costs: Pick<Results<V>, 'cost' | 'shares' | 'objective'>,
  ) => Partial<Results<V>>,
): Writing<Forward> {
  const b = createBuilder();
  const lowered = yield* lowering(nodes, b, { batch, mode });
  const { cost, shares } = costsOf(b, lowered.losses);
  const objective = objectiveOf(b, cost, lowered.penalties);
  const costs = { ...(cost && { cost }), ...(objective && { objective }) };
  const results = { ...NO_RESULTS, ...keep(lowered, { ...costs, shares }) };
  const assigned = mode === 'train' && cost ? lowered.assigned : NONE;
  return { program: b.program(namedIn(results, assigned)), results, lowered, ...costs };
}

const byLoss = (l: Lowered, of: 'loss' | 'correct' | 'prediction'): Table<V> =>
  Object.fromEntries(
    [...l.losses].flatMap(([node, judgement]) => {
      const value = judgement[of];
      return value ? [[node, value]] : [];
    }),
  );
/** What losses say of each sample of the batch. */
export const lossesOf = (l: Lowered) => ({
  losses: byLoss(l, 'loss'),
  correct: byLoss(l, 'correct'),
});
export const predictionsOf = (l: Lowered) => ({ predictions: byLoss(l, 'prediction') });

/** The forward pass with stops kept: gradients are still to be taken of it. */
export function* optimising(p: Program): Writing<Program> {
  return yield* rewriting(mergeDots(yield* rewriting(p, 'none', true)), 'none', true);
}
export const optimise = (p: Program): Program => atOnce(optimising(p));

export function* finish({ program, results }: Written, layout: Layout): Writing<Written> {
  const lean = yield* optimising(program);
  return { program: yield* rewriting(resolveReads(lean, layout), 'none'), results };
}

/** The assignments of states as writes. They come first: nothing else is written yet. */
const stateWrites = (
  { assigned }: Lowered,
  layout: Layout,
  idOf: (state: string, value: V) => number,
): Write[] =>
  [...assigned].map(([state, v]) => ({
    ...must(layout.addresses.get(state), `an address for ${state}`),
    value: idOf(state, v),
  }));

/** The same, found again in the program that rewriting made. */
const assignedIn = ({ results }: Program, lowered: Lowered, layout: Layout): Write[] =>
  stateWrites(lowered, layout, (state) => must(results[assignment(state)], state));

/** The step of a network in which nothing learns: its cost, and its states assigned. */
export function idleProgram(lean: Program, { lowered, results }: Forward, layout: Layout): Written {
  const placed = resolveReads(lean, layout);
  const kept = labelled(results).map(([label]) => [label, must(placed.results[label], label)]);
  const writes = assignedIn(placed, lowered, layout);
  return { program: { ...placed, results: Object.fromEntries(kept), writes }, results };
}

/** Forward, backward and one flat update, fused as far as it goes. */
export function* trainProgram(
  lean: Program,
  { lowered, ...kept }: Forward,
  layout: Layout,
  run: RunSettings,
): Writing<Written> {
  const placed = yield* rewriting(resolveReads(lean, layout), 'none', true);
  const b = createBuilder(placed.values);
  const before = mapResults(kept.results, (_, label): V => {
    const id = must(placed.results[label], label);
    return { id, shape: must(placed.values[id], label).shape };
  });
  const { objective } = before;
  const cost = must(before.cost, 'a cost');
  const reads = placed.values
    .filter((v) => v.op === 'read' && v.attrs.buffer === 'weights')
    .map((v) => v as Value & { op: 'read' });
  const gradient = yield* sweeping(
    b,
    objective ?? cost,
    reads.map((v) => ({ id: v.id, shape: v.shape })),
  );
  const total = layout.sizes.weights;
  const flat = flatGradient(
    b,
    total,
    reads.flatMap((v) => {
      const g = gradient({ id: v.id, shape: v.shape });
      return g ? [{ offset: v.attrs.offset, gradient: g }] : [];
    }),
  );
  const whole = { origin: '', offset: 0, shape: [total], gradient: flat };
  const update = scheduleAndClip(b, run, cost, [whole]);
  const writes = [
    ...assignedIn(placed, lowered, layout),
    ...emitUpdates(b, run.optimiser, update.ranges, update.rate),
    ...update.writes,
  ];
  const results = { ...before, ...(update.rate && { rate: update.rate }) };
  return { program: yield* rewriting(b.program(namedIn(results), writes), 'none'), results };
}

interface Watched extends Written {
  /** Nodes that compute gradients, and those with weights that are trained. */
  readonly graded: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
}

/** A table by node and name of what there is. */
function byNode<L extends { readonly node: string; readonly name: string }>(
  all: readonly L[],
  of: (l: L) => V | undefined,
): Table<Table<V>> {
  const table: Record<string, Record<string, V>> = {};
  for (const l of all) {
    const value = of(l);
    if (!value) continue;
    table[l.node] ??= {};
    table[l.node]![l.name] = value;
  }
  return table;
}

/** What the weights of each node add to the objective. */
function penaltiesOf(b: Builder, { penalties }: Lowered): Table<V> {
  const found: Record<string, V> = {};
  for (const penalty of penalties) {
    const { origin } = must(b.values[penalty.id], 'a penalty');
    const before = found[origin];
    found[origin] = before ? b.within(origin, 'forward', () => b.add(before, penalty)) : penalty;
  }
  return found;
}

/** The same step to be watched: fenced by node, every edge's value and gradient kept. */
export function* watchProgram(
  nodes: readonly SoundNode[],
  batch: number,
  layout: Layout,
  run: RunSettings,
): Writing<Watched> {
  const b = createBuilder();
  const lowered = yield* lowering(nodes, b, { batch, mode: 'train' });
  const { cost, shares } = costsOf(b, lowered.losses);
  const intermediates = lowered.intermediates.filter((l) => l.as !== 'before');
  const forward: Results<V> = {
    ...NO_RESULTS,
    outputs: Object.fromEntries(lowered.outputs),
    values: Object.fromEntries(lowered.wires),
    intermediates: byNode(intermediates, (l) => l.value),
    before: byNode(
      lowered.intermediates.filter((l) => l.as === 'before'),
      (l) => l.value,
    ),
    ...lossesOf(lowered),
    ...predictionsOf(lowered),
  };
  const graded = new Set<string>();
  const updated = new Set<string>();
  if (!cost) {
    const program = b.program(namedIn(forward));
    return {
      program: yield* rewriting(resolveReads(program, layout), 'node'),
      results: forward,
      graded,
      updated,
    };
  }

  const objective = objectiveOf(b, cost, lowered.penalties);
  const penalties = penaltiesOf(b, lowered);
  const lowest = objective ?? cost;
  const trainable = lowered.weights.filter(
    (w) => layout.addresses.get(w.name)?.buffer === 'weights',
  );
  const reads = new Map<string, V>();
  for (const v of b.values)
    if (v.op === 'read') reads.set(v.attrs.buffer, { id: v.id, shape: v.shape });
  const weightReads = trainable.map((w) =>
    must(reads.get(symbolic(w.name).buffer), `a read of ${w.name}`),
  );
  const wires = [...lowered.wires];
  // What is carried on counts in later steps too: all of its gradient arrives at what was closed.
  const whole = (v: V): V => {
    const value = must(b.values[v.id], 'a value');
    return value.op === 'close' ? { id: value.args[0]!, shape: v.shape } : v;
  };
  const learns = learning(nodes, lowered.weights);
  const { target, indices } = ungradedEdges(nodes, learns);
  const isGraded = (edge: string) => !target.has(edge) && !indices.has(edge);
  const wrt = [
    ...weightReads,
    ...wires.filter(([edge]) => isGraded(edge)).map(([, v]) => v),
    ...intermediates.map((l) => whole(l.value)),
  ];
  const gradient = yield* sweeping(b, lowest, wrt);
  const leads = needs(b.values, [lowest.id]);
  const gradients: Record<string, V> = {};
  for (const [edge, v] of wires) {
    if (!leads[v.id] || !isGraded(edge)) continue;
    const origin = must(b.values[v.id], 'a wire').origin;
    // Where a derivative is zero everywhere (a step), the gradient is there and is zero.
    gradients[edge] = gradient(v) ?? b.within(origin, 'backward', () => b.fill(0, v.shape));
    graded.add(origin);
  }
  // Where nothing goes further back a node's own weights may still have a gradient.
  for (const { id } of nodes) {
    const left = Object.values(lowered.outputs.get(id) ?? {});
    if (learns(id) && left.some((v) => gradient(v))) graded.add(id);
  }
  const intermediateGradients = byNode(intermediates, (l) => gradient(whole(l.value)));
  const weightGradients: Record<string, V> = {};
  const ranges = trainable.map((w, i) => {
    const shape: Shape = w.shape;
    const read = weightReads[i]!;
    const known = gradient(read);
    const g = known ?? b.within(w.node, 'backward', () => b.fill(0, shape));
    weightGradients[w.name] = g;
    // A penalty has a gradient even where the node leads to no loss.
    if (known && penalties[w.node]) graded.add(w.node);
    updated.add(w.node);
    return {
      origin: w.node,
      offset: must(layout.addresses.get(w.name), 'an address').offset,
      shape,
      gradient: g,
    };
  });
  const of = ranges.length;
  yield { pass: 'update', done: 0, of };
  const update = scheduleAndClip(b, run, cost, ranges);
  yield { pass: 'update', done: 0, of };
  const results: Results<V> = {
    ...forward,
    cost,
    shares,
    ...(objective && { objective }),
    penalties,
    gradients,
    intermediateGradients,
    weightGradients,
    ...(update.rate && { rate: update.rate }),
  };
  const writes = [
    ...stateWrites(lowered, layout, (_, v) => v.id),
    ...emitUpdates(b, run.optimiser, update.ranges, update.rate),
    ...update.writes,
  ];
  yield { pass: 'update', done: of, of };
  return {
    program: yield* rewriting(resolveReads(b.program(namedIn(results), writes), layout), 'node'),
    results,
    graded,
    updated,
  };
}
