/** What else is asked of programs: that they keep their promises, and how they are written. */
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../src/ir/builder.ts';
import type { OpName, Program, Value } from '../../src/ir/ops.ts';
import { verify } from '../../src/ir/verify.ts';
import { print } from './print.ts';

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
