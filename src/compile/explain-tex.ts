/**
 * Scalar expressions as TeX: once in letters, once with numbers in. What a leaf looks like is the
 * caller's business. `rank` is how tightly an expression binds, for brackets.
 */

import type { BinaryOp, Scalar, UnaryOp } from '../plan/plan.ts';
import { isUnary } from '../plan/scalar.ts';
import { formatNumber, isScientific } from '../tensor/format.ts';

export interface Tex {
  readonly text: string;
  /** 1 sum, 2 product, 3 power, 4 atom. */
  readonly rank: number;
}

export const atom = (text: string): Tex => ({ text, rank: 4 });
const sum = (text: string): Tex => ({ text, rank: 1 });

export const bracket = (t: Tex, least: number): string =>
  t.rank < least ? `\\left(${t.text}\\right)` : t.text;

/** A number as TeX: `1.2 \cdot 10^{-5}`. */
function texNumber(value: number): string {
  if (Number.isNaN(value)) return '\\text{NaN}';
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
  const [mantissa = '', exponent] = formatNumber(value)
    .replace(/\u2212/g, '-')
    .replace(/\u202f/g, '\\,')
    .split('e');
  return exponent === undefined ? mantissa : `${mantissa}{\\cdot}10^{${exponent}}`;
}

/** A number in a colour (or none); negative ones bind like sums, so that they get brackets. */
export const number = (value: number, colour = ''): Tex => ({
  text: colour ? `\\${colour}{${texNumber(value)}}` : texNumber(value),
  rank: value < 0 ? 1 : isScientific(value) ? 2 : 4,
});

const call = (name: string) => (x: Tex) => atom(`${name}\\left(${x.text}\\right)`);
const UNARY: Readonly<Record<UnaryOp, (x: Tex) => Tex>> = {
  neg: (x) => sum(`-${bracket(x, 2)}`),
  abs: (x) => atom(`\\left|${x.text}\\right|`),
  sign: call('\\operatorname{sign}'),
  exp: (x) => ({ text: `e^{${x.text}}`, rank: 3 }),
  log: call('\\ln'),
  log1p: (x) => atom(`\\ln\\left(1 + ${x.text}\\right)`),
  expm1: (x) => sum(`e^{${x.text}} - 1`),
  sqrt: (x) => atom(`\\sqrt{${x.text}}`),
  sin: call('\\sin'),
  cos: call('\\cos'),
  tanh: call('\\tanh'),
  sigmoid: call('\\sigma'),
  erfc: call('\\operatorname{erfc}'),
  floor: (x) => atom(`\\left\\lfloor ${x.text}\\right\\rfloor`),
};
const BINARY: Readonly<Record<BinaryOp, (a: Tex, b: Tex) => Tex>> = {
  add: (a, b) => sum(`${a.text} + ${b.text.startsWith('-') ? bracket(b, 2) : b.text}`),
  sub: (a, b) => sum(`${a.text} - ${bracket(b, 2)}`),
  mul: (a, b) => ({ text: `${bracket(a, 2)} \\cdot ${bracket(b, 2)}`, rank: 2 }),
  div: (a, b) => atom(`\\frac{${a.text}}{${b.text}}`),
  pow: (a, b) => ({ text: `{${bracket(a, 4)}}^{${b.text}}`, rank: 3 }),
  max: (a, b) => atom(`\\max\\left(${a.text},\\, ${b.text}\\right)`),
  min: (a, b) => atom(`\\min\\left(${a.text},\\, ${b.text}\\right)`),
  less: (a, b) => atom(`\\left[${a.text} < ${b.text}\\right]`),
  equal: (a, b) => atom(`\\left[${a.text} = ${b.text}\\right]`),
};

export type Leaf = Extract<Scalar, { readonly op: 'load' | 'acc' | 'index' | 'uniform' }>;

export function scalarTex(s: Scalar, leaf: (leaf: Leaf) => Tex): Tex {
  const inner = (x: Scalar) => scalarTex(x, leaf);
  switch (s.op) {
    case 'load':
    case 'acc':
    case 'index':
    case 'uniform':
      return leaf(s);
    case 'const':
      return number(s.value);
    case 'select': {
      const [c, a, b] = s.args;
      const test =
        c.op === 'less' || c.op === 'equal'
          ? `${inner(c.args[0]).text} ${c.op === 'less' ? '<' : '='} ${inner(c.args[1]).text}`
          : `${inner(c).text} \\ne 0`;
      return atom(
        `\\begin{cases} ${inner(a).text} & ${test} \\\\ ${inner(b).text} & \\text{else} \\end{cases}`,
      );
    }
  }
  if (isUnary(s)) return UNARY[s.op](inner(s.args[0]));
  return BINARY[s.op](inner(s.args[0]), inner(s.args[1]));
}
