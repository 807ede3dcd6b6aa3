/** An equation is shown as long as it says what was computed, up to what float32 loses; else it is counted. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import { explainBook, TOLERANCE } from '../../src/compile/explain-textbook.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { data, dense, draw, mse } from '../vocabulary.ts';

const document = draw(
  [data('gaussians', { samples: 40 }), dense(2), mse()],
  ['data1.x -> dense1.in', 'dense1.out -> mse1.prediction', 'data1.x -> mse1.target'],
  { batchSize: 4 },
);

test.each([
  [0, 1, 0],
  [0.5, 1, 0],
  [-0.5, 1, 0],
  [2, 0, 1],
  [-2, 0, 1],
])('off by %f of the tolerance: %i shown, %i left out', async (by, shown, left) => {
  const compilation = compile(document);
  const plan = must(compilation.plan, 'a plan');
  const watch = must(plan.routines.watch, 'a watched step');
  const instance = await reference.instantiate(plan);
  instance.submit('init', 1, 0);
  for (const ref of Object.values(watch.inputs))
    instance.view(ref.buffer).set(Array.from({ length: size(ref.shape) }, (_, i) => i - 3));
  const old = plan.buffers.map((b) => Float64Array.from(instance.view(b.id)));
  instance.submit('watch', 1, 1);
  const move = must(
    plan.moves.find((m) => m.phase === 'forward' && m.node === 'dense1'),
    'a move',
  );
  const out = must(watch.results.outputs.dense1?.out, 'an output');
  const outputs = Array.from(instance.view(out.buffer)).slice(
    out.offset,
    out.offset + size(out.shape),
  );
  const most = Math.max(...outputs.map(Math.abs));
  // Not of the largest: what is small may be off by as much.
  const place = outputs.findIndex((x) => Math.abs(x) < most / 2);
  expect(place).toBeGreaterThanOrEqual(0);
  const now = (buffer: number) => {
    const numbers = Float64Array.from(instance.view(buffer));
    if (buffer === out.buffer) numbers[out.offset + place]! += by * TOLERANCE * most;
    return numbers;
  };
  const index = [Math.floor(place / 2), place % 2];
  const asked = { plan, document, compilation, move, seed: 1, step: 1, index };
  const told = explainBook(asked).from(now, (buffer) => must(old[buffer], 'a buffer'));
  expect(told.equations.filter((e) => e.of.of === 'output')).toHaveLength(shown);
  expect(told.left).toBe(left);
});
