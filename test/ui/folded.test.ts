/** A list of issues stays short, and everything in it can be reached. */
import { describe, expect, it } from 'vitest';
import { type Issue, issue } from '../../src/base/issue.ts';
import { errorsByNode } from '../../src/ui/kit/issues/placed.ts';
import { FEW, folded, MORE } from '../../src/ui/problems/folded.ts';

const TOLD = { en: 'Told.', zh: '说明。' } as const;
const many = (code: string, n: number): Issue[] =>
  Array.from({ length: n }, (_, i) => issue(code, TOLD, { where: { node: `n${i}` } }));

describe('a long list of issues', () => {
  it('is told as it is while it is short', () => {
    const issues = [...many('a', FEW), ...many('b', 1), ...many('a', 0)];
    expect(folded(issues)).toEqual(issues.map((issue) => ({ issue })));
  });

  it('tells the first of each kind in their order, and how many more there are', () => {
    const [a, b] = [many('a', 20_000), many('b', 3)];
    const mixed = [b[0], ...a, b[1], b[2]] as Issue[];
    const rows = folded(mixed);
    expect(rows).toHaveLength(FEW + 1 + 3);
    expect(rows[0]).toEqual({ issue: b[0] });
    expect(rows[FEW + 1]).toEqual({ code: 'a', more: 20_000 - FEW });
    expect(rows.at(-1)).toEqual({ issue: b[2] });
  });

  it('gives more of one kind on each wish, to the last', () => {
    const issues = [...many('a', FEW + MORE + 5), ...many('b', FEW + 1)];
    const some = folded(issues, new Map([['a', FEW + MORE]]));
    expect(some.filter((r) => 'more' in r)).toEqual([
      { code: 'a', more: 5 },
      { code: 'b', more: 1 },
    ]);
    const all = folded(
      issues,
      new Map([
        ['a', FEW + 2 * MORE],
        ['b', FEW + MORE],
      ]),
    );
    expect(all).toEqual(issues.map((issue) => ({ issue })));
  });
});

describe('the problem of a node', () => {
  it('is its first error, found in one walk over the list', () => {
    const [warning, first, second] = [
      issue('a', TOLD, { where: { node: 'n' }, severity: 'warning' }),
      issue('b', TOLD, { where: { node: 'n' } }),
      issue('c', TOLD, { where: { node: 'n' } }),
    ];
    const list = [warning, first, second, issue('d', TOLD)] as const;
    expect([...errorsByNode(list)]).toEqual([['n', first]]);
    expect(errorsByNode(list)).toBe(errorsByNode(list));
  });
});
