/** Constants that JSON does not know are not taken for one another. */
import { expect, test } from 'vitest';
import { rewrite } from '../../src/compile/rewrite.ts';
import { createBuilder } from '../../src/ir/builder.ts';

test('infinities, zeros of either sign and NaN stay apart when equal values are shared', () => {
  const b = createBuilder();
  const values = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  const results = Object.fromEntries(values.map((x, i) => [`r${i}`, b.fill(x, [2])]));
  const made = rewrite(b.program({ ...results, again: b.fill(-0, [2]) }), 'none');
  const value = (name: string) => {
    const v = made.values[made.results[name] ?? -1];
    return v?.op === 'fill' ? v.attrs.value : undefined;
  };
  expect(values.map((_, i) => value(`r${i}`))).toEqual(values);
  expect(made.values).toHaveLength(values.length);
});
