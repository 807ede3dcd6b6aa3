/** A small vocabulary, so that the document room is tested without the catalogue. */

import {
  checkValues,
  defaults,
  type Field,
  type Fields,
  type Hyperparameters,
} from '../../src/base/fields.ts';
import { alike } from '../../src/base/words.ts';
import type { Ports, Vocabulary } from '../../src/document/vocabulary.ts';

const number = (label: string, standard: number, min: number, max: number): Field => ({
  type: 'number',
  label: alike(label),
  default: standard,
  min,
  max,
  integer: true,
});
const face = (name: string, fields: Fields, ports: (params: Hyperparameters) => Ports) => ({
  name,
  title: name,
  ports: (params: Hyperparameters) =>
    ports(checkValues(fields, params).length ? defaults(fields) : params),
  defaults: defaults(fields),
  thing: () => undefined,
  check: (params: Readonly<Record<string, unknown>>) => checkValues(fields, params),
});
const out = [{ name: 'out' }];
const split: Field = { type: 'boolean', label: alike('Split'), default: false };

const faces = [
  face('data', { split, columns: number('Columns', 2, 1, 8) }, ({ split, columns }) => ({
    inputs: [],
    outputs: [
      ...(split
        ? Array.from({ length: Number(columns) }, (_, i) => ({ name: `x${i + 1}` }))
        : [{ name: 'x' }]),
      { name: 'y' },
    ],
  })),
  face(
    'dense',
    {
      units: number('Units', 4, 1, 4096),
      bias: { type: 'boolean', label: alike('Bias'), default: true },
      init: {
        type: 'thing',
        family: 'initialisers',
        label: alike('Start'),
        default: { kind: 'xavier', params: {} },
      },
    },
    () => ({ inputs: [{ name: 'in' }], outputs: out }),
  ),
  face('tanh', {}, () => ({ inputs: [{ name: 'in' }], outputs: out })),
  face('neuron', { bias: { type: 'boolean', label: alike('Bias'), default: true } }, () => ({
    inputs: [{ name: 'in', many: true }],
    outputs: out,
  })),
  face('add', { inputs: number('Inputs', 2, 2, 16) }, ({ inputs }) => ({
    inputs: Array.from({ length: Number(inputs) }, (_, i) => ({ name: `in${i + 1}` })),
    outputs: out,
  })),
  face(
    'constant',
    {
      values: {
        type: 'numbers',
        label: alike('Values'),
        default: [0],
        min: -1e6,
        max: 1e6,
        maxLength: 100,
      },
    },
    () => ({ inputs: [], outputs: out }),
  ),
  face('mse', {}, () => ({
    inputs: [{ name: 'prediction' }, { name: 'target' }],
    outputs: [],
  })),
];
const byName = new Map(faces.map((f) => [f.name, f]));

export const vocabulary: Vocabulary = Object.assign((kind: string) => byName.get(kind), {
  run: { defaults: {}, thing: () => undefined },
});
export const kinds = faces.map((f) => f.name);
