/** Every kind with weights can freeze all of them, and marks what says how they start and are trained. */
import { expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { KINDS } from '../../src/catalog/index.ts';
import { modelOf } from '../../src/export/torch/model.ts';
import { data, draw } from '../vocabulary.ts';
import { lowerAlone } from './alone.ts';

const HELD = KINDS.flatMap((kind) => {
  const example = kind.examples.find((e) => Object.keys(lowerAlone(kind, e, 2).specs).length);
  return example ? [[kind.name, kind, example] as const] : [];
});

test('they are the kinds that are known to have weights', () => {
  const names = HELD.map(([name]) => name);
  for (const name of ['neuron', 'dense', 'conv1d', 'conv2d', 'convTranspose2d'])
    expect(names).toContain(name);
  for (const name of ['batchNorm', 'layerNorm', 'instanceNorm', 'groupNorm', 'lstm', 'embedding'])
    expect(names).toContain(name);
  const saying = KINDS.filter((k) => 'trainable' in k.fields).map((k) => k.name);
  expect(saying.sort()).toEqual([...names].sort());
});

test.each(HELD)('%s', (_, kind, example) => {
  for (const trainable of [true, false]) {
    const params = { ...example.params, trainable };
    const { specs } = lowerAlone(kind, { ...example, params }, 2);
    expect(Object.values(specs).map((s) => s.trainable !== false)).toEqual(
      Object.keys(specs).map(() => trainable),
    );
  }
  for (const [name, field] of Object.entries(kind.fields)) {
    const says = field.type === 'thing' || ['trainable', 'l1', 'l2'].includes(name);
    expect(field.ofWeights === true, name).toBe(says);
  }
});

test.each(HELD.filter(([, kind]) => kind.export.torch !== 'none'))(
  '%s, in PyTorch',
  (_, kind, example) => {
    const edges = Object.entries(example.at).flatMap(([port, shapes]) =>
      shapes.map(() => `data1.x -> ${kind.name}1.${port}`),
    );
    const shape = Object.values(example.at)[0]?.[0] ?? [];
    const text = (trainable: boolean) =>
      modelOf(
        draw(
          [
            data('gaussians'),
            { kind: kind.name, params: { ...example.params, trainable } as Hyperparameters },
          ],
          edges,
        ),
        { 'data1.x': shape, 'data1.y': [1], [`${kind.name}1.out`]: shape },
        2,
      ).text;
    expect(text(true)).not.toContain('.requires_grad_(False)');
    expect(text(false)).toContain('.requires_grad_(False)');
  },
);
