/**
 * What a person types into a field, to a value that the field takes. Pure. A text that is no value
 * gives nothing, and the caller says what was expected; the document is never handed a half-read entry.
 */
import { checkValue, type Field, type NumberField, type NumbersField } from '../../base/fields.ts';
import { readNumber, readNumbers } from '../../base/number.ts';

/** What matters of a number's field to whoever reads it or steps through it. */
export type Range = Pick<NumberField, 'min' | 'max' | 'integer' | 'step' | 'log'>;

/** A value, and the other one that the same text could mean; only `other` where neither is taken. */
export interface Entry<V> {
  readonly value?: V;
  readonly likely?: V;
  readonly other?: V;
}

const fits = (v: number, { min, max, integer }: Range) =>
  v >= min && v <= max && (!integer || Number.isInteger(v));

/** The number that a text stands for. What is less likely meant is never taken, it is only told. */
export function acceptNumber(field: Range, text: string): Entry<number> {
  const reading = readNumber(text, field.integer);
  if (!reading) return {};
  const { value: likely, other } = reading;
  return {
    ...(fits(likely, field) ? { value: likely } : {}),
    ...(other !== undefined && fits(other, field) ? { likely, other } : {}),
  };
}

/** The list that a text stands for, and whether it could be read as another one. */
export function acceptNumbers(
  name: string,
  field: NumbersField,
  text: string,
): { readonly values?: readonly number[]; readonly unsure?: boolean } {
  const reading = readNumbers(text, field.integer);
  return reading && !checkValue(name, field as Field, reading.values) ? reading : {};
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

/** The next of …, 0.1, 0.2, 0.5, 1, 2, 5, … above or below. */
function nextNice(value: number, up: boolean): number {
  if (!(value > 0)) return up ? 1e-6 : 0;
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const scale = [1, 2, 5];
  const steps = [-1, 0, 1].flatMap((e) => scale.map((m) => Number(`${m}e${exponent + e}`)));
  const found = up
    ? steps.find((s) => s > value * (1 + 1e-9))
    : steps.findLast((s) => s < value * (1 - 1e-9));
  return found ?? value;
}

/** One press of an arrow key: a step of the field, or through 1, 2, 5, 10 where it runs by decades. */
export function nudge(field: Range, value: number, direction: 1 | -1): number {
  const { min, max, integer, log } = field;
  const step = field.step ?? (integer ? 1 : (max - min) / 100);
  const next = log
    ? nextNice(value, direction > 0)
    : Number((value + direction * step).toPrecision(12));
  return Math.min(max, Math.max(min, integer ? Math.round(next) : next));
}
