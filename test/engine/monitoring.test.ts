/** A monitoring pass, the part of a look that training waits for, shows what a look would, and leaves no trace. */
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { resultsIn } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { createExecutor, type Executor } from '../../workers/engine/executor.ts';
import { tapsOf } from '../../workers/engine/frames.ts';
import { LIGHT_SAMPLES, SMALL_SAMPLES } from '../samples/light.ts';
import { lineData, linePlan } from './line.ts';

/** One with statistics that a step writes, and two with loops over time. */
const MORE = ['norms', 'echo', 'charactersLstm'];
const SOME = [...SMALL_SAMPLES, ...LIGHT_SAMPLES.filter((s) => MORE.includes(s.id))];

/** A whole one, part by part. */
function monitor(m: Executor): void {
  while (!m.monitorOn());
}

describe.each([reference, wasm])('$name', (backend) => {
  const executorOf = async (document: Document) => {
    const { plan, sources } = compile(document);
    const sets = new Map<string, Dataset>();
    for (const { node, params } of sources) {
      const made = await makeDataset(params, { get: async () => undefined });
      if (made.ok) sets.set(node, made.value);
    }
    const m = await createExecutor(backend, must(plan, 'a plan'), sets, document.run.seed);
    await m.initialise();
    return m;
  };
  const samples = SOME.filter(({ document }) => compile(document).losses.length);

  test.each(samples.map((s) => [s.id, s.document] as const))('%s', async (_, document) => {
    const m = await executorOf(document);
    const edges = Object.keys(document.edges);
    const seen = () => tapsOf(m, edges);
    for (let round = 0; round < 3; round++) {
      const before = (await m.save()).storage;
      // What an earlier look left is no answer.
      for (const ref of resultsIn(must(m.plan.routines.watch, 'watch').results))
        if (m.plan.buffers[ref.buffer]?.role === 'scratch')
          m.write(ref, new Float32Array(size(ref.shape)).fill(Number.NaN));
      monitor(m);
      const monitored = await seen();
      expect((await m.save()).storage).toEqual(before);
      expect(m.isWatched).toBe(false);
      m.watchNext();
      expect((await m.save()).storage).toEqual(before);
      expect(monitored).toEqual(await seen());
      expect(monitored.every(Number.isFinite)).toBe(true);
      if (m.plan.routines.train) await m.trainSteps(2);
    }
  });
});

test('a step that writes a wire and what persists at once leaves what persists as it was', async () => {
  const plan = linePlan(4, 0.05);
  const watch = must(plan.routines.watch, 'watch');
  const weight = must(plan.storage[0], 'a weight').ref.buffer;
  const steps = watch.steps.map((step, i) => {
    const { kernel } = step;
    const kept = {
      value: { op: 'const', value: 7 },
      to: { buffer: weight, offset: 0, strides: [0] },
    } as const;
    return i ? step : { ...step, kernel: { ...kernel, results: [...kernel.results, kept] } };
  });
  const m = await createExecutor(
    reference,
    { ...plan, routines: { ...plan.routines, watch: { ...watch, steps } } },
    new Map([['data1', lineData]]),
    1,
  );
  await m.initialise();
  const before = (await m.save()).storage;
  expect(before).not.toContainEqual(Float64Array.of(7));
  monitor(m);
  expect((await tapsOf(m, ['e2']))[0]).toBeGreaterThan(0);
  expect((await m.save()).storage).toEqual(before);
});
