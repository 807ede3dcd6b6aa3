/**
 * How a tensor of the step is drawn on its wire, by its size: numbers as digits, more of them as small
 * pictures; from the form that tells most to the one that needs least room.
 */
import { LONGEST } from '../../../tensor/format.ts';
import { type Shape, size } from '../../../tensor/shape.ts';
import type { Room } from './place.ts';

/** As many numbers as are written out. */
export const MOST_DIGITS = 12;

/** Glyphs of a number where there is little room: enough for −0.123 and 6.14e-4. */
export const SHORT = 7;

export type Form =
  | {
      readonly type: 'digits';
      readonly columns: number;
      readonly beside: boolean;
      /** Glyphs of a number at most. */
      readonly glyphs: number;
    }
  /** What indices stand for, written out; as many of the last as there is room for. */
  | {
      readonly type: 'symbols';
      readonly columns: number;
      readonly rows: number;
      /** Pixels of a symbol. */
      readonly cell: number;
      readonly beside: boolean;
    }
  | {
      readonly type: 'pictures';
      readonly count: number;
      /** Pixels of one picture. */
      readonly width: number;
      readonly height: number;
      readonly beside: boolean;
      /** The first axis runs across. */
      readonly turned: boolean;
    };

export interface StepForm extends Room {
  readonly form: Form;
}

/** Pixels of a number by its glyphs: of the longest, of a short one. */
const CELLS = [
  { glyphs: LONGEST, cell: 60 },
  { glyphs: SHORT, cell: 48 },
] as const;
/** Pixels of a glyph of the fixed-width face, and of the longest line of them. */
const GLYPH = 7;
const WIDEST = 200;
/** Pixels of a line of numbers, and around them. */
export const LINE = 13;
const EDGE = 2;
const GAP = 2;

/** Room for a value and its gradient. */
const room = (width: number, height: number, beside: boolean) => ({
  width: (beside ? 2 * width + GAP : width) + 2 * EDGE,
  height: (beside ? height : 2 * height + GAP) + 2 * EDGE,
});

function digits(count: number): StepForm[] {
  const wide = count <= 4 ? count : Math.ceil(count / Math.ceil(count / 4));
  const columns = [...new Set([wide, 3, 2, 1])].filter((c) => c <= wide);
  return columns
    .map((c) => ({ c, rows: Math.ceil(count / c) }))
    .filter(({ rows }) => rows <= 6)
    .flatMap(({ c, rows }) =>
      CELLS.flatMap(({ glyphs, cell }) =>
        [false, true].map((beside) => ({
          form: { type: 'digits' as const, columns: c, beside, glyphs },
          ...room(c * cell, rows * LINE, beside),
        })),
      ),
    )
    .sort((a, b) => a.width * a.height - b.width * b.height || a.height - b.height);
}

/** @param longest glyphs of a symbol */
function symbols(count: number, longest: number): StepForm[] {
  const cell = GLYPH * longest + 1;
  const lines = [1, 2, 3, 4].map((rows) => ({ rows, columns: Math.ceil(count / rows) }));
  const tails = [16, 8, 4].map((columns) => ({ rows: 1, columns }));
  return [...lines, ...tails]
    .filter(({ rows, columns }) => rows * columns < count + columns && columns * cell <= WIDEST)
    .map(({ rows, columns }) => ({
      form: { type: 'symbols', columns, rows, cell, beside: false },
      width: columns * cell + 2 * EDGE,
      height: rows * LINE + 2 * EDGE,
    }));
}

const picture = (
  count: number,
  width: number,
  height: number,
  beside: boolean,
  turned = false,
): StepForm => ({
  form: { type: 'pictures', count, width, height, beside, turned },
  ...room(count * (width + GAP) - GAP, height, beside),
});

/**
 * @param shape of one sample
 * @param reading `turned`: of two axes the first is time, which runs across; `planes`: they are a picture;
 *   `symbols`: of what they are indices
 */
export function formsOf(
  shape: Shape,
  reading: {
    readonly turned?: boolean;
    readonly planes?: boolean;
    readonly symbols?: readonly string[] | undefined;
  } = {},
): readonly StepForm[] {
  const count = size(shape);
  if (reading.symbols) return symbols(count, Math.max(1, ...reading.symbols.map((s) => s.length)));
  const numbers = count <= MOST_DIGITS ? digits(count) : [];
  if (count > 1 && (shape.length > 2 || (shape.length === 2 && reading.planes))) {
    const [high = 1, wide = 1] = shape.slice(-2);
    const pictures = Math.min(4, size(shape.slice(0, -2)));
    const tiles = [30, 24].flatMap((side) => {
      const scale = side / Math.max(high, wide);
      const [w, h] = [wide, high].map((v) => Math.max(4, Math.round(v * scale)));
      return [...new Set([pictures, Math.min(2, pictures), 1])].flatMap((n) => [
        picture(n, w!, h!, false),
        picture(n, w!, h!, true),
      ]);
    });
    return [...numbers, ...tiles];
  }
  if (count === 1) return numbers;
  const turned = shape.length === 2 && reading.turned === true;
  const [rows = 1] = turned ? shape.slice(1) : shape.length === 2 ? shape : [1];
  const height = Math.max(8, Math.min(28, rows * 4));
  return [
    ...numbers,
    ...[96, 72, 48, 32].map((width) => picture(1, width, height, false, turned)),
    picture(1, 32, 8, false, turned),
  ];
}
