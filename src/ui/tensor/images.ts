/** The first rows of a set of pictures side by side, as far as they fit, each in its class's colour. */
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { classRgb } from '../../charts/colour.ts';

/** CSS pixels of one picture with the gap beside it; smaller ones cannot be told apart. */
const LEAST = 26;

export function drawPictures(
  pen: CanvasRenderingContext2D,
  info: DataInfo,
  width: number,
  height: number,
): void {
  const [high = 1, wide = 1] = info.shape?.slice(-2) ?? [];
  const { features, targets } = info.sample.training;
  const columns = Math.max(1, Math.floor(width / LEAST));
  const side = width / columns;
  const rows = Math.max(1, Math.floor(height / side));
  const count = Math.min(columns * rows, Math.floor(features.length / info.inputs.length));
  const one = document.createElement('canvas');
  one.width = wide;
  one.height = high;
  const ink = one.getContext('2d');
  if (!ink) return;
  const [low, top] = [Math.min, Math.max].map((f) =>
    features.reduce((a, b) => f(a, b), features[0] ?? 0),
  ) as [number, number];
  for (let i = 0; i < count; i++) {
    const codes = targets.subarray(i * info.width, (i + 1) * info.width);
    const colour = classRgb(codes.indexOf(Math.max(...codes)));
    const image = new ImageData(wide, high);
    for (let k = 0; k < wide * high; k++) {
      const v = features[i * info.inputs.length + k]!;
      image.data.set(colour, 4 * k);
      image.data[4 * k + 3] = (255 * (v - low)) / (top - low || 1);
    }
    ink.putImageData(image, 0, 0);
    const [x, y] = [(i % columns) * side, Math.floor(i / columns) * side];
    pen.drawImage(one, x + 1, y + 1, side - 2, side - 2);
  }
}
