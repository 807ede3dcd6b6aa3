/** Recurrent layers as plans: a loop for what depends on its own past, and no more memory than is read. */
import { describe, expect, test } from 'vitest';
import { KINDS as CATALOGUE } from '../../src/catalog/index.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import type { Move, Plan, Step } from '../../src/plan/plan.ts';
import type { Table } from '../../src/plan/results.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { dense, input, model, mse, reshape, type Word } from '../vocabulary.ts';

const KINDS = ['rnn', 'gru', 'lstm'] as const;
const word = (kind: string, params: Word['params'] = {}): Word => ({ kind, params });

/** A cell over so many steps of two numbers. */
function planOf(kind: string, steps: number, params: Word['params'] = {}): Plan {
  const { plan, issues } = compile(
    model(
      input(2 * steps),
      reshape(steps, 2),
      word(kind, { units: 3, gives: 'last', ...params }),
      dense(1),
      mse(),
      { batchSize: 4 },
    ),
  );
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  if (!plan) throw new Error('no plan');
  expect(verifyPlan(plan)).toEqual([]);
  return plan;
}
const stepsOf = (plan: Plan): readonly Step[] => plan.routines.train?.steps ?? [];
const looped = (plan: Plan) => stepsOf(plan).filter((s) => s.loop);

describe.each(KINDS)('%s', (kind) => {
  test('500 time steps are as many kernels as 5', () => {
    const [few, many] = [planOf(kind, 5), planOf(kind, 500)];
    for (const name of ['train', 'watch', 'evaluate', 'predict'] as const)
      expect(many.routines[name]?.steps.length).toBe(few.routines[name]?.steps.length);
    // Only the extents differ: the text grows by digits.
    const length = (plan: Plan) => JSON.stringify(plan.routines).length;
    expect(length(many)).toBeLessThan(1.05 * length(few));
  });

  test('forward and back are one loop each, and weights are summed up outside of them', () => {
    const plan = planOf(kind, 5);
    const loops = new Map(looped(plan).map((s) => [s.loop?.id, s]));
    expect([...loops.values()].map((s) => s.phase)).toEqual(['forward', 'backward']);
    expect([...loops.values()].map((s) => s.loop?.reverse)).toEqual([false, true]);
    // No kernel of a loop reads the input or writes a gradient of weights.
    const inputs = new Set(plan.buffers.filter((b) => b.role === 'input').map((b) => b.id));
    for (const { kernel } of looped(plan))
      for (const { buffer } of kernel.loads) expect(inputs.has(buffer)).toBe(false);
  });

  test('memory grows by what backward reads', () => {
    const grown = (name: 'train' | 'predict') => {
      const of = (steps: number) => {
        const plan = planOf(kind, steps);
        const used = new Set(
          plan.routines[name]?.steps.flatMap((s) => [
            ...s.kernel.loads.map((l) => l.buffer),
            ...s.kernel.results.map((r) => r.to.buffer),
          ]),
        );
        return plan.buffers.filter((b) => used.has(b.id) && b.role === 'scratch');
      };
      const [few, many] = [of(10), of(20)];
      return many.filter((b, i) => b.size > (few[i]?.size ?? 0)).length;
    };
    // Where no gradient is wanted, gates and memory are one row each: the inputs in order of time, their
    // products and the state, whose last row is read, are all that has a row for every step.
    expect(grown('predict')).toBe(3);
    expect(grown('train')).toBeLessThan(14);
  });
});

test('layers and directions are loops of their own, those from the end in reverse', () => {
  const plan = planOf('gru', 4, { layers: 2, bidirectional: true });
  const forward = new Map(
    looped(plan).flatMap((s) => (s.phase === 'forward' ? [[s.loop?.id, s.loop?.reverse]] : [])),
  );
  expect([...forward.values()].sort()).toEqual([false, false, true, true]);
});

const AT = { seed: 1, step: 1 };

