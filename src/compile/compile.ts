/**
 * Document → program → plan, one pure pass per file; this one is the list of passes. It never throws
 * at a person: what stands in the way comes back as issues, and whatever could be told is told.
 */
import { assert, must } from '../base/assert.ts';
import { canonical, hash64 } from '../base/hash.ts';
import { hasErrors, type Issue, issue } from '../base/issue.ts';
import { optimiserOf } from '../catalog/index.ts';
import { meaningKey } from '../document/meaning.ts';
import type { Document } from '../document/records.ts';
import { createBuilder, type V } from '../ir/builder.ts';
import type { Program, Value } from '../ir/ops.ts';
import type { Plan, Routine, RoutineName, StorageView, TensorRef } from '../plan/plan.ts';
import { type Shape, size } from '../tensor/shape.ts';
import { check, type SoundNode } from './check.ts';
import { type Compilation, EVALUATE_BATCH, PREDICT_BATCH } from './compilation.ts';
import { sweep } from './differentiate.ts';
import { type Layout, layOut, placeReads } from './layout.ts';
import { costOf, type Lowered, lower, symbolic } from './lower.ts';
import { type Draft, layMemory } from './memory.ts';
import { moveOn } from './moves.ts';
import { mergeProducts, rewrite } from './rewrite.ts';
import type { Fence } from './rule.ts';
import { type Homes, schedule } from './schedule.ts';
import { emitUpdates, flatGradient, initProgram, optimiserParams, slotsOf } from './update.ts';

/**
 * The key of a compilation: documents with the same key have the same plan. Live numbers (the
 * learning rate) and the seed are written into a running plan, so they are not part of it.
 */
export function compilationKey(document: Document): string {
  const { optimiser } = document.run;
  const fields = optimiserOf(optimiser.kind)?.fields ?? {};
  const params = Object.fromEntries(
    Object.entries(optimiser.params).filter(([name]) => !fields[name]?.live),
  );
  return meaningKey({
    ...document,
    run: { ...document.run, seed: 0, optimiser: { ...optimiser, params } },
  });
}

/** The live numbers of a document's run: dial → value. */
export function dialsOf(document: Document): Readonly<Record<string, number>> {
  const { optimiser } = document.run;
  const fields = optimiserOf(optimiser.kind)?.fields;
  if (!fields) return {};
  return Object.fromEntries(
    Object.entries(optimiserParams(optimiser)).filter(
      ([name, value]) => typeof value === 'number' && fields[name]?.type === 'number',
    ),
  ) as Record<string, number>;
}

export function compile(document: Document): Compilation {
  const key = compilationKey(document);
  const checked = check(document);
  const { nodes, shapes } = checked;
  let issues: readonly Issue[] = checked.issues;
  const batch = batchOf(document, nodes);
  const blank = { key, issues, shapes, batch, parameters: [], sources: [], losses: [] };
  if (hasErrors(issues) || !nodes.length) return blank;

  const losses = nodes.filter((n) => n.kind.judge);
  const sources = nodes.filter((n) => n.kind.feeds).map(({ id, params }) => ({ node: id, params }));
  try {
    const made = makePlan(document, nodes, batch);
    return {
      ...blank,
      issues,
      parameters: made.lowered.weights.map(({ name, node, shape, trainable }) => ({
        name,
        node,
        shape,
        trainable: trainable !== false,
      })),
      sources,
      losses: losses.map((n) => {
        const judgement = must(made.lowered.judgements.get(n.id), 'a judgement');
        return {
          node: n.id,
          hasAccuracy: judgement.correct !== undefined,
          prediction: judgement.prediction?.shape.slice(1),
        };
      }),
      plan: made.plan,
    };
  } catch (error) {
    // A bug of ours: told as such, with the document untouched and the former plan still running.
    issues = [
      ...issues,
      issue(
        'compile.internal',
        'The network could not be compiled. This is a fault of the program: {reason}',
        {
          args: { reason: error instanceof Error ? error.message : String(error) },
        },
      ),
    ];
    return { ...blank, issues };
  }
}

/** The batch of a training step: no larger than what the smallest source of data has. */
function batchOf(document: Document, nodes: readonly SoundNode[]): number {
  const rows = nodes.flatMap((n) => {
    const rows = n.kind.feeds?.(n.params as never).rows;
    return rows === undefined ? [] : [rows];
  });
  const asked = document.run.batchSize;
  return Math.max(1, Math.min(Number.isInteger(asked) && asked > 0 ? asked : 1, ...rows));
}

interface Forward {
  readonly program: Program;
  readonly lowered: Lowered;
  readonly cost?: V;
}

