/** What else is asked of programs: that they keep their promises, cost, and how they are written. */
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../src/ir/builder.ts';
import { costOfProgram } from '../../src/ir/cost.ts';
import type { OpName, Program, Value } from '../../src/ir/ops.ts';
import { print } from '../../src/ir/print.ts';
import { atom, type Term, texNumber, texOf } from '../../src/ir/tex.ts';
import { verify } from '../../src/ir/verify.ts';

function small(): Program {
  const b = createBuilder();
  return b.within('dense1', 'forward', () => {
    const x = b.emit('input', [], { name: 'data1.x' }, [2, 3]);
    const w = b.emit('read', [], { buffer: 'weights', offset: 0 }, [4, 3]);
    const y = b.dot(x, w, { transposeB: true });
    return b.program({ y }, [{ buffer: 'weights', offset: 0, value: w.id }]);
  });
}
const changed = (p: Program, id: number, change: Partial<Value>): Program => ({
  ...p,
  values: p.values.map((v) => (v.id === id ? ({ ...v, ...change } as Value) : v)),
});
const STORAGE = [{ name: 'weights', size: 12, views: [] }];

describe('verify', () => {
  test('has nothing to say of a sound program', () => {
    expect(verify(small(), STORAGE)).toEqual([]);
  });
  test.each([
    ['a use before its time', changed(small(), 2, { args: [0, 2] }), '%2 dot uses %2 before'],
    ['a missing operand', changed(small(), 2, { args: [0] }), 'takes 2 operands'],
    ['a wrong shape', changed(small(), 2, { shape: [2, 5] }), 'gives 2×4, not 2×5'],
    ['a wrong number', changed(small(), 1, { id: 7 }), 'calls itself %7'],
    ['a stranger', changed(small(), 1, { op: 'magic' as OpName as never }), 'is no primitive'],
    ['a result out of thin air', { ...small(), results: { y: 9 } }, 'result y is %9'],
    [
      'a write beyond the end',
      { ...small(), writes: [{ buffer: 'weights', offset: 4, value: 1 }] },
      'ends at 16 of weights, which holds 12',
    ],
    [
      'a write to nowhere',
      { ...small(), writes: [{ buffer: 'slots', offset: 0, value: 1 }] },
      'names no buffer: slots',
    ],
    [
      'writes that overlap',
      {
        ...small(),
        writes: [
          { buffer: 'weights', offset: 0, value: 1 },
          { buffer: 'weights', offset: 0, value: 1 },
        ],
      },
      'overlap',
    ],
  ])('finds %s', (_, program, message) => {
    expect(verify(program, STORAGE).join('\n')).toContain(message);
  });
});

test('a program prints itself, one value to a line', () => {
  expect(
    print(small())
      .split('\n')
      .map((l) => l.replace(/ +/g, ' ')),
  ).toEqual([
    '%0 = input name=data1.x : 2×3 ; forward dense1',
    '%1 = read buffer=weights offset=0 : 4×3 ; forward dense1',
    '%2 = dot %0 %1 transposeA=false transposeB=true : 2×4 ; forward dense1',
    'write weights+0 <- %1',
    'result y = %2',
  ]);
});

test('a product of matrices costs two operations for each term', () => {
  expect(costOfProgram(small())).toEqual({ flops: 2 * 2 * 3 * 4, bytes: 4 * (6 + 12 + 8) });
});

describe('TeX', () => {
  const [x, y, z] = [atom('x'), atom('y'), atom('z')];
  const op = (name: OpName, ...args: Term[]) => texOf<OpName>(name, {}, args);
  const plain = (t: Term) => t.tex.replace(/\\left|\\right|\\!/g, '').replace(/\\cdot/g, '·');
  test('brackets stand only where they are needed', () => {
    expect(plain(op('mul', op('add', x, y), z))).toBe('(x + y) · z');
    expect(plain(op('add', op('mul', x, y), z))).toBe('x · y + z');
    expect(plain(op('sub', x, op('sub', y, z)))).toBe('x - (y - z)');
    expect(plain(op('sub', op('sub', x, y), z))).toBe('x - y - z');
    expect(plain(op('pow', op('neg', x), y))).toBe('{(-x)}^{y}');
    expect(plain(op('add', x, op('neg', y)))).toBe('x + (-y)');
    expect(plain(op('mul', x, texOf('fill', { value: -2 }, [])))).toBe('x · (-2)');
  });
  test('numbers are set as people write them', () => {
    expect(texNumber(0.25)).toBe('0.25');
    expect(texNumber(-1.5)).toBe('-1.5');
    expect(texNumber(1e-7)).toBe(String.raw`1 \cdot 10^{-7}`);
    expect(texNumber(Number.POSITIVE_INFINITY)).toBe(String.raw`\infty`);
  });
  test('whatever is nested can be set', () => {
    const sigmoid = op(
      'div',
      texOf('fill', { value: 1 }, []),
      op('add', texOf('fill', { value: 1 }, []), op('exp', op('neg', x))),
    );
    const loss = op(
      'select',
      op('less', x, y),
      op('pow', op('sub', sigmoid, y), z),
      op('sqrt', op('abs', z)),
    );
    const named = texOf('input', { name: 'data_1.x%' }, []);
    for (const t of [sigmoid, loss, named])
      expect(() => katex.renderToString(t.tex, { strict: true })).not.toThrow();
  });
});
