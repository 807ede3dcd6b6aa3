/** What is compiled again after an edit, and what is not: counted in plans and modules, not in time. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Recent } from '../../src/base/recent.ts';
import { compile, type Planned } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { type Built, wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { data, dense, draw, mse, sgd } from '../vocabulary.ts';
import { listened } from './line.ts';

const network = (units: number, run: Partial<Document['run']> = {}, samples = 40): Document =>
  draw(
    [data('gaussians', { samples }), dense(units), dense(1), mse()],
    [
      'data1.x -> dense1.in',
      'dense1.out -> dense2.in',
      'dense2.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 8, optimiser: sgd(0.5), ...run },
  );

afterEach(() => void vi.restoreAllMocks());

/** An engine as the worker has it, and how many plans and modules it has compiled. */
async function counting(kept = 6) {
  const plans = new Recent<Planned>(kept);
  const modules = vi.spyOn(WebAssembly, 'Module');
  const seen = new Set<unknown>();
  const t = await listened({
    compile: (document) => {
      const compilation = compile(document, undefined, plans);
      seen.add(compilation.plan?.routines);
      return compilation;
    },
    makeDataset,
    backends: [wasmWith({ modules: new Recent<Built>(kept) })],
  });
  let generation = 0;
  return {
    ...t,
    load: (document: Document, fresh = false) =>
      t.engine.load({ document, generation: ++generation, fresh }),
    compiled: () => ({ plans: seen.size, modules: modules.mock.calls.length }),
  };
}

describe('compiles nothing', () => {
  test.each<[string, Document]>([
    ['another learning rate', network(3, { optimiser: sgd(0.1) })],
    ['another seed', network(3, { seed: 9 })],
    ['the same once more', network(3)],
  ])('%s', async (_, edited) => {
    const t = await counting();
    await t.load(network(3));
    await t.load(edited);
    await t.load(edited, true);
    expect(t.compiled()).toEqual({ plans: 1, modules: 1 });
    expect(t.troubles()).toEqual([]);
  });

  test('going back to a network, and its learning rate is the present one', async () => {
    const t = await counting();
    await t.load(network(3));
    await t.load(network(5));
    await t.load(network(3, { optimiser: sgd(0) }), true);
    expect(t.compiled()).toEqual({ plans: 2, modules: 2 });
    const before = await t.engine.readWeights();
    await t.engine.train(3);
    await t.rest();
    expect(await t.engine.readWeights()).toEqual(before);
  });
});

describe('compiles', () => {
  test('another width', async () => {
    const t = await counting();
    await t.load(network(3));
    await t.load(network(4));
    expect(t.compiled()).toEqual({ plans: 2, modules: 2 });
  });

  test('no module for other data of the same shape: the plan is the same', async () => {
    const t = await counting();
    await t.load(network(3));
    await t.load(network(3, {}, 60));
    expect(t.compiled()).toEqual({ plans: 2, modules: 1 });
  });

  test('again what was longest ago, where more was seen than is kept', async () => {
    const t = await counting(2);
    for (const units of [3, 4, 5, 3]) await t.load(network(units));
    expect(t.compiled()).toEqual({ plans: 4, modules: 4 });
    await t.load(network(5));
    expect(t.compiled()).toEqual({ plans: 4, modules: 4 });
  });
});

test('a plan made once and one made anew are equal', () => {
  const plans = new Recent<Planned>(2);
  compile(network(3, { optimiser: sgd(0.5) }), undefined, plans);
  const again = compile(network(3, { optimiser: sgd(0.25) }), undefined, plans);
  expect(again).toEqual(compile(network(3, { optimiser: sgd(0.25) })));
  expect(again.plan?.dials.lr?.value).toBe(0.25);
});
