/**
 * The syllabus, ticked through the command line. Each title is a line of it, with the worked numbers to
 * the digits given. The last block says which facts of the field
 * are tested where.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { erf } from '../../src/base/erf.ts';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { GENERATORS } from '../../src/data/generators/index.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import {
  adam,
  add,
  bceWithLogits,
  constant,
  data,
  dense,
  draw,
  input,
  model,
  mse,
  neuron,
  reshape,
  sgd,
  sigmoid,
  tanh,
  type Word,
} from '../vocabulary.ts';
import { check, files, kinds, sample, type Traced, tensor, trace, train } from './cli.ts';

afterAll(files.remove);

const word = (kind: string, params: Hyperparameters = {}): Word => ({ kind, params });
const wireOf = (t: Traced, id: string) => {
  const edge = t.edges.find((e) => e.id === id);
  if (!edge) throw new Error(`there is no wire ${id}`);
  return { value: edge.value.data, gradient: edge.gradient?.data ?? [] };
};
const near = (found: readonly number[] | undefined, wanted: readonly number[], digits = 10) => {
  expect(found).toHaveLength(wanted.length);
  for (const [i, w] of wanted.entries()) expect(found?.[i]).toBeCloseTo(w, digits);
};
const sum = (xs: readonly number[]) => xs.reduce((a, x) => a + x, 0);
const spread = (xs: readonly number[]) => {
  const mean = sum(xs) / xs.length;
  return Math.sqrt(sum(xs.map((x) => (x - mean) ** 2)) / xs.length);
};
/** rows × columns of a flat list. */
const matrix = (flat: readonly number[], columns: number) =>
  Array.from({ length: flat.length / columns }, (_, i) =>
    flat.slice(i * columns, (i + 1) * columns),
  );
const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  a.map((row) => (b[0] ?? []).map((_, j) => sum(row.map((x, k) => x * (b[k]?.[j] ?? 0)))));
const transposed = (a: readonly (readonly number[])[]) =>
  (a[0] ?? []).map((_, j) => a.map((row) => row[j]!));

/** An LSTM of one unit over three numbers, its weights given. */
const LSTM = {
  'lstm1.weight_ih_l0': tensor([0.5, -0.4, 0.9, 0.3], 4, 1),
  'lstm1.weight_hh_l0': tensor([0.2, 0.7, -0.6, 0.8], 4, 1),
  'lstm1.bias_ih_l0': tensor([0.1, 1, 0, -0.2]),
  'lstm1.bias_hh_l0': tensor([0, 0.1, -0.1, 0]),
};
const HEARD = [0.8, -0.5, 1.2];
const lstmTraced = () =>
  trace(
    draw(
      [
        input(3),
        reshape(3, 1),
        word('lstm', { units: 1 }),
        constant([0.5, -0.5, 0.25], [3, 1]),
        mse(),
      ],
      [
        'data1.x -> reshape1.in',
        'reshape1.out -> lstm1.in',
        'lstm1.out -> mse1.prediction',
        'constant1.out -> mse1.target',
      ],
      { batchSize: 1 },
    ),
    { weights: LSTM, batch: { 'data1.x': tensor(HEARD, 1, 3) } },
  );
/** The same with a pencil: gates in PyTorch's order i, f, g, o. */
function lstmByHand() {
  const logistic = (z: number) => 1 / (1 + Math.exp(-z));
  const [h, c]: [number[], number[]] = [[], []];
  const gates = { i: [] as number[], f: [] as number[], g: [] as number[], o: [] as number[] };
  for (const [t, x] of HEARD.entries()) {
    const [before, memory] = [h[t - 1] ?? 0, c[t - 1] ?? 0];
    const [zi = 0, zf = 0, zg = 0, zo = 0] = [0, 1, 2, 3].map(
      (k) =>
        (LSTM['lstm1.weight_ih_l0'].data[k] ?? 0) * x +
        (LSTM['lstm1.bias_ih_l0'].data[k] ?? 0) +
        (LSTM['lstm1.weight_hh_l0'].data[k] ?? 0) * before +
        (LSTM['lstm1.bias_hh_l0'].data[k] ?? 0),
    );
    const [i, f, g, o] = [logistic(zi), logistic(zf), Math.tanh(zg), logistic(zo)];
    gates.i.push(i);
    gates.f.push(f);
    gates.g.push(g);
    gates.o.push(o);
    c.push(f * memory + i * g);
    h.push(o * Math.tanh(c[t]!));
  }
  return { h, c, gates };
}

const codes = async (document: Document) => (await check(document)).issues.map((i) => i.code);

/** Weights of a cell with one unit over one number, gate by gate in PyTorch's order. */
const RECURRENT = {
  weight_ih_l0: [0.7, -0.4, 0.9, 0.3],
  weight_hh_l0: [-0.6, 0.5, 0.8, -0.2],
  bias_ih_l0: [0.1, -0.2, 0.3, 0.05],
  bias_hh_l0: [0.2, 0.1, -0.1, 0.15],
};
type Recurrent = typeof RECURRENT;
interface States {
  readonly h: number;
  readonly c: number;
}
type Share = readonly number[];
const squash = (z: number) => 1 / (1 + Math.exp(-z));
/** What one step makes of the states, from the shares of input and state in each gate. */
const CELLS: Readonly<Record<string, (x: Share, h: Share, was: States) => States>> = {
  rnn: ([x = 0], [h = 0]) => ({ h: Math.tanh(x + h), c: 0 }),
  gru: ([xr = 0, xz = 0, xn = 0], [hr = 0, hz = 0, hn = 0], was) => {
    const z = squash(xz + hz);
    return { h: (1 - z) * Math.tanh(xn + squash(xr + hr) * hn) + z * was.h, c: 0 };
  },
  lstm: ([xi = 0, xf = 0, xg = 0, xo = 0], [hi = 0, hf = 0, hg = 0, ho = 0], was) => {
    const c = squash(xf + hf) * was.c + squash(xi + hi) * Math.tanh(xg + hg);
    return { h: squash(xo + ho) * Math.tanh(c), c };
  },
};
const gatesOf = (kind: string) => ({ rnn: 1, gru: 3, lstm: 4 })[kind] ?? 0;

