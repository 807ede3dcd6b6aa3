/** What the engine tells of its plan: the same steps as the compiler made, in print, with their costs. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { costOfSteps } from '../../src/plan/cost.ts';
import type { RoutineName } from '../../src/plan/plan.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { listened } from './line.ts';

const xor = () => {
  const sample = sampleOf('xor');
  if (!sample) throw new Error('no XOR');
  return sample.document;
};
const start = () =>
  listened({ compile, makeDataset, backends: [reference], clock: { now: () => 0 } });

describe('the reading of a plan', () => {
  it('has each step of the routine, with what it costs', async () => {
    const { engine } = await start();
    await engine.load({ document: xor(), generation: 7 });
    const { plan } = compile(xor());
    for (const name of ['train', 'watch', 'evaluate', 'predict', 'init'] as RoutineName[]) {
      const reading = await engine.plan(name);
      const steps = plan?.routines[name]?.steps ?? [];
      expect(steps.length).toBeGreaterThan(0);
      expect(reading?.generation).toBe(7);
      expect(reading?.steps.map((s) => [s.node, s.phase])).toEqual(
        steps.map((s) => [s.origin, s.phase]),
      );
      const flops = reading?.steps.reduce((sum, s) => sum + s.flops, 0);
      const bytes = reading?.steps.reduce((sum, s) => sum + s.bytes, 0);
      expect({ flops, bytes }).toEqual(costOfSteps(steps));
    }
    const watch = await engine.plan('watch');
    const dense = watch?.steps.find((s) => s.node === 'dense1' && s.phase === 'forward');
    expect(dense?.text).toMatch(/^for i<4, j<\d+: acc = Σ p<2 /);
    // The reference counts in numbers of eight bytes.
    expect(watch?.memory.arena).toBe(8 * (plan?.arena ?? 0));
    expect(watch?.alive).toBeLessThanOrEqual(watch?.scratch ?? 0);
    expect(watch?.scratch).toBeLessThan(watch?.memory.arena ?? 0);
  });

  it('is nothing where there is no plan', async () => {
    const { engine } = await start();
    expect(await engine.plan('train')).toBeUndefined();
    const document = { ...xor(), nodes: {}, edges: {} };
    await engine.load({ document, generation: 1 });
    expect(await engine.plan('train')).toBeUndefined();
  });

  it('breaks off when another plan comes meanwhile', async () => {
    let time = 0;
    let between = async () => {};
    const { engine } = await listened({
      compile,
      makeDataset,
      backends: [reference],
      clock: { now: () => (time += 20), yieldToOthers: () => between() },
    });
    await engine.load({ document: xor(), generation: 1 });
    between = async () => {
      between = async () => {};
      await engine.load({ document: xor(), generation: 2, fresh: true });
    };
    expect(await engine.plan('train')).toBeUndefined();
    expect((await engine.plan('train'))?.generation).toBe(2);
  });
});
