/** What the section `taps` trains and how it reckons; the times themselves are the bench's. */
import { describe, expect, it, test } from 'vitest';
import {
  missed,
  type Stretch,
  type Stretches,
  tapCost,
  WIRED,
  WIRES,
  wiresOf,
  withoutWatch,
} from '../../bench/tapping.ts';
import { WORKLOADS } from '../../bench/workloads.ts';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';

describe.each(WIRED)('$name: $title', ({ document }) => {
  const { plan, issues, batch } = compile(document);
  it('is sound, with the batch that it promises', () => {
    expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
    expect(batch).toBe(document.run.batchSize);
  });
  it('has as many wires as are watched, and nearly all of them carry both numbers', () => {
    const wires = wiresOf(document);
    expect(wires.length).toBe(WIRES);
    const results = must(plan?.routines.watch, 'a watched step').results;
    for (const wire of wires) expect(results.values).toHaveProperty(wire);
    // Nothing flows back to the data.
    const graded = wires.filter((wire) => results.gradients[wire]);
    expect(graded.length).toBeGreaterThanOrEqual(WIRES - 12);
  });
});

test('wires that are watched are all of a workload, where it has no more', () => {
  for (const { document } of WORKLOADS)
    expect(wiresOf(document).length).toBe(Object.keys(document.edges).length);
});

test('a plan without taps has no step to look at, and trains by the same one', () => {
  const whole = compile(must(WIRED[0], 'a graph').document);
  const bare = withoutWatch(whole);
  expect(whole.plan?.routines.watch).toBeDefined();
  expect(bare.plan?.routines.watch).toBeUndefined();
  expect(bare.plan?.routines.train).toBe(whole.plan?.routines.train);
  expect(bare.plan?.routines.evaluate).toBe(whole.plan?.routines.evaluate);
});

describe('what taps cost', () => {
  const stretch = (steps: number, more: Partial<Stretch> = {}): Stretch => ({
    steps,
    seconds: 2,
    processor: 1,
    looks: 20,
    ...more,
  });
  /** Three rounds on a machine that is half as fast in the second. */
  const stretches: Stretches = {
    bare: [stretch(1000), stretch(500), stretch(1000)],
    unwatched: [stretch(1000), stretch(500), stretch(990)],
    watched: [stretch(950), stretch(475), stretch(940.5)],
  };

  it('is told of steps in a second of processor time, and of rounds and not of their medians', () => {
    const cost = tapCost(50, stretches);
    expect(cost.fair).toBe(true);
    expect(cost.rates.bare).toEqual([500, 1000, 1000]);
    expect(cost.lost.unwatched[1]).toBeCloseTo(0, 12);
    expect(cost.lost.unwatched[2]).toBeCloseTo(0.01, 12);
    for (const share of cost.lost.watched) expect(share).toBeCloseTo(0.05, 12);
    expect(cost.looks).toEqual([10, 10, 10]);
    expect(missed(cost)).toEqual([]);
  });

  it('is told by the clock, where one window has no processor time', () => {
    const cost = tapCost(50, {
      ...stretches,
      bare: [stretch(1000, { processor: undefined }), stretch(500), stretch(1000)],
    });
    expect(cost.fair).toBe(false);
    expect(cost.rates.bare).toEqual([250, 500, 500]);
  });

  it('names what is missed: a share, or looks that did not come', () => {
    const slow = tapCost(50, {
      ...stretches,
      watched: stretches.watched.map((s) => ({ ...s, steps: 0.88 * s.steps })),
    });
    expect(missed(slow)).toEqual(['watched costs too much']);
    const heavy = tapCost(50, {
      ...stretches,
      bare: stretches.bare.map((s) => ({ ...s, steps: 1.02 * s.steps })),
    });
    expect(missed(heavy)).toEqual(['unwatched costs too much']);
    const rare = tapCost(50, {
      ...stretches,
      watched: stretches.watched.map((s) => ({ ...s, looks: 18 })),
    });
    expect(missed(rare)).toEqual(['fewer than 10 looks a second']);
  });
});
