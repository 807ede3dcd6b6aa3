/** One pass by hand: a linear unit with two inputs, mean squared error, SGD. */
import { afterAll, describe, expect, it } from 'vitest';
import { folder, run } from './run.ts';

const files = folder();
afterAll(files.remove);

const node = (id: string, kind: string, params = {}) => ({
  id,
  kind,
  params,
  position: { x: 0, y: 0 },
});
const file = (optimiser: object, data: object = {}, units = 1, port = 'x') =>
  files.file('line.json', {
    format: 'chainrule',
    version: 1,
    name: 'Line',
    run: { seed: 1, batchSize: 32, optimiser },
    nodes: [
      node('data1', 'data', { dataset: 'and', ...data }),
      node('dense1', 'dense', { units }),
      node('mse1', 'mse'),
    ],
    edges: [
      { id: 'e1', from: `data1.${port}`, to: 'dense1.in' },
      { id: 'e2', from: 'dense1.out', to: 'mse1.prediction' },
      { id: 'e3', from: 'data1.y', to: 'mse1.target' },
    ],
    notes: [],
  });
const sgd = { kind: 'sgd', params: { lr: 0.5, momentum: 0.9 } };
const weights = files.file('w.json', {
  'dense1.weight': { shape: [1, 2], data: [2, -1] },
  'dense1.bias': { shape: [1], data: [0.5] },
});
// More rows than the truth table has: the batch decides.
const x = [1, 2, 3, -1, 0, 0, 0.5, 4, 2, 2];
const y = [0, 1, -1, 2, 0.25];
const batch = files.file('b.json', {
  'data1.x': { shape: [5, 2], data: x },
  'data1.y': { shape: [5, 1], data: y },
});

const z = y.map((_, i) => 2 * x[2 * i]! - x[2 * i + 1]! + 0.5);
const error = z.map((v, i) => v - y[i]!);
const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
// dL/dz of the mean over five rows of (z − y)².
const dz = error.map((e) => (2 * e) / 5);
const dw = [0, 1].map((k) => dz.reduce((sum, d, i) => sum + d * x[2 * i + k]!, 0));
const db = dz.reduce((a, b) => a + b, 0);

const near = (actual: readonly number[], expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  for (const [i, v] of expected.entries()) expect(actual[i]).toBeCloseTo(v, 12);
};

describe('trace', () => {
  it('gives values and gradients of wires, weights and loss, and what the update makes of them', async () => {
    const args = ['--weights', weights, '--batch', batch, '--update', '--json'];
    const { code, out, err } = await run('trace', file(sgd), ...args);
    expect([code, err]).toEqual([0, '']);
    const trace = JSON.parse(out);
    expect(trace.batchSize).toBe(5);
    expect(trace.cost).toBeCloseTo(mean(error.map((e) => e * e)), 12);
    near(
      trace.losses.mse1.data,
      error.map((e) => e * e),
    );
    const edge = (id: string) => trace.edges.find((e: { id: string }) => e.id === id);
    expect(edge('e1')).toMatchObject({
      from: 'data1.x',
      to: 'dense1.in',
      value: { shape: [5, 2], data: x },
    });
    near(
      edge('e1').gradient.data,
      dz.flatMap((d) => [2 * d, -d]),
    );
    expect(edge('e2').gradient.shape).toEqual([5, 1]);
    near(edge('e2').value.data, z);
    near(edge('e2').gradient.data, dz);
    // Nothing learns behind the target: no gradient is taken with respect to it.
    expect(edge('e3').gradient).toBeNull();
    expect(trace.weights['dense1.weight'].value.data).toEqual([2, -1]);
    near(trace.weights['dense1.weight'].gradient.data, dw);
    near(trace.weights['dense1.bias'].gradient.data, [db]);
    near(trace.update.weights['dense1.weight'].data, [2 - 0.5 * dw[0]!, -1 - 0.5 * dw[1]!]);
    near(trace.update.weights['dense1.bias'].data, [0.5 - 0.5 * db]);
    const slots = Object.values(trace.update.optimiser['dense1.weight']) as { data: number[] }[];
    near(slots[0]?.data ?? [], dw);
  });

  it('draws weights and the first batch where none are given, and prints for people', async () => {
    const { code, out } = await run('trace', file(sgd));
    expect(code).toBe(0);
    expect(out).toContain('Line: batch of 4, cost ');
    expect(out).toContain('e1  data1.x → dense1.in\n  value 4×2\n    0  0\n    0  1\n');
    expect(out).not.toContain('after the update');
  });

  const sources: readonly (readonly [string, Readonly<Record<string, unknown>>, number, number])[] =
    [
      ['numbers', { dataset: 'sine' }, 1, 1],
      ['one-hot classes', { dataset: 'gaussians', groups: 3 }, 2, 3],
      ['split columns', { dataset: 'xor', split: true }, 2, 1],
      ['−1 and +1', { dataset: 'moons', encoding: '-1/+1' }, 2, 1],
    ];
  it.each(sources)('takes a batch for %s', async (_, data, inputs, classes) => {
    const rows = {
      'data1.x': { shape: [3, inputs], data: Array.from({ length: 3 * inputs }, (_, i) => i / 7) },
      'data1.y': { shape: [3, classes], data: Array.from({ length: 3 * classes }, (_, i) => i) },
    };
    const document = file(sgd, data, classes, data.split ? 'x2' : 'x');
    const { err, out } = await run(
      'trace',
      document,
      '--batch',
      files.file('o.json', rows),
      '--json',
    );
    expect(err).toBe('');
    const trace = JSON.parse(out);
    expect(trace.batch['data1.x']).toEqual(rows['data1.x']);
    const edge = (id: string) => trace.edges.find((e: { id: string }) => e.id === id).value;
    expect(edge('e3')).toEqual(rows['data1.y']);
    if (data.split) expect(edge('e1')).toEqual({ shape: [3, 1], data: [1 / 7, 3 / 7, 5 / 7] });
    else expect(edge('e1')).toEqual(rows['data1.x']);
  });

  it.each([
    ['as the network takes them', [2, 4, 1]],
    ['row by row', [2, 4]],
  ])('takes sequences %s', async (_, shape) => {
    const bits = { shape, data: [1, 0, 0, 1, 0.5, 2, 3, 4] };
    const rows = { 'data1.x': bits, 'data1.y': { ...bits, data: bits.data.map((v) => 2 * v) } };
    const document = file(sgd, { dataset: 'echo', length: 4, delay: 1 });
    const given = ['--batch', files.file('q.json', rows), '--json'];
    const { err, out } = await run('trace', document, ...given);
    expect(err).toBe('');
    const trace = JSON.parse(out);
    const edge = (id: string) => trace.edges.find((e: { id: string }) => e.id === id).value;
    expect(trace.batchSize).toBe(2);
    expect(edge('e1')).toEqual({ ...bits, shape: [2, 4, 1] });
    expect(edge('e3')).toEqual({ ...rows['data1.y'], shape: [2, 4, 1] });
  });

  it('says what a batch of another shape should be', async () => {
    const rows = {
      'data1.x': { shape: [2, 2, 2], data: [1, 2, 3, 4, 5, 6, 7, 8] },
      'data1.y': { shape: [2, 4, 1], data: [1, 2, 3, 4, 5, 6, 7, 8] },
    };
    const document = file(sgd, { dataset: 'echo', length: 4, delay: 1 });
    const { code, err } = await run('trace', document, '--batch', files.file('w2.json', rows));
    expect(code).toBe(1);
    expect(err).toContain('data1.x is 2×2×2; expected 2×4×1');
  });
});
