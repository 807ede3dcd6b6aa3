/**
 * Back-propagation agrees with differences of the cost over the examples of the catalogue, wires and
 * weights; a rule of differentiation that is wrong by a thousandth does not.
 */
import { describe, expect, test, vi } from 'vitest';
import { serialise } from '../../src/document/codec.ts';
import type { Builder, V } from '../../src/ir/builder.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { folder, run } from '../cli/run.ts';
import { PENALISED, WORKED } from '../compile/worked.ts';
import { checksOf } from './checking.ts';

const planted = vi.hoisted(() => ({ op: '' }));
vi.mock('../../src/ir/vjp.ts', async (original) => {
  const { VJP } = await original<typeof import('../../src/ir/vjp.ts')>();
  type Rule = (b: Builder, call: unknown, g: V) => readonly (V | undefined)[];
  const wrong = Object.entries(VJP).map(([op, rule]) => [
    op,
    (b: Builder, call: unknown, g: V) =>
      (rule as Rule)(b, call, g).map((v) => (v && op === planted.op ? b.mul(v, 1.001) : v)),
  ]);
  return { VJP: Object.fromEntries(wrong) };
});

const sample = (name: string) => {
  const found = sampleOf(name);
  if (!found) throw new Error(name);
  return found.document;
};

describe('over the catalogue', () => {
  test.each([...WORKED, ...PENALISED].map((w) => [w.name, w.document] as const))(
    '%s',
    async (_, document) => {
      // The one that the example is of stands behind the data.
      const [, node] = Object.keys(document.nodes);
      const checks = await checksOf(document, { node: node! });
      expect(checks.length).toBeGreaterThan(0);
      expect(checks.filter((c) => c.outcome === 'disagrees')).toEqual([]);
      for (const c of checks) {
        expect(c.checked).toBeGreaterThan(0);
        expect(c.checked < c.count).toBe(c.direction);
        expect(c.outcome === 'kink').toBe(c.kinksAt.length > 0);
        expect(c.numbers.length).toBe(c.checked + (c.direction ? 1 : 0));
        expect(c.numbers).toContainEqual(c.worst);
      }
    },
  );
});

test('a rule that is wrong by a thousandth disagrees, on the wires before it and not behind it', async () => {
  planted.op = 'tanh';
  const checks = await checksOf(sample('xor'));
  planted.op = '';
  const outcome = Object.fromEntries(checks.map((c) => [c.edge ?? c.weight, c.outcome]));
  expect(outcome).toEqual({
    e1: 'disagrees',
    e2: 'disagrees',
    e3: 'agrees',
    e4: 'agrees',
    'dense1.weight': 'disagrees',
    'dense1.bias': 'disagrees',
    'dense2.weight': 'agrees',
    'dense2.bias': 'agrees',
  });
  const [worst] = checks.filter((c) => c.weight === 'dense1.weight');
  expect(worst?.worst.difference).toBeCloseTo(0.001, 5);
});

test('the command tells it with exit code 1', async () => {
  const files = folder();
  const file = files.file('xor.json', serialise(sample('xor')));
  const right = await run('gradcheck', file, '--node', 'dense1');
  planted.op = 'tanh';
  const wrong = await run('gradcheck', file, '--node', 'dense1', '--json');
  planted.op = '';
  const nobody = await run('gradcheck', file, '--node', 'dense9');
  files.remove();
  expect(right.code).toBe(0);
  expect(right.out).toMatch(/dense1\.weight +16 of 16 +agrees to \de-/);
  expect(wrong.code).toBe(1);
  expect(JSON.parse(wrong.out)).toMatchObject({ ok: false, rows: 4, batch: 4, differences: 32 });
  expect(nobody.code).toBe(1);
  expect(nobody.err).toContain('dense9');
});

test.each(['dot', 'sum', 'add', 'mul', 'broadcast', 'less', 'select'])(
  'a wrong rule of %s is found, where there is one',
  async (op) => {
    planted.op = op;
    const checks = await checksOf(sample('spiral'), { node: 'dense1' });
    planted.op = '';
    // Comparisons pass nothing on, so that there is nothing to be wrong.
    expect(checks.some((c) => c.outcome === 'disagrees')).toBe(op !== 'less');
  },
);

test('a kink names its node, and a number beside it agrees', async () => {
  const document = sample('xor');
  const bent = {
    ...document,
    nodes: { ...document.nodes, tanh1: { ...document.nodes.tanh1!, kind: 'relu', params: {} } },
  };
  const shape = [8, 2];
  // At (0, 0) all units are 0, where their bias is.
  const weights = { 'dense1.weight': { shape, data: new Float32Array(16).fill(0.5) } };
  const [before] = await checksOf(bent, { node: 'tanh1' }, weights);
  // Which one: a ReLU at 0.
  const kinksAt = [{ node: 'tanh1', of: 'corner', at: 0 }];
  expect(before).toMatchObject({ edge: 'e2', outcome: 'kink', kinksAt, kinks: 8 });
  const [behind] = await checksOf(bent, { node: 'dense2' }, weights);
  expect(behind).toMatchObject({ edge: 'e3', outcome: 'agrees', kinksAt: [] });
});

test('one number of a weight', async () => {
  const [check, ...others] = await checksOf(sample('xor'), { weight: 'dense1.weight', index: 5 });
  expect(others).toEqual([]);
  expect(check).toMatchObject({
    weight: 'dense1.weight',
    checked: 1,
    count: 16,
    worst: { index: 5 },
  });
});
