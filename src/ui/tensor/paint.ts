/** Pictures onto a canvas: one colour scale for all of a montage, so that they can be compared. */

import { type Ramp, type Shade, sequentialRamp, signRamp } from '../../charts/colour.ts';
import { extent, magnitude } from '../../charts/extent.ts';
import type { Montage, MontageLayout } from '../../charts/montage.ts';
import { paintRamp } from '../../charts/pixels.ts';

/** `sign`: around zero. `share`: weights that are never negative, from zero up. */
export type Scale = 'sign' | 'share';

export interface Colours {
  readonly low: number;
  readonly high: number;
  readonly ramp: Ramp;
}

/** `max`: the end of the scale, where several tensors share one. */
export function coloursOf(
  data: ArrayLike<number>,
  scale: Scale,
  shade: Shade,
  max?: number,
): Colours {
  if (scale === 'share') return { low: 0, high: max ?? extent(data)[1], ramp: sequentialRamp() };
  const limit = max ?? magnitude(data);
  return { low: -limit, high: limit, ramp: signRamp(shade) };
}

/**
 * Paints pictures `first` … of a montage, whose numbers begin at `at` in `data`. `label`: room above
 * each one. Pixels stay sharp squares.
 */
export function paintMontage(
  pen: CanvasRenderingContext2D,
  { high, wide }: Montage,
  layout: MontageLayout,
  pictures: { readonly data: ArrayLike<number>; readonly at: number; readonly count: number },
  colours: Colours,
  label = 0,
): void {
  const one = document.createElement('canvas');
  one.width = wide;
  one.height = high;
  const ink = one.getContext('2d');
  if (!ink) return;
  pen.imageSmoothingEnabled = false;
  const pixels = high * wide;
  for (let k = 0; k < pictures.count; k++) {
    const from = pictures.at + k * pixels;
    const numbers = Array.from({ length: pixels }, (_, i) => pictures.data[from + i]!);
    const image = new ImageData(wide, high);
    image.data.set(paintRamp(numbers, colours.low, colours.high, colours.ramp));
    ink.putImageData(image, 0, 0);
    pen.drawImage(
      one,
      (k % layout.columns) * layout.pitchX,
      Math.floor(k / layout.columns) * layout.pitchY + label,
      layout.width,
      layout.height,
    );
  }
}
