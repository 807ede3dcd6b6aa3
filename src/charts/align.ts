/** Numbers in columns: texts padded with figure spaces, so that their decimal points stand in line. */
import { formatNumber } from '../tensor/format.ts';

/** As wide as a digit in tabular figures. */
const FIGURE = '\u2007';

/** A column of texts with the decimal point (or the end of the whole part) at one place. */
export function alignOnPoint(texts: readonly string[]): string[] {
  const split = texts.map((t) => {
    const [, whole = '', rest = ''] = /^([^.e]*)(.*)$/s.exec(t) ?? [];
    return { whole, rest };
  });
  const left = Math.max(0, ...split.map((s) => s.whole.length));
  const right = Math.max(0, ...split.map((s) => s.rest.length));
  return split.map((s) => s.whole.padStart(left, FIGURE) + s.rest.padEnd(right, FIGURE));
}

export const formatColumn = (values: readonly number[], digits = 3): string[] =>
  alignOnPoint(values.map((v) => formatNumber(v, digits)));
