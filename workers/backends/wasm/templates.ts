/**
 * Kernel templates. Kernels that differ only in where their operands lie (layers of one size, one after the
 * other) are instances of one template: its code is made once, with relocations in place of addresses, and
 * linked for each instance.
 */
import type { Access, Kernel } from './lowered.ts';

/** All that a kernel reads or writes, the row numbers of indirect accesses too. */
export const accessesOf = ({ loads, results }: Kernel): readonly Access[] =>
  [...loads, ...results.map((r) => r.to)].flatMap((a) =>
    a.indirect ? [a, a.indirect.index] : [a],
  );

interface TemplateInstance {
  /** Its buffers are numbered as they come, and offsets are relative to the lowest in each. */
  readonly template: Kernel;
  /** The address of the lowest, for each buffer, in elements. */
  readonly bases: readonly number[];
}

/** @param start where a buffer begins, in elements. */
export function templateOf(kernel: Kernel, start: (buffer: number) => number): TemplateInstance {
  const numbers = new Map<number, number>();
  const bases: number[] = [];
  // Outside a guard an index may be negative, and code for that depends on the very address.
  const fixed = kernel.loads.some((l) => l.guards?.length);
  for (const { buffer, offset } of accessesOf(kernel)) {
    const number = numbers.get(buffer) ?? numbers.size;
    numbers.set(buffer, number);
    const at = fixed ? 0 : start(buffer) + offset;
    bases[number] = Math.min(bases[number] ?? at, at);
  }
  const relative = (a: Access): Access => {
    const buffer = numbers.get(a.buffer)!;
    return {
      ...a,
      buffer,
      offset: start(a.buffer) + a.offset - bases[buffer]!,
      ...(a.indirect && { indirect: { ...a.indirect, index: relative(a.indirect.index) } }),
    };
  };
  return {
    template: {
      ...kernel,
      loads: kernel.loads.map(relative),
      results: kernel.results.map(({ value, to }) => ({ value, to: relative(to) })),
    },
    bases,
  };
}
