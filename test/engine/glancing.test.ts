/** A glance, the part of a look that training waits for, shows what a look would, and leaves no trace. */
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { lossesOf, tapsOf } from '../../workers/engine/frames.ts';
import {
  createMachine,
  glance,
  initialise,
  look,
  trainSteps,
} from '../../workers/engine/machine.ts';
import { LIGHT_SAMPLES, SMALL_SAMPLES } from '../samples/light.ts';

/** One with statistics that a step writes, and two with loops over time. */
const MORE = ['norms', 'echo', 'charactersLstm'];
const SOME = [...SMALL_SAMPLES, ...LIGHT_SAMPLES.filter((s) => MORE.includes(s.id))];

describe.each([reference, wasm])('$name', (backend) => {
  const machineOf = async (document: Document) => {
    const { plan, sources } = compile(document);
    const sets = new Map<string, Dataset>();
    for (const { node, params } of sources) {
      const made = await makeDataset(params, { get: async () => undefined });
      if (made.ok) sets.set(node, made.value);
    }
    const m = await createMachine(backend, must(plan, 'a plan'), sets, document.run.seed);
    initialise(m);
    return m;
  };
  const samples = SOME.filter(({ document }) => compile(document).losses.length);

  test.each(samples.map((s) => [s.id, s.document] as const))('%s', async (_, document) => {
    const m = await machineOf(document);
    const edges = Object.keys(document.edges);
    const seen = () => ({ taps: tapsOf(m, edges), losses: lossesOf(m) });
    for (let round = 0; round < 3; round++) {
      const before = m.storage.map((s) => s.slice());
      // What an earlier look left is no answer.
      for (const { buffer } of Object.values(must(m.plan.routines.watch, 'watch').results))
        if (m.plan.buffers[buffer]?.role === 'scratch') m.instance.view(buffer).fill(Number.NaN);
      glance(m);
      const glanced = seen();
      expect(m.storage).toEqual(before);
      expect(m.looked).toBe(false);
      look(m);
      expect(m.storage).toEqual(before);
      expect(glanced).toEqual(seen());
      expect(glanced.taps.every(Number.isFinite)).toBe(true);
      if (m.plan.routines.train) trainSteps(m, 2);
    }
  });
});
