/** How often the page is brought up to date follows from what updates hold back, and from nothing else. */
import { expect, test } from 'vitest';
import { createTempo, LEAST, MOST, MOVING } from '../../src/session/tempo.ts';

const FRAME = 1_000 / 60;

function heard() {
  let hertz = MOST;
  const all: number[] = [];
  const tempo = createTempo((now) => {
    hertz = now;
    all.push(now);
  });
  const updates = (held: number, times = 50) => {
    for (let i = 0; i < times; i++) tempo.update(held);
    return hertz;
  };
  return { tempo, updates, all, hertz: () => hertz };
}

test('as often as can be where frames are on time, and nothing is told', () => {
  const { updates, all } = heard();
  expect(updates(0)).toBe(MOST);
  expect(all).toEqual([]);
});

test('in each second updates hold back no more than three frames, down to the least', () => {
  const { updates } = heard();
  for (const held of [4, 5, 6, 8, 10, FRAME]) {
    const hertz = updates(held);
    expect(hertz * held).toBeLessThanOrEqual(3 * FRAME);
    // Nor less often than that allows.
    expect((hertz + 1) * held > 3 * FRAME - held || hertz === MOST).toBe(true);
  }
  expect(updates(200)).toBe(LEAST);
});

test('the dearer an update the fewer, and as many again once they are cheap', () => {
  const { updates } = heard();
  const found = [0, 3, 6, 8, 10, 12, 15, 60].map((held) => updates(held));
  expect(found).toEqual([...found].sort((a, b) => b - a));
  expect(new Set(found).size).toBeGreaterThan(3);
  expect(updates(0)).toBe(MOST);
});

test('one late frame is no reason to fall to the least, and a page that slept is soon up to date', () => {
  const { updates } = heard();
  expect(updates(FRAME, 1)).toBe(MOST);
  updates(0);
  updates(60_000, 1);
  expect(updates(0, 8)).toBe(MOST);
});

test('while something moves they are few, whatever updates hold back, and then what they allow', () => {
  const { tempo, updates, all, hertz } = heard();
  updates(FRAME);
  const allowed = hertz();
  tempo.moving(true);
  expect(hertz()).toBe(MOVING);
  const told = all.length;
  updates(FRAME);
  expect(all.length).toBe(told);
  tempo.moving(false);
  expect(hertz()).toBe(allowed);
});
