/** Sweeps of the page: one for each project, which goes on while another is open; how few are kept. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { sampleOf } from '../../src/samples/index.ts';
import type { Runner } from '../../src/sweep/runner.ts';
import { estimate } from '../../src/ui/sweep/estimate.ts';
import { createSweeps } from '../../src/ui/sweep/model.ts';

const { document } = must(sampleOf('xor'), 'a sample');

/** Runners whose runs end when they are let. */
function world() {
  const runs: { readonly lr: unknown; readonly end: () => void }[] = [];
  let open = 0;
  const runner = (): Runner => {
    open++;
    return {
      run: ({ document, until }) =>
        new Promise((resolve) => {
          const nothing = { epoch: 0, objective: Number.NaN, accuracy: Number.NaN };
          const unknown = { validationCost: Number.NaN, validationAccuracy: Number.NaN };
          const final = { step: until.steps ?? 0, cost: 1, ...nothing, ...unknown };
          const { lr } = document.run.optimiser.params;
          const result = { outcome: 'whole' as const, curve: [], final };
          runs.push({ lr, end: () => resolve({ ok: true, result }) });
        }),
      landscape: async () => undefined,
      dispose: () => void open--,
    };
  };
  const sweeps = createSweeps(runner, () => 1);
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return { sweeps, runs, settle, open: () => open };
}
const wish = {
  settings: [{ path: 'run.optimiser.lr', text: '0.1, 0.2' }],
  seeds: 0,
  steps: 7,
};

test('a sweep goes on while another project is open, and is there when one comes back', async () => {
  const { sweeps, runs, settle, open } = world();
  const cell = sweeps.of('a', document, wish);
  expect(cell.get().shows).toBe('form');
  expect(sweeps.start(cell, document).ok).toBe(true);
  await settle();
  expect(sweeps.of('b', document, undefined)).not.toBe(cell);
  runs[0]?.end();
  await settle();
  runs[1]?.end();
  await settle();
  expect(runs.map((r) => r.lr)).toEqual([0.1, 0.2]);
  const { swept, shows } = sweeps.of('a', document, undefined).get();
  expect(shows).toBe('results');
  expect(swept?.sweeping.runs.map((r) => r.status)).toEqual(['done', 'done']);
  expect(swept?.ended).toBeDefined();
  expect(open()).toBe(0);
});

test('cancelled, its threads are closed and what was over stays; begun anew, the former one says nothing', async () => {
  const { sweeps, runs, settle, open } = world();
  const cell = sweeps.of('a', document, wish);
  sweeps.start(cell, document);
  await settle();
  runs[0]?.end();
  await settle();
  sweeps.cancel(cell);
  expect(open()).toBe(0);
  const cancelled = must(cell.get().swept, 'a sweep');
  expect(cancelled.cancelled).toBe(true);
  expect(cancelled.sweeping.runs.map((r) => r.status)).toEqual(['done', 'running']);
  sweeps.start(cell, document);
  await settle();
  runs[1]?.end();
  await settle();
  expect(cell.get().swept?.sweeping).not.toBe(cancelled.sweeping);
  expect(cell.get().swept?.sweeping.runs.map((r) => r.status)).toEqual(['running', 'waiting']);
  expect(open()).toBe(1);
  sweeps.cancel(cell);
});

test('of projects that were left longest ago the sweep ends, and what cannot be read begins none', async () => {
  const { sweeps, settle, open } = world();
  const first = sweeps.of('a', document, wish);
  sweeps.start(first, document);
  await settle();
  for (const name of ['b', 'c']) sweeps.of(name, document, undefined);
  expect(open()).toBe(1);
  sweeps.of('d', document, undefined);
  expect(open()).toBe(0);
  expect(sweeps.of('a', document, undefined)).not.toBe(first);
  const ill = { ...wish, settings: [{ path: 'run.optimiser.lr', text: 'fast' }] };
  expect(sweeps.start(sweeps.of('e', document, ill), document).ok).toBe(false);
  expect(open()).toBe(0);
});

test('what cannot be trained has no estimate', async () => {
  const { sweeps } = world();
  const plan = sweeps.start(sweeps.of('a', document, wish), document);
  if (!plan.ok) throw new Error('no plan');
  const failing: Runner = {
    run: async () => ({ ok: false, issues: [] }),
    landscape: async () => undefined,
    dispose: () => {},
  };
  const of = { plan: plan.value, halving: false, threads: 1 };
  expect(await estimate(failing, of)).toBeUndefined();
});
