/** The order in which a formula numbers what comes into a node and goes out of it. */
import { expect, test } from 'vitest';
import { wiresOf } from '../../src/compile/explain-symbols.ts';
import type { Document } from '../../src/document/records.ts';
import { data, dense, draw, mse } from '../vocabulary.ts';

test('wires are numbered by their ports, and at one port as they were drawn', () => {
  const drawn = draw([data('xor-points'), dense(2), mse()], []);
  const ends: readonly (readonly [id: string, from: string, to: string])[] = [
    ['e1', 'dense1.b', 'mse1.in10'],
    ['e10', 'dense1.a', 'mse1.in2'],
    ['e2', 'dense1.b', 'mse1.in2'],
    ['e3', 'dense1.a', 'mse1.in1'],
    ['e4', 'data1.x', 'dense1.in'],
  ];
  const ref = (text: string) => ({ node: text.split('.')[0]!, port: text.split('.')[1]! });
  const document: Document = {
    ...drawn,
    edges: Object.fromEntries(
      ends.map(([id, from, to]) => [id, { id, source: ref(from), target: ref(to) }]),
    ),
  };
  const ids = (edges: readonly { readonly id: string }[]) => edges.map((e) => e.id);
  expect(ids(wiresOf(document, 'mse1').into)).toEqual(['e3', 'e2', 'e10', 'e1']);
  expect(ids(wiresOf(document, 'dense1').out)).toEqual(['e3', 'e10', 'e1', 'e2']);
  expect(ids(wiresOf(document, 'dense1').into)).toEqual(['e4']);
});
