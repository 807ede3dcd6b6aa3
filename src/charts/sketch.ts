/**
 * A drawing of many cards and wires at once, for a canvas: plain boxes with their titles, curves
 * between them. Plain data in, pixels out, so that a worker can do it.
 */
import { type Box, meets } from '../base/boxes.ts';

/** What the byte of a card says: its colour in the low bits, and how it stands out. */
export const TONE = {
  family: 0x0f,
  round: 0x10,
  selected: 0x20,
  problem: 0x40,
  hidden: 0x80,
} as const;

export interface SketchRequest {
  /** Four numbers for each card: x, y, width, height. */
  readonly boxes: Float32Array;
  readonly tones: Uint8Array;
  /** Five numbers for each wire: where it begins, where it ends, how far its control points lie out. */
  readonly curves: Float32Array;
  /** 1 for a wire that is selected. */
  readonly marked: Uint8Array;
  /** What cards are called, by their number. */
  readonly titles: readonly (readonly [number, string])[];
  readonly region: Box;
  /** Pixels for a unit of the canvas. */
  readonly scale: number;
  readonly ink: SketchInk;
}

export interface SketchInk {
  readonly line: string;
  readonly panel: string;
  readonly text: string;
  readonly selected: string;
  readonly problem: string;
  readonly families: readonly string[];
  readonly font: string;
}

export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** As wide as a wire is that carries no numbers yet. */
const WIRE = 1.5;
const TITLE = 20;
const STRIPE = 4;
/** Smaller than this a title is no mark any more; those of cards that are elements are as small. */
const LEAST_TEXT = 1;

/** The box of the card of this number. */
export const boxAt = (boxes: Float32Array, i: number): Box => ({
  x: boxes[4 * i]!,
  y: boxes[4 * i + 1]!,
  width: boxes[4 * i + 2]!,
  height: boxes[4 * i + 3]!,
});

/**
 * Whether the wire of this number may run through the region: a curve lies within its control points.
 * Asked of all wires at once, so it makes no objects.
 */
export function passes(curves: Float32Array, i: number, region: Box): boolean {
  const at = 5 * i;
  const sx = curves[at]!;
  const sy = curves[at + 1]!;
  const tx = curves[at + 2]!;
  const ty = curves[at + 3]!;
  const reach = curves[at + 4]!;
  return (
    Math.min(sx, tx - reach) <= region.x + region.width &&
    Math.max(sx + reach, tx) >= region.x &&
    Math.min(sy, ty) <= region.y + region.height &&
    Math.max(sy, ty) >= region.y
  );
}

function drawWires(pen: Pen, { curves, marked, region, ink }: SketchRequest): void {
  for (const selected of [0, 1]) {
    pen.strokeStyle = selected ? ink.selected : ink.line;
    pen.lineWidth = WIRE;
    pen.lineCap = 'round';
    pen.beginPath();
    for (let i = 0; i < marked.length; i++) {
      if (marked[i] !== selected || !passes(curves, i, region)) continue;
      const at = 5 * i;
      const [sx, sy] = [curves[at]!, curves[at + 1]!];
      const [tx, ty] = [curves[at + 2]!, curves[at + 3]!];
      const reach = curves[at + 4]!;
      pen.moveTo(sx, sy);
      pen.bezierCurveTo(sx + reach, sy, tx - reach, ty, tx, ty);
    }
    pen.stroke();
  }
}

function drawCards(pen: Pen, { boxes, tones, region, ink }: SketchRequest): void {
  for (let i = 0; i < tones.length; i++) {
    const tone = tones[i]!;
    const box = boxAt(boxes, i);
    if (tone & TONE.hidden || !meets(box, region)) continue;
    const { x, y, width: w, height: h } = box;
    const family = ink.families[tone & TONE.family] ?? ink.line;
    const round = (tone & TONE.round) !== 0;
    pen.fillStyle = ink.panel;
    pen.strokeStyle =
      tone & TONE.problem
        ? ink.problem
        : tone & TONE.selected
          ? ink.selected
          : round
            ? family
            : ink.line;
    pen.lineWidth = round || tone & (TONE.problem | TONE.selected) ? 2 : 1;
    pen.beginPath();
    if (round) pen.ellipse(x + w / 2, y + h / 2, w / 2 - 1, h / 2 - 1, 0, 0, 2 * Math.PI);
    else pen.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, 8);
    pen.fill();
    pen.stroke();
    if (round) continue;
    pen.fillStyle = family;
    pen.beginPath();
    pen.roundRect(x, y, STRIPE, h, [8, 0, 0, 8]);
    pen.fill();
  }
}

function drawTitles(pen: Pen, { boxes, titles, ink, scale }: SketchRequest): void {
  if (TITLE * scale < LEAST_TEXT) return;
  pen.font = `600 ${TITLE}px ${ink.font}`;
  pen.fillStyle = ink.text;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const [i, title] of titles) {
    const { x, y, width, height } = boxAt(boxes, i);
    pen.fillText(title, x + width / 2, y + height / 2, width - 2 * STRIPE - 8);
  }
}

/** Draws what meets the region onto a canvas of its size in pixels. */
export function drawSketch(pen: Pen, request: SketchRequest): void {
  const { region, scale } = request;
  pen.setTransform(scale, 0, 0, scale, -region.x * scale, -region.y * scale);
  drawWires(pen, request);
  drawCards(pen, request);
  drawTitles(pen, request);
}
