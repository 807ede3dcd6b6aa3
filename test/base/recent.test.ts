import { expect, test } from 'vitest';
import { Recent } from '../../src/base/recent.ts';

test('what was asked for last is kept, and no more than may be', () => {
  const recent = new Recent<string>(2);
  for (const key of ['a', 'b']) recent.keep(key, key);
  recent.find('a');
  recent.keep('c', 'c');
  expect(['a', 'b', 'c'].map((key) => recent.find(key))).toEqual(['a', undefined, 'c']);
});

test('nor than weighs as much as it may; the last whatever it weighs', () => {
  const recent = new Recent<number>(6, (n) => n, 10);
  for (const n of [4, 5]) recent.keep(`${n}`, n);
  expect(recent.find('4')).toBe(4);
  recent.keep('3', 3);
  expect(['5', '4', '3'].map((key) => recent.find(key))).toEqual([undefined, 4, 3]);
  recent.keep('3', 3);
  recent.keep('2', 2);
  expect(['4', '3', '2'].map((key) => recent.find(key))).toEqual([4, 3, 2]);
  recent.keep('99', 99);
  expect(['4', '3', '2', '99'].map((key) => recent.find(key))).toEqual([
    ...[undefined, undefined, undefined],
    99,
  ]);
});
