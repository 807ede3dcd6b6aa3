/**
 * Kernels of one form differ only in where their operands lie: layers of one size, one after the other.
 * They have the same code but for addresses, which is so made once.
 */
import type { Access, Kernel } from '../../../src/plan/plan.ts';

/** All that a kernel reads or writes, the numbers of rows too. */
export const accessesOf = ({ loads, results }: Kernel): readonly Access[] =>
  [...loads, ...results.map((r) => r.to)].flatMap((a) =>
    a.indirect ? [a, a.indirect.index] : [a],
  );

export interface Formed {
  /** Its buffers are numbered as they come, and offsets are counted from the lowest in each. */
  readonly form: Kernel;
  /** Where that lies, for each buffer, in elements. */
  readonly bases: readonly number[];
}

/** @param start where a buffer begins, in elements. */
export function formOf(kernel: Kernel, start: (buffer: number) => number): Formed {
  const numbers = new Map<number, number>();
  const bases: number[] = [];
  // Behind a guard an index may be negative, and code for that depends on the very address.
  const fixed = kernel.loads.some((l) => l.guards?.length);
  for (const { buffer, offset } of accessesOf(kernel)) {
    const number = numbers.get(buffer) ?? numbers.size;
    numbers.set(buffer, number);
    const at = fixed ? 0 : start(buffer) + offset;
    bases[number] = Math.min(bases[number] ?? at, at);
  }
  const seen = (a: Access): Access => {
    const buffer = numbers.get(a.buffer)!;
    return {
      ...a,
      buffer,
      offset: start(a.buffer) + a.offset - bases[buffer]!,
      ...(a.indirect && { indirect: { ...a.indirect, index: seen(a.indirect.index) } }),
    };
  };
  return {
    form: {
      ...kernel,
      loads: kernel.loads.map(seen),
      results: kernel.results.map(({ value, to }) => ({ value, to: seen(to) })),
    },
    bases,
  };
}
