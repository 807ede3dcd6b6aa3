/** Shapes: lists of extents, outermost axis first. Row-major ("C") order everywhere. */
export type Shape = readonly number[];

/** Number of elements; 1 for a scalar's empty shape. */
export const size = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);

/** Row-major strides in elements. */
export function strides(shape: Shape): number[] {
  const out = new Array<number>(shape.length);
  let n = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    out[i] = n;
    n *= shape[i]!;
  }
  return out;
}

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/** The shape that both broadcast to by NumPy's rule, or undefined where they do not fit. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    out.push(x === 1 ? y : x);
  }
  return out;
}

/** `32×8`; `scalar` for the empty shape. */
export const formatShape = (shape: Shape): string => (shape.length ? shape.join('×') : 'scalar');
