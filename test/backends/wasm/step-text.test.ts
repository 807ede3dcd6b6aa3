/**
 * The WebAssembly of one step as a readable snapshot: a dense layer with bias and ReLU over a batch of 8. A
 * change of the code generator shows here as the instructions that it changes. The weights are packed; of nine
 * columns eight fill a block of 4 × 8, and the last vector overlaps it.
 */
import { expect, test } from 'vitest';
import { listing } from '../../../workers/backends/wasm/listing.ts';
import { acc, access, binary, constant, load, planOf, product } from '../kernels.ts';

test('a dense layer: its weights packed, a register block of 4 × 8, and a remainder', async () => {
  const [batch, units, features] = [8, 9, 3] as const;
  const relu = binary('max', binary('add', acc, load(2)), constant(0));
  const layer = product([batch, units, features], false, true, relu, [access(3, [0, 1, 0])]);
  const shapes = [[batch, features], [units, features], [batch, units], [units]];
  const plan = planOf(
    shapes.map((shape) => ({ shape })),
    [layer],
  );
  const text = listing(plan, 'train', 0, { relaxed: true }).map(
    ({ nest, text }) => `${nest ? `;; ${nest}\n` : ''}${text}\n`,
  );
  await expect(text.join('\n')).toMatchFileSnapshot('./step-text.wat');
});
