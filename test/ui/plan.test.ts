/** Rows in sight of a long plan, buffers under the pointer, measured times, and counts in few letters. */

import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/tensor/format.ts';
import { areaOf, at, spanOf } from '../../src/ui/plan/area.ts';
import { bringIn, inSight, ROW } from '../../src/ui/plan/sight.ts';
import { costsByNode, flopsAt, insideLoop, ordered, profile } from '../../src/ui/plan/times.ts';
import { formatFlops, formatRate, formatTime } from '../../src/ui/plan/words.ts';
import type { PlanStep } from '../../workers/engine/protocol.ts';

describe('the list of steps', () => {
  it('draws no more than what is in sight, however long it is', () => {
    expect(inSight(0, 5 * ROW, 10_000).from).toBe(0);
    const { from, to } = inSight(5000 * ROW, 5 * ROW, 10_000);
    expect(from).toBeLessThan(5000);
    expect(to).toBeGreaterThan(5005);
    expect(to - from).toBeLessThan(30);
    expect(inSight(0, 5 * ROW, 2)).toEqual({ from: 0, to: 2 });
  });
  it('scrolls only as far as a row needs', () => {
    expect(bringIn(3, 0, 5 * ROW)).toBe(0);
    expect(bringIn(5, 0, 5 * ROW)).toBe(ROW);
    expect(bringIn(3, 9 * ROW, 5 * ROW)).toBe(3 * ROW);
  });
});

describe('the map of lifetimes', () => {
  const one = { phase: 'forward', name: 'a', first: 0, last: 1, offset: 8, size: 4 } as const;
  const two = { phase: 'forward', name: 'b', first: 2, last: 3, offset: 12, size: 4 } as const;
  const span = spanOf([one, two], 3);
  it('finds what lies under a point, or near enough above or below', () => {
    expect(areaOf(two, span)).toEqual({ left: 0.5, top: 0.5, width: 0.5, height: 0.5 });
    expect(at([one, two], span, 0.25, 0.25, 0)).toBe(0);
    expect(at([one, two], span, 0.75, 0.75, 0)).toBe(1);
    expect(at([one, two], span, 0.75, 0.45, 0.1)).toBe(1);
    expect(at([one, two], span, 0.75, 0.25, 0.1)).toBeUndefined();
  });
});

/** As they stand on the page: no line ends between a number and its unit. */
const unbroken = (...texts: string[]) => texts.map((text) => text.replaceAll(' ', '\u00a0'));

it('writes large counts with a prefix', () => {
  expect([0, 999, 1000, 999_999, 1_234_567].map(formatFlops)).toEqual([
    '0',
    '999',
    ...unbroken('1 k', '1 M', '1.23 M'),
  ]);
  expect([12, 1024, 1536, 3 << 20].map(formatBytes)).toEqual(
    unbroken('12 B', '1 KiB', '1.5 KiB', '3 MiB'),
  );
});

describe('measured times', () => {
  const step = (
    node: string,
    phase: PlanStep['phase'],
    flops: number,
    loop?: number,
  ): PlanStep => ({
    node,
    phase,
    text: '',
    flops,
    bytes: 0,
    ...(loop !== undefined && { loop }),
  });
  const steps = [
    step('a', 'forward', 100),
    step('b', 'forward', 299, 0),
    step('c', 'forward', 99, 0),
    step('b', 'backward', 50, 1),
    step('', 'update', 20),
  ];
  const times = [3, 8, 0, 2, 7];

  it('are summed by node, a loop shared out among its steps by what they cost', () => {
    expect(costsByNode(steps, times)).toEqual([
      { node: 'a', step: 0, flops: 100, bytes: 0, time: 3, parts: { forward: 3 } },
      { node: 'b', step: 1, flops: 349, bytes: 0, time: 8, parts: { forward: 6, backward: 2 } },
      { node: 'c', step: 2, flops: 99, bytes: 0, time: 2, parts: { forward: 2 } },
      { node: '', step: 4, flops: 20, bytes: 0, time: 7, parts: { update: 7 } },
    ]);
    const [, b] = costsByNode(steps);
    expect(b).toEqual({
      ...{ node: 'b', step: 1, flops: 349, bytes: 0 },
      parts: { forward: 299, backward: 50 },
    });
  });
  it('of a loop stand for the operations of all its steps', () => {
    expect([0, 1, 2, 3, 4].map((i) => insideLoop(steps, i))).toEqual([
      ...[false, false, true, false, false],
    ]);
    expect(flopsAt(steps, 1)).toBe(398);
    expect(flopsAt(steps, 3)).toBe(50);
    expect(formatRate(flopsAt(steps, 1), 0.1)).toBe('3.98');
    expect([formatRate(0, 1), formatRate(10, 0)]).toEqual(['–', '–']);
  });
  it('are what steps can be sorted by, those alike in their own order', () => {
    expect(ordered(steps, 'time', times)).toEqual([1, 4, 0, 3, 2]);
    expect(ordered(steps, 'flops', undefined)).toEqual([1, 0, 2, 3, 4]);
    expect(ordered(steps, 'bytes', undefined)).toEqual([0, 1, 2, 3, 4]);
    expect(ordered(steps, 'number', times)).toEqual([0, 1, 2, 3, 4]);
  });
  it('are told in a unit that fits', () => {
    expect([0, 0.004, 0.1234, 999.4, 999.9, 12_345, 3.2e6].map(formatTime)).toEqual([
      ...unbroken('0 µs', '< 0.01 µs', '0.123 µs', '999 µs', '1 ms', '12.3 ms', '3.2 s'),
    ]);
  });

  /** An engine that measures two steps at a time, each slower by what disturbs that piece. */
  const run = (change: Partial<Parameters<typeof profile>[0]> = {}) => {
    let time = 0;
    let piece = 0;
    const told: number[] = [];
    const asked: number[] = [];
    const result = profile({
      measure: async (_, from) => {
        const off = piece++ % 3;
        asked.push(from);
        return { generation: 5, times: [10 + off, 20 + off].slice(0, 3 - from), call: 1 + off };
      },
      routine: 'train',
      generation: 5,
      steps: 3,
      now: () => (time += 10),
      onProgress: (p) => told.push(p) > 0,
      ...change,
    });
    return { result, told, asked };
  };
  it('are the least of several, less what calling takes', async () => {
    const { result, told, asked } = run();
    expect(await result).toEqual([9, 19, 9]);
    expect(new Set(asked)).toEqual(new Set([0, 2]));
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBeGreaterThan(0.9);
  });
  it('of a very long plan are those of a round that takes long enough', async () => {
    let time = 0;
    const { result, asked } = run({ now: () => (time += 6000) });
    expect((await result)?.length).toBe(3);
    expect(asked).toEqual([0, 2]);
  });
  it('are none where somebody gives up, or another plan has come', async () => {
    const given = run({ onProgress: () => false });
    expect(await given.result).toBeUndefined();
    expect(given.asked).toEqual([0]);
    expect(await run({ generation: 6 }).result).toBeUndefined();
    expect(await run({ measure: async () => undefined }).result).toBeUndefined();
  });
});
