/**
 * The law of the textbook: what each equation of the catalogue comes to, with the numbers of a step, is what
 * the engine has there. Over all examples, random documents of the whole catalogue and all optimisers,
 * schedules and clips: every output, every gradient of a wire and of a weight, every updated number.
 */
import { describe, expect, it } from 'vitest';
import type { Hyperparameters, Thing } from '../../src/base/fields.ts';
import { random } from '../../src/base/random.ts';
import { CLIPS, OPTIMISERS, SCHEDULES } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { addedBy, costEquation, objectiveEquation } from '../../src/compile/objective-textbook.ts';
import {
  type Book,
  bookOf,
  numbersOf,
  scheduleBookOf,
  updateBookOf,
  weightName,
} from '../../src/compile/textbook.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import { evaluator } from '../../src/equations/evaluate.ts';
import { type Equation, keyOf, type Source } from '../../src/equations/expression.ts';
import type { TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import type { HostInstance } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { drawing } from '../compile/feeding.ts';
import { mixture } from '../compile/mixtures.ts';
import { GUIDED, LEARNT_TARGETS, PENALISED, SHARED, WORKED } from '../compile/worked.ts';
import { data, dense, draw, mse, neuron, tanh } from '../vocabulary.ts';

const SEED = 7;
const TOLERANCE = 1e-9;

interface Step {
  readonly document: Document;
  readonly compiled: ReturnType<typeof compile>;
  readonly instance: HostInstance;
  readonly step: number;
  readonly now: (ref: TensorRef) => ArrayLike<number>;
  readonly before: (ref: TensorRef) => ArrayLike<number>;
}

/** Runs some watched steps from random weights, and tells of each. */
async function walk(document: Document, steps: number, tell: (step: Step) => void): Promise<void> {
  const compiled = compile(document);
  const { plan, issues } = compiled;
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  if (!plan?.routines.watch) return;
  const instance = await reference.instantiate(plan);
  for (const d of Object.values(plan.dials)) instance.view(d.buffer)[0] = d.value;
  instance.submit('init', SEED, 0);
  const r = random(SEED, 99);
  for (const { ref, slot, state } of plan.storage) {
    const view = instance.view(ref.buffer);
    for (let i = 0; i < size(ref.shape); i++)
      if (!slot)
        view[ref.offset + i] = state ? 0.5 + r.next() : view[ref.offset + i]! + 0.3 * r.normal();
  }
  for (let step = 1; step <= steps; step++) {
    for (const [name, ref] of Object.entries(plan.routines.watch.inputs)) {
      const view = instance.view(ref.buffer);
      const next = drawing(document, name);
      const from = random(step, name.length);
      for (let i = 0; i < size(ref.shape); i++) view[ref.offset + i] = next(from);
    }
    for (const [name, value] of [
      ['step', step],
      ['time', step],
    ] as const) {
      const d = plan.dials[name];
      if (d) instance.view(d.buffer)[0] = value;
    }
    const old = plan.buffers.map((b) =>
      b.role === 'persistent' ? instance.view(b.id).slice() : undefined,
    );
    instance.submit('watch', SEED, step);
    const cut = (data: ArrayLike<number>, { offset, shape }: TensorRef) =>
      Array.from({ length: size(shape) }, (_, i) => data[offset + i]!);
    tell({
      document,
      compiled,
      instance,
      step,
      now: (ref) => cut(instance.view(ref.buffer), ref),
      before: (ref) => cut(old[ref.buffer] ?? instance.view(ref.buffer), ref),
    });
  }
}

/** What is wrong with a number, or nothing. */
const differs = (got: number, wanted: number): boolean =>
  !Object.is(got, wanted) &&
  !(Math.abs(got - wanted) <= TOLERANCE * (1 + Math.abs(got) + Math.abs(wanted)));

/** What the left sides of equations come to, by source: every place that an equation says, and what. */
function says(book: Book, equations: readonly Equation[], numbers: ReturnType<typeof numbersOf>) {
  const found = new Map<string, { source: Source; places: Map<number, number> }>();
  const { all } = evaluator(book.where, numbers);
  for (const e of equations) {
    const { source } = e.left.of;
    const key = keyOf(source);
    const places = found.get(key)?.places ?? new Map<number, number>();
    found.set(key, { source, places });
    for (const { at, value } of all(e)) places.set(at, value);
  }
  return [...found.values()];
}

/** Gradients of weights, by their whole names: what each node that uses them says, added up. */
type Shares = Map<string, number[]>;

/** All that is wrong with the equations of a node in a step. */
function wrongIn(
  { document, compiled, step, now, before }: Step,
  id: string,
  shares: Shares,
): string[] {
  const { plan } = compiled;
  const book = bookOf(document, compiled, id);
  if (!plan) return [];
  const results = plan.routines.watch?.results ?? NO_RESULTS;
  const numbers = numbersOf(plan, document, id, { now, before, seed: SEED, step });
  const wrong: string[] = [];
  const told = new Set<string>();
  const hold = (equations: readonly Equation[]) => {
    for (const { source, places } of says(book, equations, numbers)) {
      const key = keyOf(source);
      told.add(key);
      const traced = numbers(source);
      if (traced) {
        const port = document.edges[source.name]?.target.port;
        const kind = document.nodes[id]?.kind;
        const name = source.of === 'weight' ? source.name.replace(/\..*/, '') : source.of;
        const what = `${kind} ${name}${source.gradient ? '′' : ''}${port ? `:${port}` : ''}`;
        seen.all.add(what);
        if (Array.from(traced).some((x) => x !== 0)) seen.moved.add(what);
      }
      // Frozen weights have no gradient, and through what leads to no loss none passes.
      if (!traced && source.gradient) continue;
      if (!traced) {
        wrong.push(`${id} ${key}: the engine has no such numbers`);
        continue;
      }
      if (places.size !== traced.length)
        wrong.push(`${id} ${key}: ${places.size} of ${traced.length} numbers are explained`);
      if (source.of === 'weight') {
        const name = weightName(document, id, source.name);
        const sum = shares.get(name) ?? Array.from(traced, () => 0);
        shares.set(name, sum);
        for (const [at, value] of places) sum[at] = sum[at]! + value;
        continue;
      }
      for (const [at, value] of places)
        if (differs(value, traced[at]!)) {
          wrong.push(`${id} ${key}[${at}]: written ${value}, computed ${traced[at]}`);
          break;
        }
    }
  };
  hold(book.forward);
  hold(book.backward);
  hold(book.where.filter((e) => e.left.of.source.of !== 'local'));
  hold(addedBy(compiled, id, book));
  if (compiled.losses.at(-1)?.node === id)
    hold([costEquation(compiled), ...(results.objective ? [objectiveEquation(compiled)] : [])]);
  // And what the engine has is explained.
  const expected: Source[] = [
    ...Object.keys(results.outputs[id] ?? {}).map((name) => ({ of: 'output', name }) as const),
    ...(results.losses[id] ? [{ of: 'loss', name: '' } as const] : []),
    ...(results.shares[id] ? [{ of: 'share', name: id } as const] : []),
    ...(results.penalties[id] ? [{ of: 'penalty', name: id } as const] : []),
    ...Object.values(document.edges).flatMap((e) =>
      e.target.node === id && results.gradients[e.id]
        ? [{ of: 'wire', name: e.id, gradient: true } as const]
        : [],
    ),
    ...compiled.parameters.flatMap((p) =>
      p.node === id && results.weightGradients[p.name]
        ? [{ of: 'weight', name: p.name.slice(id.length + 1), gradient: true } as const]
        : [],
    ),
    ...plan.storage.flatMap((v) =>
      v.state && v.name.startsWith(`${id}.`)
        ? [{ of: 'state', name: v.name.slice(id.length + 1), after: true } as const]
        : [],
    ),
  ];
  for (const source of expected)
    if (!told.has(keyOf(source))) wrong.push(`${id}: nothing explains ${keyOf(source)}`);
  return wrong;
}

const CASES: readonly (readonly [string, Document])[] = [
  ...[...WORKED, ...LEARNT_TARGETS].map((w) => [w.name, w.document] as const),
  ...PENALISED.map((w) => [`penalised ${w.name}`, w.document] as const),
  ...SHARED.map((w) => [`shared ${w.name}`, w.document] as const),
  ...Array.from({ length: 40 }, (_, i) => [`mixture ${i + 1}`, mixture(i + 1, 16)] as const),
  ...Array.from({ length: 12 }, (_, i) => [`in time ${i + 1}`, mixture(i + 1, 16, true)] as const),
];

/** Sources by kind whose numbers were not all 0, and all of them: an equation of zeros says little. */
const seen = { moved: new Set<string>(), all: new Set<string>() };
/** Through these nothing comes back, by design. */
const NOTHING: ReadonlySet<string> = new Set(['step wire′:in', 'perceptronLoss wire′:target']);

describe('a node', () => {
  it.each(CASES)('%s: every equation is true', async (_, document) => {
    const wrong: string[] = [];
    await walk(document, 1, (step) => {
      const shares: Shares = new Map();
      for (const { id } of Object.values(document.nodes)) wrong.push(...wrongIn(step, id, shares));
      const results = step.compiled.plan?.routines.watch?.results ?? NO_RESULTS;
      for (const [name, sum] of shares) {
        const traced = step.now(results.weightGradients[name]!);
        const at = sum.findIndex((value, i) => differs(value, traced[i]!));
        if (at >= 0) wrong.push(`${name}[${at}]: written ${sum[at]}, computed ${traced[at]}`);
      }
    });
    expect(wrong).toEqual([]);
  });

  it('speaks of numbers that are not all 0', () => {
    const idle = [...seen.all].filter((what) => !seen.moved.has(what));
    expect(idle).toEqual([...NOTHING]);
  });
});

const OPTIONS: Readonly<Record<string, readonly Hyperparameters[]>> = {
  sgd: [
    { lr: 0.2 },
    { momentum: 0.8 },
    { momentum: 0.8, nesterov: true, weightDecay: 0.1 },
    { weightDecay: 0.2 },
  ],
  adam: [{}, { beta1: 0.5, beta2: 0.9, eps: 0.01, weightDecay: 0.1 }, { beta1: 0 }],
  adamW: [{}, { weightDecay: 0, beta1: 0.7 }, { weightDecay: 0.5, eps: 0.1 }],
  adagrad: [{}, { lrDecay: 0.3, eps: 0.1, weightDecay: 0.1 }],
  rmsprop: [
    {},
    { momentum: 0.6 },
    { centered: true },
    { centered: true, momentum: 0.6, weightDecay: 0.1, eps: 0.1 },
  ],
};
const thing = (kind: string, params: Hyperparameters = {}): Thing => ({ kind, params });
const GUIDES: Readonly<Record<string, readonly Thing[]>> = {
  constant: [thing('constant')],
  step: [thing('step', { stepSize: 2, gamma: 0.5 })],
  exponential: [thing('exponential', { gamma: 0.7 })],
  cosine: [thing('cosine', { tMax: 3, etaMin: 0.01 })],
  warmUp: [
    thing('warmUp', { steps: 2, start: 0.3, next: thing('cosine', { tMax: 3 }) }),
    thing('warmUp', {
      steps: 2,
      next: thing('plateau', { every: 1, patience: 0, threshold: 0.3 }),
    }),
  ],
  plateau: [
    thing('plateau', { every: 1, patience: 0, threshold: 0.4, factor: 0.5 }),
    thing('plateau', { every: 2, patience: 1, threshold: 0.5, minLr: 0.05 }),
    thing('plateau', { watch: 'validation', every: 1, patience: 0 }),
  ],
  none: [thing('none')],
  value: [thing('value', { limit: 0.02 })],
  norm: [thing('norm', { maxNorm: 0.05 }), thing('norm', { maxNorm: 1000 })],
};

const network = (run: Partial<RunSettings>): Document =>
  draw(
    [data('gaussians', { samples: 40 }), dense(3), tanh(), neuron('sigmoid', { l2: 0.1 }), mse()],
    [
      'data1.x -> dense1.in',
      'dense1.out -> tanh1.in',
      'tanh1.out -> neuron1.in',
      'neuron1.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 4, ...run },
  );

const RUNS: readonly (readonly [string, Partial<RunSettings>])[] = [
  ...OPTIMISERS.flatMap(({ name }) =>
    (OPTIONS[name] ?? []).map(
      (p) => [`${name} ${JSON.stringify(p)}`, { optimiser: thing(name, p) }] as const,
    ),
  ),
  ...SCHEDULES.flatMap(({ name }) =>
    (GUIDES[name] ?? []).map(
      (schedule) => [`schedule ${JSON.stringify(schedule)}`, { schedule }] as const,
    ),
  ),
  ...CLIPS.flatMap(({ name }) =>
    (GUIDES[name] ?? []).map((clip) => [`clip ${JSON.stringify(clip)}`, { clip }] as const),
  ),
];

describe('an update', () => {
  it('is asked of every optimiser, schedule and clip', () => {
    expect(OPTIMISERS.filter((o) => !OPTIONS[o.name]).map((o) => o.name)).toEqual([]);
    expect([...SCHEDULES, ...CLIPS].filter((s) => !GUIDES[s.name]).map((s) => s.name)).toEqual([]);
  });

  it.each([
    ...RUNS.map(([name, run]) => [name, network(run)] as const),
    ...GUIDED.map((w) => [w.name, w.document] as const),
  ])('%s: every equation is true', async (_, document) => {
    const wrong: string[] = [];
    await walk(document, 5, ({ compiled: { plan }, now, before, step }) => {
      if (!plan) return;
      const weights = plan.storage.filter((v) => v.trainable && !v.slot);
      const total = weights.reduce((n, v) => n + size(v.ref.shape), 0);
      const compareTo = (book: Book, what: string, weight?: string) => {
        const numbers = numbersOf(plan, document, '', { now, before, seed: SEED, step }, weight);
        const told = new Set<string>();
        for (const { source, places } of says(book, book.forward, numbers)) {
          told.add(`${source.of}:${source.name}`);
          const traced = numbers(source);
          expect(traced, keyOf(source)).toBeDefined();
          expect(places.size).toBe(traced!.length);
          for (const [at, value] of places)
            if (differs(value, traced![at]!))
              wrong.push(
                `step ${step}, ${what} ${keyOf(source)}[${at}]: written ${value}, computed ${traced![at]}`,
              );
        }
        // What the update writes is explained.
        for (const view of weight === undefined ? [] : plan.storage)
          if (view.name === weight && !told.has(view.slot ? `slot:${view.slot}` : 'weight:'))
            wrong.push(`${what}: nothing explains ${view.slot || 'the weight'}`);
        for (const { name } of weight === undefined ? plan.buffers : [])
          if (name.startsWith('schedule:') && name !== 'schedule:validation' && !told.has(name))
            wrong.push(`${what}: nothing explains ${name}`);
      };
      for (const { name, ref } of weights)
        compareTo(updateBookOf(document, { count: size(ref.shape), total }), name, name);
      if (document.run.schedule) compareTo(scheduleBookOf(document.run.schedule), 'the schedule');
    });
    expect(wrong).toEqual([]);
  });
});
