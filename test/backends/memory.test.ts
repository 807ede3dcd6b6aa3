/** Memory: all that a plan takes is counted, told, and refused where it is too much. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { peakAllocation, scratchAllocationsOf } from '../../src/plan/lifetimes.ts';
import type { RoutineName } from '../../src/plan/plan.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import type { Backend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { residentDataOf } from '../../workers/engine/data-loader.ts';
import { lineDocument, linePlan, listened } from '../engine/line.ts';
import { WASM_VARIANTS } from './variants.ts';

const BACKENDS: readonly Backend[] = [reference, ...WASM_VARIANTS];

/** Rows of that many bytes in all; writing them fails the test. */
const rows = (bytes: number, numbers: number) => ({
  tables: ['data1.x', 'data1.y'].map((input) => ({
    input,
    rows: bytes / numbers / 2,
    order: 0,
    write: () => expect.fail('was not to be written'),
  })),
  orders: 1,
  batches: 3,
});

test.each(BACKENDS)('data that do not fit are refused with the figure: $name', async (backend) => {
  const size = backend.precision === 'float32' ? 4 : 8;
  const asked = backend.instantiate(linePlan(4, 0.1), rows(2 ** 31, size));
  await expect(asked).rejects.toThrow(
    /needs 20(48|49) MiB of memory \(\d of its own, 20(48|49) for/,
  );
});

test('weights count with the copies that are kept of them', async () => {
  const units = 2 ** 26;
  // 256 MiB of weights in float32, and twice as much for going back.
  const { buffers, ...plan } = linePlan(4, 0.1, { units });
  const weights = { ...plan, buffers };
  const [wasm] = WASM_VARIANTS;
  const { footprint } = (await wasm?.instantiate(weights)) ?? {};
  expect(footprint?.copies).toBe(8 * units);
  const twice = linePlan(4, 0.1, { units: 2 * units });
  await expect(wasm?.instantiate(twice)).rejects.toThrow('needs 1537 MiB');
});

describe('what is told is what is taken', () => {
  test.each(SAMPLES.filter((s) => ['xor', 'digitsConvolution', 'charactersLstm'].includes(s.id)))(
    '$id',
    async ({ document }) => {
      const { plan, sources } = compile(document);
      if (!plan) throw new Error('no plan');
      const datasets = new Map();
      for (const { node, params } of sources) {
        const made = await makeDataset(params, { get: async () => undefined });
        if (made.ok) datasets.set(node, made.value);
      }
      for (const backend of WASM_VARIANTS) {
        const instance = await backend.instantiate(plan, residentDataOf(plan, datasets));
        const { arena, workspace, data } = instance.footprint;
        const taken = instance.view(0).buffer.byteLength;
        expect(data).toBeGreaterThan(0);
        expect(Math.abs(taken - (arena + workspace + data))).toBeLessThan(65_536 + 256);
      }
    },
  );
});

test('scratch takes what is alive at once, or little more', () => {
  for (const { id, document } of SAMPLES) {
    const { plan } = compile(document);
    if (!plan) continue;
    for (const name of ['train', 'evaluate', 'predict'] as RoutineName[]) {
      const tenures = scratchAllocationsOf(plan, name);
      if (!tenures.length) continue;
      const from = Math.min(...tenures.map((t) => t.offset));
      const to = Math.max(...tenures.map((t) => t.offset + t.size));
      expect((to - from) / peakAllocation(tenures), `${id}: ${name}`).toBeLessThan(1.15);
    }
  }
});

test('a network that does not fit is told once, with the figure; the one before trains on', async () => {
  const tooLarge = { ...linePlan(4, 0.1), arena: 2 ** 30 };
  const t = await listened({
    backends: [WASM_VARIANTS[0] ?? reference, reference],
    compile: (document) => ({
      key: `${document.run.batchSize}`,
      issues: [],
      shapes: {},
      batch: 4,
      parameters: [],
      states: [],
      sources: [{ node: 'data1', params: {} }],
      losses: [{ node: 'mse1', hasAccuracy: false, prediction: [1] }],
      intermediates: [],
      ungraded: { target: [], indices: [] },
      penalised: false,
      plan: document.run.batchSize === 4 ? linePlan(4, 0.05) : tooLarge,
    }),
  });
  await t.engine.load({ document: lineDocument(), generation: 1 });
  await t.engine.train(5);
  await t.rest();
  const weights = await t.engine.readWeights();
  const reply = await t.engine.load({ document: lineDocument({ batchSize: 6 }), generation: 2 });
  expect(reply.compilation.issues.map((i) => [i.code, i.severity])).toEqual([
    ['run.memory', 'error'],
  ]);
  expect(reply.compilation.issues[0]?.args).toMatchObject({ needed: 4097, limit: 1536 });
  expect(await t.engine.readWeights()).toEqual(weights);
  await t.engine.train(1);
  await t.rest();
  expect(t.frames().at(-1)).toMatchObject({ step: 6, status: 'paused' });
});
