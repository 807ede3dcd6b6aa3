/**
 * Kernels as text that is equal exactly where they are: JSON alone knows neither infinities, nor NaN, nor −0.
 */
import type { Kernel, Scalar } from './plan.ts';

export const kernelText = (kernel: Kernel): string =>
  JSON.stringify(kernel) + strangeConstants([kernel]);

/** All constants of kernels where JSON would lose one of them; nothing where it keeps them all. */
export function strangeConstants(kernels: readonly Kernel[]): string {
  const constants: number[] = [];
  const visit = (s: Scalar): void => {
    if (s.op === 'const') constants.push(s.value);
    else if ('args' in s) for (const arg of s.args) visit(arg);
  };
  for (const { reduce, results } of kernels) {
    if (reduce) visit(reduce.body);
    for (const { value } of results) visit(value);
  }
  const strange = (x: number) => !Number.isFinite(x) || Object.is(x, -0);
  return constants.some(strange)
    ? constants.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join()
    : '';
}