test('a step in time is explained with its own numbers, forward from the first, back from the last', async () => {
  const document = model(
    input(8),
    reshape(4, 2),
    word('lstm', { units: 3, gives: 'last' }),
    dense(1),
    mse(),
    { batchSize: 2 },
  );
  const compilation = compile(document);
  const { plan } = compilation;
  if (!plan) throw new Error('no plan');
  const instance = await reference.instantiate(plan);
  instance.submit('init', 1, 0);
  for (const ref of Object.values(plan.routines.watch?.inputs ?? {}))
    instance.view(ref.buffer).fill(0.5);
  instance.submit('watch', 1, 1);
  const move = (phase: Move['phase']) =>
    plan.moves.find((m) => m.node === 'lstm1' && m.phase === phase)!;
  const told = (phase: Move['phase'], row: number) =>
    explain({
      plan,
      document,
      compilation,
      move: move(phase),
      ...AT,
      row,
      index: [1, 2],
      view: (data) => data,
    })
      .from({ now: (b) => instance.view(b), before: (b) => instance.view(b) })
      .lines.filter((l) => l.row !== undefined);
  expect(move('forward').rows).toBe(4);
  const forward = told('forward', 1);
  expect(forward.every((l) => l.row === 1)).toBe(true);
  const letters = forward.map((l) => l.letters);
  expect(letters).toContain(
    String.raw`\val{c_{tij}} = \val{f_{tij}} \cdot \val{c_{t-1,ij}} + \val{i_{tij}} \cdot \val{g_{tij}}`,
  );
  const memory = forward.find((l) => l.letters.startsWith(String.raw`\val{c_{tij}}`));
  expect(memory?.index).toEqual([1, 1, 2]);
  // f · c + i · g, with the numbers that lie in the plan's own buffers.
  const at = (name: string, t: number) => {
    const ref = plan.routines.watch?.results.intermediates.lstm1?.[`${name}_l0`];
    if (!ref) throw new Error(name);
    return instance.view(ref.buffer)[ref.offset + (t * 2 + 1) * 3 + 2]!;
  };
  expect(at('c', 1)).toBeCloseTo(at('f', 1) * at('c', 0) + at('i', 1) * at('g', 1), 12);
  expect(told('backward', 0).every((l) => l.row === 3)).toBe(true);
  expect(told('backward', 3).every((l) => l.row === 0)).toBe(true);
});

/** The same compilation with its nodes' intermediates and weights called otherwise. */
function renamed(compilation: Compilation): { compilation: Compilation; plan: Plan } {
  const { plan, parameters, intermediates } = compilation;
  if (!plan) throw new Error('no plan');
  const called = new Map(intermediates.map(({ name }, i) => [name, `a${i}`]));
  const weights = new Map(parameters.map(({ name, node }, i) => [name, `${node}.b${i}`]));
  const keys = <T>(table: Table<T>, names: ReadonlyMap<string, string>): Table<T> =>
    Object.fromEntries(Object.entries(table).map(([key, v]) => [names.get(key) ?? key, v]));
  const inner = <T>(table: Table<Table<T>>): Table<Table<T>> =>
    Object.fromEntries(Object.entries(table).map(([node, v]) => [node, keys(v, called)]));
  const watch = plan.routines.watch!;
  const results = {
    ...watch.results,
    intermediates: inner(watch.results.intermediates),
    before: inner(watch.results.before),
    intermediateGradients: inner(watch.results.intermediateGradients),
    weightGradients: keys(watch.results.weightGradients, weights),
  };
  return {
    compilation: {
      ...compilation,
      parameters: parameters.map((p) => ({ ...p, name: weights.get(p.name)! })),
      intermediates: intermediates.map((i) => ({ ...i, name: called.get(i.name)! })),
    },
    plan: {
      ...plan,
      storage: plan.storage.map((v) => ({ ...v, name: weights.get(v.name) ?? v.name })),
      routines: { ...plan.routines, watch: { ...watch, results } },
    },
  };
}

test.each(
  CATALOGUE.filter((k) => k.recurrentState).map((k) => [k.name, k.recurrentState] as const),
)(
  '%s: formulas go by symbols, layers and directions, whatever the names of its values are',
  (kind, state) => {
    const params = { units: 2, layers: 2, bidirectional: true, gives: 'last' };
    const document = model(input(8), reshape(4, 2), word(kind, params), dense(1), mse(), {
      batchSize: 2,
    });
    const compilation = compile(document);
    const own = compilation.intermediates.filter((i) => i.as === 'state');
    expect(own.map((i) => i.notation)).toContainEqual({ symbol: state, layer: 1, reverse: true });
    const told = (of: { compilation: Compilation; plan: Plan }) =>
      of.plan.moves
        .filter((move) => move.node === `${kind}1`)
        .flatMap((move) =>
          explain({
            ...of,
            document,
            move,
            ...AT,
            view: () => undefined,
          })
            .from({ now: () => new Float64Array(1000), before: () => new Float64Array(1000) })
            .lines.map((l) => l.letters),
        );
    const letters = told({ compilation, plan: compilation.plan! });
    expect(told(renamed(compilation))).toEqual(letters);
    const all = letters.join('\n');
    for (const part of [
      `${state}_{(2'),t`,
      `${state}_{(1),t-1,`,
      'W^{(1)}_{\\mathrm{ih}',
      "b^{(2')}",
    ])
      expect(all).toContain(part);
  },
);
