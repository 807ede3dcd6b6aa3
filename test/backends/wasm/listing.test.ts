/** What people are shown of the machine's code: all of it can be read back, and it is the step's own. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import { stepRangesOf } from '../../../src/plan/loops.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { SAMPLES, sampleOf } from '../../../src/samples/index.ts';
import { reference } from '../../../workers/backends/reference/reference.ts';
import { Body } from '../../../workers/backends/wasm/assembler/body.ts';
import {
  INSTRUCTIONS,
  type Instruction,
  type InstructionName,
} from '../../../workers/backends/wasm/assembler/instructions.ts';
import { Module } from '../../../workers/backends/wasm/assembler/module.ts';
import { functionText, readModule } from '../../../workers/backends/wasm/assembler/text.ts';
import { compilePlan } from '../../../workers/backends/wasm/compile.ts';
import { listing } from '../../../workers/backends/wasm/listing.ts';
import { wasm } from '../../../workers/backends/wasm/wasm.ts';

const read = (body: Body) => {
  const module = new Module();
  module.add(body);
  return readModule(module.encode(1)).list(0);
};

const planOf = (id: string): Plan => {
  const plan = sampleOf(id) && compile(sampleOf(id)?.document ?? never()).plan;
  return plan ?? never();
};
const never = (): never => {
  throw new Error('no such sample');
};

describe('the text of a function', () => {
  test.each(Object.keys(INSTRUCTIONS) as InstructionName[])('%s', (name) => {
    const { params, result, immediate }: Instruction = INSTRUCTIONS[name];
    const body = new Body({ params, results: result ? [result] : [] });
    params.forEach((_, i) => void body.get(i));
    const operands: Readonly<Record<Instruction['immediate'], string>> = {
      none: '',
      lane: ' 2',
      shuffle: ` ${Array.from({ length: 16 }, (_, i) => 4 * [7, 0, 5, 2][i >> 2]! + (i % 4)).join(' ')}`,
      memory: ' offset=1000',
      'memory-lane': ' offset=1000 2',
    };
    if (immediate === 'none') body.op(name);
    else if (immediate === 'lane') body.lane(name, 2);
    else if (immediate === 'shuffle') body.shuffle([7, 0, 5, 2]);
    else body.memory(name, 1000, 2);
    const line = read(body).lines.at(-1)?.replace(' align=4', '');
    expect(line).toBe(`${name}${operands[immediate]}`);
  });

  test('constants are told so that they can be told apart', () => {
    const f = new Body({ params: [], results: [] });
    const [i, l, x, d, v] = (['i32', 'i64', 'f32', 'f64', 'v128'] as const).map((t) => f.local(t));
    const at = (local: number | undefined) => local ?? never();
    for (const n of [0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)]) f.i32(n).set(at(i));
    for (const n of [-(2n ** 63n), 2n ** 63n - 1n]) f.i64(n).set(at(l));
    for (const n of [0.1, 1, -0, 1e-45, Infinity, -Infinity, NaN, 16777216]) f.f32(n).set(at(x));
    for (const n of [0.1, Math.PI, 5e-324]) f.f64(n).set(at(d));
    f.f32x4([1, 0.5, -2, 3]).set(at(v)).i32x4([0, 1, -1, 3]).set(at(v));
    const consts = read(f).lines.filter((line) => line.includes('const'));
    expect(consts.map((line) => line.split('.const ')[1])).toEqual([
      ...['0', '-1', '63', '64', '-64', '-65', '2147483647', '-2147483648'],
      ...['-9223372036854775808', '9223372036854775807'],
      ...['0.1', '1', '-0', '1e-45', 'inf', '-inf', 'nan', '16777216'],
      ...['0.1', '3.141592653589793', '5e-324'],
      ...['f32x4 1 0.5 -2 3', 'i32x4 0 1 -1 3'],
    ]);
  });

  test('blocks are indented', () => {
    const f = new Body({ params: ['i32', 'f32'], results: ['f32'] });
    const k = f.local('i32');
    f.loop().get(0).if('f32').get(1).else().f32(2).end().set(1);
    f.get(k).i32(1).op('i32.add').tee(k).get(0).op('i32.lt_u').brIf(0).end().get(1);
    expect(functionText('$f', read(f))).toBe(
      [
        '(func $f (param i32 f32) (result f32)',
        '  (local i32)',
        '  loop',
        '    local.get 0',
        '    if (result f32)',
        '      local.get 1',
        '    else',
        '      f32.const 2',
        '    end',
        '    local.set 1',
        '    local.get 2',
        '    i32.const 1',
        '    i32.add',
        '    local.tee 2',
        '    local.get 0',
        '    i32.lt_u',
        '    br_if 0',
        '  end',
        '  local.get 1',
        ')',
      ].join('\n'),
    );
  });

  test('every function of every sample is read to its last byte', () => {
    for (const [i, { document }] of SAMPLES.entries()) {
      const { plan } = compile(document);
      if (!plan) continue;
      const { bytes } = compilePlan(plan, { relaxed: i % 2 === 0, shareFrom: 1 });
      const module = readModule(bytes);
      for (let k = 0; k < module.functions; k++) module.list(k);
    }
  });
});

describe('the code of a step', () => {
  test('is that of the module that runs, but for places of constants and numbers of functions', () => {
    const plan = planOf('digitsConvolution');
    const { bytes, first } = compilePlan(plan, { relaxed: true });
    const module = readModule(bytes);
    const bare = (lines: readonly string[]) =>
      lines.map((line) =>
        line
          .trim()
          .replace(/^(v128.load32_splat) .*/, '$1')
          .replace(/^call .*/, 'call'),
      );
    plan.routines.train?.steps.forEach((_, i) => {
      const [entry] = listing(plan, 'train', i, { relaxed: true });
      const index = module.table[(first.get('train') ?? never()) + i] ?? never();
      const lines = entry?.text.split('\n').filter((line) => !/^[()]|^ {2}\(local/.test(line));
      expect(bare(lines ?? [])).toEqual(bare(module.list(index).lines));
    });
  });

  test('a packed operand has its copy before the nest', () => {
    const found = listing(planOf('xor'), 'train', 0, { relaxed: true });
    expect(found.map((f) => f.is)).toEqual(['sequence', 'copy', 'nest', 'math']);
    const [sequence, copy, nest] = found;
    expect(sequence?.text).toMatch(/call \$copy\n[\s\S]*call \$nest/);
    expect(copy?.nest).toMatch(/^for .*copy1\[i,j\] = data1\.x\[j,i\]$/);
    expect(nest?.nest).toMatch(/acc = Σ p<2 copy1\[p,i\] · weights/);
    expect(nest?.text).toContain('f32x4.relaxed_madd');
    expect(listing(planOf('xor'), 'train', 0, { relaxed: false })[2]?.text).not.toContain(
      'relaxed',
    );
  });

  test('all steps of a loop over time are one listing, its kernels told with the time', () => {
    const plan = planOf('charactersLstm');
    const steps = plan.routines.train?.steps ?? [];
    const loop = stepRangesOf(steps).find((s) => s.loop && s.to - s.from > 1) ?? never();
    const found = listing(plan, 'train', loop.from, { relaxed: true });
    expect(found.some((f) => f.is === 'loop')).toBe(true);
    const inside = found.filter((f) => f.is === 'nest');
    expect(inside.length).toBeGreaterThan(0);
    for (const f of inside) expect(f.nest).toMatch(new RegExp(`^for t<${loop.loop?.extent}`));
    expect(listing(plan, 'train', loop.to - 1, { relaxed: true })).toEqual(found);
  });

  test('a kernel that threads share is shown behind what submits it as a job', () => {
    const plan = planOf('digitsConvolution');
    const found = (plan.routines.train?.steps ?? []).map((_, i) =>
      listing(plan, 'train', i, { relaxed: true, shareFrom: 1 }).map((f) => f.is),
    );
    const shared = found.find((is) => is.includes('shared')) ?? never();
    expect(['nest', 'copy']).toContain(shared[shared.indexOf('shared') + 1]);
  });

  test('instances tell it, where anything was compiled; no such step has none', async () => {
    const plan = planOf('xor');
    const instance = await wasm.instantiate(plan);
    expect(instance.listing('train', 0)[0]?.text).toContain('(func $');
    expect(instance.listing('train', 10_000)).toEqual([]);
    expect((await reference.instantiate(plan)).listing('train', 0)).toEqual([]);
  });
});
