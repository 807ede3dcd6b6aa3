/**
 * Whether a straight line divides two sets of points in the plane, and where none does, why: two
 * segments that cross, or a point among the others. A line divides them exactly where their convex
 * hulls do not meet. Hulls after Andrew's monotone chain (1979). Coordinates are single precision, so
 * that the turns below are as good as exact in double.
 */
export type Point = readonly [x: number, y: number];

/** What stands in a line's way: two pieces, one of each set, that meet. */
export interface Clash {
  readonly form: 'cross' | 'inside';
  /** A segment, an outline, or one point. */
  readonly first: readonly Point[];
  readonly second: readonly Point[];
}

/** Twice the area of a triangle, positive where it turns left. */
const turn = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

/** Corners of the hull, against the clock; two for points on a line, one for a single point. */
export function hull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const unique = sorted.filter(
    (p, i) => i === 0 || p[0] !== sorted[i - 1]?.[0] || p[1] !== sorted[i - 1]?.[1],
  );
  if (unique.length < 3) return unique;
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const p of list) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(unique), ...half([...unique].reverse())];
}

const between = (a: Point, b: Point, p: Point): boolean =>
  Math.min(a[0], b[0]) <= p[0] &&
  p[0] <= Math.max(a[0], b[0]) &&
  Math.min(a[1], b[1]) <= p[1] &&
  p[1] <= Math.max(a[1], b[1]);

/** Closed segments, which may be points; touching counts. */
function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [ac, ad, ca, cb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (Math.sign(ac) * Math.sign(ad) < 0 && Math.sign(ca) * Math.sign(cb) < 0) return true;
  return (
    (ac === 0 && between(a, b, c)) ||
    (ad === 0 && between(a, b, d)) ||
    (ca === 0 && between(c, d, a)) ||
    (cb === 0 && between(c, d, b))
  );
}

const sides = (corners: readonly Point[]): (readonly [Point, Point])[] =>
  corners.length === 1
    ? [[corners[0]!, corners[0]!]]
    : corners
        .slice(0, corners.length === 2 ? 1 : undefined)
        .map((p, i) => [p, corners[(i + 1) % corners.length]!] as const);

const inside = (p: Point, corners: readonly Point[]): boolean =>
  corners.length > 2 && sides(corners).every(([a, b]) => turn(a, b, p) >= 0);

/** Why no line divides these sets, or nothing where one does. */
export function clash(first: readonly Point[], second: readonly Point[]): Clash | undefined {
  if (!first.length || !second.length) return undefined;
  const [a, b] = [hull(first), hull(second)];
  // Where two sides cross, the longest pair is the easiest to see.
  const length = ([p, q]: readonly [Point, Point]) => Math.hypot(p[0] - q[0], p[1] - q[1]);
  const longest = (list: readonly (readonly [Point, Point])[]) =>
    [...list].sort((s, t) => length(t) - length(s));
  for (const s of longest(sides(a)))
    for (const t of longest(sides(b)))
      if (meet(...s, ...t)) return { form: 'cross', first: s, second: t };
  const [p, q] = [a[0]!, b[0]!];
  if (inside(p, b)) return { form: 'inside', first: [p], second: b };
  if (inside(q, a)) return { form: 'inside', first: a, second: [q] };
  return undefined;
}
