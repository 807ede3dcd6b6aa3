/**
 * The error function to double precision: near 0 the series e^{−x²}·2/√π·Σ 2ⁿx²ⁿ⁺¹/(2n+1)!!, whose
 * terms all have one sign, and beyond 2.5 the continued fraction of erfc (Abramowitz and Stegun
 * 7.1.6 and 7.1.14). JavaScript has none of its own.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(a)) return Number.NaN;
  if (a > 6) return Math.sign(x);
  const bell = Math.exp(-a * a) / Math.sqrt(Math.PI);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= (2 * a * a) / (2 * n + 1);
      sum += term;
    }
    return Math.sign(x) * 2 * bell * sum;
  }
  let fraction = a;
  for (let k = 80; k > 0; k--) fraction = a + k / 2 / fraction;
  return Math.sign(x) * (1 - bell / fraction);
}
