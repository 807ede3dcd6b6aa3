/**
 * Handwriting of our own: each digit is a few strokes (lines and arcs) in the unit square, bent, turned,
 * slanted, scaled and moved at random and drawn with a round pen into 28×28 pixels of 0 … 1. It stands
 * in for MNIST (LeCun et al. 1998) where nothing may be downloaded; it is easier than real handwriting.
 */
import type { Random } from '../../base/random.ts';
import { always, draw, type Generator, numbered } from './generator.ts';

export const SIDE = 28;
const CLASSES = 10;
/** Pixels that an undistorted digit is high; MNIST's digits fill a box of 20. */
const BOX = 20;

type Point = readonly [x: number, y: number];
type Stroke = readonly Point[];

/** Part of an ellipse; degrees run clockwise, as y points down: 0 right, 90 bottom, 270 top. */
function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Stroke {
  const pieces = Math.ceil(Math.abs(to - from) / 24);
  return Array.from({ length: pieces + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

const DIGITS: readonly (readonly Stroke[])[] = [
  [arc(0.5, 0.5, 0.27, 0.4, 0, 360)],
  [
    [
      [0.34, 0.26],
      [0.53, 0.1],
      [0.53, 0.9],
    ],
  ],
  [[...arc(0.5, 0.33, 0.25, 0.23, 190, 390), [0.26, 0.9], [0.78, 0.9]]],
  [[...arc(0.46, 0.3, 0.25, 0.2, 210, 450), ...arc(0.46, 0.7, 0.29, 0.2, 270, 510)]],
  [
    [
      [0.64, 0.9],
      [0.64, 0.1],
      [0.2, 0.64],
      [0.82, 0.64],
    ],
  ],
  [[[0.74, 0.1], [0.34, 0.1], [0.3, 0.47], ...arc(0.47, 0.65, 0.28, 0.25, 230, 510)]],
  [[...arc(0.72, 0.65, 0.46, 0.55, 270, 180), ...arc(0.5, 0.68, 0.24, 0.22, 180, 540)]],
  [
    [
      [0.22, 0.1],
      [0.78, 0.1],
      [0.42, 0.9],
    ],
  ],
  [arc(0.5, 0.3, 0.21, 0.2, 90, 450), arc(0.5, 0.7, 0.26, 0.2, 270, 630)],
  [[...arc(0.5, 0.33, 0.24, 0.23, 0, 360), [0.73, 0.5], [0.68, 0.68], [0.58, 0.82], [0.44, 0.92]]],
];

/** A way to write: from the unit square to pixels. The bend is a slow wave across the strokes. */
function hand(noise: number, r: Random): (point: Point) => Point {
  const [turn, slant] = [r.between(-0.2, 0.2), r.between(-0.25, 0.25)];
  const [wide, high] = [r.between(0.75, 1.1) * BOX, r.between(0.8, 1.1) * BOX];
  const [left, top] = [SIDE / 2 + r.between(-2, 2), SIDE / 2 + r.between(-2, 2)];
  const bend = 0.02 + 0.15 * noise;
  const [phaseX, phaseY] = [r.between(0, 2 * Math.PI), r.between(0, 2 * Math.PI)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return ([px, py]) => {
    const y = (py - 0.5 + bend * Math.sin(5 * px + phaseY)) * high;
    const x = (px - 0.5 + bend * Math.sin(5 * py + phaseX)) * wide - slant * y;
    return [left + cos * x - sin * y, top + sin * x + cos * y];
  };
}

/** The pen's mark along a line; where strokes cross, the darker one counts. */
function ink(pixels: Float64Array, [ax, ay]: Point, [bx, by]: Point, radius: number): void {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy || 1;
  const reach = radius + 0.5;
  const first = (a: number, b: number) => Math.max(0, Math.floor(Math.min(a, b) - reach));
  const last = (a: number, b: number) => Math.min(SIDE - 1, Math.ceil(Math.max(a, b) + reach));
  for (let row = first(ay, by); row <= last(ay, by); row++)
    for (let column = first(ax, bx); column <= last(ax, bx); column++) {
      const [px, py] = [column + 0.5 - ax, row + 0.5 - ay];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
      const mark = reach - Math.hypot(px - along * dx, py - along * dy);
      const at = row * SIDE + column;
      if (mark > pixels[at]!) pixels[at] = Math.min(1, mark);
    }
}

function write(digit: number, noise: number, r: Random): Float64Array {
  const pixels = new Float64Array(SIDE * SIDE);
  const place = hand(noise, r);
  const radius = r.between(0.8, 1.5);
  for (const stroke of DIGITS[digit]!) {
    const points = stroke.map(place);
    for (const [i, to] of points.entries()) ink(pixels, points[i - 1] ?? to, to, radius);
  }
  if (noise > 0)
    for (const [i, v] of pixels.entries())
      pixels[i] = Math.min(1, Math.max(0, v + noise * r.between(-1, 1)));
  return pixels;
}

export const digits: Generator = {
  name: 'digits',
  title: { en: 'Digits, 28×28', zh: '手写数字 28×28' },
  elementSpec: always({ inputs: numbered(SIDE * SIDE), shape: [1, SIDE, SIDE] }),
  classes: CLASSES,
  task: 'classes',
  uses: ['samples', 'noise', 'seed', 'validation'],
  // The digits take turns, so that any number of rows is balanced to within one.
  make: ({ samples, noise }, r) =>
    draw(samples, SIDE * SIDE, (i) => ({
      at: write(i % CLASSES, noise, r),
      label: i % CLASSES,
    })),
};
