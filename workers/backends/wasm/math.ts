/**
 * Transcendental functions in float32, each as an expression over lanes: range reduction with a constant in
 * parts (Cody and Waite, "Software Manual for the Elementary Functions", 1980), then a minimax polynomial
 * (coefficients: Moshier's Cephes, single precision; erfc: N. Juffa; e^x: our own). All are within 2 ulp
 * (math.test.ts says what each attains), down to the denormals; NaN, infinities and zeros are as Math's
 * functions have them. Only sin and cos have an end: beyond |x| = 8192 they lose digits, and beyond some
 * 10⁷ nothing is left of the phase; the result lies between −1 and 1 all the same.
 */
import { must } from '../../../src/base/assert.ts';
import { bitsOf } from './constants.ts';
import type { Called, Expr, Pool } from './lanes.ts';

const LOG2E = Math.LOG2E;
// ln 2 in two parts (Cody and Waite): the first has so few bits that its product with an exponent is exact.
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;
const SMALLEST_NORMAL = 2 ** -126;

/** Rounds to nearest: added to a float below 2²², it leaves the nearest integer in the lowest bits. */
const SHIFTER = 1.5 * 2 ** 23;

interface Parts {
  /** A float whose lowest bits hold the whole number n + m: shifted to the place of the exponent, that is left. */
  readonly n: Expr;
  readonly r: Expr;
}

/** of · x = n ln 2 + of · r, |of · r| ≤ ln 2 / 2; m is whole, `of` ±1 or ±2. */
function reduced(p: Pool, x: Expr, of = 1, m = 0): Parts {
  const shifter = p.const(SHIFTER + m);
  const shifted = p.op('add', p.op('mul', x, p.const(of * LOG2E)), shifter);
  const whole = p.op('sub', shifted, shifter);
  const high = p.op('sub', x, p.op('mul', whole, p.const(LN2_HIGH / of)));
  const r = p.op('sub', high, p.op('mul', whole, p.const(LN2_LOW / of)));
  return { n: p.op('bits', shifted), r };
}

/** (eˢ − 1 − s) / s² for |s| ≤ ln 2 / 2: of least error beside eˢ, a twentieth of what rounding that loses. */
const CURVE = [0.49999994, 0.16666521, 0.041668266, 0.008368677, 0.001382073];
/** The same, of least error beside eˢ − 1, which may be small. */
const NEAR_ZERO = [
  0.5, 0.1666666567, 0.04166649282, 0.008333545178, 0.001393233077, 0.0001976257045,
];

/** e^(of · r) − 1 − of · r for |of · r| ≤ ln 2 / 2, as a product of two. */
function curve(p: Pool, r: Expr, of: number, coefficients: readonly number[]): Expr {
  const square = p.op('mul', r, r);
  const times = (x: Expr | undefined, by: Expr, plus: Expr) =>
    x ? p.op('add', p.op('mul', x, by), plus) : plus;
  const parts = coefficients.map((x, k) => p.const(x * of ** (k + 2)));
  // In pairs (as Estrin's scheme begins): a chain of dependent products half as long as Horner's rule.
  let sum: Expr | undefined;
  for (let k = (parts.length - 1) & ~1; k >= 0; k -= 2)
    sum = times(sum, square, times(parts[k + 1], r, must(parts[k], 'a coefficient')));
  return p.op('mul', must(sum, 'a coefficient'), square);
}

/** A power of two whose exponent, with that added, stands in the lowest bits. */
const BIAS = 127;
const power = (p: Pool, n: Expr): Expr => p.op('unbits', p.shift('shl', n, 23));

// Past these ends the result is 0 or ∞ anyway.
const exp = (p: Pool, x: Expr): Expr => {
  const { n, r } = reduced(p, p.op('atLeast', p.op('atMost', x, p.const(89)), p.const(-104.5)));
  const growth = p.op('add', curve(p, r, 1, CURVE), r);
  const { first, second } = halves(p, n);
  const y = p.op('add', p.op('mul', growth, first), first);
  return p.op('mul', y, second);
};

