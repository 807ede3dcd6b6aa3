/** Worked numbers that a learner can check with a pencil, and facts of the field, to their last digit. */
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/catalog/index.ts';
import { emitUpdates } from '../../src/compile/update.ts';
import { type Builder, createBuilder, type V } from '../../src/ir/builder.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { lowerAlone } from '../catalog/alone.ts';
import {
  bceWithLogits,
  dense,
  draw,
  input,
  model,
  mse,
  neuron,
  perceptronLoss,
  sgd,
  tanh,
} from '../vocabulary.ts';
import { trainer } from './trainer.ts';

/** A scalar expression of named scalars: its value and its derivatives. */
function expression<const N extends string>(
  at: Readonly<Record<N, number>>,
  write: (b: Builder, x: Readonly<Record<N, V>>) => V,
) {
  const b = createBuilder();
  const names = Object.keys(at) as N[];
  const x = Object.fromEntries(
    names.map((name) => [name, b.emit('input', [], { name }, [])]),
  ) as Record<N, V>;
  const value = write(b, x);
  const leaves = names.map((n) => x[n]);
  const first = differentiate(b, value, leaves);
  const second = differentiate(b, value, leaves);
  const named = (list: readonly (V | undefined)[], prefix: string) =>
    Object.fromEntries(list.flatMap((g, i) => (g ? [[`${prefix}${names[i]}`, g]] : [])));
  const program = b.program({ value, ...named(first, 'd'), ...named(second, 'again ') });
  const inputs = Object.fromEntries(names.map((n) => [n, [at[n]]]));
  const { results } = evaluate(program, { inputs });
  return Object.fromEntries(Object.entries(results).map(([k, t]) => [k, t.data[0]!]));
}

describe('expressions', () => {
  test('a = 1, b = a + a, c = b + b: dc/da = 4', () => {
    const r = expression({ a: 1 }, (b, { a }) => {
      const twice = b.add(a, a);
      return b.add(twice, twice);
    });
    expect(r).toMatchObject({ value: 4, da: 4 });
  });

  test('running backward twice does not change the gradients', () => {
    const r = expression({ a: 3, c: -2 }, (b, { a, c }) => b.mul(b.tanh(a), b.mul(c, a)));
    expect(r['again a']).toBe(r.da);
    expect(r['again c']).toBe(r.dc);
  });

  test('the expression of micrograd’s README', () => {
    const r = expression({ a: -4, b: 2 }, (m, { a, b }) => {
      const relu = (x: V) => m.max(x, 0);
      let c = m.add(a, b);
      let d = m.add(m.mul(a, b), m.pow(b, 3));
      c = m.add(c, m.add(c, 1));
      c = m.add(c, m.add(m.add(1, c), m.neg(a)));
      d = m.add(d, m.add(m.mul(d, 2), relu(m.add(b, a))));
      d = m.add(d, m.add(m.mul(3, d), relu(m.sub(b, a))));
      const f = m.pow(m.sub(c, d), 2);
      return m.add(m.div(f, 2), m.div(10, f));
    });
    expect(r.value).toBeCloseTo(24.7041, 4);
    expect(r.da).toBeCloseTo(138.8338, 4);
    expect(r.db).toBeCloseTo(645.5773, 4);
  });
});

describe('one weight and one bias', () => {
  test('x = 2, w = 3, b = 1, t = 9, and one step of learning rate 0.05', async () => {
    const machine = await trainer(
      model(input(1), dense(1), mse(), { batchSize: 1, optimiser: sgd(0.05) }),
    );
    machine.write({ 'dense1.weight': [3], 'dense1.bias': [1] });
    const batch = { 'data1.x': [2], 'data1.y': [9] };
    const see = (of: Parameters<typeof machine.result>[0]) => machine.result(of, 'watch')[0];
    machine.step(batch, 'watch');
    expect(see((r) => r.outputs.dense1?.out)).toBe(7);
    expect(see((r) => r.cost)).toBe(4);
    expect(see((r) => r.weightGradients['dense1.weight'])).toBe(-8);
    expect(see((r) => r.weightGradients['dense1.bias'])).toBe(-4);
    const weights = machine.weights();
    expect(weights['dense1.weight']?.[0]).toBeCloseTo(3.4, 12);
    expect(weights['dense1.bias']?.[0]).toBeCloseTo(1.2, 12);
    machine.step(batch, 'watch');
    expect(see((r) => r.outputs.dense1?.out)).toBeCloseTo(8, 12);
    expect(see((r) => r.cost)).toBeCloseTo(1, 12);
  });
});

