/** The values of a setting as they are written: a list, `1, 0.25, 0.1`, or a range, `log:0.001:1:4`. */
import type { ChoiceField, NumberField } from '../base/fields.ts';
import { checkValue } from '../base/fields.ts';
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { readNumber, writeNumber } from '../base/number.ts';
import { expectedOf, type SettingField, type SettingValue } from './settings.ts';

/** So many from one number to another, both among them. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Neighbours have the same ratio, not the same difference. */
  readonly log: boolean;
}

/** Values of one setting at most. */
const MOST_VALUES = 100;
/** Significant digits of a number between the ends of a range, which people read; more where they need more. */
const [DIGITS, MOST_DIGITS] = [3, 15];

/** The numbers of a range, each once; where they have to be whole, the nearest ones. */
export function spaced({ from, to, count, log }: Range, whole = false): readonly number[] {
  const at = (share: number) => (log ? from * (to / from) ** share : from + (to - from) * share);
  for (let digits = DIGITS; ; digits++) {
    const all = Array.from({ length: count }, (_, i) => {
      // The ends are as they were written.
      if (i === 0) return from;
      if (i === count - 1) return to;
      const value = at(i / (count - 1));
      return whole ? Math.round(value) : Number(value.toPrecision(digits));
    });
    const isOrdered = all.every((v, i) => i === 0 || v > all[i - 1]! === to > from);
    const own = [...new Set(all)];
    if (whole || (isOrdered && own.length === count) || digits === MOST_DIGITS) return own;
  }
}

const RANGE = /^(lin|log):([^:]+):([^:]+):([^:]+)$/;

const wrong = (got: string, field: SettingField) =>
  fail(
    issue(
      'sweep.values',
      {
        en: '“{got}” is no value of {param}; expected {expected}.',
        zh: '“{got}”不是{param}的值；应为 {expected}。',
      },
      { args: { got: got.slice(0, 60), param: field.label, expected: expectedOf(field) } },
    ),
  );

const wrongRange = (got: string) =>
  fail(
    issue(
      'sweep.range',
      {
        en: '“{got}” is no range. Write lin or log, both ends and how many, as log:0.001:1:4; with 2 to {most} numbers, and for log both ends above 0.',
        zh: '“{got}”不是范围。请依次写 lin 或 log、起点、终点和个数，以冒号分隔，例如 log:0.001:1:4；个数为 2 到 {most}，log 要求两端都大于 0。',
      },
      { args: { got: got.slice(0, 60), most: MOST_VALUES } },
    ),
  );

function readRange(text: string, field: NumberField): Result<readonly number[]> {
  const [, how, ...parts] = RANGE.exec(text) ?? [];
  const [from, to, count] = parts.map((part) => readNumber(part)?.value);
  if (from === undefined || to === undefined || count === undefined) return wrongRange(text);
  const log = how === 'log';
  if (!Number.isInteger(count) || count < 2 || count > MOST_VALUES) return wrongRange(text);
  if (from === to || (log && !(from > 0 && to > 0))) return wrongRange(text);
  return ok(spaced({ from, to, count, log }, field.integer));
}

function readOne(text: string, field: SettingField): SettingValue | undefined {
  if (field.type === 'boolean')
    return text === 'true' ? true : text === 'false' ? false : undefined;
  if (field.type === 'choice') return choiceOf(text, field);
  const reading = readNumber(text, field.integer);
  // `1.234` may be a thousand and some; of whole numbers nobody can tell.
  if (field.integer && reading?.other !== undefined) return undefined;
  return reading?.value;
}
/** By its name in files, or as the page calls it. */
function choiceOf(text: string, { options }: ChoiceField): string | undefined {
  const wanted = text.toLowerCase();
  return options.find(
    ({ value, label }) =>
      value === text || [value, label.en, label.zh].some((n) => n.toLowerCase() === wanted),
  )?.value;
}

/** Reads the values of a setting, each once, in the order in which they were written. */
export function readValues(text: string, field: SettingField): Result<readonly SettingValue[]> {
  const plain = text
    .replace(/[，、；;]/g, ',')
    .replace(/：/g, ':')
    .trim();
  let values: readonly SettingValue[];
  if (field.type === 'number' && /^(lin|log):/.test(plain)) {
    const range = readRange(plain, field);
    if (!range.ok) return range;
    values = range.value;
  } else {
    const parts = plain
      .split(field.type === 'number' ? /[,\s]+/ : /,/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
    if (!parts.length) return wrong(text, field);
    const read: SettingValue[] = [];
    for (const part of parts) {
      const value = readOne(part, field);
      if (value === undefined) return wrong(part, field);
      read.push(value);
    }
    values = [...new Set(read)];
  }
  for (const value of values)
    if (checkValue('', field, value)) return wrong(writeValue(value), field);
  if (values.length > MOST_VALUES)
    return fail(
      issue(
        'sweep.many-values',
        {
          en: '{param} has {got} values; at most {most} can be swept.',
          zh: '{param}有 {got} 个值；最多可扫描 {most} 个。',
        },
        { args: { param: field.label, got: values.length, most: MOST_VALUES } },
      ),
    );
  return ok(values);
}

/** So that it reads back as itself. */
export const writeValue = (value: SettingValue): string =>
  typeof value === 'number' ? writeNumber(value) : String(value);
export const writeValues = (values: readonly SettingValue[]): string =>
  values.map(writeValue).join(', ');