/** 2ⁿ in two steps, so that the denormals, the largest numbers and ∞ are reached. */
function halves(p: Pool, n: Expr): { readonly first: Expr; readonly second: Expr } {
  const half = p.shift('shrS', p.op('isub', n, p.int(bitsOf(SHIFTER))), 1);
  const biased = (exponent: Expr) => power(p, p.op('iadd', exponent, p.int(BIAS)));
  return { first: biased(half), second: biased(p.op('isub', n, half)) };
}

/** log x = e ln 2 + log(1 + m), √½ ≤ 1 + m < √2. */
function log(p: Pool, x: Expr): Expr {
  const tiny = p.op('less', x, p.const(SMALLEST_NORMAL));
  const w = p.op('bits', p.select(tiny, p.op('mul', x, p.const(2 ** 23)), x));
  const fraction = p.op('unbits', p.op('ior', p.op('iand', w, p.int(0x7fffff)), p.int(0x3f000000)));
  const exponent = p.op('isub', p.shift('shrU', w, 23), p.int(126));
  const low = p.op('less', fraction, p.const(Math.SQRT1_2));
  const one = p.const(1);
  const m = p.op('sub', p.op('add', fraction, p.select(low, fraction, p.const(0))), one);
  const shift = p.op(
    'add',
    p.select(low, one, p.const(0)),
    p.select(tiny, p.const(23), p.const(0)),
  );
  const e = p.op('sub', p.op('toFloat', exponent), shift);
  const z = p.op('mul', m, m);
  const tail = p.op(
    'mul',
    p.op(
      'mul',
      p.polynomial(
        m,
        [
          7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
          -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
        ],
      ),
      m,
    ),
    z,
  );
  const small = p.op(
    'sub',
    p.op('add', tail, p.op('mul', e, p.const(LN2_LOW))),
    p.op('mul', z, p.const(0.5)),
  );
  const y = p.op('add', p.op('add', m, small), p.op('mul', e, p.const(LN2_HIGH)));
  const zero = p.const(0);
  const infinity = p.const(Number.POSITIVE_INFINITY);
  const ordinary = p.op('both', p.op('greater', x, zero), p.op('less', x, infinity));
  const negative = p.select(p.op('less', x, zero), p.const(Number.NaN), x);
  const other = p.select(p.op('equal', x, zero), p.const(Number.NEGATIVE_INFINITY), negative);
  return p.select(ordinary, y, other);
}

/** With u = 1 + x rounded: log u, and a correction for what rounding lost, (x − (u − 1)) / u. */
function log1p(p: Pool, x: Expr): Expr {
  const one = p.const(1);
  const u = p.op('add', x, one);
  const lost = p.op('sub', x, p.op('sub', u, one));
  const y = p.op('add', log(p, u), p.op('div', lost, u));
  const ends = p.op('both', p.op('greater', u, p.const(0)), p.op('less', u, p.const(Infinity)));
  const inside = p.select(ends, y, log(p, u));
  // Where u is 1, x itself is the result: nothing of it was left in u, not even the sign of −0.
  return p.select(p.op('equal', u, one), x, inside);
}

/**
 * 2 (2ⁿ⁻¹ (eʳ − 1) + (2ⁿ⁻¹ − ½)), which loses nothing near 0 and reaches the largest numbers. Of what is so
 * small that e^x − 1 rounds to x, x itself.
 */
function expm1(p: Pool, x: Expr): Expr {
  // From −18 on down it rounds to −1.
  const { n, r } = reduced(
    p,
    p.op('atLeast', p.op('atMost', x, p.const(89)), p.const(-18)),
    1,
    BIAS - 1,
  );
  const growth = p.op('add', curve(p, r, 1, NEAR_ZERO), r);
  const size = power(p, n);
  const half = p.op('add', p.op('mul', growth, size), p.op('sub', size, p.const(0.5)));
  const tiny = p.op('less', p.op('abs', x), p.const(2 ** -25));
  return p.select(tiny, x, p.op('add', half, half));
}

/** The size of the one with the sign of the other; the size is not negative. */
function withSign(p: Pool, size: Expr, x: Expr): Expr {
  const sign = p.op('iand', p.op('bits', x), p.int(0x80000000 | 0));
  return p.op('unbits', p.op('ior', sign, p.op('bits', size)));
}

/** A reciprocal by integer subtraction of the bits of a positive float, to an eighth. */
const INVERSE = 0x7ef311c7;

