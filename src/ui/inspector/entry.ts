/**
 * What a person types, to a value and back. Pure. A text that is no value gives nothing, and the
 * caller says what was expected; the document is never handed a half-read entry.
 */
import { checkValue, type Field, type NumberField, type NumbersField } from '../../base/fields.ts';

/** A number as one types it: `1e-3`, `0,5`, `−2` and thin spaces are read too. */
export function readNumber(text: string): number | undefined {
  const plain = text
    .replace(/[\s\u2009\u202f_]/g, '')
    .replace('−', '-')
    .replace(/^([+-]?\d*),(\d+)$/, '$1.$2');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

export const writeNumber = (value: number): string => String(value);

/** `0, 1 0.5` or `[0; 1]`; an empty text is an empty list. */
export function readNumbers(text: string): readonly number[] | undefined {
  const parts = text
    .replace(/[[\]()]/g, ' ')
    .split(/[\s,;×]+/)
    .filter((p) => p !== '');
  const values = parts.map(readNumber);
  return values.every((v) => v !== undefined) ? values : undefined;
}

export const writeNumbers = (values: readonly number[]): string => values.join(', ');

/** The value that a text stands for, if the field takes it. */
export function accept<F extends NumberField | NumbersField>(
  name: string,
  field: F,
  text: string,
): number | readonly number[] | undefined {
  const value = field.type === 'number' ? readNumber(text) : readNumbers(text);
  return value !== undefined && !checkValue(name, field as Field, value) ? value : undefined;
}

/** How a slider runs over a field's range: linear or by decades; absent where a slider is no help. */
export interface Run {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly to: (value: number) => number;
  readonly from: (at: number) => number;
}

export function sliderRun(field: NumberField): Run | undefined {
  const { min, max, integer } = field;
  if (field.log) {
    // A range that starts at zero has no logarithm there: the slider stops six decades below its end.
    const low = min > 0 ? min : max / 1e6;
    return {
      min: Math.log10(low),
      max: Math.log10(max),
      step: 0.01,
      to: (value) => Math.log10(Math.min(max, Math.max(low, value))),
      from: (at) => {
        const value = Number((10 ** at).toPrecision(2));
        return Math.min(max, Math.max(min, integer ? Math.round(value) : value));
      },
    };
  }
  if (max - min > 1000) return undefined;
  const step = field.step ?? (integer ? 1 : (max - min) / 100);
  return {
    min,
    max,
    step,
    to: (value) => Math.min(max, Math.max(min, value)),
    from: (at) => Number(at.toPrecision(6)),
  };
}

/** One press of an arrow key: a step of the field, a tenth of a decade where it runs by decades. */
export function nudge(field: NumberField, value: number, direction: 1 | -1): number {
  const { min, max, integer, log } = field;
  const clamp = (v: number) => Math.min(max, Math.max(min, v));
  if (log && !integer && value > 0)
    return clamp(Number((value * 10 ** (0.1 * direction)).toPrecision(2)));
  const step = field.step ?? (integer ? 1 : (max - min) / 100);
  return clamp(Number((value + direction * step).toPrecision(12)));
}
