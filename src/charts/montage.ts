/**
 * A montage: a tensor as pictures side by side: feature maps C×H×W of one sample of a batch, kernels out×in×H×W of a
 * convolution, the T×S weights of an attention. Which pictures there are and which number lies under
 * which pixel; not how they are painted, which is ui/tensor's.
 */
import { type Shape, size } from '../tensor/shape.ts';
import { unravel } from './grid.ts';

export interface Montage {
  /** Pixels of one picture. */
  readonly high: number;
  readonly wide: number;
  readonly count: number;
  /** Row-major position in the tensor of the first pixel; the pictures follow one another. */
  readonly from: number;
  /** Pictures in a row, where the tensor says so: kernels stand in rows by what they give. */
  readonly across?: number;
  /** Extents of the axes that count the pictures: [C], [out, in], or none for a single one. */
  readonly counted: Shape;
  /** How many samples there are to choose from; absent where the tensor has no batch. */
  readonly samples?: number;
}

/**
 * What the two last axes are: `maps` and `planes` have the batch first, `weights` have none. Planes
 * are pictures also without channels.
 */
export type Reading = 'maps' | 'weights' | 'planes';

/** Nothing where the tensor holds no pictures: lines and single pixels are better told as numbers. */
export function montageOf(shape: Shape, reading: Reading, sample = 0): Montage | undefined {
  const batched = reading !== 'weights';
  const own = batched ? shape.slice(1) : shape;
  const least = reading === 'planes' ? 2 : reading === 'maps' ? 3 : 4;
  const [high = 0, wide = 0] = own.slice(-2);
  const counted = own.slice(0, -2);
  if (own.length < least || own.length > 4 || high * wide < 2) return undefined;
  // A map of one row is a line; a kernel or the weights of one place may well be one.
  if (reading === 'maps' && (high < 2 || wide < 2)) return undefined;
  const samples = batched ? shape[0]! : undefined;
  const count = size(counted);
  if (count === 0 || samples === 0) return undefined;
  const chosen = Math.min(Math.max(0, sample), (samples ?? 1) - 1);
  return {
    high,
    wide,
    count,
    from: batched ? chosen * count * high * wide : 0,
    ...(counted.length === 2 && { across: counted[1]! }),
    counted,
    ...(samples !== undefined && { samples }),
  };
}

/** What a picture is called: `3`, or `0·2` for the kernel from input 2 to output 0. */
export const nameOf = ({ counted }: Montage, picture: number): string =>
  unravel(picture, counted)
    .filter((_, axis) => axis === 0 || counted[axis]! > 1)
    .join('·');

/** Where the pictures of a montage lie within some width. */
export interface MontageLayout {
  /** Pictures in a row. */
  readonly columns: number;
  readonly rows: number;
  /** CSS pixels of a picture, and from one to the next. */
  readonly width: number;
  readonly height: number;
  readonly pitchX: number;
  readonly pitchY: number;
}

interface Room {
  readonly width: number;
  readonly tallest: number;
  readonly gap: number;
  /** Room above each picture for its name. */
  readonly label?: number;
  /** No picture wider than this. */
  readonly widest?: number;
}

/** As large as fits: all pictures of one size, in rows, the aspect kept. */
export function layOut(
  { high, wide, across }: Pick<Montage, 'high' | 'wide' | 'across'>,
  count: number,
  { width, tallest, gap, label = 0, widest = 200 }: Room,
): MontageLayout {
  const given = across !== undefined && across > 1 && across <= 8 ? across : undefined;
  const layout = (columns: number): MontageLayout => {
    const rows = Math.ceil(count / columns);
    const byWidth = (width - gap * (columns - 1)) / columns;
    const byHeight = (((tallest - gap * (rows - 1)) / rows - label) * wide) / high;
    const w = Math.max(2, Math.floor(Math.min(byWidth, byHeight, widest)));
    const h = Math.max(2, Math.round((w * high) / wide));
    return { columns, rows, width: w, height: h, pitchX: w + gap, pitchY: h + gap + label };
  };
  if (given) return layout(given);
  let best = layout(1);
  for (let columns = 2; columns <= count; columns++) {
    const next = layout(columns);
    if (next.width > best.width) best = next;
  }
  return best;
}