/**
 * With g = e^(2|x|) − 1 = 2ⁿ (e²ʳ − 1) + (2ⁿ − 1), which loses nothing near 0: g / (g + 2). What rounding
 * that sum lost is made good, nearly.
 */
function tanh(p: Pool, x: Expr): Expr {
  // From 10 on tanh rounds to 1.
  const a = p.op('atMost', p.op('abs', x), p.const(10));
  const { n, r } = reduced(p, a, 2, BIAS);
  const growth = p.op('add', curve(p, r, 2, NEAR_ZERO), p.op('add', r, r));
  const size = power(p, n);
  const g = p.op('add', p.op('mul', growth, size), p.op('sub', size, p.const(1)));
  const two = p.const(2);
  const sum = p.op('add', g, two);
  const lost = p.op('sub', g, p.op('sub', sum, two));
  const share = p.op('mul', lost, p.op('unbits', p.op('isub', p.int(INVERSE), p.op('bits', sum))));
  const y = p.op('div', g, sum);
  return withSign(p, p.op('sub', y, p.op('mul', y, share)), x);
}

/**
 * 1 / (1 + e⁻ˣ), with e⁻ˣ = 2ⁿ (e⁻ʳ − 1) + 2ⁿ and both sides of the fraction 2⁻⁶⁴ of that, so that neither
 * leaves the normal numbers where the result does.
 */
function sigmoid(p: Pool, x: Expr): Expr {
  const ends = p.op('atLeast', p.op('atMost', x, p.const(30)), p.const(-104.5));
  const { n, r } = reduced(p, ends, -1, BIAS - 64);
  const fall = p.op('sub', r, curve(p, r, -1, CURVE));
  const size = power(p, n);
  const one = p.const(2 ** -64);
  // The larger of 1 and 2ⁿ comes last, so that all but that rounding is small beside the sum: near 1 it
  // is 1 − σ that is asked of the result.
  const [less, more] = [p.op('atMost', size, one), p.op('atLeast', size, one)];
  const rest = p.op('sub', less, p.op('mul', fall, size));
  return p.op('div', one, p.op('add', rest, more));
}

/**
 * x = q π/2 + r + low, |r| ≤ π/4; π/2 in four parts (Cody and Waite), of which the products with q up to
 * 2¹³ are exact but for the last. What rounding r loses goes into `low`, so that the results are right to
 * their last digits near their zeros as well.
 */
function quarter(p: Pool, x: Expr): { q: Expr; sine: Expr; cosine: Expr } {
  const one = p.const(1);
  const n = p.op('nearest', p.op('mul', x, p.const(2 / Math.PI)));
  const times = (part: number) => p.op('mul', n, p.const(part));
  const exact = p.op('sub', p.op('sub', x, times(1.5703125)), times(4.837512969970703e-4));
  const third = times(7.549533620476723e-8);
  const left = p.op('sub', exact, third);
  const rounded = p.op('sub', p.op('sub', exact, left), third);
  // Of arguments so large that nothing is left of their phase, the result is at least a sine's.
  const within = (value: Expr, end: number) =>
    p.op('atMost', p.op('atLeast', value, p.const(-end)), p.const(end));
  const r = within(left, 1);
  const low = within(p.op('sub', rounded, times(2.5633440682570896e-12)), 1e-6);
  const z = p.op('mul', r, r);
  const s = p.polynomial(z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
  const c = p.polynomial(z, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]);
  const fall = p.op('mul', z, p.const(0.5));
  const half = p.op('sub', one, fall);
  const lost = p.op('sub', p.op('sub', p.op('sub', one, half), fall), p.op('mul', r, low));
  return {
    q: p.op('toInt', n),
    sine: p.op('add', p.op('add', p.op('mul', p.op('mul', s, z), r), low), r),
    cosine: p.op('add', p.op('add', p.op('mul', p.op('mul', c, z), z), lost), half),
  };
}

