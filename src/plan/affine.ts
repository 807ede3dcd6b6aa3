/**
 * Interval analysis of affine indices over a nest of loops: which elements an access can touch, guards
 * respected. It bounds, it does not enumerate; only for small nests that it cannot bound tightly
 * does it look at every point.
 */
import type { Access, Guard } from './plan.ts';

/** Closed: both ends are reached or an outer bound. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Affine {
  readonly offset: number;
  readonly strides: readonly number[];
}

const SMALL = 100_000;

/** Exact for a full box of points. `axes` may be longer than the strides: missing strides are 0. */
export function affineRange(at: Affine, axes: readonly number[]): Range {
  let low = at.offset;
  let high = at.offset;
  for (let i = 0; i < axes.length; i++) {
    const reach = (at.strides[i] ?? 0) * (axes[i]! - 1);
    if (reach > 0) high += reach;
    else low += reach;
  }
  return { low, high };
}

export const affineAt = (at: Affine, index: readonly number[]): number => {
  let place = at.offset;
  for (let i = 0; i < at.strides.length; i++) {
    place += at.strides[i]! * (index[i] ?? 0);
  }
  return place;
};

/** Whether every point of the nest passes the guard, so that it need not be asked. */
export function alwaysHolds(guard: Affine & { extent: number }, axes: readonly number[]): boolean {
  const { low, high } = affineRange(guard, axes);
  return low >= 0 && high < guard.extent;
}

/** The elements an access may touch, or undefined where its guards never all hold. */
export function accessRange(access: Access, axes: readonly number[]): Range | undefined {
  const guards = (access.guards ?? []).filter((g) => !alwaysHolds(g, axes));
  if (guards.length === 0) return affineRange(access, axes);
  const spans = guards.map((g) => {
    const { low, high } = affineRange(g, axes);
    return { low: Math.max(0, low), high: Math.min(g.extent - 1, high) };
  });
  if (spans.some((s) => s.low > s.high)) return undefined;
  const { range, tight } = byGuards({ ...access, guards }, spans, axes);
  if (tight || axes.reduce((n, d) => n * d, 1) > SMALL) return range;
  return enumerate(access, axes);
}

/**
 * Writes the index as Σ c · guard + rest, where a guarded sum (`row + tap − 1` of a convolution) lies
 * in its span whatever its axes do; the rest is bounded over the box. Guards over more axes say more and
 * go first. Not tight where the index moves with a guard's axes in another proportion than the guard
 * does, or where two guards share an axis.
 */
function byGuards(
  access: Access & { guards: readonly Guard[] },
  spans: readonly Range[],
  axes: readonly number[],
): { range: Range; tight: boolean } {
  let { offset } = access;
  const strides = [...access.strides];
  let low = 0;
  let high = 0;
  let tight = true;
  const moving = (guard: Guard) => guard.strides.filter((s) => s !== 0).length;
  const order = access.guards
    .map((guard, g) => ({ guard, g }))
    .sort((p, q) => moving(q.guard) - moving(p.guard));
  const bound = new Set<number>();
  for (const { guard, g } of order) {
    const first = guard.strides.findIndex((s) => s !== 0);
    const c = first < 0 ? 0 : (strides[first] ?? 0) / guard.strides[first]!;
    const shares = guard.strides.some((s, i) => s !== 0 && bound.has(i));
    guard.strides.forEach((s, i) => {
      if (s !== 0) bound.add(i);
    });
    if (shares || !guard.strides.every((s, i) => s === 0 || strides[i] === c * s)) tight = false;
    else if (c !== 0) {
      guard.strides.forEach((s, i) => {
        if (s !== 0) strides[i] = 0;
      });
      offset -= c * guard.offset;
      const span = spans[g]!;
      low += Math.min(c * span.low, c * span.high);
      high += Math.max(c * span.low, c * span.high);
    }
  }
  const rest = affineRange({ offset, strides }, axes);
  return { range: { low: low + rest.low, high: high + rest.high }, tight };
}

function enumerate(access: Access, axes: readonly number[]): Range | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const guards = access.guards ?? [];
  for (const index of points(axes)) {
    const inside = guards.every((g) => {
      const v = affineAt(g, index);
      return v >= 0 && v < g.extent;
    });
    if (!inside) continue;
    const place = affineAt(access, index);
    low = Math.min(low, place);
    high = Math.max(high, place);
  }
  return low <= high ? { low, high } : undefined;
}

/** Every point of a nest in row-major order. The same array is yielded each time. */
export function* points(axes: readonly number[]): Generator<readonly number[]> {
  if (axes.some((d) => d < 1)) return;
  const index = axes.map(() => 0);
  for (;;) {
    yield index;
    let axis = axes.length - 1;
    while (axis >= 0 && index[axis] === axes[axis]! - 1) index[axis--] = 0;
    if (axis < 0) return;
    index[axis] = index[axis]! + 1;
  }
}

/** Whether different points always give different places (each stride jumps over the finer axes). */
export function isInjective(strides: readonly number[], axes: readonly number[]): boolean {
  const moving = axes
    .map((extent, i) => ({ extent, stride: Math.abs(strides[i] ?? 0) }))
    .filter((a) => a.extent > 1)
    .sort((a, b) => a.stride - b.stride);
  let reach = 0;
  for (const { extent, stride } of moving) {
    if (stride <= reach) return false;
    reach += stride * (extent - 1);
  }
  return true;
}

/**
 * Whether two accesses of one buffer never touch the same element, at whatever points of the nest; guards
 * are left out of account.
 * @param alike how many outer axes stand at the same index for both
 */
export function apart(a: Affine, b: Affine, axes: readonly number[], alike = 0): boolean {
  const fixed = axes.map((_, i) => i < alike && (a.strides[i] ?? 0) === (b.strides[i] ?? 0));
  const free = axes.map((d, i) => (fixed[i] ? 1 : d));
  const [x, y] = [affineRange(a, free), affineRange(b, free)];
  if (x.high < y.low || y.high < x.low) return true;
  if (free.some((d, i) => d > 1 && (a.strides[i] ?? 0) !== (b.strides[i] ?? 0))) return false;
  // Both walk the same lattice: they meet where their distance is a sum of whole strides within it.
  const walks = free
    .map((d, i) => ({ stride: Math.abs(a.strides[i] ?? 0), most: d - 1 }))
    .filter((w) => w.stride > 0 && w.most > 0)
    .sort((v, w) => w.stride - v.stride);
  const reach = walks.map((_, i) => walks.slice(i).reduce((n, w) => n + w.stride * w.most, 0));
  const meets = (distance: number, from: number): boolean => {
    const walk = walks[from];
    if (!walk) return distance === 0;
    const rest = reach[from + 1] ?? 0;
    const low = Math.max(-walk.most, Math.ceil((distance - rest) / walk.stride));
    const high = Math.min(walk.most, Math.floor((distance + rest) / walk.stride));
    for (let k = low; k <= high; k++) if (meets(distance - k * walk.stride, from + 1)) return true;
    return false;
  };
  return !meets(a.offset - b.offset, 0);
}
