/**
 * Whether the order of steps is one in which they can be run: each is followed element by element, in
 * the order of the routine, loops row by row. Nothing reads scratch that this run has not written, and
 * storage is read before it is written, for a write takes effect after every value was computed. Of what a loop
 * writes itself a step reads the row of its own round or the one of the round before, never both by
 * one access: so the members of a loop agree on what its rows are.
 */
import { points } from './affine.ts';
import { atRow, rowsOf, stepRangesOf } from './loops.ts';
import type { Access, Kernel, Plan, Routine } from './plan.ts';
import { labelled } from './results.ts';

type Say = (text: string) => void;

/** Accesses of more elements than this, and loops of more, are not followed to the last of them. */
const FOLLOWED = 1 << 20;
/** Rounds of a long loop that are: the first, one that has one before it, one that has two. */
const FEW = 3;

export function verifyOrder(plan: Plan, { steps, results }: Routine, say: Say): void {
  /** By buffer, for each element when it was last written; 0 where it never was. */
  const times = new Map<number, Int32Array>();
  let now = 0;
  const timesOf = (buffer: number): Int32Array => {
    const known = times.get(buffer) ?? new Int32Array(plan.buffers[buffer]?.size ?? 0);
    times.set(buffer, known);
    return known;
  };
  const told = new Set<string>();
  const once = (text: string) => {
    if (told.has(text)) return;
    told.add(text);
    say(text);
  };
  /**
   * What is wrong with reading this now, where something is.
   * @param since when the loop at hand began; what is written later is of its rounds
   */
  const wrongly = (access: Access, axes: readonly number[], since: number): string | undefined => {
    const { role, name } = plan.buffers[access.buffer] ?? {};
    if (role !== 'scratch' && role !== 'persistent') return undefined;
    const written = timesOf(access.buffer);
    let own = false;
    let former = false;
    for (const [from, to] of contiguousRanges(access, axes) ?? [])
      for (let i = from; i < to; i++) {
        const time = written[i]!;
        if (role === 'persistent') {
          if (time > 0) return `reads ${name} after it was written`;
        } else if (time === 0) {
          return `reads ${written.some((t) => t > 0) ? `element ${i} of ` : ''}${name} before any write`;
        } else if (time > since) {
          if (time < now - 1) return `reads a row of ${name} from rounds ago`;
          if (time === now) own = true;
          else former = true;
        }
      }
    return own && former ? `reads rows of two rounds of ${name} at once` : undefined;
  };
  const write = (access: Access, axes: readonly number[]): void => {
    const written = timesOf(access.buffer);
    const ranges = contiguousRanges(access, axes);
    if (!ranges) written.fill(now);
    for (const [from, to] of ranges ?? []) written.fill(now, from, to);
  };
  const follow = (kernel: Kernel, what: string, since: number): void => {
    for (const load of kernel.loads) {
      const wrong = wrongly(load, kernel.axes, since);
      if (wrong) once(`${what} ${wrong}`);
    }
    for (const { to } of kernel.results) write(to, kernel.axes);
  };

  for (const { from, to, loop } of stepRangesOf(steps)) {
    const inside = steps.slice(from, to);
    now++;
    if (!loop) {
      follow(inside[0]!.kernel, `step ${from}`, Number.POSITIVE_INFINITY);
      continue;
    }
    const since = now;
    const all = inside.reduce((n, { kernel }) => n + kernel.axes.reduce((p, d) => p * d, 1), 0);
    for (const row of rowsOf(loop).slice(0, all > FOLLOWED ? FEW : loop.extent)) {
      now++;
      inside.forEach(({ kernel }, i) => {
        follow(atRow(kernel, row), `step ${from + i} at row ${row}`, since);
      });
    }
    // What is behind the loop may read all its rows.
    now++;
    for (const { kernel } of inside) for (const r of kernel.results) write(r.to, kernel.axes);
  }
  for (const [name, { buffer, offset, shape }] of labelled(results)) {
    if (plan.buffers[buffer]?.role !== 'scratch') continue;
    const written = timesOf(buffer).subarray(offset, offset + shape.reduce((n, d) => n * d, 1));
    if (written.some((t) => t === 0)) say(`result ${name} is never written to its end`);
  }
}

/** The elements that an access touches as contiguous ranges [from, to); nothing where they are too many. */
function contiguousRanges(
  { offset, strides, guards = [] }: Access,
  axes: readonly number[],
): Iterable<readonly [number, number]> | undefined {
  let start = offset;
  /** Axes along which it moves, those of the smallest steps last. */
  const moving = strides
    .flatMap((stride, i) => {
      const extent = axes[i]!;
      const along = guards.map((g) => g.strides[i] ?? 0);
      if (extent === 1 || (stride === 0 && along.every((s) => s === 0))) return [];
      return [{ stride, extent, along }];
    })
    .sort((a, b) => Math.abs(b.stride) - Math.abs(a.stride));
  let run = 1;
  if (!guards.length)
    for (let last = moving.at(-1); last && Math.abs(last.stride) === run; last = moving.at(-1)) {
      if (last.stride < 0) start += last.stride * (last.extent - 1);
      run *= last.extent;
      moving.pop();
    }
  if (moving.reduce((n, a) => n * a.extent, 1) > FOLLOWED) return undefined;
  const along = (from: number, index: readonly number[], step: (axis: Moving) => number) =>
    index.reduce((at, i, axis) => at + i * step(moving[axis]!), from);
  const passes = (index: readonly number[]) =>
    guards.every((g, k) => {
      const at = along(g.offset, index, (axis) => axis.along[k]!);
      return at >= 0 && at < g.extent;
    });
  return (function* () {
    for (const index of points(moving.map((a) => a.extent))) {
      if (!passes(index)) continue;
      const at = along(start, index, (axis) => axis.stride);
      yield [at, at + run] as const;
    }
  })();
}

interface Moving {
  readonly stride: number;
  readonly extent: number;
  /** How each guard moves. */
  readonly along: readonly number[];
}