/** The forward pass with what is to be kept of it, by the names that plans use. */
function forwardProgram(
  nodes: readonly SoundNode[],
  batch: number,
  mode: 'train' | 'eval',
  keep: (l: Lowered, cost: V | undefined) => Record<string, V | undefined>,
): Forward {
  const b = createBuilder();
  const lowered = lower(nodes, b, { batch, mode });
  const cost = costOf(b, lowered.judgements);
  const results = Object.entries(keep(lowered, cost)).filter(
    (e): e is [string, V] => e[1] !== undefined,
  );
  return { program: b.program(Object.fromEntries(results)), lowered, cost };
}

const judged = (l: Lowered): Record<string, V | undefined> =>
  Object.fromEntries(
    [...l.judgements].flatMap(([node, j]) => [
      [`loss:${node}`, j.loss],
      [`correct:${node}`, j.correct],
      [`prediction:${node}`, j.prediction],
    ]),
  );

const optimise = (p: Program): Program => rewrite(mergeProducts(rewrite(p, 'none')), 'none');

function makePlan(document: Document, nodes: readonly SoundNode[], batch: number) {
  const optimiser = document.run.optimiser;
  const drafts: Draft[] = [];
  const shared = new Map<string, number>();
  const draft = (d: Draft): number => drafts.push(d) - 1;
  const once = (key: string, d: () => Draft): number => {
    const id = shared.get(key) ?? draft(d());
    shared.set(key, id);
    return id;
  };

  // Forward, as it trains: the form that decides where weights lie
  const trained = forwardProgram(nodes, batch, 'train', (l, cost) =>
    cost ? { cost } : Object.fromEntries(l.outputs),
  );
  const lean = optimise(trained.program);
  const layout = layOut(lean, trained.lowered.weights, trained.cost && lean.results.cost);
  const slots = trained.cost ? slotsOf(optimiser) : [];
  const sizes: Record<string, number> = { ...layout.sizes };
  for (const s of slots) sizes[`slot:${s}`] = layout.sizes.weights;
  const persistent = (name: string) =>
    once(`persistent ${name}`, () => ({
      name,
      role: 'persistent',
      size: must(sizes[name], `storage ${name}`),
    }));
  const dials = dialsOf(document);
  const routines: Partial<Record<RoutineName, Routine>> = {};

  const add = (name: RoutineName, program: Program, fence: Fence, extent: number) => {
    const inputs: Record<string, TensorRef> = {};
    const homes: Homes = {
      read: persistent,
      input(source, shape) {
        const buffer = once(`${name} ${source}`, () => ({
          name: source,
          role: 'input',
          size: size(shape),
          routine: name,
        }));
        inputs[source] = { buffer, offset: 0, shape };
        return buffer;
      },
      dial: (dial) => once(`dial ${dial}`, () => ({ name: dial, role: 'dial', size: 1 })),
      literal: (data) =>
        once(`literal ${data.join()}`, () => ({
          name: `constant${drafts.length}`,
          role: 'constant',
          size: data.length,
          data,
        })),
      scratch: (label, elements) =>
        draft({ name: label, role: 'scratch', size: elements, routine: name }),
    };
    const { steps, results } = schedule(program, fence, homes);
    routines[name] = { steps, batch: extent, inputs, results };
  };

  add('init', rewrite(initProgram(trained.lowered.weights, layout, slots), 'none'), 'none', 0);
  const learns = trained.cost !== undefined && layout.sizes.weights > 0;
  if (trained.cost) {
    add(
      'train',
      learns ? trainProgram(lean, layout, optimiser) : placeReads(lean, layout),
      'none',
      batch,
    );
    const evaluated = forwardProgram(nodes, EVALUATE_BATCH, 'eval', (l) => {
      const { ...all } = judged(l);
      for (const name of Object.keys(all)) if (name.startsWith('prediction:')) delete all[name];
      return all;
    });
    add('evaluate', finish(evaluated.program, layout), 'none', EVALUATE_BATCH);
    const predicted = forwardProgram(nodes, PREDICT_BATCH, 'eval', (l) =>
      Object.fromEntries(
        [...l.judgements].map(([node, j]) => [`prediction:${node}`, j.prediction]),
      ),
    );
    if (Object.keys(predicted.program.results).length)
      add('predict', finish(predicted.program, layout), 'none', PREDICT_BATCH);
  }
  const watch = watchProgram(nodes, batch, layout, optimiser);
  add('watch', watch.program, 'node', batch);
  const drawn = must(routines.watch, 'watch');
  const stops = moveOn(drawn.steps, nodes, watch.graded, watch.updated);
  routines.watch = { ...drawn, steps: stops.steps };

  const storage: StorageView[] = trained.lowered.weights.flatMap((w) => {
    const { buffer, offset } = must(layout.place.get(w.name), 'a place');
    const view = (name: string, slot: string): StorageView => ({
      name: w.name,
      slot,
      ref: { buffer: persistent(name), offset, shape: w.shape },
      trainable: w.trainable !== false,
    });
    return [
      view(buffer, ''),
      ...(buffer === 'weights' ? slots.map((s) => view(`slot:${s}`, s)) : []),
    ];
  });
  const { buffers, arena } = layMemory(drafts, routines);
  const plan = {
    version: 1 as const,
    buffers,
    arena,
    storage,
    dials: Object.fromEntries(
      buffers
        .filter((x) => x.role === 'dial')
        .map((x) => [
          x.name,
          { buffer: x.id, value: x.name === 'step' ? 1 : (dials[x.name] ?? 0) },
        ]),
    ),
    routines,
    moves: stops.moves,
  };
  return {
    plan: { ...plan, key: hash64(canonical(plan)) } satisfies Plan,
    lowered: trained.lowered,
  };
}