/** The last state after (1, −0.5, 2) by hand, and what the command line makes of the same. */
async function sequence(kind: string) {
  const inputs = [1, -0.5, 2];
  const step = CELLS[kind];
  if (!step) throw new Error(kind);
  const share = (weights: Share, biases: Share, by: number) =>
    weights.map((v, k) => v * by + biases[k]!);
  const read = (w: Recurrent) =>
    inputs.reduce<States>(
      (was, x) =>
        step(
          share(w.weight_ih_l0, w.bias_ih_l0, x),
          share(w.weight_hh_l0, w.bias_hh_l0, was.h),
          was,
        ),
      { h: 0, c: 0 },
    ).h;
  const gates = gatesOf(kind);
  const traced = await trace(
    draw(
      [constant(inputs, [3, 1]), word(kind, { units: 1, gives: 'last' }), constant([0.5]), mse()],
      [
        `constant1.out -> ${kind}1.in`,
        `${kind}1.out -> mse1.prediction`,
        'constant2.out -> mse1.target',
      ],
      { batchSize: 1 },
    ),
    {
      weights: Object.fromEntries(
        Object.entries(RECURRENT).map(([name, data]) => [
          `${kind}1.${name}`,
          name.startsWith('weight')
            ? tensor(data.slice(0, gates), gates, 1)
            : tensor(data.slice(0, gates)),
        ]),
      ),
    },
  );
  return { read, traced };
}

describe('neurons and networks', () => {
  it('M-P neuron, 1943: y = f(Σ Iᵢ·Wᵢ); AND, OR, NOT wired by hand', async () => {
    const t = await trace(await sample('gates'));
    const outputs = Object.values(t.outputs).map((o) => o.data.join(''));
    // Rows 00, 01, 10, 11: AND, OR, and NOT of AND are among the outputs, and XOR is what is asked.
    for (const table of ['0001', '0111', '1110', '0110']) expect(outputs).toContain(table);
    expect(t.cost).toBe(0);
  });

  it('perceptron, 1958: o = step(⟨w,x⟩ + b), step(x) = 1 if x > 0 else 0; learns from mistakes', async () => {
    const at = await trace(
      draw([constant([-0.5, 0, 0.5]), word('step')], ['constant1.out -> step1.in'], {
        batchSize: 1,
      }),
    );
    expect(at.outputs['step1.out']?.data).toEqual([0, 0, 1]);
    const net = draw(
      [input(2), dense(1), word('perceptronLoss')],
      [
        'data1.x -> dense1.in',
        'dense1.out -> perceptronLoss1.prediction',
        'data1.y -> perceptronLoss1.target',
      ],
      { batchSize: 1, optimiser: sgd(1) },
    );
    const learn = async (y: number) =>
      (
        await trace(net, {
          weights: { 'dense1.weight': tensor([1, 1], 1, 2), 'dense1.bias': tensor([-0.5]) },
          batch: { 'data1.x': tensor([1, 0], 1, 2), 'data1.y': tensor([y], 1, 1) },
        })
      ).update?.weights;
    // The line fires for (1, 0): right for 1, a mistake for 0, where w ← w − (o − t)·x.
    expect((await learn(1))?.['dense1.weight']?.data).toEqual([1, 1]);
    expect((await learn(0))?.['dense1.weight']?.data).toEqual([0, 1]);
    expect((await learn(0))?.['dense1.bias']?.data).toEqual([-1.5]);
    expect((await train(await sample('perceptronAnd'), 100)).accuracy).toBe(1);
  });

  it('XOR, Minsky 1969: the perceptron never settles, one hidden layer solves it', async () => {
    const line = await sample('perceptronXor');
    for (const steps of [100, 101, 102])
      expect((await train(line, steps)).accuracy).toBeLessThan(1);
    expect((await train(await sample('xor'), 1000)).accuracy).toBe(1);
  });

  it('multilayer perceptron: X(1×4)·W(4×5) → H(1×5), H·W(5×3) → O(1×3)', async () => {
    const { nodes, parameters } = await check(await sample('mlp453'));
    const out = (id: string) => nodes.find((n) => n.id === id)?.outputs.out;
    expect([out('constant1'), out('dense1'), out('dense2')]).toEqual([[4], [5], [3]]);
    // [out, in], as PyTorch lays them.
    expect(parameters.map((p) => p.shape)).toEqual([
      [5, 4],
      [3, 5],
    ]);
  });

  it('without activations, layers collapse: (XW₁+b₁)W₂+b₂ = XW + b', async () => {
    const two = model(input(3), dense(4), dense(2));
    expect(await codes(two)).toContain('layers.collapse');
    const first = await trace(two, { batch: { 'data1.x': tensor([1, -2, 0.5], 1, 3) } });
    const w = (name: string, columns: number) =>
      matrix(first.weights[name]?.value.data ?? [], columns);
    const [w1, w2] = [w('dense1.weight', 3), w('dense2.weight', 4)];
    const collapsed = product(w2, w1);
    const bias = product(w2, w('dense1.bias', 1)).flat();
    const b = bias.map((v, i) => v + (first.weights['dense2.bias']?.value.data[i] ?? 0));
    const one = await trace(model(input(3), dense(2)), {
      batch: { 'data1.x': tensor([1, -2, 0.5], 1, 3) },
      weights: { 'dense1.weight': tensor(collapsed.flat(), 2, 3), 'dense1.bias': tensor(b) },
    });
    near(one.outputs['dense1.out']?.data, first.outputs['dense2.out']?.data ?? []);
  });

  it('universal approximation: more units come nearer to the curve', async () => {
    const document = JSON.parse(await sample('sine')) as {
      nodes: { id: string; params: Hyperparameters }[];
    };
    const width = (units: number) =>
      JSON.stringify({
        ...document,
        nodes: document.nodes.map((n) =>
          n.id === 'dense1' ? { ...n, params: { ...n.params, units } } : n,
        ),
      });
    const [narrow, wide] = [
      await train(width(1), 1500, 'wasm'),
      await train(width(16), 1500, 'wasm'),
    ];
    expect(wide.validationLoss).toBeLessThan(0.01);
    expect(narrow.validationLoss).toBeGreaterThan(0.03);
  });

  it('convolution: stride, padding, dilation, groups; pooling, global pooling; LeNet’s shapes', async () => {
    const shapes = async (...words: readonly Word[]) => {
      const { nodes } = await check(model(data('digits', { samples: 20 }), ...words));
      return nodes.slice(1).map((n) => n.outputs.out?.join('×'));
    };
    const conv = (params: Hyperparameters) =>
      word('conv2d', { filters: 4, kernel: [3], ...params });
    expect(await shapes(conv({}))).toEqual(['4×26×26']);
    expect(await shapes(conv({ padding: 'same' }))).toEqual(['4×28×28']);
    expect(await shapes(conv({ padding: 'number', pad: [1], stride: [2] }))).toEqual(['4×14×14']);
    expect(await shapes(conv({ dilation: [2] }), conv({ groups: 2 }))).toEqual([
      '4×24×24',
      '4×22×22',
    ]);
    expect(await shapes(word('maxPool2d'), word('avgPool2d'), word('globalAvgPool'))).toEqual([
      '1×14×14',
      '1×7×7',
      '1',
    ]);
    const { nodes } = await check(await sample('digitsConvolution'));
    const seen = nodes.flatMap((n) => Object.values(n.outputs).map((s) => s.join('×')));
    for (const shape of ['1×28×28', '6×24×24', '16×4×4']) expect(seen).toContain(shape);
  });

  it.each(Object.keys(CELLS))(
    '%s over a sequence: its formula step by step, and its gradient through time',
    async (kind) => {
      const { read, traced } = await sequence(kind);
      near(traced.outputs[`${kind}1.out`]?.data, [read(RECURRENT)]);
      const cost = (w: Recurrent) => (read(w) - 0.5) ** 2;
      for (const name of ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0'] as const) {
        const slopes = RECURRENT[name].slice(0, gatesOf(kind)).map((_, i) => {
          const moved = (h: number) =>
            cost({ ...RECURRENT, [name]: RECURRENT[name].map((v, k) => (k === i ? v + h : v)) });
          return (moved(1e-5) - moved(-1e-5)) / 2e-5;
        });
        near(traced.weights[`${kind}1.${name}`]?.gradient?.data, slopes, 7);
      }
    },
  );
  it('a cell opened to its gates, unrolled in time', async () => {
    for (const kind of ['rnn', 'gru', 'lstm']) {
      const net = (params: Hyperparameters) =>
        model(input(6), reshape(3, 2), word(kind, { units: 4, ...params }));
      const out = async (params: Hyperparameters) =>
        (await check(net(params))).nodes.find((n) => n.id === `${kind}1`)?.outputs;
      expect(await out({})).toEqual({ out: [3, 4] });
      expect(await out({ gives: 'last', layers: 2, bidirectional: true })).toEqual({ out: [8] });
    }
    // The gates of an LSTM by their formulas, at each of three time steps.
    const { h, c, gates } = lstmByHand();
    const { inside, outputs } = await lstmTraced();
    near(outputs['lstm1.out']?.data, h);
    for (const [name, wanted] of Object.entries({ ...gates, c, h }))
      near(inside[`lstm1.${name}_l0`]?.data, wanted);
  });
});

