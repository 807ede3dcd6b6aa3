/**
 * Laws over random graphs of mixed kinds: what the definition (ir/evaluate, float64, nothing rewritten)
 * says of values, gradients and the updated weights is what the plan computes, fused and fenced, in
 * training and in evaluation; and its gradients are slopes. A graph that fails is printed as a file.
 */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { hash32 } from '../../src/base/hash.ts';
import { random } from '../../src/base/random.ts';
import { KINDS } from '../../src/catalog/index.ts';
import { check } from '../../src/compile/check.ts';
import { compile } from '../../src/compile/compile.ts';
import { costOf, lower, objectiveOf, symbolic } from '../../src/compile/lower.ts';
import { serialise } from '../../src/document/codec.ts';
import type { Document } from '../../src/document/records.ts';
import { createBuilder, type V } from '../../src/ir/builder.ts';
import { sweep } from '../../src/ir/differentiate.ts';
import { type Environment, evaluate } from '../../src/ir/evaluate.ts';
import type { Program, Value } from '../../src/ir/ops.ts';
import type { RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { labelled, NO_RESULTS } from '../../src/plan/results.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { size } from '../../src/tensor/shape.ts';
import type { HostInstance } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { mixture } from '../compile/mixtures.ts';

const SEEDS = Array.from({ length: 150 }, (_, i) => i + 1);
const RUN = { seed: 7, step: 1 };
const LR = 0.1;

type Numbers = Readonly<Record<string, Float64Array>>;

/** The network as the definition sees it. */
function definition(document: Document, batch: number, mode: 'train' | 'eval') {
  const b = createBuilder();
  const lowered = lower(check(document).nodes, b, { batch, mode });
  const cost = costOf(b, lowered.losses)!;
  const objective = objectiveOf(b, cost, lowered.penalties) ?? cost;
  return { b, lowered, cost, objective };
}
type Definition = ReturnType<typeof definition>;

/** Reads of storage and fed inputs: all that a slope can be taken in. */
const leavesOf = ({ b }: Definition) =>
  b.values.filter(
    (v): v is Value & { op: 'read' | 'input' } => v.op === 'read' || v.op === 'input',
  );

/** Weights away from where they start, so that no unit is like another; inputs, targets, states. */
function numbersFor(document: Document, d: Definition) {
  const { seed } = document.run;
  const storage: Record<string, Float64Array> = {};
  const inputs: Record<string, Float64Array> = {};
  for (const w of d.lowered.weights) {
    const r = random(seed, hash32(w.name));
    const spread = Math.sqrt(1 / w.fan.in);
    // Scales of norms lie about 1.
    const middle = w.init.kind === 'constant' ? Number(w.init.params.value ?? 0) : 0;
    storage[symbolic(w.name).buffer] = new Float64Array(size(w.shape)).map(
      () => middle + spread * r.normal(),
    );
  }
  for (const s of d.lowered.states)
    storage[symbolic(s.name).buffer] = new Float64Array(size(s.shape)).fill(s.start);
  for (const v of leavesOf(d)) {
    if (v.op !== 'input') continue;
    const r = random(seed, hash32(v.attrs.name));
    inputs[v.attrs.name] = new Float64Array(size(v.shape)).map(() => r.normal());
  }
  return { storage, inputs };
}

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 1e-3;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(b[i]!));
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (Object.is(x, y)) continue;
    const d = Math.abs(x - y) / largest;
    worst = d <= worst ? worst : Number.isNaN(d) ? Number.POSITIVE_INFINITY : d;
  }
  return worst;
};

/** Only what leads to the results: what is not asked for need not be computed again and again. */
function needed(program: Program): Program {
  const used = new Set(Object.values(program.results));
  for (let id = program.values.length - 1; id >= 0; id--)
    if (used.has(id)) for (const a of program.values[id]?.args ?? []) used.add(a);
  const kept = program.values.filter((v) => used.has(v.id));
  const place = new Map(kept.map((v, i) => [v.id, i]));
  const at = (id: number) => must(place.get(id), 'a value that is used');
  return {
    values: kept.map((v) => ({ ...v, id: at(v.id), args: v.args.map(at) }) as Value),
    results: Object.fromEntries(Object.entries(program.results).map(([n, id]) => [n, at(id)])),
    writes: [],
  };
}