const finish = (program: Program, layout: Layout): Program =>
  rewrite(placeReads(optimise(program), layout), 'none');

/** Forward, backward and one flat update, fused as far as it goes. */
function trainProgram(
  lean: Program,
  layout: Layout,
  optimiser: Document['run']['optimiser'],
): Program {
  const placed = rewrite(placeReads(lean, layout), 'none');
  const b = createBuilder(placed.values);
  const cost = handle(placed, must(placed.results.cost, 'a cost'));
  const reads = placed.values
    .filter((v) => v.op === 'read' && v.attrs.buffer === 'weights')
    .map((v) => v as Value & { op: 'read' });
  const gradient = sweep(
    b,
    cost,
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
  const writes = emitUpdates(b, optimiser, [
    { origin: '', offset: 0, shape: [total], gradient: flat },
  ]);
  return rewrite(b.program({ cost }, writes), 'none');
}

/** The same step for eyes: node by node, every wire and gradient kept. */
function watchProgram(
  nodes: readonly SoundNode[],
  batch: number,
  layout: Layout,
  optimiser: Document['run']['optimiser'],
) {
  const b = createBuilder();
  const lowered = lower(nodes, b, { batch, mode: 'train' });
  const cost = costOf(b, lowered.judgements);
  const results: Record<string, V> = {};
  for (const [port, v] of lowered.outputs) results[`output:${port}`] = v;
  for (const [edge, v] of lowered.wires) results[`value:${edge}`] = v;
  for (const [name, v] of Object.entries(judged(lowered))) if (v) results[name] = v;
  const graded = new Set<string>();
  const updated = new Set<string>();
  if (!cost)
    return { program: rewrite(placed(b.program(results), layout), 'node'), graded, updated };

  results.cost = cost;
  const trainable = lowered.weights.filter((w) => layout.place.get(w.name)?.buffer === 'weights');
  const reads = new Map<string, V>();
  for (const v of b.values)
    if (v.op === 'read') reads.set(v.attrs.buffer, { id: v.id, shape: v.shape });
  const weightReads = trainable.map((w) =>
    must(reads.get(symbolic(w.name).buffer), `a read of ${w.name}`),
  );
  const wires = [...lowered.wires];
  const gradient = sweep(b, cost, [...weightReads, ...wires.map(([, v]) => v)]);
  const leads = upstream(b.values, cost.id);
  for (const [edge, v] of wires) {
    if (!leads[v.id]) continue;
    const origin = must(b.values[v.id], 'a wire').origin;
    // Where a derivative is zero everywhere (a step), the gradient is there and is zero.
    results[`gradient:${edge}`] =
      gradient(v) ?? b.within(origin, 'backward', () => b.fill(0, v.shape));
    graded.add(origin);
  }
  const stretches = trainable.map((w, i) => {
    const shape: Shape = w.shape;
    const read = weightReads[i] as V;
    const g = gradient(read) ?? b.within(w.node, 'backward', () => b.fill(0, shape));
    results[`weight-gradient:${w.name}`] = g;
    updated.add(w.node);
    return {
      origin: w.node,
      offset: must(layout.place.get(w.name), 'a place').offset,
      shape,
      gradient: g,
    };
  });
  const writes = emitUpdates(b, optimiser, stretches);
  return { program: rewrite(placed(b.program(results, writes), layout), 'node'), graded, updated };
}

const placed = (program: Program, layout: Layout): Program => placeReads(program, layout);

/** Values that the given one is computed from. */
function upstream(values: readonly Value[], root: number): Uint8Array {
  const marked = new Uint8Array(values.length);
  marked[root] = 1;
  for (let id = root; id >= 0; id--)
    if (marked[id]) for (const a of must(values[id], 'a value').args) marked[a] = 1;
  return marked;
}

function handle(program: Program, id: number): V {
  const v = must(program.values[id], `value ${id}`);
  assert(v.id === id, 'values are numbered by place');
  return { id, shape: v.shape };
}
