/** Reshapes that are index arithmetic: each axis of the operand is cut into some of the result's. */
import type { Shape } from '../tensor/shape.ts';

/** For each axis of the operand those that it becomes, outermost first; nothing where axes are joined. */
export function axisSplits(from: Shape, to: Shape): readonly (readonly number[])[] | undefined {
  const groups: number[][] = [];
  let next = 0;
  for (const extent of from) {
    const group: number[] = [];
    let product = 1;
    while (product < extent && next < to.length) {
      product *= to[next]!;
      group.push(next++);
    }
    if (product !== extent) return;
    groups.push(group);
  }
  return to.slice(next).every((d) => d === 1) ? groups : undefined;
}
