/** What a compilation tells of its parameters and its losses, which the engine and the page go by. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { bceWithLogits, data, dense, draw, mse } from '../vocabulary.ts';
import { sharing } from './worked.ts';

const network = draw(
  [data('moons'), dense(2), dense(2), dense(1), bceWithLogits(), mse()],
  [
    'data1.x -> dense1.in',
    'dense1.out -> dense2.in',
    'dense2.out -> dense3.in',
    'dense3.out -> bceWithLogits1.prediction',
    'data1.y -> bceWithLogits1.target',
    'dense3.out -> mse1.prediction',
    'data1.y -> mse1.target',
  ],
);

test('a parameter names those who share it, and no others', () => {
  const users = (document: typeof network) =>
    Object.fromEntries(
      compile(document)
        .parameters.filter((p) => p.own === 'weight')
        .map((p) => [p.node, [...p.users].sort()]),
    );
  expect(users(network)).toEqual({ dense1: [], dense2: [], dense3: [] });
  expect(users(sharing(network, { dense2: 'dense1' }))).toEqual({
    dense1: ['dense2'],
    dense3: [],
  });
});

test('a loss has an accuracy where it says which answers are correct', () => {
  const told = compile(network).losses.map(({ node, hasAccuracy }) => [node, hasAccuracy]);
  expect(Object.fromEntries(told)).toEqual({ bceWithLogits1: true, mse1: false });
});
