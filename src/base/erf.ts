/**
 * The error function and its complement 1 − erf in float64: the Maclaurin series near zero, and further
 * out erfc by its continued fraction (Abramowitz & Stegun 7.1.6 and 7.1.14). Obviously right, not fast:
 * the definition with which backends are compared.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  const a = Math.abs(x);
  // Beyond 6, 1 − erf is below half an ulp of 1.
  if (a >= 6) return Math.sign(x);
  return a < 2.5 ? series(x) : Math.sign(x) * (1 - tail(a));
}

/** 1 − erf x, to its last digits where that is small: from 1 on by the continued fraction alone. */
export function erfc(x: number): number {
  if (Number.isNaN(x) || x < 1) return 1 - erf(x);
  // Beyond 27 it is 0 in float64 too, and the fraction would be ∞/∞ at ∞.
  return x > 28 ? 0 : tail(x);
}

/** erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·5…(2n+1)): all terms positive, nothing cancels. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80 && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc x = e^(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))) */
function tail(x: number): number {
  let fraction = x;
  for (let n = x < 2.5 ? 300 : 60; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
