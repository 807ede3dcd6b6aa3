/** Where the view of a lecture begins: over what is wanted, cutting as few cards as that allows. */
import { expect, it } from 'vitest';
import { begin } from '../../src/ui/canvas/useLecture.ts';

const all = { from: 0, to: 1000 };
const card = (from: number) => ({ from, to: from + 100 });

it('is about the middle of what is wanted where nothing is cut', () => {
  expect(begin(card(450), 400, all, [card(450)])).toBe(300);
  expect(begin(card(0), 400, all, [card(0)])).toBe(0);
  expect(begin(card(900), 400, all, [card(900)])).toBe(600);
});

it('moves by as little as keeps a card whole, and never off what is wanted', () => {
  // About its middle the view would be 300 to 700 and cut the card at 650.
  expect(begin(card(450), 400, all, [card(450), card(650)])).toBe(362);
  // Both cannot be whole: the wanted one is seen, and one card is cut instead of two.
  const at = begin(card(450), 400, all, [card(250), card(450), card(650)]);
  expect(at).toBeLessThanOrEqual(450);
  expect(at + 400).toBeGreaterThanOrEqual(550);
  expect(begin(card(450), 200, all, [card(380), card(450), card(520)])).toBeLessThanOrEqual(450);
});

it('shows all in the middle where there is room', () => {
  expect(begin(card(450), 1200, all, [card(450)])).toBe(-100);
});
