/**
 * Law: movement is index arithmetic. Random programs of slices, pads, shears, repeats and sums, with
 * and without steps, come out the same from the plan (both fences, both backends) as from the
 * definition, and so do their gradients, which are such programs again.
 */
import { expect, test } from 'vitest';
import { type Random, random } from '../../src/base/random.ts';
import { type Builder, createBuilder, type V } from '../../src/ir/builder.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import type { Program } from '../../src/ir/ops.ts';
import { verify } from '../../src/ir/verify.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { planOf } from '../compile/plan-of.ts';

/** One random movement, or a little arithmetic in between. */
function grow(b: Builder, r: Random, x: V, others: readonly V[]): V {
  const rank = x.shape.length;
  const steps = x.shape.map(() => (r.next() < 0.3 ? 2 : 1));
  switch (r.below(9)) {
    case 0: {
      const starts = x.shape.map((d) => r.below(Math.min(2, d)));
      const sizes = x.shape.map((d, i) => Math.ceil((d - starts[i]!) / steps[i]!));
      return b.slice(x, starts, sizes, steps);
    }
    case 1: {
      const before = x.shape.map(() => r.below(2));
      const shape = x.shape.map((d, i) => before[i]! + steps[i]! * (d - 1) + 1 + r.below(2));
      return b.pad(x, before, shape, steps);
    }
    case 2:
    case 3: {
      // A window, as convolution cuts it.
      if (rank > 4) return x;
      const axis = r.below(rank);
      const taps = 1 + r.below(3);
      const wide = b.emit('broadcast', [x], { axes: [rank] }, [...x.shape, taps]);
      const extent = Math.max(1, x.shape[axis]! + r.below(3) - 1);
      return b.shear(wide, axis, rank, r.below(5) - 2, extent);
    }
    case 4: {
      if (rank > 4) return x;
      const at = r.below(rank + 1);
      const shape = [...x.shape.slice(0, at), 2, ...x.shape.slice(at)];
      return b.emit('broadcast', [x], { axes: [at] }, shape);
    }
    case 5:
      return b.permute(
        x,
        x.shape.map((_, i) => (i + 1) % rank),
      );
    case 6:
      return rank > 1 ? b.sum(x, [r.below(rank)]) : b.tanh(x);
    case 7: {
      const like = others.find((o) => o.shape.join() === x.shape.join());
      return like ? b.mul(x, like) : b.mul(x, x);
    }
    default: {
      // A product with something that is the same along some axes, as weights are.
      const axes = x.shape.flatMap((_, i) => (r.next() < 0.5 ? [i] : []));
      const kept = x.shape.filter((_, i) => !axes.includes(i));
      const w = b.literal(
        Array.from({ length: size(kept) }, (_, i) => Math.fround(Math.cos(i + 1))),
        kept,
      );
      return b.mul(x, axes.length ? b.emit('broadcast', [w], { axes }, x.shape) : w);
    }
  }
}

function randomProgram(seed: number): Program {
  const r = random(seed, 77);
  const b = createBuilder();
  const x = b.emit('input', [], { name: 'x' }, [2, 3 + r.below(3), 2 + r.below(3)]);
  const seen: V[] = [x];
  let y = x;
  for (let i = 3 + r.below(7); i > 0; i--) {
    const next = grow(b, r, y, seen);
    if (size(next.shape) > 3000) continue;
    y = next;
    seen.push(y);
  }
  const weights = Array.from({ length: size(y.shape) }, (_, i) => Math.fround(Math.sin(i * 2 + 1)));
  const [dx] = differentiate(b, b.sum(b.mul(y, b.literal(weights, y.shape))), [x]);
  return b.program({ y, dx: dx! });
}

test.each(Array.from({ length: 250 }, (_, i) => i + 1))('program %i', async (seed) => {
  const program = randomProgram(seed);
  expect(verify(program)).toEqual([]);
  const r = random(seed, 3);
  const x = Array.from({ length: 60 }, () => Math.fround(r.normal()));
  const expected = evaluate(program, { inputs: { x } }).results;
  for (const fence of ['none', 'node'] as const) {
    const plan = planOf(program, fence);
    expect(verifyPlan(plan)).toEqual([]);
    for (const [backend, tolerance] of [
      [reference, 1e-10],
      [wasm, 3e-5],
    ] as const) {
      const instance = await backend.instantiate(plan);
      // What is left from other runs must not matter.
      for (const { id, role } of plan.buffers) if (role === 'scratch') instance.view(id).fill(7);
      const ref = plan.routines.train?.inputs.x;
      if (ref) instance.view(ref.buffer).set(x.slice(0, size(ref.shape)));
      instance.submit('train', 1, 1);
      for (const [name, { buffer, offset, shape }] of Object.entries(
        plan.routines.train!.results.outputs['']!,
      )) {
        const found = instance.view(buffer).subarray(offset, offset + size(shape));
        const wanted = expected[name]?.data ?? [];
        const scale = 1 + Math.max(...Array.from(wanted, Math.abs));
        for (let i = 0; i < wanted.length; i++)
          if (!(Math.abs(found[i]! - wanted[i]!) <= tolerance * scale))
            expect.fail(`${fence} ${backend.name} ${name}[${i}]: ${found[i]}, not ${wanted[i]}`);
      }
      instance.dispose();
    }
  }
});
