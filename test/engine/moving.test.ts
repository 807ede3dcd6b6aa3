/** What crosses the wire by being moved: the large alone, and each once. */
import { expect, test } from 'vitest';
import { movable, WORTH_MOVING } from '../../workers/engine/moving.ts';

test('large buffers are moved, each once, however deep they lie; small and shared ones are copied', () => {
  const large = new Float32Array(WORTH_MOVING / 4);
  const small = new Float32Array(WORTH_MOVING / 4 - 1);
  const shared = new Float32Array(new SharedArrayBuffer(WORTH_MOVING));
  const answer = {
    outputs: [{ name: 'out', tensor: { shape: [4], data: large } }],
    again: new Float32Array(large.buffer, 4, 2),
    small,
    shared,
    none: null,
    text: 'x',
  };
  expect(movable(answer)).toEqual([large.buffer]);
  expect(movable(undefined)).toEqual([]);
  const [there] = [structuredClone(answer, { transfer: [...movable(answer)] })];
  expect(there.outputs[0]?.tensor.data).toHaveLength(WORTH_MOVING / 4);
  expect(large.byteLength).toBe(0);
  expect(small).toHaveLength(WORTH_MOVING / 4 - 1);
});
