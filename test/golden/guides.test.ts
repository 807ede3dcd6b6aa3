/** Schedules and clipping beside PyTorch's; descent.py wrote the numbers. */
import { describe, expect, test } from 'vitest';
import type { Hyperparameters, Thing } from '../../src/base/fields.ts';
import { CLIPS, SCHEDULES } from '../../src/catalog/index.ts';
import { scheduleAndClip, scheduleStorage } from '../../src/compile/schedule-and-clip.ts';
import { emitUpdates, slotsOf } from '../../src/compile/update.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { distance } from '../ir/differences.ts';
import runs from './guides.json';

interface Run {
  readonly name: string;
  readonly params: Hyperparameters;
  readonly start: readonly number[];
  readonly schedule?: Thing;
  readonly clip?: Thing;
  readonly steps: readonly {
    readonly cost: number;
    readonly gradient: readonly number[];
    readonly rate: number;
    readonly weights: readonly number[];
  }[];
}
const RUNS = runs as unknown as readonly Run[];

describe.each(
  RUNS.flatMap((r) => {
    const guides = JSON.stringify([r.schedule, r.clip].filter((g) => g));
    return [true, false].map((flat) => ({
      ...r,
      flat,
      title: `${r.name} ${guides} ${flat ? 'as one tensor' : 'tensor by tensor'}`,
    }));
  }),
)('$title', (run) => {
  test('moves weights as PyTorch does', () => {
    const thing = { kind: run.name, params: run.params };
    const b = createBuilder();
    const n = run.start.length;
    const stretch = (offset: number, count: number) => ({
      origin: '',
      offset,
      shape: [count],
      gradient: b.emit('input', [], { name: `g${offset}` }, [count]),
    });
    const stretches = run.flat ? [stretch(0, n)] : [stretch(0, 4), stretch(4, n - 4)];
    const cost = b.emit('input', [], { name: 'cost' }, []);
    const guided = scheduleAndClip(b, run, cost, stretches);
    const updates = emitUpdates(b, thing, guided.ranges, guided.rate);
    const program = b.program(guided.rate ? { rate: guided.rate } : {}, [
      ...updates,
      ...guided.writes,
    ]);
    let storage: Readonly<Record<string, ArrayLike<number>>> = {
      weights: run.start,
      ...Object.fromEntries(slotsOf(thing).map((s) => [`slot:${s}`, new Float64Array(n)])),
      ...Object.fromEntries(
        scheduleStorage(run.schedule).map((s) => [s.buffer, new Float64Array(s.size)]),
      ),
    };
    for (const [i, step] of run.steps.entries()) {
      const dials = { lr: run.params.lr as number, step: i + 1, time: i + 1 };
      const inputs = { g0: step.gradient.slice(0, run.flat ? n : 4), g4: step.gradient.slice(4) };
      const done = evaluate(program, { inputs: { ...inputs, cost: [step.cost] }, storage, dials });
      storage = done.storage;
      if (guided.rate)
        expect(distance(done.results.rate?.data ?? [], [step.rate]), `rate ${i}`).toBeLessThan(
          1e-12,
        );
      expect(distance(storage.weights ?? [], step.weights), `step ${i}`).toBeLessThan(1e-10);
    }
  });
});

test('every schedule and every clip has a run', () => {
  for (const { name } of SCHEDULES) expect(RUNS.map((r) => r.schedule?.kind)).toContain(name);
  for (const { name } of CLIPS) expect(RUNS.map((r) => r.clip?.kind)).toContain(name);
});

/** The rates of a schedule that is shown these costs, one a step. */
function ratesOf(schedule: Thing, costs: readonly number[]): number[] {
  const b = createBuilder();
  const gradient = b.emit('input', [], { name: 'g' }, [1]);
  const stretches = [{ origin: '', offset: 0, shape: [1], gradient }];
  const cost = b.emit('input', [], { name: 'cost' }, []);
  const guided = scheduleAndClip(b, { schedule }, cost, stretches);
  const program = b.program(guided.rate ? { rate: guided.rate } : {}, guided.writes);
  let storage: Readonly<Record<string, ArrayLike<number>>> = Object.fromEntries(
    scheduleStorage(schedule).map((s) => [s.buffer, new Float64Array(s.size)]),
  );
  return costs.map((value, i) => {
    const dials = { lr: 1, step: i + 1, time: i + 1 };
    const done = evaluate(program, { inputs: { g: [0], cost: [value] }, storage, dials });
    storage = done.storage;
    return Number(done.results.rate?.data[0]);
  });
}

test('on a plateau below 0 the threshold is relative to the size of the best: worse is never better', () => {
  const schedule = {
    kind: 'plateau',
    params: { every: 1, patience: 1, factor: 0.5, threshold: 0.1 },
  };
  // Ever a little worse: PyTorch takes −0.95 for better than −1, as −1 · (1 − 0.1) is −0.9.
  expect(ratesOf(schedule, [-1, -0.99, -0.98, -0.97, -0.96, -0.95])).toEqual([
    1, 1, 1, 0.5, 0.5, 0.25,
  ]);
  // A fall by less than a tenth is none, one by more is one, also on the way through 0.
  expect(ratesOf(schedule, [0.5, -0.5, -0.54, -0.56, -0.6, -0.61, -0.61])).toEqual([
    1, 1, 1, 1, 1, 1, 0.5,
  ]);
  expect(ratesOf(schedule, [-0.5, -0.54, -0.54, -0.54])).toEqual([1, 1, 1, 0.5]);
});