/** sin(x + turn · π/2). */
function turned(p: Pool, x: Expr, turn: 0 | 1): Expr {
  const { q, sine, cosine } = quarter(p, x);
  const t = p.op('iadd', q, p.int(turn));
  const odd = p.op('iequal', p.op('iand', t, p.int(1)), p.int(1));
  const value = p.select(odd, cosine, sine);
  // Two quarters further the sign turns: bit 1 of the count becomes the sign bit.
  const sign = p.shift('shl', p.op('iand', t, p.int(2)), 30);
  return p.op('unbits', p.op('ixor', p.op('bits', value), sign));
}

const sin = (p: Pool, x: Expr): Expr => p.select(p.op('equal', x, p.const(0)), x, turned(p, x, 0));

const cos = (p: Pool, x: Expr): Expr => turned(p, x, 1);

/** (1 + 2a) e^(a²) erfc a − 1 in q = (a − 2)/(a + 2), up to the last a whose erfc is no 0. */
const DECAY = [
  -4.01139259e-4, -1.2307521e-3, 1.31355342e-3, 8.63227434e-3, -8.05991981e-3, -5.42046614e-2,
  1.64055392e-1, -1.66031361e-1, -9.27639827e-2, 2.76978403e-1,
];
/** erf x / x − 1 in x², near 0. */
const NEAR_ERF = [
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
];

/** A float truncated to twelve bits: products of two such are exact (as in Dekker's splitting, 1971). */
const upper = (p: Pool, x: Expr): Expr =>
  p.op('unbits', p.op('iand', p.op('bits', x), p.int(0xfffff000 | 0)));

/**
 * erfc of the size, e^(−a²)·s with s = (1 + …)/(1 + 2a), and 2 less that where x is negative; near 0 one
 * less erf. −a² = −h² + l with h the upper half of a, whose square is exact; what rounding both sides of
 * the fraction and the fraction itself lost is added to l.
 */
function erfc(p: Pool, x: Expr): Expr {
  const one = p.const(1);
  const two = p.const(2);
  const add = (y: Expr, z: Expr) => p.op('add', y, z);
  const sub = (y: Expr, z: Expr) => p.op('sub', y, z);
  const mul = (y: Expr, z: Expr) => p.op('mul', y, z);
  // From 10.06 on it rounds to 0.
  const a = p.op('atMost', p.op('abs', x), p.const(10.5));
  const twice = add(a, a);
  const rise = p.polynomial(p.op('div', sub(a, two), add(a, two)), DECAY);
  const above = add(rise, one);
  const below = add(twice, one);
  const s = p.op('div', above, below);
  const whole = mul(s, below);
  const [sh, bh] = [upper(p, s), upper(p, below)];
  const [sl, bl] = [sub(s, sh), sub(below, bh)];
  const beyond = add(add(sub(mul(sh, bh), whole), mul(sh, bl)), add(mul(sl, bh), mul(sl, bl)));
  const rounded = sub(sub(rise, sub(above, one)), mul(sub(twice, sub(below, one)), s));
  const lost = p.op('div', add(rounded, sub(sub(above, whole), beyond)), above);
  const h = upper(p, a);
  const l = mul(sub(h, a), add(h, a));
  const rest = mul(l, p.polynomial(l, [1 / 120, 1 / 24, 1 / 6, 0.5, 1]));
  const t = add(rest, lost);
  const { n, r } = reduced(p, p.op('neg', mul(h, h)));
  const growth = add(curve(p, r, 1, CURVE), r);
  const y = add(s, mul(s, add(growth, add(t, mul(growth, t)))));
  const { first, second } = halves(p, n);
  const tail = mul(mul(y, first), second);
  const far = p.select(p.op('less', x, p.const(0)), sub(two, tail), tail);
  const near = sub(one, add(mul(p.polynomial(mul(x, x), NEAR_ERF), x), x));
  return p.select(p.op('less', a, p.const(0.4)), near, far);
}

export const MATH: Readonly<Record<Exclude<Called, 'pow'>, (p: Pool, x: Expr) => Expr>> = {
  exp,
  log,
  log1p,
  expm1,
  sin,
  cos,
  tanh,
  sigmoid,
  erfc,
};

/** 1 with the sign of x; 0 and NaN as they are. */
export function sign(p: Pool, x: Expr): Expr {
  const one = withSign(p, p.const(1), x);
  return p.select(p.op('greater', p.op('abs', x), p.const(0)), one, x);
}
