/** Training is throttled while somebody drags or types and while frames come late, and no longer. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MOST, MOVING } from '../../src/session/tempo.ts';
import { type Throttling, throttling } from '../../src/session/throttling.ts';

let told: boolean[];
let rates: number[];
let target: EventTarget;
let throttled: Throttling;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  rates = [];
  target = new EventTarget();
  throttled = throttling(
    target,
    { throttle: (on) => told.push(on), frameRate: (hertz) => rates.push(hertz) },
    () => Date.now(),
  );
});
afterEach(() => {
  throttled.stop();
  vi.useRealTimers();
});
const pointer = (type: string, buttons: number) =>
  target.dispatchEvent(Object.assign(new Event(type), { buttons }));

test('from the press of a pointer until a while after its last move', () => {
  pointer('pointerdown', 1);
  expect(told).toEqual([true]);
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(200);
    pointer('pointermove', 1);
  }
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(399);
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(2);
  expect(told).toEqual([true, false]);
});

test('not for a pointer that passes over', () => {
  pointer('pointermove', 0);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([]);
});

test('for a wheel and a key', () => {
  target.dispatchEvent(new Event('wheel'));
  vi.advanceTimersByTime(500);
  target.dispatchEvent(new Event('keydown'));
  vi.advanceTimersByTime(500);
  expect(told).toEqual([true, false, true, false]);
});

test('for frames that come late in a row, not for one', () => {
  for (const waited of [16, 200, 16, 50, 50, 16]) throttled.frame({ waited, held: 0 });
  expect(told).toEqual([]);
  for (const waited of [50, 50, 50]) throttled.frame({ waited, held: 0 });
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(1_001);
  expect(told).toEqual([true, false]);
});

test('updates are few while something moves, and come as often as before a while after', () => {
  pointer('pointerdown', 1);
  vi.advanceTimersByTime(100);
  // A press moves nothing.
  expect(rates).toEqual([]);
  for (let i = 0; i < 5; i++) {
    pointer('pointermove', 1);
    vi.advanceTimersByTime(300);
  }
  expect(rates).toEqual([MOVING]);
  vi.advanceTimersByTime(101);
  expect(rates).toEqual([MOVING, MOST]);
  target.dispatchEvent(new Event('keydown'));
  expect(rates).toEqual([MOVING, MOST]);
  target.dispatchEvent(new Event('wheel'));
  expect(rates).toEqual([MOVING, MOST, MOVING]);
});