/**
 * Slopes along random directions through all weights and inputs at once. A kink between the points
 * that are compared is stepped over by coming closer; one that lies in the very point (a ReLU at 0)
 * has two slopes, between which each number is a subgradient.
 */
function slopes(d: Definition, feeds: Environment, gradients: Numbers, seed: number): void {
  const program = needed(d.b.program({ objective: d.objective }));
  const value = () => evaluate(program, feeds).results.objective!.data[0]!;
  const here = value();
  expect(Number.isFinite(here), 'the objective is a number').toBe(true);
  const tensors = Object.keys(gradients).map((name) => {
    const data = feeds.storage?.[name] ?? feeds.inputs?.[name];
    return { name, data: data as Float64Array, gradient: gradients[name]! };
  });
  const along = (some: typeof tensors, r: ReturnType<typeof random>): string | undefined => {
    const ways = some.map((t) => t.data.map(() => r.normal()));
    const start = some.map((t) => t.data.slice());
    const at = (h: number) => {
      for (const [i, t] of some.entries())
        for (const k of t.data.keys()) t.data[k] = start[i]![k]! + h * ways[i]![k]!;
      const f = value();
      for (const [i, t] of some.entries()) t.data.set(start[i]!);
      return f;
    };
    let told = 0;
    let scale = 1e-2;
    for (const [i, t] of some.entries())
      for (const k of t.data.keys()) {
        const term = t.gradient[k]! * ways[i]![k]!;
        told += term;
        scale = Math.max(scale, Math.abs(term));
      }
    const seen: number[] = [];
    for (const h of [1e-3, 1e-4, 1e-5, 1e-6]) {
      const [a, b, c, e] = [at(h), at(-h), at(2 * h), at(-2 * h)];
      const slope = (8 * (a - b) - (c - e)) / (12 * h);
      // What float64 leaves of a difference of two large numbers.
      const rounding = (20 * Number.EPSILON * Math.max(1, Math.abs(here))) / h;
      const error = Math.abs(slope - told);
      if (error <= 1e-6 * scale + rounding) return undefined;
      const [right, left] = [(a - here) / h, (here - b) / h];
      const room = 1e-4 * scale + rounding;
      const [low, high] = [Math.min(left, right) - room, Math.max(left, right) + room];
      if (h <= 1e-5 && Math.abs(right - left) > room && told >= low && told <= high)
        return undefined;
      seen.push(slope);
    }
    return `${told} where the slope is ${seen.join(', ')}`;
  };
  const r = random(seed, 77);
  for (let n = 0; n < 2; n++) {
    const wrong = along(tensors, r);
    if (!wrong) continue;
    const each = tensors.flatMap((t) => {
      const one = along([t], r);
      return one ? [`${t.name}: ${one}`] : [];
    });
    expect.fail(`gradients are no slopes: ${wrong}\n${each.join('\n')}`);
  }
}

const refNumbers = (
  i: HostInstance,
  ref: { readonly buffer: number; readonly offset: number; readonly shape: readonly number[] },
): Float64Array =>
  i.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape)) as Float64Array;

