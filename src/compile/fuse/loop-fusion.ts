/**
 * Loop fusion: steps over the same points become one kernel (Kennedy and McKinley, "Maximizing Loop
 * Parallelism and Improving Data Locality via Loop Fusion and Distribution", 1993); what one leaves at a point and another takes from there stays
 * in a register, and is not written at all where nobody else reads it. A cell of a recurrent layer so
 * becomes one pass over its units, its gradient another. A step moves up to the one it joins past others
 * that it has nothing to do with; it never leaves its node, its phase or its loop.
 */
import { atOnce, isPause, type Piecemeal, type Share } from '../../base/piecemeal.ts';
import { apart } from '../../plan/affine.ts';
import type { Access, Kernel, Scalar, Step } from '../../plan/plan.ts';
import { mapOperands } from '../../plan/scalar.ts';
import { sameAccess } from '../kernel.ts';
import type { Target } from '../target.ts';

/** How large all expressions of a kernel may become, written out. */
const LARGE = 256;

interface ScratchUse {
  /** Whether a buffer is scratch of these steps alone. */
  isScratch(buffer: number): boolean;
  /** Buffers that are read when all steps are done. */
  readonly read: Iterable<number>;
}

export function* fusingLoops(
  steps: readonly Step[],
  target: Target,
  { isScratch, read }: ScratchUse,
): Piecemeal<Step[], Share<'fuse'>> {
  /** How often each buffer is read. */
  const reads = new Map<number, number>();
  const count = (buffer: number, by: number) => reads.set(buffer, (reads.get(buffer) ?? 0) + by);
  for (const buffer of read) count(buffer, 1);
  for (const { kernel } of steps) for (const { buffer } of kernel.loads) count(buffer, 1);

  /** Both as one, with what only the second read from the first left out. */
  const fused = (above: Step, below: Step): Kernel | undefined => {
    const both = fuse(above.kernel, below.kernel, above.loop ? 1 : 0, target);
    if (!both) return undefined;
    const now = new Map<number, number>();
    for (const { kernel } of [above, below])
      for (const { buffer } of kernel.loads) now.set(buffer, (now.get(buffer) ?? 0) + 1);
    const after = new Map<number, number>();
    for (const { buffer } of both.loads) after.set(buffer, (after.get(buffer) ?? 0) + 1);
    const left = (buffer: number) =>
      (reads.get(buffer) ?? 0) - (now.get(buffer) ?? 0) + (after.get(buffer) ?? 0);
    const results = both.results.filter((r) => !isScratch(r.to.buffer) || left(r.to.buffer) > 0);
    // A register block of sums has no room for more.
    if (both.reduce && results.length > above.kernel.results.length) return undefined;
    for (const buffer of new Set([...now.keys(), ...after.keys()])) reads.set(buffer, left(buffer));
    return { ...both, results };
  };

  const done: Step[] = [];
  for (const [i, step] of steps.entries()) {
    if (isPause(i)) yield { pass: 'fuse', done: i, of: steps.length };
    let made: Kernel | undefined;
    let at = done.length - 1;
    for (; at >= 0 && at > done.length - 1 - target.searched && !made; at--) {
      const above = done[at]!;
      if (!inOneFusionScope(above, step)) break;
      made = fused(above, step);
      if (made) done[at] = { ...above, kernel: made };
      else if (!commute(above.kernel, step.kernel)) break;
    }
    if (!made) done.push(step);
  }
  return done;
}

export const fuseLoops = (...of: Parameters<typeof fusingLoops>): Step[] =>
  atOnce(fusingLoops(...of));

const inOneFusionScope = (a: Step, b: Step): boolean =>
  a.origin === b.origin && a.phase === b.phase && a.loop?.id === b.loop?.id;

/** Whether neither reads or writes what the other writes. */
function commute(a: Kernel, b: Kernel): boolean {
  const touches = (k: Kernel, buffer: number) =>
    k.loads.some((l) => l.buffer === buffer) || k.results.some((r) => r.to.buffer === buffer);
  return (
    a.results.every((r) => !touches(b, r.to.buffer)) &&
    b.results.every((r) => !touches(a, r.to.buffer))
  );
}

/**
 * The kernel that does at each point what `a` does there, then what `b` does; nothing where some point of
 * `b` needs more of `a` than its own, or writes what another point of `a` reads later.
 * @param rows how many outer axes are a loop's: no two points of one run differ in them
 */
function fuse(a: Kernel, b: Kernel, rows: number, { slow }: Target): Kernel | undefined {
  const outer = a.axes.slice(0, a.axes.length - a.reduced);
  if (b.reduced || outer.join() !== b.axes.join()) return undefined;
  if (sizeOf(a) + sizeOf(b) > LARGE) return undefined;
  const isSame = (x: Access, y: Access) =>
    x.buffer === y.buffer &&
    x.offset === y.offset &&
    a.axes.every((d, i) => d === 1 || (x.strides[i] ?? 0) === (y.strides[i] ?? 0));
  const isApart = (x: Access, y: Access) =>
    x.buffer !== y.buffer ||
    apart(x, y, a.axes.slice(0, Math.max(x.strides.length, y.strides.length)), rows);

  const loads = [...a.loads];
  /** What each load of `b` gives. */
  const given: Scalar[] = [];
  for (const load of b.loads) {
    const source = load.guards ? undefined : a.results.find((r) => isSame(r.to, load));
    if (source) {
      given.push(source.value);
      continue;
    }
    if (!a.results.every((r) => isApart(r.to, load))) return undefined;
    const own = { ...load, strides: a.axes.map((_, i) => load.strides[i] ?? 0) };
    const known = loads.findIndex((l) => sameAccess(l, own));
    given.push({ op: 'load', load: known < 0 ? loads.push(own) - 1 : known });
  }
  for (const { to } of b.results) {
    if (!a.results.every((r) => isApart(r.to, to))) return undefined;
    if (!a.loads.every((l) => isSame(l, to) || isApart(l, to))) return undefined;
  }
  const known = new Map<Scalar, Scalar>();
  const moved = (s: Scalar): Scalar => {
    const done = known.get(s);
    if (done) return done;
    const made = s.op === 'load' ? given[s.load]! : mapOperands(s, moved);
    known.set(s, made);
    return made;
  };
  const results = [
    ...a.results,
    ...b.results.map(({ value, to }) => ({ value: moved(value), to })),
  ];
  const both = { ...a, loads, results };
  const waits = (kernel: Kernel) => slowest(kernel, slow);
  return waits(both) > Math.max(1, waits(a), waits(b)) ? undefined : both;
}

/** The most slow operations that one number goes through. */
function slowest({ reduce, results }: Kernel, slow: Target['slow']): number {
  const known = new Map<Scalar, number>();
  const depth = (s: Scalar): number => {
    const done = known.get(s);
    if (done !== undefined) return done;
    const below = 'args' in s ? Math.max(...s.args.map(depth)) : 0;
    const own = below + (slow.has(s.op) ? 1 : 0);
    known.set(s, own);
    return own;
  };
  const inner = reduce ? depth(reduce.body) : 0;
  return Math.max(inner, ...results.map((r) => depth(r.value)));
}

/** Operations of all expressions, those that are shared counted anew each time. */
function sizeOf({ reduce, results }: Kernel): number {
  const size = (s: Scalar): number =>
    'args' in s ? s.args.reduce((n, arg) => n + size(arg), 1) : 1;
  return results.reduce((n, r) => n + size(r.value), reduce ? size(reduce.body) : 0);
}
