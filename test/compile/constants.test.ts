/** Constants: what is computed of them alone is one, and those that JSON does not know are not taken for one another. */
import { expect, test } from 'vitest';
import { rewrite } from '../../src/compile/rewrite.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';

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

test('what is computed of constants alone is a constant, of the value that it has', () => {
  const b = createBuilder();
  const x = b.fill(0.5, [3, 4]);
  const made = {
    sum: b.sum(x, [1]),
    all: b.sum(x),
    product: b.mul(x, b.fill(3, [3, 4])),
    negative: b.neg(x),
    turned: b.permute(x, [1, 0]),
    part: b.slice(x, [0, 1], [2, 2]),
    largest: b.reduceMax(x, [0]),
    // Not finite: the run shows it.
    infinite: b.div(x, b.fill(0, [3, 4])),
  };
  const program = b.program(made);
  const rewritten = rewrite(program, 'none');
  const expected = evaluate(program).results;
  for (const name of Object.keys(made)) {
    const v = rewritten.values[rewritten.results[name] ?? -1]!;
    expect([name, v.op]).toEqual([name, name === 'infinite' ? 'div' : 'fill']);
    expect(v.shape).toEqual(expected[name]?.shape);
    if (v.op === 'fill')
      expect(new Set(Array.from(expected[name]?.data ?? []))).toEqual(new Set([v.attrs.value]));
  }
});