/** @param fast by the fast backend as well */
async function holds(document: Document, fast = false): Promise<void> {
  const { plan, issues, batch, ungraded } = compile(document);
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  if (!plan) return expect.unreachable();
  expect(verifyPlan(plan)).toEqual([]);

  const d = definition(document, batch, 'train');
  const { storage, inputs } = numbersFor(document, d);
  const leaves = leavesOf(d);
  const wires = [...d.lowered.wires];
  const gradient = sweep(d.b, d.objective, [
    ...leaves.map(({ id, shape }) => ({ id, shape })),
    ...wires.map(([, v]) => v),
  ]);
  const results: Record<string, V> = { cost: d.cost, objective: d.objective };
  for (const [edge, v] of wires) {
    results[`value:${edge}`] = v;
    const g = gradient(v);
    // What a loss compares with has none, unless something behind it learns.
    if (g && !ungraded.target.includes(edge)) results[`gradient:${edge}`] = g;
  }
  for (const [node, j] of d.lowered.losses) results[`loss:${node}`] = j.loss;
  for (const [name, v] of d.lowered.assigned) results[`assigned:${name}`] = v;
  /** By the name in storage or of the input: several reads of one weight add up. */
  const parts = new Map<string, string[]>();
  for (const leaf of leaves) {
    const name = leaf.op === 'read' ? leaf.attrs.buffer : leaf.attrs.name;
    const g = gradient({ id: leaf.id, shape: leaf.shape });
    if (!g) continue;
    results[`leaf:${leaf.id}`] = g;
    parts.set(name, [...(parts.get(name) ?? []), `leaf:${leaf.id}`]);
  }
  const feeds = { storage, inputs, ...RUN };
  const told = evaluate(d.b.program(results), feeds).results;
  const gradients: Record<string, Float64Array> = {};
  for (const [name, list] of parts) {
    const sum = Float64Array.from(told[list[0]!]?.data ?? []);
    for (const other of list.slice(1))
      for (const k of sum.keys()) sum[k] = sum[k]! + told[other]!.data[k]!;
    gradients[name] = sum;
  }
  const states = new Set(d.lowered.states.map((s) => symbolic(s.name).buffer));
  slopes(
    d,
    feeds,
    Object.fromEntries(Object.entries(gradients).filter(([name]) => !states.has(name))),
    document.run.seed,
  );

  const instance = await reference.instantiate(plan);
  const prepare = (routine: RoutineName, instance: HostInstance) => {
    for (const [name, dial] of Object.entries(plan.dials))
      instance.view(dial.buffer)[0] = name === 'lr' ? LR : dial.value;
    for (const { name, slot, ref } of plan.storage)
      if (!slot) refNumbers(instance, ref).set(storage[symbolic(name).buffer]!);
    for (const [name, ref] of Object.entries(plan.routines[routine]?.inputs ?? {})) {
      const rows = refNumbers(instance, ref);
      const given = inputs[name]!;
      for (const k of rows.keys()) rows[k] = given[k % given.length]!;
    }
    instance.submit(routine, RUN.seed, RUN.step);
  };
  const stored = (name: string, instance: HostInstance) =>
    refNumbers(
      instance,
      must(
        plan.storage.find((s) => s.name === name && !s.slot),
        name,
      ).ref,
    );

  for (const routine of ['watch', 'train'] as const) {
    prepare(routine, instance);
    const known: ReadonlyMap<string, TensorRef> = new Map(
      labelled<TensorRef>(plan.routines[routine]?.results ?? NO_RESULTS),
    );
    for (const [name, t] of Object.entries(told)) {
      const ref = known.get(name);
      if (ref)
        expect(far(refNumbers(instance, ref), t.data), `${routine} ${name}`).toBeLessThan(1e-9);
      else if (routine === 'watch' && !/^(leaf|assigned|objective)/.test(name))
        expect.fail(`watching keeps no ${name}`);
    }
    for (const w of d.lowered.weights) {
      const buffer = symbolic(w.name).buffer;
      const g = w.trainable === false ? undefined : gradients[buffer];
      const next = storage[buffer]!.map((x, k) => x - LR * (g?.[k] ?? 0));
      expect(far(stored(w.name, instance), next), `${routine} ${w.name}`).toBeLessThan(1e-9);
    }
    for (const s of d.lowered.states) {
      // What a step does not assign stays.
      const next = told[`assigned:${s.name}`]?.data ?? storage[symbolic(s.name).buffer];
      expect(far(stored(s.name, instance), next ?? []), `${routine} ${s.name}`).toBeLessThan(1e-9);
    }
  }

  if (fast) {
    const other = await wasm.instantiate(plan);
    for (const routine of ['watch', 'train'] as const) {
      prepare(routine, other);
      for (const w of d.lowered.weights) {
        const buffer = symbolic(w.name).buffer;
        const g = w.trainable === false ? undefined : gradients[buffer];
        const old = storage[buffer]!;
        const moved = stored(w.name, other).map((x, k) => (x - old[k]!) / LR);
        expect(
          far(
            moved,
            old.map((_, k) => -(g?.[k] ?? 0)),
          ),
          `${routine} ${w.name} in float32`,
        ).toBeLessThan(1e-2);
      }
    }
    other.dispose();
  }

  // A few rows by the definition; the plan's rows are these again and again.
  const e = definition(document, batch, 'eval');
  const losses = Object.fromEntries(
    [...e.lowered.losses].map(([node, j]) => [`loss:${node}`, j.loss]),
  );
  const evaluated = evaluate(needed(e.b.program(losses)), feeds).results;
  prepare('evaluate', instance);
  const kept = new Map(labelled<TensorRef>(plan.routines.evaluate?.results ?? NO_RESULTS));
  for (const [name, t] of Object.entries(evaluated)) {
    const ref = must(kept.get(name), name);
    expect(
      far(refNumbers(instance, ref).subarray(0, batch), t.data),
      `evaluate ${name}`,
    ).toBeLessThan(1e-9);
  }
  instance.dispose();
}

