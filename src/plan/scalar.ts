/** Scalar expressions: mapped and walked by whoever rewrites kernels, without a cast. */
import type { BinaryScalar, Scalar, UnaryScalar } from './plan.ts';

/** Operands tell one from the other: there are as many as the type says. */
export const isUnary = (s: UnaryScalar | BinaryScalar): s is UnaryScalar => s.args.length === 1;

/** The same operation over other operands; leaves as they are. */
export function mapOperands(s: Scalar, map: (operand: Scalar) => Scalar): Scalar {
  if (!('args' in s)) return s;
  if (s.op === 'select') {
    const [condition, then, otherwise] = s.args;
    return { op: s.op, args: [map(condition), map(then), map(otherwise)] };
  }
  return isUnary(s)
    ? { op: s.op, args: [map(s.args[0])] }
    : { op: s.op, args: [map(s.args[0]), map(s.args[1])] };
}
