/** Scalar expressions as TeX: brackets where the reader needs them, numbers as people write them. */
import katex from 'katex';
import { expect, test } from 'vitest';
import { atom, type Leaf, number, scalarTex } from '../../src/compile/explain-tex.ts';
import type { BinaryOp, Scalar, UnaryOp } from '../../src/plan/plan.ts';

const [x, y, z] = [0, 1, 2].map((load): Scalar => ({ op: 'load', load })) as [
  Scalar,
  Scalar,
  Scalar,
];
const value = (value: number): Scalar => ({ op: 'const', value });
const un = (op: UnaryOp, a: Scalar): Scalar => ({ op, args: [a] });
const bin = (op: BinaryOp, a: Scalar, b: Scalar): Scalar => ({ op, args: [a, b] });
const text = (n: number) => number(n).text;
const leaf = (l: Leaf) => atom(l.op === 'load' ? 'xyz'[l.load]! : 'r');
const tex = (s: Scalar) => scalarTex(s, leaf).text;
const plain = (s: Scalar) =>
  tex(s)
    .replace(/\\left|\\right/g, '')
    .replace(/\\cdot/g, '·');

test('brackets stand only where they are needed', () => {
  expect(plain(bin('mul', bin('add', x, y), z))).toBe('(x + y) · z');
  expect(plain(bin('add', bin('mul', x, y), z))).toBe('x · y + z');
  expect(plain(bin('sub', x, bin('sub', y, z)))).toBe('x - (y - z)');
  expect(plain(bin('sub', bin('sub', x, y), z))).toBe('x - y - z');
  expect(plain(bin('pow', un('neg', x), y))).toBe('{(-x)}^{y}');
  expect(plain(bin('add', x, un('neg', y)))).toBe('x + (-y)');
  expect(plain(bin('mul', x, value(-2)))).toBe('x · (-2)');
  expect(plain(bin('mul', x, value(2)))).toBe('x · 2');
});

test('numbers are set as people write them', () => {
  expect(text(0.25)).toBe('0.25');
  expect(text(-1.5)).toBe('-1.5');
  expect(text(1e-7)).toBe(String.raw`1{\cdot}10^{-7}`);
  expect(text(Number.POSITIVE_INFINITY)).toBe(String.raw`\infty`);
  expect(number(-1).rank).toBe(1);
  expect(plain(bin('mul', x, value(-0)))).toBe('x · 0');
});

test('whatever is nested can be set', () => {
  const sigmoid = bin('div', value(1), bin('add', value(1), un('exp', un('neg', x))));
  const loss: Scalar = {
    op: 'select',
    args: [
      bin('less', x, y),
      bin('pow', bin('sub', sigmoid, y), z),
      un('sqrt', un('abs', bin('max', z, un('erfc', un('floor', x))))),
    ],
  };
  for (const s of [sigmoid, loss])
    expect(() => katex.renderToString(tex(s), { strict: true })).not.toThrow();
});
