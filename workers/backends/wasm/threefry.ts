/**
 * base/random.ts over lanes, to the same bits: Threefry-2x32-20 (Salmon, Moraes, Dror and Shaw, "Parallel
 * Random Numbers: As Easy as 1, 2, 3", SC 2011) with key (seed, stream) and counter (index, step), and the
 * number in (0, 1) from the top 23 bits of its first word.
 */
import type { Expr, Pool } from './lanes.ts';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

export function uniform(p: Pool, seed: Expr, stream: Expr, index: Expr, step: Expr): Expr {
  const parity = p.int(0x1bd11bda);
  const ks = [seed, stream, p.op('ixor', p.op('ixor', seed, stream), parity)] as const;
  const key = (i: number) => ks[i % 3]!;
  let x0 = p.op('iadd', index, key(0));
  let x1 = p.op('iadd', step, key(1));
  for (let round = 0; round < 20; round++) {
    const r = ROTATIONS[round % 8]!;
    x0 = p.op('iadd', x0, x1);
    x1 = p.op('ixor', p.op('ior', p.shift('shl', x1, r), p.shift('shrU', x1, 32 - r)), x0);
    if (round % 4 === 3) {
      const i = (round + 1) / 4;
      x0 = p.op('iadd', x0, key(i));
      x1 = p.op('iadd', p.op('iadd', x1, key(i + 1)), p.int(i));
    }
  }
  const bits = p.op('toFloat', p.shift('shrU', x0, 9));
  return p.op('mul', p.op('add', bits, p.const(0.5)), p.const(1 / 8388608));
}
