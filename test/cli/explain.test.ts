/** What the canvas says of a step, in text: a neuron with two wires and a mean squared error, by hand. */
import { afterAll, expect, it } from 'vitest';
import { folder, run } from './run.ts';

const files = folder();
afterAll(files.remove);

const node = (id: string, kind: string, params = {}) => ({
  id,
  kind,
  params,
  position: { x: 0, y: 0 },
});
const line = files.file('line.json', {
  format: 'chainrule',
  version: 1,
  name: 'Line',
  run: { seed: 1, batchSize: 4, optimiser: { kind: 'sgd', params: { lr: 0.5, momentum: 0 } } },
  nodes: [
    node('data1', 'data', { dataset: 'xor-points', split: true, validation: 0 }),
    node('neuron1', 'neuron', { activation: 'linear' }),
    node('mse1', 'mse'),
  ],
  edges: [
    { id: 'e1', from: 'data1.x1', to: 'neuron1.in' },
    { id: 'e2', from: 'data1.x2', to: 'neuron1.in' },
    { id: 'e3', from: 'neuron1.out', to: 'mse1.prediction' },
    { id: 'e4', from: 'data1.y', to: 'mse1.target' },
  ],
  notes: [],
  weights: {
    'neuron1.weight.e1': { shape: [1], data: [2] },
    'neuron1.weight.e2': { shape: [1], data: [-1] },
    'neuron1.bias': { shape: [1], data: [0.5] },
  },
});

it('prints each equation in letters and with numbers, as text and TeX', async () => {
  const { code, out, err } = await run('explain', line, '--node', 'neuron1', '--phase', 'forward');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^forward neuron1\n {2}z = x_1·w_1 \+ x_2·w_2 \+ b = [01]·2 \+ [01]·\(−1\) \+ 0\.5 = /,
  );
  expect(out).toContain('\n    z = x_{1} \\cdot w_{1} + x_{2} \\cdot w_{2} + b = ');
  expect(out, 'of which element the numbers are').toContain('  at [0, 0]\n');
  expect(out).not.toContain('htmlData');
});

it('tells as JSON what goes back: each product is right', async () => {
  const { out } = await run('explain', line, '--phase', 'backward', '--sample', '3', '--json');
  const [loss, neuron] = JSON.parse(out) as {
    node: string;
    equations: { of: { of: string; name: string }; letters: { text: string }; value: number }[];
  }[];
  expect(loss?.node).toBe('mse1');
  // Nothing is told of what goes back to data.
  expect(loss?.equations.map((e) => e.of.name)).toEqual(['e3']);
  const value = (letters: string) =>
    neuron?.equations.find((e) => e.letters.text === letters)?.value ?? Number.NaN;
  expect(value('∂L/∂x_1 = δ·w_1')).toBeCloseTo(2 * loss!.equations[0]!.value);
  expect(value('∂L/∂x_2 = δ·w_2')).toBeCloseTo(-loss!.equations[0]!.value);
});

it('names what there is where it is asked for what there is not', async () => {
  const wrong = await run('explain', line, '--node', 'dense1');
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain('data1, neuron1, mse1');
  expect((await run('explain', line, '--sample', '4')).err).toContain('a batch has 4');
  expect((await run('explain', line, '--phase', 'sideways')).code).toBe(1);
});