describe('gradient descent on y = 4x² from x = 2', () => {
  function descend(lr: number, steps: number): number[] {
    const b = createBuilder();
    const x = b.emit('read', [], { buffer: 'weights', offset: 0 }, [1]);
    const [gradient] = differentiate(b, b.sum(b.mul(b.mul(x, x), 4)), [x]);
    const stretch = { origin: '', offset: 0, shape: [1], gradient: gradient! };
    const program = b.program({}, emitUpdates(b, sgd(lr), [stretch]));
    const points = [2];
    for (let i = 0; i < steps; i++) {
      const storage = { weights: [points[i]!] };
      const after = evaluate(program, { storage, dials: { lr, step: i + 1 } }).storage;
      points.push(after.weights![0]!);
    }
    return points;
  }
  const height = (x: number) => 4 * x * x;

  test('rate 1 diverges: 2, −14, 98', () => {
    expect(descend(1, 2)).toEqual([2, -14, 98]);
    expect(descend(1, 2).map(height)).toEqual([16, 784, 38416]);
  });
  test('rate 0.25 hops for ever', () => {
    expect(descend(0.25, 6)).toEqual([2, -2, 2, -2, 2, -2, 2]);
  });
  test('rate 0.24 swings in slowly, from side to side', () => {
    const points = descend(0.24, 40);
    for (let i = 1; i < points.length; i++) {
      const [before, now] = [points[i - 1]!, points[i]!];
      expect(Math.sign(now)).toBe(-Math.sign(before));
      expect(now / before).toBeCloseTo(-0.92, 10);
    }
  });
  test('rate 0.1 converges: each point is a fifth of the one before', () => {
    const points = descend(0.1, 10);
    expect(points[1]).toBeCloseTo(0.4, 12);
    expect(Math.abs(points[10]!)).toBeLessThan(1e-6);
  });
});

describe('losses', () => {
  const loss = (name: string, prediction: readonly number[], target: readonly number[]) => {
    const at = { prediction: [[prediction.length]], target: [[target.length]] };
    const { b, lossOutputs } = lowerAlone(kindOf(name)!, { at }, 1);
    if (!lossOutputs) throw new Error(`${name} is no loss`);
    const { results } = evaluate(b.program({ loss: lossOutputs.loss }), {
      inputs: { prediction, target },
    });
    return results.loss?.data[0];
  };
  test('MSE of (1.5, 1.5) for the label (1, 2) is 0.25', () => {
    expect(loss('mse', [1.5, 1.5], [1, 2])).toBe(0.25);
  });
  test('cross-entropy of q = (0.05, 0.1, 0.7, 0.15) for the third class is 0.3567', () => {
    const logits = [0.05, 0.1, 0.7, 0.15].map(Math.log);
    expect(loss('crossEntropy', logits, [0, 0, 1, 0])).toBeCloseTo(0.3567, 4);
    expect(loss('crossEntropy', logits, [0, 0, 1, 0])).toBeCloseTo(-Math.log(0.7), 12);
  });
  test('H(p,q) = H(p) + KL(p‖q), each read off its own node', () => {
    const p = [0.5, 0.2, 0.3];
    const logits = [1, -0.5, 0.25];
    const total = logits.reduce((a, x) => a + Math.exp(x), 0);
    const logq = logits.map((x) => x - Math.log(total));
    const { b, outputs } = lowerAlone(kindOf('entropy')!, { at: { in: [[3]] } }, 1);
    const { results } = evaluate(b.program({ ...outputs }), { inputs: { in: p } });
    const own = results.out!.data[0]!;
    expect(own).toBeCloseTo(1.0296530140645737, 12);
    const divergence = loss('klDiv', logq, p)!;
    expect(divergence).toBeGreaterThan(0);
    expect(loss('crossEntropy', logits, p)).toBeCloseTo(own + divergence, 12);
    expect(loss('nll', logq, p)).toBeCloseTo(own + divergence, 12);
  });
  test('a class by its index is the same as one-hot, and an index that is no class costs ∞', () => {
    const logits = [1, -0.5, 0.25];
    expect(loss('crossEntropy', logits, [2])).toBe(loss('crossEntropy', logits, [0, 0, 1]));
    expect(loss('crossEntropy', logits, [3])).toBe(Number.POSITIVE_INFINITY);
    expect(loss('crossEntropy', logits, [-1])).toBe(Number.POSITIVE_INFINITY);
  });
  test('logits as large as 10⁴ stay finite', () => {
    expect(loss('crossEntropy', [1e4, -1e4], [0, 1])).toBe(2e4);
    expect(loss('bceWithLogits', [1e4, -1e4], [1, 0])).toBe(0);
    expect(loss('bceWithLogits', [-1e4], [1])).toBe(1e4);
  });
});

