import { describe, expect, test } from 'vitest';
import { Body } from '../../../workers/backends/wasm/assembler/body.ts';
import { Bytes } from '../../../workers/backends/wasm/assembler/bytes.ts';
import {
  INSTRUCTIONS,
  type InstructionName,
} from '../../../workers/backends/wasm/assembler/instructions.ts';
import { Module } from '../../../workers/backends/wasm/assembler/module.ts';
import { RELAXED } from '../variants.ts';

test('LEB128 as in the specification', () => {
  expect([...new Bytes().unsigned(624485).done()]).toEqual([0xe5, 0x8e, 0x26]);
  expect([...new Bytes().unsigned(2 ** 32 - 1).done()]).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  expect([...new Bytes().signed(-123456).done()]).toEqual([0xc0, 0xbb, 0x78]);
  expect([...new Bytes().signed(64).done()]).toEqual([0xc0, 0x00]);
  expect([...new Bytes().signed64(-(2n ** 63n)).done()]).toEqual([
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f,
  ]);
  expect([...new Bytes().signed(-64).done()]).toEqual([0x40]);
});

test('grows past its first bytes', () => {
  const bytes = new Bytes();
  for (let i = 0; i < 1000; i++) bytes.f64(i);
  expect(new DataView(bytes.done().buffer).getFloat64(8 * 999, true)).toBe(999);
});

const one = (build: (f: Body) => void) => {
  const f = new Body({ params: ['i32', 'f32'], results: ['f32'] });
  build(f);
  return f;
};

describe('a wrong program fails while it is built', () => {
  test.each<[string, (f: Body) => void, string]>([
    ['operands of another type', (f) => f.get(0).get(1).op('f32.add'), 'f32.add expects f32'],
    ['too few operands', (f) => f.get(1).op('f32.add'), 'an empty stack'],
    ['nothing returned', (f) => f.done(), 'end of function expects f32'],
    ['something left over', (f) => f.get(1).get(1).done(), 'end of function leaves f32'],
    ['an operand from outside a block', (f) => f.get(1).block().set(1), 'an empty stack'],
    ['an open block', (f) => f.block().done(), 'a block is still open'],
    ['an if with a result and no else', (f) => f.get(0).if('f32').get(1).end(), 'needs an else'],
    ['a jump to nowhere', (f) => f.get(0).brIf(3), 'no label 3'],
    ['a local that is not there', (f) => f.get(9), 'no local 9'],
    ['an immediate left out', (f) => f.get(0).op('f32.load'), 'needs an immediate'],
  ])('%s', (_, build, message) => {
    expect(() => one(build)).toThrow(`internal: `);
    expect(() => one(build)).toThrow(message);
  });
});

test('every instruction in the table is what the engine takes it for', () => {
  const here = (name: string) => RELAXED.includes(true) || !name.includes('relaxed');
  for (const name of (Object.keys(INSTRUCTIONS) as InstructionName[]).filter(here)) {
    const { params, result, immediate } = INSTRUCTIONS[name];
    const f = new Body({ params, results: result ? [result] : [] });
    params.forEach((_, i) => {
      f.get(i);
    });
    if (immediate === 'none') f.op(name);
    else if (immediate === 'lane') f.lane(name, 3);
    else if (immediate === 'shuffle') f.shuffle([0, 5, 2, 7]);
    else f.memory(name, 0, immediate === 'memory-lane' ? 3 : undefined);
    const m = new Module();
    m.add(f);
    expect(WebAssembly.validate(m.encode(1)), name).toBe(true);
  }
});

test('a module with loops, calls, a table and memory runs', async () => {
  const m = new Module();
  const square = m.add(new Body({ params: ['i32'], results: ['i32'] }).get(0).get(0).op('i32.mul'));
  const negate = m.add(new Body({ params: ['i32'], results: ['i32'] }).i32(0).get(0).op('i32.sub'));
  m.tabulate(square);
  m.tabulate(negate);

  // Σ over i in n…1 of table[which](i)
  const sum = new Body({ params: ['i32', 'i32'], results: ['i32'] });
  const total = sum.local('i32');
  sum.loop().get(total).get(0).get(1).callIndirect(m.type(square), square).op('i32.add').set(total);
  sum.get(0).i32(1).op('i32.sub').tee(0).brIf(0).end().get(total);
  m.export('sum', m.add(sum));

  const store = new Body({ params: ['f32'], results: [] });
  store.i32(8).get(0).f32(0).op('f32.lt').if('f32').f32(-1).else().get(0).end();
  m.export('store', m.add(store.memory('f32.store', 4)));

  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { instance } = await WebAssembly.instantiate(m.encode(1), { env: { memory } });
  const run = instance.exports as Record<string, (...args: number[]) => number>;
  expect(run.sum?.(4, 0)).toBe(30);
  expect(run.sum?.(4, 1)).toBe(-10);
  run.store?.(2.5);
  expect(new Float32Array(memory.buffer)[3]).toBe(2.5);
  run.store?.(-7);
  expect(new Float32Array(memory.buffer)[3]).toBe(-1);
});

test('released locals are used again', () => {
  const f = new Body({ params: [], results: [] });
  const a = f.local('v128');
  f.release(a);
  expect(f.local('f32')).not.toBe(a);
  expect(f.local('v128')).toBe(a);
});
