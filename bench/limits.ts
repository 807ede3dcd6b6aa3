/**
 * What the machine gives at most, asked in the same run and the same kind of worker: multiplications and
 * additions of vectors that never leave their registers, and copying through 128-bit loads and stores.
 */
import { must } from '../src/base/assert.ts';
import { Body } from '../workers/backends/wasm/assembler/body.ts';
import { Module } from '../workers/backends/wasm/assembler/module.ts';

export interface Limits {
  /** GFLOP/s of a multiplication and an addition. */
  readonly mulAdd: number;
  /** GFLOP/s of both in one instruction, where the browser has it. */
  readonly fused: number | undefined;
  /** GB/s read and written by a copy of more than any cache holds. */
  readonly memory: number;
  /** The same within 64 KiB. */
  readonly cache: number;
}

/** As many sums as an x86-64 has vector registers for, beside the two factors. */
const SUMS = 12;
const UNROLL = 4;

/** (rounds) → a number that depends on every sum, so that none can be left out. */
function registerLoop(fused: boolean): Body {
  const f = new Body({ params: ['i32'], results: ['f32'] });
  const [x, y] = [f.local('v128'), f.local('v128')];
  const sums = Array.from({ length: SUMS }, () => f.local('v128'));
  f.f32x4([0.999, 0.998, 0.997, 0.996]).set(x);
  f.f32x4([1e-3, 2e-3, 3e-3, 4e-3]).set(y);
  f.loop();
  for (let i = 0; i < UNROLL; i++)
    for (const sum of sums) {
      f.get(sum).get(x);
      if (fused) f.get(y).op('f32x4.relaxed_madd');
      else f.op('f32x4.mul').get(y).op('f32x4.add');
      f.set(sum);
    }
  f.get(0).i32(1).op('i32.sub').tee(0).brIf(0).end();
  const [first, ...others] = sums as [number, ...number[]];
  f.get(first);
  for (const other of others) f.get(other).op('f32x4.add');
  return f.lane('f32x4.extract_lane', 0);
}

/** (bytes, rounds): copies the first so many bytes behind themselves. */
function copyLoop(): Body {
  const [BYTES, ROUNDS] = [0, 1] as const;
  const f = new Body({ params: ['i32', 'i32'], results: [] });
  const at = f.local('i32');
  f.loop().i32(0).set(at).loop();
  for (let i = 0; i < UNROLL; i++) {
    f.get(at).get(BYTES).op('i32.add');
    f.get(at)
      .memory('v128.load', 16 * i)
      .memory('v128.store', 16 * i);
  }
  f.get(at)
    .i32(16 * UNROLL)
    .op('i32.add')
    .tee(at)
    .get(BYTES)
    .op('i32.lt_u')
    .brIf(0)
    .end();
  return f.get(ROUNDS).i32(1).op('i32.sub').tee(ROUNDS).brIf(0).end();
}

const MILLISECONDS = 250;

/**
 * Best of many short rounds: a limit is what is reached when nobody disturbs, and when the engine has
 * compiled the loop with all its effort, which it does while the first rounds run.
 */
function best(work: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  const begin = performance.now();
  for (let i = 0; i < 10 || performance.now() - begin < MILLISECONDS; i++) {
    const from = performance.now();
    run();
    least = Math.min(least, performance.now() - from);
  }
  return work / least / 1e6;
}

const MEMORY = 64 * 2 ** 20;

/** The higher of two answers to each question: the machine may have been disturbed during one. */
export const higher = (a: Limits, b: Limits): Limits => ({
  mulAdd: Math.max(a.mulAdd, b.mulAdd),
  fused: a.fused === undefined ? b.fused : Math.max(a.fused, b.fused ?? 0),
  memory: Math.max(a.memory, b.memory),
  cache: Math.max(a.cache, b.cache),
});

export function limits(): Limits {
  const exports = (body: Body): ((...args: number[]) => number) => {
    const module = new Module();
    module.export('run', module.add(body));
    const pages = (2 * MEMORY) / 65536;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode(pages)), {
      env: { memory },
    });
    return must(instance.exports.run, 'an export') as (...args: number[]) => number;
  };
  const peak = (fused: boolean) => {
    const run = exports(registerLoop(fused));
    const rounds = 200_000;
    return best(rounds * UNROLL * SUMS * 4 * 2, () => run(rounds));
  };
  const valid = (body: Body) => {
    const module = new Module();
    module.add(body);
    return WebAssembly.validate(module.encode(1));
  };
  const copy = exports(copyLoop());
  const copies = (bytes: number, rounds: number) => {
    return best(2 * bytes * rounds, () => copy(bytes, rounds));
  };
  return {
    mulAdd: peak(false),
    fused: valid(registerLoop(true)) ? peak(true) : undefined,
    memory: copies(MEMORY, 1),
    cache: copies(32 * 1024, 1000),
  };
}