const TABLE = [0, 0, 0, 1, 1, 0, 1, 1];

describe('McCulloch and Pitts', () => {
  const gate = (weights: readonly number[], bias: number, rows: readonly (readonly number[])[]) => {
    const at = { in: weights.map(() => [1]) };
    const example = { params: { activation: 'step' }, at };
    const alone = lowerAlone(kindOf('neuron')!, example, rows.length);
    const one = weights.length === 1;
    const inputs: Record<string, readonly number[]> = { bias: [bias] };
    for (const [i, w] of weights.entries()) {
      inputs[one ? 'in' : `in.e${i + 1}`] = rows.map((r) => r[i]!);
      inputs[`weight.e${i + 1}`] = [w];
    }
    const { results } = evaluate(alone.b.program({ ...alone.outputs }), { inputs });
    return Array.from(results.out?.data ?? []);
  };
  const rows = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  test('AND, OR and NOT', () => {
    expect(gate([1, 1], -1.5, rows)).toEqual([0, 0, 0, 1]);
    expect(gate([1, 1], -0.5, rows)).toEqual([0, 1, 1, 1]);
    expect(gate([-1], 0.5, [[0], [1]])).toEqual([1, 0]);
  });
  test('a sum just at the threshold does not fire', () => {
    expect(gate([1, 1], -2, rows)).toEqual([0, 0, 0, 0]);
  });
});

describe('the perceptron', () => {
  const document = draw(
    [input(2), neuron('linear', { init: { kind: 'zeros', params: {} } }), perceptronLoss()],
    [
      'data1.x -> neuron1.in',
      'neuron1.out -> perceptronLoss1.prediction',
      'data1.y -> perceptronLoss1.target',
    ],
    { batchSize: 1, optimiser: sgd(1) },
  );
  /** How many of the four were wrong in each round. */
  async function mistakes(labels: readonly number[], rounds: number): Promise<number[]> {
    const machine = await trainer(document);
    return Array.from({ length: rounds }, () => {
      let wrong = 0;
      for (let i = 0; i < 4; i++) {
        const batch = {
          'data1.x': TABLE.slice(2 * i, 2 * i + 2),
          'data1.y': [labels[i]!],
        };
        machine.step(batch, 'watch');
        wrong += 1 - machine.result((r) => r.correct.perceptronLoss1, 'watch')[0]!;
      }
      return wrong;
    });
  }
  test('settles on AND', async () => {
    const rounds = await mistakes([0, 0, 0, 1], 20);
    expect(rounds[0]).toBeGreaterThan(0);
    expect(rounds.slice(10)).toEqual(Array(10).fill(0));
  });
  test('never settles on XOR', async () => {
    for (const wrong of await mistakes([0, 1, 1, 0], 200)) expect(wrong).toBeGreaterThan(0);
  });
});

describe('weights that start at zero', () => {
  test('stay exactly zero in a tanh network on XOR', async () => {
    const init = { kind: 'zeros', params: {} };
    const machine = await trainer(
      model(input(2), dense(8, { init }), tanh(), dense(1, { init }), bceWithLogits(), {
        batchSize: 4,
        optimiser: sgd(0.5),
      }),
    );
    for (let i = 0; i < 50; i++) machine.step({ 'data1.x': TABLE, 'data1.y': [0, 1, 1, 0] });
    const weights = machine.weights();
    for (const name of ['dense1.weight', 'dense2.weight'])
      expect(
        weights[name]?.every((w) => w === 0),
        name,
      ).toBe(true);
  });
});
