/** What counts as the same value, and that it is found among thousands. */
import { describe, expect, it } from 'vitest';
import { createValueTable, type FusionScope } from '../../src/compile/hash-consing.ts';
import type { NewValue } from '../../src/compile/rule.ts';
import type { Value } from '../../src/ir/ops.ts';

const here: FusionScope = { origin: 'a', phase: 'forward' };

function table() {
  const values: Value[] = [];
  const cons = createValueTable(values);
  const add = (draft: NewValue, scope?: FusionScope): number =>
    cons.findOrMake(draft, scope, (id) => ({ id, ...draft, ...(scope ?? here) }) as Value);
  return { values, cons, add };
}
const fill = (value: number, shape: readonly number[] = []): NewValue => ({
  op: 'fill',
  attrs: { value },
  shape,
  args: [],
});
const literal = (data: readonly number[]): NewValue => ({
  op: 'literal',
  attrs: { data },
  shape: [data.length],
  args: [],
});

describe('a value that has been made', () => {
  it('is found again by what it is, not by the objects that say so', () => {
    const { add, values, cons } = table();
    const [x, y] = [add(fill(1)), add(fill(2))];
    const sum: NewValue = { op: 'add', attrs: {}, shape: [], args: [x, y] };
    expect(cons.find(sum, undefined)).toBeUndefined();
    const id = add(sum);
    expect(cons.find({ ...sum, args: [x, y], attrs: {} }, undefined)).toBe(id);
    expect(add({ ...sum, shape: [] })).toBe(id);
    expect(values.map((v) => v.id)).toEqual([0, 1, 2]);
  });

  it('differs by operation, operands and their order, shape and attributes', () => {
    const { add } = table();
    const [x, y] = [add(fill(1, [2])), add(fill(2, [2]))];
    const base: NewValue = { op: 'sub', attrs: {}, shape: [2], args: [x, y] };
    const slice = (starts: readonly number[], steps?: readonly number[]) =>
      ({
        op: 'slice',
        attrs: { starts, ...(steps && { steps }) },
        shape: [1],
        args: [x],
      }) as NewValue;
    const others: readonly NewValue[] = [
      base,
      { ...base, op: 'div' },
      { ...base, args: [y, x] },
      { ...base, shape: [1, 2] },
      fill(1, [1]),
      slice([0]),
      slice([1]),
      slice([0], [1]),
    ];
    expect(new Set(others.map((d) => add(d))).size).toBe(others.length);
    expect(new Set(others.map((d) => add(d))).size).toBe(others.length);
  });

  it('keeps numbers apart that JSON does not, and NaN is itself', () => {
    const { add } = table();
    const numbers = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-9];
    const ids = numbers.map((n) => add(fill(n)));
    expect(new Set(ids).size).toBe(numbers.length);
    expect(numbers.map((n) => add(fill(n)))).toEqual(ids);
  });

  it('is told from one that differs in the last of many numbers', () => {
    const { add } = table();
    const data = Array.from({ length: 1000 }, (_, i) => i / 7);
    const id = add(literal(data));
    expect(add(literal([...data]))).toBe(id);
    expect(add(literal([...data.slice(0, -1), -1]))).not.toBe(id);
  });

  it('is shared within a scope alone where there is one', () => {
    const { add, cons } = table();
    const id = add(fill(1), here);
    expect(add(fill(1), { ...here })).toBe(id);
    expect(add(fill(1), { ...here, phase: 'backward' })).not.toBe(id);
    expect(add(fill(1), { ...here, origin: 'b' })).not.toBe(id);
    expect(cons.find(fill(2), here)).toBeUndefined();
  });

  it('is found among thousands', () => {
    const { add } = table();
    const drafts = Array.from({ length: 5000 }, (_, i): NewValue => {
      const attrs = { buffer: 'weights', offset: 4 * i };
      return { op: 'read', attrs, shape: [4], args: [] };
    });
    const ids = drafts.map((d) => add(d));
    expect(ids).toEqual(drafts.map((_, i) => i));
    expect(drafts.map((d) => add({ ...d, attrs: { ...d.attrs } } as NewValue))).toEqual(ids);
  });
});
