/**
 * The first rows of a set of sequences below each other: symbols as text with what is to be told of
 * them, numbers as lines over time, each in its class's colour, a target that runs along dashed.
 */
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { classRgb, css } from '../../charts/colour.ts';
import { extent, padded } from '../../charts/extent.ts';
import { visible } from '../kit/symbols.ts';
import { tokens } from '../theme/tokens.ts';

/** CSS pixels of a symbol, of what a line has beside it, and the least that a curve can be seen in. */
const TYPE = 12;
const LEADING = 4;
const CURVE = 26;
const GAP = 6;

/** One line: the symbols that fit from the end of the input, then as many of the target as do. */
export function lineOf(
  input: readonly string[],
  target: readonly string[],
  cells: number,
): { readonly input: readonly string[]; readonly target: readonly string[] } {
  const whole = input.length + 1 + target.length <= cells;
  const told = whole ? target : target.slice(-1);
  const room = cells - 1 - told.length;
  const seen = input.length <= room ? input : ['…', ...input.slice(input.length - room + 1)];
  return { input: seen, target: told };
}

export function drawSequences(
  pen: CanvasRenderingContext2D,
  info: DataInfo,
  width: number,
  height: number,
  type = TYPE,
): void {
  if (info.symbols) drawSymbols(pen, info, info.symbols, width, height, type);
  else drawCurves(pen, info, width, height);
}

function drawSymbols(
  pen: CanvasRenderingContext2D,
  info: DataInfo,
  symbols: readonly string[],
  width: number,
  height: number,
  type: number,
): void {
  const line = type + LEADING;
  const { features, targets } = info.sample.training;
  const { ink, inkSoft, value, mono } = tokens();
  const length = info.inputs.length;
  const rows = Math.min(Math.floor(height / line), Math.floor(features.length / length));
  pen.font = `${type}px ${mono}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const read = (from: Float32Array, each: number, row: number, names: readonly string[]) =>
    Array.from(from.subarray(row * each, (row + 1) * each), (c) => visible(names[c] ?? '?'));
  const lines = Array.from({ length: rows }, (_, row) => ({
    input: read(features, length, row, symbols),
    target: info.task === 'indices' ? read(targets, info.width, row, info.classes ?? []) : [],
  }));
  const wide = lines.flatMap((l) => l.input).map((c) => pen.measureText(c).width);
  const cell = Math.max(7, ...wide.slice(0, 2000));
  const cells = Math.max(4, Math.floor(width / cell));
  for (const [row, shown] of lines.entries()) {
    const { input, target } = lineOf(shown.input, shown.target, cells);
    const y = (row + 0.5) * line;
    const write = (text: string, place: number, colour: string) => {
      pen.fillStyle = colour;
      pen.fillText(text, (place + 0.5) * cell, y);
    };
    for (const [i, c] of input.entries()) write(c, i, '␣⏎⇥…'.includes(c) ? inkSoft : ink);
    if (target.length) write('→', input.length, inkSoft);
    for (const [i, c] of target.entries()) write(c, input.length + 1 + i, value);
  }
}

function drawCurves(
  pen: CanvasRenderingContext2D,
  info: DataInfo,
  width: number,
  height: number,
): void {
  const { features, targets } = info.sample.training;
  const { ink, inkSoft, value } = tokens();
  const numbers = info.inputs.length;
  const time = info.time ?? 0;
  const length = info.shape?.[time] ?? numbers;
  const channels = numbers / length;
  /** From a place in time and a channel to the place in the row. */
  const at = (t: number, c: number) => (time === 0 ? t * channels + c : c * length + t);
  const across = length <= 20 ? 2 : 1;
  const down = Math.max(1, Math.floor(height / CURVE));
  const count = Math.min(across * down, Math.floor(features.length / numbers));
  const [wide, high] = [(width - GAP * (across - 1)) / across, height / down];
  const along = info.targetShape?.[0] === length;
  const [low, top] = padded(extent(along ? [...features, ...targets] : features), 0.08);
  for (let i = 0; i < count; i++) {
    const left = (i % across) * (wide + GAP);
    const bottom = (Math.floor(i / across) + 1) * high - 3;
    const x = (t: number) => left + 2 + (t / Math.max(1, length)) * (wide - 5);
    const y = (v: number) => bottom - ((v - low) / (top - low)) * (high - 6);
    const line = (of: (t: number) => number, colour: string, dash: number[] = []) => {
      pen.strokeStyle = colour;
      pen.setLineDash(dash);
      pen.beginPath();
      for (let t = 0; t < length; t++) pen.lineTo(x(t), y(of(t)));
      pen.stroke();
      pen.setLineDash([]);
    };
    pen.lineWidth = 1.2;
    const own = targets.subarray(i * info.width, (i + 1) * info.width);
    const colour = info.task === 'classes' ? css(classRgb(own.indexOf(Math.max(...own)))) : value;
    for (let c = channels - 1; c >= 0; c--)
      line((t) => features[i * numbers + at(t, c)] ?? 0, c === 0 ? colour : inkSoft);
    if (along) line((t) => own[t] ?? 0, ink, [2, 2]);
    else if (info.task === 'regression' && channels === 1) {
      pen.fillStyle = ink;
      pen.beginPath();
      pen.arc(x(length), y(own[0] ?? 0), 2, 0, 2 * Math.PI);
      pen.fill();
    }
  }
}
