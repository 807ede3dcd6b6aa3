/** Every kind with weights can freeze all of them, and marks what says how they start and are trained. */
import { expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/base/fields.ts';
import { isFrozen, isTrained, KINDS } from '../../src/catalog/index.ts';
import { modelOf } from '../../src/export/torch/model.ts';
import { data, draw } from '../vocabulary.ts';
import { lowerAlone, paramsOf } from './alone.ts';

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
  const saying = KINDS.filter((k) => k.weights).map((k) => k.name);
  expect(saying.sort()).toEqual([...names].sort());
});

test.each(HELD)('%s', (_, kind, example) => {
  const { weights } = kind;
  if (!weights) return expect.unreachable();
  for (const trainable of [true, false]) {
    const params = paramsOf(kind, { ...example.params, [weights.trainable]: trainable });
    expect(isTrained(kind, params)).toBe(trainable);
    expect(isFrozen(kind, params)).toBe(!trainable);
    const { specs } = lowerAlone(kind, { ...example, params }, 2);
    expect(Object.values(specs).map((s) => s.trainable !== false)).toEqual(
      Object.keys(specs).map(() => trainable),
    );
  }
  for (const [name, field] of Object.entries(kind.fields)) {
    const says = field.type === 'thing' || ['trainable', 'l1', 'l2'].includes(name);
    expect(field.ofWeights === true, name).toBe(says);
  }
  // What is said to start them is what they are declared with.
  const start = { kind: 'constant', params: { value: 7 } };
  const started = (param: string) => {
    const params = { ...example.params, [param]: start };
    const { specs } = lowerAlone(kind, { ...example, params }, 2);
    return Object.values(specs).some((s) => s.init === start);
  };
  const things = Object.entries(kind.fields).flatMap(([n, f]) => (f.type === 'thing' ? [n] : []));
  expect(things.filter(started)).toEqual(things);
  expect(weights.init).toBe(things[0]);
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