const KNOWN = SEEDS.map((seed) => [seed, mixture(seed)] as const);

test('graphs are of every kind, and of many sizes', () => {
  const kinds = new Set(KNOWN.flatMap(([, g]) => Object.values(g.nodes).map((n) => n.kind)));
  expect(KINDS.filter((k) => !kinds.has(k.name)).map((k) => k.name)).toEqual([]);
  const sizes = KNOWN.map(([, g]) => Object.keys(g.nodes).length);
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(30);
  expect(new Set(sizes).size).toBeGreaterThan(15);
});

const TIMED = SEEDS.slice(0, 60).map((seed) => [seed, mixture(seed, 30, true)] as const);

test('recurrent layers are of every form, and time is cut and moved behind them', () => {
  const graphs = TIMED.map(([, g]) => Object.values(g.nodes));
  const those = (kind: string) => graphs.flat().filter((n) => n.kind === kind);
  for (const kind of ['rnn', 'gru', 'lstm']) {
    expect(those(kind).length, kind).toBeGreaterThan(30);
    for (const bidirectional of [true, false])
      for (const layers of [1, 2])
        expect(
          those(kind).some(
            (n) => n.params.bidirectional === bidirectional && n.params.layers === layers,
          ),
        ).toBe(true);
  }
  for (const kind of ['permute', 'reshape', 'avgPool1d', 'maxPool1d', 'conv1d', 'globalAvgPool'])
    expect(those(kind).length, kind).toBeGreaterThan(3);
});

test('some weights are owned by nodes that lead to no loss', () => {
  const lone = [...KNOWN, ...TIMED].filter(([, g]) => {
    const leads = new Set(Object.values(g.edges).map((e) => e.source.node));
    return Object.values(g.nodes).some((n) => n.shares !== undefined && !leads.has(n.shares));
  });
  expect(lone.length).toBeGreaterThan(40);
});

test('some recurrent layers work on two sequences, and both lead to a loss', () => {
  const twice = TIMED.filter(([, g]) => {
    const leads = new Set(Object.values(g.edges).map((e) => e.source.node));
    const users = Object.values(g.nodes).flatMap(({ id, kind, shares }) =>
      shares && ['rnn', 'gru', 'lstm'].includes(kind) && leads.has(id) ? [[shares, id]] : [],
    );
    const owned = new Map<string, number>();
    for (const [owner = ''] of users)
      owned.set(owner, (owned.get(owner) ?? (leads.has(owner) ? 1 : 0)) + 1);
    return [...owned.values()].some((n) => n > 1);
  });
  expect(twice.length).toBeGreaterThan(30);
});

const told = async (document: Document, fast = false) => {
  try {
    await holds(document, fast);
  } catch (error) {
    if (error instanceof Error) error.message += `\n${serialise(document)}`;
    throw error;
  }
};
test.each(KNOWN)('graph %i', (_, document) => told(document));
test.each(TIMED)('behind recurrent layers, graph %i', (_, document) => told(document, true));
