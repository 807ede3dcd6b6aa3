/**
 * How each primitive is written: TeX from the TeX of its operands, with brackets only where the
 * reader needs them. `strength` is how tightly a term holds together.
 */
import { formatNumber } from '../tensor/format.ts';
import type { OpAttrs, OpName } from './ops.ts';

export interface Term {
  readonly tex: string;
  readonly strength: number;
}
const SUM = 1;
const PRODUCT = 2;
const PREFIX = 3;
const ATOM = 4;

export const atom = (tex: string): Term => ({ tex, strength: ATOM });

/** A number as TeX, `1.2 \cdot 10^{-5}` for very large and small ones. */
export function texNumber(x: number): string {
  if (Number.isNaN(x)) return String.raw`\text{NaN}`;
  if (!Number.isFinite(x)) return x > 0 ? String.raw`\infty` : String.raw`-\infty`;
  const [mantissa = '', exponent] = formatNumber(x, 4)
    .replace('−', '-')
    .replaceAll('\u2009', String.raw`\,`)
    .split('e');
  return exponent === undefined ? mantissa : String.raw`${mantissa} \cdot 10^{${exponent}}`;
}
const number = (x: number): Term => ({
  tex: texNumber(x),
  strength: x < 0 ? SUM : texNumber(x).includes('cdot') ? PRODUCT : ATOM,
});
const named = (name: string): Term =>
  atom(String.raw`\text{${name.replace(/[_#$%&{}\\^~]/g, ' ')}}`);

/** In brackets, unless it holds together at least as tightly as wanted. */
const hold = (t: Term | undefined, strength: number): string =>
  t === undefined ? '?' : t.strength >= strength ? t.tex : String.raw`\left(${t.tex}\right)`;

type Rule<O extends OpName> = (args: readonly Term[], attrs: OpAttrs[O]) => Term;

const call =
  (name: string): Rule<OpName> =>
  (args) =>
    atom(String.raw`${name}\!\left(${args.map((a) => a.tex).join(', ')}\right)`);
const word = (name: string) => call(String.raw`\operatorname{${name}}`);
const infix =
  (sign: string, strength: number): Rule<OpName> =>
  ([x, y]) => ({
    tex: `${hold(x, strength)} ${sign} ${hold(y, strength + 1)}`,
    strength,
  });
/** Movement changes where numbers stand, not what they are: the reader sees the operand itself. */
const through: Rule<OpName> = ([x]) => x ?? atom('?');
/** 1 where it holds, in Iverson's brackets. */
const holds =
  (sign: string): Rule<OpName> =>
  ([x, y]) =>
    atom(`[${x?.tex ?? '?'} ${sign} ${y?.tex ?? '?'}]`);

const TEX: { readonly [O in OpName]: Rule<O> } = {
  input: (_, { name }) => named(name),
  read: (_, { buffer }) => named(buffer),
  dial: (_, { name }) => (name === 'lr' ? atom(String.raw`\eta`) : named(name)),
  fill: (_, { value }) => number(value),
  literal: (_, { data }) =>
    atom(
      `[${data.slice(0, 4).map(texNumber).join(', ')}${data.length > 4 ? String.raw`, \dots` : ''}]`,
    ),
  iota: () => atom('i'),
  uniform: () => atom(String.raw`\mathcal{U}(0, 1)`),
  neg: ([x]) => ({ tex: `-${hold(x, PRODUCT)}`, strength: SUM }),
  abs: ([x]) => atom(String.raw`\left|${x?.tex}\right|`),
  sign: word('sign'),
  exp: ([x]) => ({ tex: `e^{${x?.tex}}`, strength: PREFIX }),
  log: call(String.raw`\ln`),
  log1p: ([x]) => atom(String.raw`\ln\!\left(1 + ${hold(x, SUM + 1)}\right)`),
  expm1: ([x]) => ({ tex: `e^{${x?.tex}} - 1`, strength: SUM }),
  sqrt: ([x]) => atom(String.raw`\sqrt{${x?.tex}}`),
  sin: call(String.raw`\sin`),
  cos: call(String.raw`\cos`),
  tanh: call(String.raw`\tanh`),
  sigmoid: call(String.raw`\sigma`),
  erfc: word('erfc'),
  floor: ([x]) => atom(String.raw`\lfloor ${x?.tex} \rfloor`),
  add: ([x, y]) => ({
    tex: `${hold(x, SUM)} + ${hold(y, SUM + (y?.tex.startsWith('-') ? 1 : 0))}`,
    strength: SUM,
  }),
  sub: infix('-', SUM),
  mul: ([x, y]) => ({
    tex: String.raw`${hold(x, PRODUCT)} \cdot ${hold(y, PRODUCT)}`,
    strength: PRODUCT,
  }),
  div: ([x, y]) => ({ tex: String.raw`\frac{${x?.tex}}{${y?.tex}}`, strength: PREFIX }),
  pow: ([x, y]) => ({ tex: `{${hold(x, ATOM)}}^{${y?.tex}}`, strength: PREFIX }),
  max: call(String.raw`\max`),
  min: call(String.raw`\min`),
  less: holds('<'),
  equal: holds('='),
  select: ([c, x, y]) =>
    atom(String.raw`\begin{cases} ${x?.tex} & ${c?.tex} \\ ${y?.tex} & \text{else} \end{cases}`),
  stop: through,
  wire: through,
  sum: ([x]) => ({ tex: String.raw`\sum ${hold(x, PRODUCT)}`, strength: PRODUCT }),
  reduceMax: call(String.raw`\max`),
  dot: ([x, y], { transposeA, transposeB }) => {
    const side = (t: Term | undefined, flip: boolean) =>
      flip ? String.raw`{${hold(t, ATOM)}}^\top` : hold(t, PRODUCT);
    return { tex: `${side(x, transposeA)} \\, ${side(y, transposeB)}`, strength: PRODUCT };
  },
  reshape: through,
  permute: ([x], { order }) =>
    order.length === 2 && order[0] === 1
      ? { tex: String.raw`{${hold(x, ATOM)}}^\top`, strength: PREFIX }
      : (x ?? atom('?')),
  broadcast: through,
  slice: ([x], { starts }) => ({
    tex: `{${hold(x, ATOM)}}_{[${starts.join(', ')}]}`,
    strength: PREFIX,
  }),
  pad: word('pad'),
  shear: word('windows'),
  carry: through,
  close: through,
  concat: (args) => atom(String.raw`\left[${args.map((a) => a.tex).join(String.raw`;\, `)}\right]`),
};

/** The term of one primitive from the terms of its operands. */
export const texOf = <O extends OpName>(op: O, attrs: OpAttrs[O], args: readonly Term[]): Term =>
  (TEX[op] as Rule<O>)(args, attrs);
