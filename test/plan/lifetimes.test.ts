/** Lifetimes of buffers: by hand on small plans, and what must hold of a compiled one. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { lifetimesOf, peakAllocation, scratchAllocationsOf } from '../../src/plan/lifetimes.ts';
import type { Buffer, Loop, Plan, RoutineName, Step } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { elementwise, load } from '../backends/kernels.ts';

/** Copies n numbers of one buffer into another. */
function copy(from: number, to: number, loop?: Loop): Step {
  const { loads, results, ...rest } = elementwise([8], 1, [0], load(0));
  const kernel = {
    ...rest,
    loads: loads.map((a) => ({ ...a, buffer: from })),
    results: results.map((r) => ({ ...r, to: { ...r.to, buffer: to } })),
  };
  return { origin: 'a', phase: 'forward', kernel, ...(loop && { loop }) };
}
const result = (buffer: number) => ({ ...NO_RESULTS, cost: { buffer, offset: 0, shape: [8] } });

/** Buffer 0 is fed; the others are scratch of 6 numbers, side by side. */
function planOf(steps: readonly Step[], name: RoutineName): Plan {
  const buffers: Buffer[] = [0, 1, 2, 3].map((id) => ({
    id,
    name: `b${id}`,
    role: id === 0 ? 'input' : 'scratch',
    size: 6,
    offset: 8 * id,
  }));
  const routine = { steps, batch: 1, inputs: {}, results: result(3) };
  const rest = { version: 1, key: '', storage: [], dials: {}, moves: [] } as const;
  return { ...rest, buffers, arena: 32, routines: { [name]: routine } };
}

describe('a lifetime', () => {
  const chain = [copy(0, 1), copy(1, 2), copy(2, 3)];

  it('goes from the first touch to the last, of a result to the end', () => {
    expect([...lifetimesOf(chain, result(3))]).toEqual([
      [0, { first: 0, last: 0 }],
      [1, { first: 0, last: 1 }],
      [2, { first: 1, last: 2 }],
      [3, { first: 2, last: 3 }],
    ]);
  });

  it('spans the whole of a loop that touches the buffer', () => {
    const loop: Loop = { id: 0, extent: 8, reverse: false };
    const steps = [copy(0, 1), copy(1, 2, loop), copy(2, 3, loop), copy(3, 1)];
    expect([...lifetimesOf(steps, NO_RESULTS)].slice(1)).toEqual([
      [1, { first: 0, last: 3 }],
      [2, { first: 1, last: 2 }],
      [3, { first: 1, last: 3 }],
    ]);
  });

  it('is told of scratch alone, and of the plan that is looked at to the end', () => {
    const ends = (name: RoutineName) =>
      scratchAllocationsOf(planOf(chain, name), name).map((t) => t.last);
    expect(ends('train')).toEqual([1, 2, 3]);
    expect(ends('watch')).toEqual([3, 3, 3]);
    expect(scratchAllocationsOf(planOf(chain, 'train'), 'init')).toEqual([]);
  });
});

describe('the most that is alive at once', () => {
  const tenure = (first: number, last: number, size: number) => ({
    buffer: 0,
    offset: 0,
    first,
    last,
    size,
  });
  it('counts what meets in one step, in whole vectors', () => {
    expect(peakAllocation([])).toBe(0);
    expect(peakAllocation([tenure(0, 1, 6), tenure(1, 2, 4), tenure(2, 3, 8)])).toBe(12);
    expect(peakAllocation([tenure(0, 0, 4), tenure(1, 1, 4)])).toBe(4);
  });
});

describe('the scratch of compiled samples', () => {
  for (const id of ['xor', 'digitsConvolution', 'echo'])
    it(`of ${id}: no two that are alive together share a place, and nothing undercuts the least`, () => {
      const sample = sampleOf(id);
      if (!sample) throw new Error(id);
      const { plan } = compile(sample.document);
      if (!plan) throw new Error(`${id} does not compile`);
      for (const name of Object.keys(plan.routines) as RoutineName[]) {
        const tenures = scratchAllocationsOf(plan, name);
        for (const [i, a] of tenures.entries())
          for (const b of tenures.slice(i + 1)) {
            const together = a.first <= b.last && b.first <= a.last;
            const apart = a.offset + a.size <= b.offset || b.offset + b.size <= a.offset;
            expect(!together || apart, `${name}: ${a.buffer} and ${b.buffer}`).toBe(true);
          }
        const low = Math.min(...tenures.map((t) => t.offset));
        const high = Math.max(...tenures.map((t) => t.offset + t.size));
        if (tenures.length > 0) expect(peakAllocation(tenures)).toBeLessThanOrEqual(high - low + 3);
      }
      expect(scratchAllocationsOf(plan, 'train').length).toBeGreaterThan(0);
    });
});