describe('activations: the function and its derivative', () => {
  const points = [-30, -2, -0.5, 0, 0.7, 3, 30];
  const logistic = (z: number) => 1 / (1 + Math.exp(-z));
  const normal = (z: number) => 0.5 * (1 + erf(z / Math.SQRT2));
  const bell = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  type Row = readonly [string, (z: number) => number, (z: number) => number];
  const rows: readonly Row[] = [
    ['step', (z) => (z > 0 ? 1 : 0), () => 0],
    ['linear', (z) => z, () => 1],
    ['sigmoid', logistic, (z) => logistic(z) * (1 - logistic(z))],
    ['tanh', Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
    ['relu', (z) => Math.max(0, z), (z) => (z > 0 ? 1 : 0)],
    ['leakyRelu', (z) => (z > 0 ? z : 0.01 * z), (z) => (z > 0 ? 1 : 0.01)],
    ['elu', (z) => (z > 0 ? z : Math.exp(z) - 1), (z) => (z > 0 ? 1 : Math.exp(z))],
    ['gelu', (z) => z * normal(z), (z) => normal(z) + z * bell(z)],
    ['silu', (z) => z * logistic(z), (z) => logistic(z) * (1 + z * (1 - logistic(z)))],
    ['softplus', (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), logistic],
  ];
  /** Values, and the local derivative as the ratio of what goes back to what came. */
  async function curve(kind: string) {
    const t = await trace(
      draw(
        [input(points.length), word(kind), constant(points.map(() => 100)), mse()],
        [
          `data1.x -> ${kind}1.in`,
          `${kind}1.out -> mse1.prediction`,
          'constant1.out -> mse1.target',
        ],
        { batchSize: 1 },
      ),
      { batch: { 'data1.x': tensor(points, 1, points.length) } },
    );
    const arriving = wireOf(t, 'e2').gradient;
    return {
      value: wireOf(t, 'e2').value,
      slope: wireOf(t, 'e1').gradient.map((g, i) => g / arriving[i]!),
    };
  }
  it.each(rows)('%s', async (kind, f, slope) => {
    const found = await curve(kind);
    near(found.value, points.map(f), 6);
    near(found.slope, points.map(slope), 6);
  });
  it('sigmoid and tanh saturate: far from 0 next to nothing goes back', async () => {
    for (const kind of ['sigmoid', 'tanh']) {
      const { slope } = await curve(kind);
      expect(slope[0]).toBeLessThan(1e-12);
      expect(slope[6]).toBeLessThan(1e-12);
    }
  });
  it('softmax e^{zᵢ}/Σe^{zⱼ}', async () => {
    const z = [1, -0.5, 2];
    const t = await trace(
      draw([constant(z), word('softmax')], ['constant1.out -> softmax1.in'], { batchSize: 1 }),
    );
    const total = sum(z.map(Math.exp));
    near(
      t.outputs['softmax1.out']?.data,
      z.map((x) => Math.exp(x) / total),
    );
  });
  it('back-propagation meets a step: the loss is told to depend on no weight that can move', async () => {
    const t = await trace(model(input(2), dense(1), word('step'), mse(), { batchSize: 1 }), {
      batch: { 'data1.x': tensor([1, 2], 1, 2), 'data1.y': tensor([1], 1, 1) },
    });
    expect(t.weights['dense1.weight']?.gradient?.data.every((g) => g === 0)).toBe(true);
  });
});

describe('back-propagation', () => {
  it('∂L/∂W⁽²⁾ = hᵀ·∂L/∂O, ∂L/∂h = ∂L/∂O·W⁽²⁾ᵀ, ∂L/∂z = ∂L/∂h ⊙ φ′(z), ∂L/∂W⁽¹⁾ = xᵀ·∂L/∂z', async () => {
    const t = await trace(
      model(input(2, 2), dense(3, { bias: false }), tanh(), dense(2, { bias: false }), mse(), {
        batchSize: 2,
      }),
      {
        batch: { 'data1.x': tensor([1, -2, 0.5, 3], 2, 2), 'data1.y': tensor([1, 0, 0, 1], 2, 2) },
      },
    );
    const wire = (id: string, columns: number) => {
      const { value, gradient } = wireOf(t, id);
      return { value: matrix(value, columns), gradient: matrix(gradient, columns) };
    };
    const [x, z, h, o] = [wire('e1', 2), wire('e2', 3), wire('e3', 3), wire('e4', 2)];
    const weight = (name: string, columns: number) =>
      matrix(t.weights[name]?.value.data ?? [], columns);
    const gradient = (name: string) => t.weights[name]?.gradient?.data;
    // Weights lie [out, in]: the transpose of the formula's.
    near(gradient('dense2.weight'), transposed(product(transposed(h.value), o.gradient)).flat());
    near(h.gradient.flat(), product(o.gradient, weight('dense2.weight', 3)).flat());
    near(
      z.gradient.flat(),
      h.gradient.flat().map((g, i) => g * (1 - Math.tanh(z.value.flat()[i]!) ** 2)),
    );
    near(gradient('dense1.weight'), transposed(product(transposed(x.value), z.gradient)).flat());
  });

  it('as many paths as lead from the loss, so many terms has the gradient; they are added', async () => {
    const t = await trace(
      draw(
        [input(2), dense(1, { bias: false }), tanh(), sigmoid(), add(2), mse()],
        [
          'data1.x -> dense1.in',
          'dense1.out -> tanh1.in',
          'dense1.out -> sigmoid1.in',
          'tanh1.out -> add1.in1',
          'sigmoid1.out -> add1.in2',
          'add1.out -> mse1.prediction',
          'data1.y -> mse1.target',
        ],
        { batchSize: 1 },
      ),
      { batch: { 'data1.x': tensor([1, -2], 1, 2), 'data1.y': tensor([3], 1, 1) } },
    );
    const terms = [wireOf(t, 'e2'), wireOf(t, 'e3')].map((w) => w.gradient[0]!);
    expect(terms.every((g) => g !== 0)).toBe(true);
    near(
      t.weights['dense1.weight']?.gradient?.data,
      [1, -2].map((x) => x * sum(terms)),
    );
  });

  /** x after so many steps, from 2, on the loss 4x² of the sample, and the loss there. */
  async function descent(run: Partial<RunSettings>, steps: number) {
    const file = JSON.parse(await sample('learningRates')) as { run: RunSettings };
    const text = JSON.stringify({ ...file, run: { ...file.run, ...run } });
    const { weights } = await train(text, steps);
    return {
      x: weights['dense1.weight']!.data[0]!,
      y: (await trace(text, { weights })).cost,
    };
  }
  const at = (lr: number, steps: number) => descent({ optimiser: sgd(lr) }, steps);

  it('y = 4x², x₀ = 2, rate 1: the points are 2, −14, 98 and y = 16, 784, 38416', async () => {
    const points = [await at(1, 0), await at(1, 1), await at(1, 2)];
    expect(points.map((p) => p.x)).toEqual([2, -14, 98]);
    expect(points.map((p) => p.y)).toEqual([16, 784, 38416]);
  });
  it('rate 0.25 hops 2 → −2 → 2 for ever', async () => {
    for (const [steps, x] of [
      [1, -2],
      [2, 2],
      [101, -2],
    ] as const)
      expect((await at(0.25, steps)).x).toBe(x);
  });
  it('rate 0.24 swings in slowly', async () => {
    expect((await at(0.24, 1)).x).toBeCloseTo(-2 * 0.92, 10);
    expect((await at(0.24, 2)).x).toBeCloseTo(2 * 0.92 ** 2, 10);
    expect(Math.abs((await at(0.24, 60)).x)).toBeLessThan(0.02);
  });
  it('rate 0.1 converges', async () => {
    expect((await at(0.1, 1)).x).toBeCloseTo(0.4, 10);
    expect(Math.abs((await at(0.1, 10)).x)).toBeLessThan(1e-6);
  });

  const thing = (kind: string, params: Hyperparameters) => ({ kind, params });
  // The first gradient is 16, the second 8x.
  it.each<readonly [string, RunSettings['optimiser'], number, number]>([
    ['SGD', sgd(0.1), 0.4, 0.4 - 0.1 * 3.2],
    ['momentum', sgd(0.1, 0.5), 0.4, 0.4 - 0.1 * (0.5 * 16 + 3.2)],
    [
      'Nesterov',
      thing('sgd', { lr: 0.1, momentum: 0.5, nesterov: true }),
      2 - 0.1 * (16 + 0.5 * 16),
      -0.4 - 0.1 * (-3.2 + 0.5 * (0.5 * 16 - 3.2)),
    ],
    ['Adagrad', thing('adagrad', { lr: 0.1 }), 1.9, 1.9 - (0.1 * 15.2) / Math.hypot(16, 15.2)],
    [
      'RMSProp',
      thing('rmsprop', { lr: 0.1, alpha: 0.75 }),
      1.8,
      1.8 - (0.1 * 14.4) / Math.sqrt(0.75 * 0.25 * 256 + 0.25 * 14.4 ** 2),
    ],
    ['Adam', adam(0.1), 1.9, 1.8],
    ['AdamW', thing('adamW', { lr: 0.1, weightDecay: 0.5 }), 2 * 0.95 - 0.1, 1.8 * 0.95 - 0.1],
  ])('%s, two steps from 2', async (_, optimiser, first, second) => {
    expect((await descent({ optimiser }, 1)).x).toBeCloseTo(first, 6);
    // Adam’s second step is as long as its first only nearly.
    expect((await descent({ optimiser }, 2)).x).toBeCloseTo(second, 2);
  });

  it.each<readonly [string, RunSettings['schedule'], readonly number[]]>([
    ['constant', thing('constant', {}), [0.1, 0.1]],
    ['step', thing('step', { stepSize: 1, gamma: 0.5 }), [0.1, 0.05]],
    ['exponential', thing('exponential', { gamma: 0.25 }), [0.1, 0.025]],
    ['cosine', thing('cosine', { tMax: 2, etaMin: 0 }), [0.1, 0.05]],
    [
      'warm-up',
      thing('warmUp', { steps: 2, start: 0.5, next: thing('constant', {}) }),
      [0.05, 0.075],
    ],
    ['plateau', thing('plateau', { every: 1, patience: 0 }), [0.1, 0.1]],
  ])('the schedule %s', async (_, schedule, rates) => {
    let x = 2;
    for (const rate of rates) x -= rate * 8 * x;
    expect((await descent({ optimiser: sgd(0.1), schedule }, 2)).x).toBeCloseTo(x, 10);
  });

  it('clipping by norm and by value', async () => {
    const run = (clip: RunSettings['clip']) => descent({ optimiser: sgd(0.1), clip }, 1);
    expect((await run(thing('norm', { maxNorm: 2 }))).x).toBeCloseTo(1.8, 5);
    expect((await run(thing('value', { limit: 3 }))).x).toBeCloseTo(1.7, 10);
    expect((await run(thing('none', {}))).x).toBeCloseTo(0.4, 10);
  });
});

describe('losses', () => {
  const judged = async (kind: string, p: readonly number[], t: readonly number[], params = {}) =>
    (
      await trace(
        draw(
          [constant(p), constant(t), word(kind, params)],
          [`constant1.out -> ${kind}1.prediction`, `constant2.out -> ${kind}1.target`],
          { batchSize: 1 },
        ),
      )
    ).cost;
  it('loss of one sample, cost = its mean over the set, objective = cost + regularisation', async () => {
    const t = await trace(
      model(input(1), dense(1, { bias: false, l2: 0.5 }), mse(), { batchSize: 2 }),
      {
        weights: { 'dense1.weight': tensor([3], 1, 1) },
        batch: { 'data1.x': tensor([1, 2], 2, 1), 'data1.y': tensor([1, 2], 2, 1) },
      },
    );
    expect(t.losses.mse1?.data).toEqual([4, 16]);
    expect(t.cost).toBe(10);
    expect(t.objective).toBe(10 + (0.5 / 2) * 9);
  });
  it('MSE: label (1,2), prediction (1.5,1.5) → 0.25; MAE, Huber', async () => {
    expect(await judged('mse', [1.5, 1.5], [1, 2])).toBe(0.25);
    expect(await judged('mae', [1.5, 1.5], [1, 2])).toBe(0.5);
    expect(await judged('huber', [1.5, 1.5], [1, 2])).toBe(0.125);
    expect(await judged('huber', [4, 4], [1, 1])).toBe(2.5);
  });
  const q = [0.05, 0.1, 0.7, 0.15];
  it('cross-entropy: p = (0,0,1,0), q = (0.05,0.1,0.7,0.15) → 0.36 (0.3567)', async () => {
    expect(await judged('crossEntropy', q.map(Math.log), [0, 0, 1, 0])).toBeCloseTo(0.3567, 4);
    expect(await judged('nll', q.map(Math.log), [0, 0, 1, 0])).toBeCloseTo(0.3567, 4);
  });
  it('binary CE with logits and on probabilities', async () => {
    expect(await judged('bceWithLogits', [Math.log(0.7 / 0.3)], [1])).toBeCloseTo(0.3567, 4);
    expect(await judged('bce', [0.7], [1])).toBeCloseTo(0.3567, 4);
  });
  it('softmax CE is stable in log-sum-exp form', async () => {
    expect(await judged('crossEntropy', [1e4, -1e4], [0, 1])).toBe(2e4);
  });
  it('self-information −log p; entropy; H(p,q) = H(p) + KL(p‖q)', async () => {
    const p = [0.5, 0.25, 0.125, 0.125];
    const t = await trace(
      draw(
        [constant(p), word('entropy', { unit: 'bits' }), word('selfInformation', { unit: 'bits' })],
        ['constant1.out -> entropy1.in', 'constant1.out -> selfInformation1.in'],
        { batchSize: 1 },
      ),
    );
    near(t.outputs['entropy1.out']?.data, [1.75]);
    near(t.outputs['selfInformation1.out']?.data, [1, 2, 3, 3]);
    const kl = await judged('klDiv', q.map(Math.log), p);
    const h = 1.75 * Math.LN2;
    expect(await judged('crossEntropy', q.map(Math.log), p)).toBeCloseTo(h + kl, 10);
  });
  it('hinge', async () => {
    expect(await judged('hinge', [0.25, -2], [1, -1])).toBe(0.375);
  });
});

describe('initialisation', () => {
  /** 64×64 weights as they start. */
  const drawn = async (kind: string, params: Hyperparameters = {}) =>
    (
      await trace(
        draw(
          [constant(new Array<number>(64).fill(1)), dense(64, { init: { kind, params } })],
          ['constant1.out -> dense1.in'],
        ),
      )
    ).weights['dense1.weight']?.value.data ?? [];
  it('zeros are symmetric: every unit stays equal, nothing is learned, and it is said', async () => {
    const init = { kind: 'zeros', params: {} };
    const net = model(
      data('xor-points'),
      dense(4, { init }),
      tanh(),
      dense(1, { init }),
      bceWithLogits(),
      { batchSize: 4, optimiser: sgd(0.5) },
    );
    expect(await codes(net)).toContain('init.zeros');
    const { weights } = await train(net, 50);
    for (const name of ['dense1.weight', 'dense2.weight'])
      expect(weights[name]?.data.every((w) => w === 0)).toBe(true);
  });
  it('constant', async () => {
    expect(new Set(await drawn('constant', { value: 0.3 }))).toEqual(new Set([0.3]));
  });
  it('Gaussian N(0, 0.01)', async () => {
    expect(spread(await drawn('gaussian', { std: 0.01 }))).toBeCloseTo(0.01, 3);
  });
  it('uniform: std = √((B−A)²/12)', async () => {
    expect(spread(await drawn('uniform', { a: -1, b: 2 }))).toBeCloseTo(Math.sqrt(9 / 12), 1);
  });
  it('Xavier U(−√(6/(a+b)), √(6/(a+b))) and its normal form', async () => {
    const bound = Math.sqrt(6 / 128);
    const flat = await drawn('xavier', { distribution: 'uniform' });
    expect(Math.max(...flat.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.max(...flat)).toBeGreaterThan(0.99 * bound);
    expect(spread(flat) / Math.sqrt((2 * bound) ** 2 / 12)).toBeCloseTo(1, 1);
    const bell = await drawn('xavier', { distribution: 'normal' });
    expect(spread(bell) / Math.sqrt(2 / 128)).toBeCloseTo(1, 1);
  });
  it('Kaiming, uniform and normal', async () => {
    for (const distribution of ['uniform', 'normal'])
      expect(spread(await drawn('kaiming', { distribution })) / Math.sqrt(2 / 64)).toBeCloseTo(
        1,
        1,
      );
  });
  it('orthogonal: W·Wᵀ = I', async () => {
    const w = matrix(await drawn('orthogonal'), 64);
    near(
      product(w, transposed(w)).flat(),
      Array.from({ length: 64 * 64 }, (_, i) => (i % 65 === 0 ? 1 : 0)),
      6,
    );
  });
  it('too small: the signal dies; too large: the sigmoid saturates and the gradient vanishes', async () => {
    const pass = async (std: number) => {
      const init = { kind: 'gaussian', params: { std } };
      const t = await trace(
        model(
          data('gaussians'),
          ...[1, 2, 3].flatMap(() => [dense(16, { init }), sigmoid()]),
          dense(1, { init }),
          bceWithLogits(),
        ),
      );
      const share = (xs: readonly number[], is: (x: number) => boolean) =>
        xs.filter(is).length / xs.length;
      const size = (xs: readonly number[]) => Math.sqrt(sum(xs.map((x) => x * x)) / xs.length);
      return {
        differs: spread(transposed(matrix(t.outputs['sigmoid3.out']?.data ?? [], 16))[0] ?? []),
        gradient: size(t.weights['dense1.weight']?.gradient?.data ?? []),
        still: share(t.weights['dense1.weight']?.gradient?.data ?? [], (g) => Math.abs(g) < 1e-6),
        saturated: share(t.outputs['sigmoid1.out']?.data ?? [], (y) => y < 1e-3 || y > 0.999),
      };
    };
    const [small, sound, large] = [await pass(1e-3), await pass(1), await pass(100)];
    expect(small.differs).toBeLessThan(1e-3 * sound.differs);
    expect(small.gradient).toBeLessThan(1e-3 * sound.gradient);
    expect(sound.saturated).toBeLessThan(0.1);
    expect(sound.still).toBeLessThan(0.1);
    expect(large.saturated).toBeGreaterThan(0.9);
    expect(large.still).toBeGreaterThan(0.9);
  });
});

describe('regularisation', () => {
  it('over-fitting is the gap between training and validation; L2 narrows it', async () => {
    const net = (l2: number) =>
      model(
        data('moons', { samples: 60, noise: 0.4, validation: 0.7 }),
        dense(32, { l2 }),
        tanh(),
        dense(1, { l2 }),
        bceWithLogits(),
        { batchSize: 18, optimiser: adam(0.05) },
      );
    const [free, held] = [await train(net(0), 800, 'wasm'), await train(net(0.02), 800, 'wasm')];
    const gap = (t: typeof free) => t.validationLoss! - t.loss;
    expect(gap(free)).toBeGreaterThan(0.3);
    expect(gap(held)).toBeLessThan(gap(free) / 2);
  });
  const step = async (params: Hyperparameters, optimiser: RunSettings['optimiser']) => {
    const t = await trace(
      model(input(1), dense(1, { bias: false, ...params }), mse(), { batchSize: 1, optimiser }),
      {
        weights: { 'dense1.weight': tensor([3], 1, 1) },
        batch: { 'data1.x': tensor([1], 1, 1), 'data1.y': tensor([1], 1, 1) },
      },
    );
    return t.update!.weights['dense1.weight']!.data[0]!;
  };
  it('L1 Σ|w|', async () => {
    // g = 2·(3 − 1) = 4, and λ·sign(w) beside it.
    expect(await step({ l1: 0.5 }, sgd(0.1))).toBeCloseTo(3 - 0.1 * 4.5, 12);
  });
  it('L2 (λ/2)Σw² is weight decay: w ← w(1 − lr·λ) − lr·g', async () => {
    const decayed = 3 * (1 - 0.1 * 0.5) - 0.1 * 4;
    expect(await step({ l2: 0.5 }, sgd(0.1))).toBeCloseTo(decayed, 12);
    const decay = { kind: 'sgd', params: { lr: 0.1, weightDecay: 0.5 } };
    expect(await step({}, decay)).toBeCloseTo(decayed, 12);
    // Under Adam the two differ; AdamW is the one that decays.
    const under = (kind: string) => ({ kind, params: { lr: 0.1, weightDecay: 0.5 } });
    expect(await step({}, under('adam'))).toBeCloseTo(2.9, 6);
    expect(await step({}, under('adamW'))).toBeCloseTo(3 * 0.95 - 0.1, 6);
  });
  it('dropout with probability p, inverted: divided by 1 − p while training, untouched at inference', async () => {
    const ones = Array.from({ length: 400 }, () => 1);
    const net = draw(
      [constant(ones), word('dropout', { p: 0.2 }), constant(ones), mse()],
      [
        'constant1.out -> dropout1.in',
        'dropout1.out -> mse1.prediction',
        'constant2.out -> mse1.target',
      ],
      { batchSize: 1 },
    );
    const dropped = (await trace(net)).outputs['dropout1.out']?.data ?? [];
    expect([...new Set(dropped)].sort()).toEqual([0, 1.25]);
    expect(dropped.filter((x) => x === 0).length / 400).toBeCloseTo(0.2, 1);
    const help = JSON.stringify((await kinds()).kinds.find((k) => k.name === 'dropout'));
    expect(help).toMatch(/divided by 1 − p|inverted/i);
  });
  it('early stopping ends before the gap opens, at the best weights', async () => {
    const stop = { kind: 'early', params: { every: 5, patience: 4 } };
    const net = (run: Partial<RunSettings>) =>
      model(
        data('moons', { samples: 60, noise: 0.4, validation: 0.7 }),
        dense(32),
        tanh(),
        dense(1),
        bceWithLogits(),
        { batchSize: 18, optimiser: adam(0.05), ...run },
      );
    const [free, held] = [
      await train(net({}), 800, 'wasm'),
      await train(net({ stop }), 800, 'wasm'),
    ];
    expect(held.step).toBeLessThan(800);
    expect(held.validationLoss).toBeLessThan(free.validationLoss! - 0.2);
  });
});

describe('normalisation', () => {
  // 3 samples of 4 channels of 2×2.
  const [n, c, rest] = [3, 4, 4];
  const x = Array.from({ length: n * c * rest }, (_, i) => Math.sin(i * 1.7) * (1 + (i % 5)));
  const at = (i: number) => ({
    sample: Math.floor(i / (c * rest)),
    channel: Math.floor(i / rest) % c,
  });
  it.each<readonly [string, Hyperparameters, (i: number) => number]>([
    ['batchNorm', { eps: 1e-12 }, (i) => at(i).channel],
    ['layerNorm', { eps: 1e-12, axes: 3 }, (i) => at(i).sample],
    ['instanceNorm', { eps: 1e-12 }, (i) => at(i).sample * c + at(i).channel],
    [
      'groupNorm',
      { eps: 1e-12, groups: 2 },
      (i) => at(i).sample * 2 + Math.floor(at(i).channel / 2),
    ],
  ])('%s averages its own axes of N×C×H×W', async (kind, params, groupOf) => {
    const t = await trace(
      draw(
        [input(c * rest), word('reshape', { shape: [c, 2, 2] }), word(kind, params)],
        ['data1.x -> reshape1.in', `reshape1.out -> ${kind}1.in`],
        { batchSize: n },
      ),
      { batch: { 'data1.x': tensor(x, n, c * rest) } },
    );
    const out = t.outputs[`${kind}1.out`]?.data ?? [];
    const groups = new Map<number, number[]>();
    for (const [i, v] of out.entries())
      groups.set(groupOf(i), [...(groups.get(groupOf(i)) ?? []), v]);
    for (const values of groups.values()) {
      expect(sum(values) / values.length).toBeCloseTo(0, 8);
      expect(spread(values)).toBeCloseTo(1, 6);
    }
  });
  it('training against inference statistics; learned scale and shift', async () => {
    const net = model(data('gaussians'), word('batchNorm'), dense(1), bceWithLogits());
    const { weights } = await train(net, 30);
    expect(Object.keys(weights).sort()).toEqual([
      'batchNorm1.bias',
      'batchNorm1.running_mean',
      'batchNorm1.running_var',
      'batchNorm1.weight',
      'dense1.bias',
      'dense1.weight',
    ]);
    expect(weights['batchNorm1.running_var']?.data).not.toEqual([1, 1]);
    expect(weights['batchNorm1.weight']?.data).not.toEqual([1, 1]);
  });
});

describe('facts of the field', () => {
  it('x=2, w=3, b=1, t=9: ŷ=7, L=4, dL/dw=−8, dL/db=−4; after lr 0.05: w=3.4, b=1.2, ŷ=8, L=1', async () => {
    const net = model(input(1), dense(1), mse(), { batchSize: 1, optimiser: sgd(0.05) });
    const batch = { 'data1.x': tensor([2], 1, 1), 'data1.y': tensor([9], 1, 1) };
    const t = await trace(net, {
      batch,
      weights: { 'dense1.weight': tensor([3], 1, 1), 'dense1.bias': tensor([1]) },
    });
    expect(t.outputs['dense1.out']?.data).toEqual([7]);
    expect(t.cost).toBe(4);
    expect(t.weights['dense1.weight']?.gradient?.data).toEqual([-8]);
    expect(t.weights['dense1.bias']?.gradient?.data).toEqual([-4]);
    const next = t.update?.weights ?? {};
    near(next['dense1.weight']?.data, [3.4]);
    near(next['dense1.bias']?.data, [1.2]);
    const again = await trace(net, { batch, weights: next });
    near(again.outputs['dense1.out']?.data, [8]);
    expect(again.cost).toBeCloseTo(1, 10);
  });
  it('a=1; b=a+a; c=b+b → dc/da = 4, by two wires from the same output', async () => {
    const t = await trace(
      draw(
        [input(1), dense(1, { bias: false }), add(2), add(2), mse()],
        [
          'data1.x -> dense1.in',
          'dense1.out -> add1.in1',
          'dense1.out -> add1.in2',
          'add1.out -> add2.in1',
          'add1.out -> add2.in2',
          'add2.out -> mse1.prediction',
          'data1.y -> mse1.target',
        ],
        { batchSize: 1 },
      ),
      {
        batch: { 'data1.x': tensor([1], 1, 1), 'data1.y': tensor([0], 1, 1) },
        weights: { 'dense1.weight': tensor([1], 1, 1) },
      },
    );
    const back = wireOf(t, 'e6').gradient[0]!;
    expect(t.weights['dense1.weight']!.gradient!.data[0]! / back).toBe(4);
  });
  it('concat joins in the order of the ports, not of drawing', async () => {
    const t = await trace(
      draw(
        [constant([1]), constant([2]), word('concat', { inputs: 2 })],
        ['constant2.out -> concat1.in2', 'constant1.out -> concat1.in1'],
        { batchSize: 1 },
      ),
    );
    expect(t.outputs['concat1.out']?.data).toEqual([1, 2]);
  });
  it('the batch axis is never broadcast as a feature axis', async () => {
    // Three rows of three numbers beside three rows of one: each row gets its own.
    const t = await trace(
      draw([input(3), input(1), add(2)], ['data1.x -> add1.in1', 'data2.x -> add1.in2'], {
        batchSize: 3,
      }),
      {
        batch: {
          'data1.x': tensor([0, 0, 0, 0, 0, 0, 0, 0, 0], 3, 3),
          'data2.x': tensor([1, 2, 3], 3, 1),
        },
      },
    );
    expect(t.outputs['add1.out']?.data).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });
  it('the reported loss does not include the regulariser', async () => {
    const net = (l2: number) => model(input(1), dense(1, { l2 }), mse(), { batchSize: 1 });
    const batch = { 'data1.x': tensor([2], 1, 1), 'data1.y': tensor([9], 1, 1) };
    const weights = { 'dense1.weight': tensor([3], 1, 1), 'dense1.bias': tensor([1]) };
    expect((await trace(net(1), { batch, weights })).cost).toBe(4);
    expect((await trace(net(0), { batch, weights })).objective).toBeUndefined();
  });
  it('a neuron of McCulloch and Pitts has its threshold at −bias', async () => {
    const fires = async (x: number) =>
      (
        await trace(draw([input(1), neuron('step')], ['data1.x -> neuron1.in'], { batchSize: 1 }), {
          batch: { 'data1.x': tensor([x], 1, 1) },
          weights: { 'neuron1.weight.e1': tensor([1]), 'neuron1.bias': tensor([-1.5]) },
        })
      ).outputs['neuron1.out']?.data[0];
    expect([await fires(1.5), await fires(1.6)]).toEqual([0, 1]);
  });
  it('Playground’s six data sets are there', () => {
    const names = GENERATORS.map((g) => g.name).filter((name) => name.startsWith('playground-'));
    expect(names).toHaveLength(6);
  });
  it('LSTM: the recurrent weight’s gradient needs h at t−1; tanh′ from the cached output is 1 − y²', async () => {
    const { h, c, gates } = lstmByHand();
    const { weights, edges, insideGradients } = await lstmTraced();
    const outer = edges.find((e) => e.id === 'e3')?.gradient?.data ?? [];
    const at = (list: readonly number[], t: number) => list[t] ?? 0;
    const w = LSTM['lstm1.weight_hh_l0'].data;
    // Back through time by hand, one unit, so that every product is a number.
    let [dh, dc] = [0, 0];
    const recurrent = [0, 0, 0, 0];
    const states: number[] = [];
    for (let t = 2; t >= 0; t--) {
      const [i, f, g, o] = [gates.i, gates.f, gates.g, gates.o].map((x) => at(x, t)) as [
        number,
        number,
        number,
        number,
      ];
      dh += at(outer, t);
      states[t] = dh;
      const y = Math.tanh(at(c, t));
      dc += dh * o * (1 - y * y);
      const before = [
        dc * g * i * (1 - i),
        dc * at(c, t - 1) * f * (1 - f),
        dc * i * (1 - g * g),
        dh * y * o * (1 - o),
      ];
      for (const [k, d] of before.entries()) recurrent[k] = (recurrent[k] ?? 0) + d * at(h, t - 1);
      dc *= f;
      dh = before.reduce((n, d, k) => n + d * (w[k] ?? 0), 0);
    }
    near(weights['lstm1.weight_hh_l0']?.gradient?.data, recurrent, 12);
    near(insideGradients['lstm1.h_l0']?.data, states, 12);
  });
});

/**
 * Facts that take many runs, a pencil or a browser, and where they are tested:
 *
 * micrograd's README, running backward twice        test/golden/facts.test.ts
 * XOR over 100 seeds, Playground over 20 seeds       test/laws/convergence.test.ts
 * Playground's points, labels and noise              test/data/generators.test.ts
 * Adam's bias correction divided, all optimisers     test/golden/descent.test.ts
 * a finished run never overwrites an opened graph    test/engine/loading.test.ts, e2e/resilience.spec.ts
 */
