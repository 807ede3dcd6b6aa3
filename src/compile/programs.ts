/**
 * The programs of a document: forward as it trains, the fused training step, the watched step, the
 * evaluation. Each is written over primitives and rewritten as far as its use allows.
 */
import { must } from '../base/assert.ts';
import { atOnce, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { RunSettings } from '../document/records.ts';
import { createBuilder, type V } from '../ir/builder.ts';
import { sweeping } from '../ir/differentiate.ts';
import { needs } from '../ir/loops.ts';
import type { Program, Value, Write } from '../ir/ops.ts';
import type { Shape } from '../tensor/shape.ts';
import type { SoundNode } from './check.ts';
import { costOf, type Lowered, lowering, objectiveOf, symbolic } from './lower.ts';
import { type Layout, resolveReads } from './parameter-layout.ts';
import { mergeDots, rewriting } from './rewrite.ts';
import { scheduleAndClip } from './schedule-and-clip.ts';
import { emitUpdates, flatGradient } from './update.ts';

/** Programs are written piece by piece. */
type Writing<T> = Piecemeal<T, Share<'lower' | 'rewrite' | 'differentiate' | 'update'>>;

export interface Forward {
  readonly program: Program;
  readonly lowered: Lowered;
  readonly cost?: V;
  /** What is differentiated, where it is more than the cost. */
  readonly objective?: V;
}

/** The forward pass with what is to be kept of it, by the names that plans use. */
export function* forwardProgram(
  nodes: readonly SoundNode[],
  batch: number,
  mode: 'train' | 'eval',
  keep: (
    l: Lowered,
    cost: V | undefined,
    objective: V | undefined,
  ) => Record<string, V | undefined>,
): Writing<Forward> {
  const b = createBuilder();
  const lowered = yield* lowering(nodes, b, { batch, mode });
  const cost = costOf(b, lowered.losses);
  const objective = objectiveOf(b, cost, lowered.penalties);
  const results = Object.entries(keep(lowered, cost, objective)).filter(
    (e): e is [string, V] => e[1] !== undefined,
  );
  return { program: b.program(Object.fromEntries(results)), lowered, cost, objective };
}

export const lossResults = (l: Lowered): Record<string, V | undefined> =>
  Object.fromEntries(
    [...l.losses].flatMap(([node, j]) => [
      [`loss:${node}`, j.loss],
      [`correct:${node}`, j.correct],
      [`prediction:${node}`, j.prediction],
    ]),
  );

/** The forward pass with stops kept: gradients are still to be taken of it. */
export function* optimising(p: Program): Writing<Program> {
  return yield* rewriting(mergeDots(yield* rewriting(p, 'none', true)), 'none', true);
}
export const optimise = (p: Program): Program => atOnce(optimising(p));

export function* finish(program: Program, layout: Layout): Writing<Program> {
  return yield* rewriting(resolveReads(yield* optimising(program), layout), 'none');
}

/** What a program is asked for so that states can be assigned from it. */
const ASSIGN = 'assign:';
export const assignments = (l: Lowered): Record<string, V> =>
  Object.fromEntries([...l.assigned].map(([name, v]) => [`${ASSIGN}${name}`, v]));

/** The assignments among a program's results as writes. They come first: nothing else is written yet. */
const stateWrites = (results: Program['results'], layout: Layout): Write[] =>
  Object.entries(results).flatMap(([name, value]) => {
    if (!name.startsWith(ASSIGN)) return [];
    const state = name.slice(ASSIGN.length);
    return { ...must(layout.addresses.get(state), `an address for ${state}`), value };
  });

/** The step of a network in which nothing learns: its cost, and its states assigned. */
export function idleProgram(lean: Program, layout: Layout): Program {
  const placed = resolveReads(lean, layout);
  const { results } = placed;
  const { cost, objective } = results;
  const kept = { cost: must(cost, 'a cost'), ...(objective === undefined ? {} : { objective }) };
  return { ...placed, results: kept, writes: stateWrites(results, layout) };
}

/** Forward, backward and one flat update, fused as far as it goes. */
export function* trainProgram(lean: Program, layout: Layout, run: RunSettings): Writing<Program> {
  const placed = yield* rewriting(resolveReads(lean, layout), 'none', true);
  const b = createBuilder(placed.values);
  const resultOf = (name: string): V | undefined => {
    const id = placed.results[name];
    return id === undefined ? undefined : { id, shape: must(placed.values[id], name).shape };
  };
  const cost = must(resultOf('cost'), 'a cost');
  const objective = resultOf('objective');
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
  const guided = scheduleAndClip(b, run, cost, [whole]);
  const writes = [
    ...stateWrites(placed.results, layout),
    ...emitUpdates(b, run.optimiser, guided.ranges, guided.rate),
    ...guided.writes,
  ];
  const results: Record<string, V> = { cost, ...(objective && { objective }) };
  if (guided.rate) results.rate = guided.rate;
  return yield* rewriting(b.program(results, writes), 'none');
}

interface Watched {
  readonly program: Program;
  /** Nodes through which a gradient passes, and those with weights that are trained. */
  readonly graded: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
}

/** The same step for eyes: node by node, every wire and gradient kept. */
export function* watchProgram(
  nodes: readonly SoundNode[],
  batch: number,
  layout: Layout,
  run: RunSettings,
): Writing<Watched> {
  const b = createBuilder();
  const lowered = yield* lowering(nodes, b, { batch, mode: 'train' });
  const cost = costOf(b, lowered.losses);
  const results: Record<string, V> = {};
  for (const [port, v] of lowered.outputs) results[`output:${port}`] = v;
  for (const [edge, v] of lowered.wires) results[`value:${edge}`] = v;
  for (const { node, name, value, as } of lowered.intermediates)
    results[`${as === 'before' ? 'before' : 'inside'}:${node}.${name}`] = value;
  for (const [name, v] of Object.entries(lossResults(lowered))) if (v) results[name] = v;
  const graded = new Set<string>();
  const updated = new Set<string>();
  if (!cost)
    return {
      program: yield* rewriting(resolveReads(b.program(results), layout), 'node'),
      graded,
      updated,
    };

  results.cost = cost;
  const objective = objectiveOf(b, cost, lowered.penalties);
  if (objective) results.objective = objective;
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
  const looks = lowered.intermediates.filter((l) => l.as !== 'before');
  // What is carried on counts in later steps too: all of its gradient arrives at what was closed.
  const whole = (v: V): V => {
    const value = must(b.values[v.id], 'a value');
    return value.op === 'close' ? { id: value.args[0]!, shape: v.shape } : v;
  };
  const wrt = [...weightReads, ...wires.map(([, v]) => v), ...looks.map((l) => whole(l.value))];
  const gradient = yield* sweeping(b, lowest, wrt);
  const leads = needs(b.values, [lowest.id]);
  for (const [edge, v] of wires) {
    if (!leads[v.id]) continue;
    const origin = must(b.values[v.id], 'a wire').origin;
    // Where a derivative is zero everywhere (a step), the gradient is there and is zero.
    results[`gradient:${edge}`] =
      gradient(v) ?? b.within(origin, 'backward', () => b.fill(0, v.shape));
    graded.add(origin);
  }
  for (const { node, name, value } of looks) {
    const g = gradient(whole(value));
    if (g) results[`inside-gradient:${node}.${name}`] = g;
  }
  const stretches = trainable.map((w, i) => {
    const shape: Shape = w.shape;
    const read = weightReads[i]!;
    const g = gradient(read) ?? b.within(w.node, 'backward', () => b.fill(0, shape));
    results[`weight-gradient:${w.name}`] = g;
    updated.add(w.node);
    return {
      origin: w.node,
      offset: must(layout.addresses.get(w.name), 'an address').offset,
      shape,
      gradient: g,
    };
  });
  const assigned = Object.fromEntries(
    Object.entries(assignments(lowered)).map(([name, v]) => [name, v.id]),
  );
  const of = stretches.length;
  yield { pass: 'update', done: 0, of };
  const guided = scheduleAndClip(b, run, cost, stretches);
  yield { pass: 'update', done: 0, of };
  if (guided.rate) results.rate = guided.rate;
  const writes = [
    ...stateWrites(assigned, layout),
    ...emitUpdates(b, run.optimiser, guided.ranges, guided.rate),
    ...guided.writes,
  ];
  yield { pass: 'update', done: of, of };
  return {
    program: yield* rewriting(resolveReads(b.program(results, writes), layout), 'node'),
    graded,
    updated,
  };
}
