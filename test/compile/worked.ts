/**
 * Every worked example of the catalogue as a whole document: what a layer makes of a few inputs goes
 * through the thing in the shape that its example asks for, and a loss is put behind it.
 */

import type { Hyperparameters, Thing } from '../../src/base/fields.ts';
import { random } from '../../src/base/random.ts';
import { KINDS } from '../../src/catalog/index.ts';
import type { Example, Kind } from '../../src/catalog/kind.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import { size } from '../../src/tensor/shape.ts';
import { drawn, paramsOf, shapeAlone, wiresOf } from '../catalog/alone.ts';
import {
  adam,
  add,
  constant,
  data,
  dense,
  draw,
  mse,
  neuron,
  reshape,
  sgd,
  sigmoid,
  softmax,
  tanh,
  type Word,
} from '../vocabulary.ts';

export interface Worked {
  readonly name: string;
  readonly document: Document;
}

/** @param learnt what a loss compares with is the result of a layer as well, so that a gradient goes to it */
function documentOf(kind: Kind, example: Example, learnt = false): Document {
  const shaped = shapeAlone(kind, example);
  if (!shaped.ok) throw new Error(`an example of ${kind.name} does not fit`);
  const words: Word[] = [data('gaussians', { samples: 40 })];
  const wires: string[] = [];
  const ports = kind.ports(paramsOf(kind, example.params));
  const place = (word: Word): string => {
    words.push(word);
    return `${word.kind}${words.filter((w) => w.kind === word.kind).length}`;
  };
  const node = place({ kind: kind.name, params: { ...example.params } as Word['params'] });
  for (const { port, shape } of wiresOf(example)) {
    // Indices are no result of a layer.
    const given = kind.family === 'losses' && port === 'target' && !learnt;
    if (given || example.data?.[port] === 'class') {
      const numbers = drawn(shape, example.data?.[port] ?? 'normal', random(13, 1));
      wires.push(`${place(constant([...numbers], shape))}.out -> ${node}.${port}`);
      continue;
    }
    const layer = place(dense(size(shape)));
    const shaper = place(reshape(...shape));
    wires.push(`data1.x -> ${layer}.in`, `${layer}.out -> ${shaper}.in`);
    // Where probabilities are asked for, only such may arrive.
    const bounded = (example.data?.[port] ?? 'normal') !== 'normal';
    const squashed = bounded && place(shape.length && shape.at(-1) !== 1 ? softmax() : sigmoid());
    if (squashed) wires.push(`${shaper}.out -> ${squashed}.in`);
    wires.push(`${squashed || shaper}.out -> ${node}.${port}`);
  }
  for (const { name } of ports.outputs) {
    const shape = shaped.value[name] ?? [];
    const target = Array.from({ length: size(shape) }, (_, i) => Math.sin(2 * i + 1));
    const loss = place(mse());
    wires.push(`${node}.${name} -> ${loss}.prediction`);
    wires.push(`${place(constant(target, shape))}.out -> ${loss}.target`);
  }
  return draw(words, wires, { batchSize: 3, optimiser: sgd(0.01) });
}

/** Kinds that compute something from what arrives; sources and neurons are asked elsewhere. */
export const WORKED: readonly Worked[] = KINDS.filter(
  (k) => k.family !== 'sources' && k.family !== 'neurons',
).flatMap((kind) =>
  kind.examples.map((example, i) => ({
    name: `${kind.name} ${i + 1}`,
    document: documentOf(kind, example),
  })),
);

/** Losses whose targets are learnt: else no gradient is taken with respect to them. */
export const LEARNT_TARGETS: readonly Worked[] = KINDS.filter((k) => k.family === 'losses').flatMap(
  (kind) =>
    kind.examples.flatMap((example, i) =>
      example.data?.target === 'class'
        ? []
        : [
            {
              name: `${kind.name} ${i + 1}, its target learnt`,
              document: documentOf(kind, example, true),
            },
          ],
    ),
);

const thing = (kind: string, params: Hyperparameters = {}): Thing => ({ kind, params });
const SCHEDULED: readonly (readonly [string, Pick<RunSettings, 'schedule' | 'clip'>])[] = [
  ['step', { schedule: thing('step', { stepSize: 2 }) }],
  [
    'cosine, by norm',
    { schedule: thing('cosine', { tMax: 5 }), clip: thing('norm', { maxNorm: 0.1 }) },
  ],
  [
    'warm-up and plateau',
    {
      schedule: thing('warmUp', { steps: 1, next: thing('plateau', { every: 1, patience: 0 }) }),
    },
  ],
  [
    'plateau, by value',
    {
      schedule: thing('plateau', { every: 2, patience: 0 }),
      clip: thing('value', { limit: 0.05 }),
    },
  ],
];

/** A network whose gradients pass a schedule or a clip before they reach the optimiser. */
export const GUIDED: readonly Worked[] = SCHEDULED.flatMap(([name, guides]) =>
  [sgd(0.3, 0.9), adam(0.3)].map((optimiser) => {
    const words = [data('gaussians', { samples: 40 }), dense(3), tanh(), neuron('linear'), mse()];
    const wires = [
      'data1.x -> dense1.in',
      'dense1.out -> tanh1.in',
      'tanh1.out -> neuron1.in',
      'neuron1.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ];
    const run = { batchSize: 4, optimiser, ...guides };
    return { name: `${optimiser.kind}, ${name}`, document: draw(words, wires, run) };
  }),
);

/** Neurons that read the same wires and are one product, each with a penalty of its own; and several losses. */
export const PENALISED: readonly Worked[] = [
  {
    name: 'neurons',
    document: draw(
      [
        data('gaussians', { samples: 40, split: true }),
        neuron('tanh', { l2: 0.4 }),
        neuron('tanh', { l1: 0.2 }),
        neuron('tanh'),
        neuron('linear', { l1: 0.1, l2: 0.1 }),
        mse(),
      ],
      [
        ...[1, 2, 3].flatMap((n) => [
          `data1.x1 -> neuron${n}.in`,
          `data1.x2 -> neuron${n}.in`,
          `neuron${n}.out -> neuron4.in`,
        ]),
        'neuron4.out -> mse1.prediction',
        'data1.y -> mse1.target',
      ],
      { batchSize: 4, optimiser: sgd(0.1) },
    ),
  },
  {
    name: 'two losses, and a layer that leads to neither',
    document: draw(
      [
        data('gaussians', { samples: 40 }),
        dense(3, { l2: 0.2 }),
        tanh(),
        dense(1, { l1: 0.1 }),
        dense(2, { l1: 0.05, l2: 0.3 }),
        mse(),
        { kind: 'mae', params: {} },
        { kind: 'rnn', params: { units: 2, l2: 0.1 } },
        { kind: 'reshape', params: { shape: [2, 1] } },
      ],
      [
        'data1.x -> dense1.in',
        'dense1.out -> tanh1.in',
        'tanh1.out -> dense2.in',
        'tanh1.out -> dense3.in',
        'dense2.out -> mse1.prediction',
        'data1.y -> mse1.target',
        'dense2.out -> mae1.prediction',
        'data1.y -> mae1.target',
        'data1.x -> reshape1.in',
        'reshape1.out -> rnn1.in',
      ],
      { batchSize: 4, optimiser: adam(0.05) },
    ),
  },
];

/** Nodes that use the weights of others: `{ dense2: 'dense1' }`. */
export const sharing = (
  document: Document,
  shares: Readonly<Record<string, string>>,
): Document => ({
  ...document,
  nodes: Object.fromEntries(
    Object.values(document.nodes).map((node) => {
      const owner = shares[node.id];
      return [node.id, owner === undefined ? node : { ...node, shares: owner }];
    }),
  ),
});

const conv = (params: Hyperparameters): Word => ({ kind: 'conv2d', params });

/**
 * One weight in two places: side by side, one after the other, with the owner behind who uses it, in
 * neurons that are one product, frozen, under a penalty; with several inputs, targets and losses.
 */
export const SHARED: readonly Worked[] = [
  {
    name: 'twins',
    document: sharing(
      draw(
        [
          data('gaussians', { samples: 40 }),
          data('xor-points', { samples: 40 }),
          dense(3, { l2: 0.2 }),
          dense(3),
          tanh(),
          tanh(),
          { kind: 'concat', params: { inputs: 2 } },
          dense(1),
          dense(1, { trainable: false }),
          mse(),
          { kind: 'bceWithLogits', params: {} },
        ],
        [
          'data1.x -> dense1.in',
          'data2.x -> dense2.in',
          'dense1.out -> tanh1.in',
          'dense2.out -> tanh2.in',
          'tanh1.out -> concat1.in1',
          'tanh2.out -> concat1.in2',
          'concat1.out -> dense3.in',
          'concat1.out -> dense4.in',
          'dense3.out -> mse1.prediction',
          'data1.y -> mse1.target',
          'dense4.out -> bceWithLogits1.prediction',
          'data2.y -> bceWithLogits1.target',
        ],
        { batchSize: 4, optimiser: sgd(0.1) },
      ),
      { dense2: 'dense1' },
    ),
  },
  {
    name: 'one after the other, owner last',
    document: sharing(
      draw(
        [data('gaussians', { samples: 40 }), dense(2), tanh(), dense(2), tanh(), dense(2), mse()],
        [
          'data1.x -> dense1.in',
          'dense1.out -> tanh1.in',
          'tanh1.out -> dense2.in',
          'dense2.out -> tanh2.in',
          'tanh2.out -> dense3.in',
          'dense3.out -> mse1.prediction',
          'data1.x -> mse1.target',
        ],
        { batchSize: 4, optimiser: adam(0.05) },
      ),
      { dense1: 'dense2', dense2: 'dense3' },
    ),
  },
  {
    name: 'the owner leads to no loss, and is under a penalty',
    document: sharing(
      draw(
        [data('gaussians', { samples: 40 }), dense(2, { l2: 0.1 }), dense(2), mse()],
        [
          'data1.x -> dense1.in',
          'data1.x -> dense2.in',
          'dense2.out -> mse1.prediction',
          'data1.x -> mse1.target',
        ],
        { batchSize: 4, optimiser: sgd(0.01, 0.9) },
      ),
      { dense2: 'dense1' },
    ),
  },
  {
    name: 'neurons, each wire with a weight',
    document: sharing(
      draw(
        [
          data('gaussians', { samples: 40, split: true }),
          neuron('tanh', { l1: 0.1 }),
          neuron('tanh'),
          neuron('sigmoid'),
          neuron('linear'),
          mse(),
        ],
        [
          ...[1, 2, 3].flatMap((n) => [
            `data1.x${n === 2 ? 2 : 1} -> neuron${n}.in`,
            `data1.x${n === 2 ? 1 : 2} -> neuron${n}.in`,
            `neuron${n}.out -> neuron4.in`,
          ]),
          'neuron4.out -> mse1.prediction',
          'data1.y -> mse1.target',
        ],
        { batchSize: 4, optimiser: sgd(0.1) },
      ),
      { neuron1: 'neuron2' },
    ),
  },
  {
    name: 'convolutions, frozen and free',
    document: sharing(
      draw(
        [
          data('gaussians', { samples: 40 }),
          dense(9),
          reshape(1, 3, 3),
          ...[true, true, false, true].map((trainable) =>
            conv({ filters: 1, kernel: [3], padding: 'same', trainable }),
          ),
          { kind: 'flatten', params: {} },
          dense(1),
          mse(),
        ],
        [
          'data1.x -> dense1.in',
          'dense1.out -> reshape1.in',
          'reshape1.out -> conv2d1.in',
          'conv2d1.out -> conv2d2.in',
          'conv2d2.out -> conv2d3.in',
          'conv2d3.out -> conv2d4.in',
          'conv2d4.out -> flatten1.in',
          'flatten1.out -> dense2.in',
          'dense2.out -> mse1.prediction',
          'data1.y -> mse1.target',
        ],
        { batchSize: 2, optimiser: sgd(0.1, 0.9) },
      ),
      { conv2d2: 'conv2d1', conv2d4: 'conv2d3' },
    ),
  },
  {
    name: 'what reads sequences: tokens, two heads, time',
    document: sharing(
      draw(
        [
          { kind: 'constant', params: { values: [0, 2, 1, 2] } },
          { kind: 'constant', params: { values: [1, 1, 0, 2] } },
          { kind: 'embedding', params: { num: 3, dim: 4 } },
          { kind: 'embedding', params: { num: 3, dim: 4 } },
          { kind: 'multiHeadAttention', params: { heads: 2 } },
          { kind: 'multiHeadAttention', params: { heads: 2 } },
          { kind: 'lstm', params: { units: 4, bidirectional: false } },
          { kind: 'lstm', params: { units: 4, bidirectional: false } },
          { kind: 'gru', params: { units: 4, gives: 'last' } },
          { kind: 'gru', params: { units: 4, gives: 'last' } },
          add(2),
          dense(2),
          constant([1, -1]),
          mse(),
        ],
        [
          'constant1.out -> embedding1.in',
          'constant2.out -> embedding2.in',
          ...['query', 'key', 'value'].flatMap((port) =>
            [1, 2].map((n) => `embedding${n}.out -> multiHeadAttention${n}.${port}`),
          ),
          'multiHeadAttention1.out -> lstm1.in',
          'lstm1.out -> lstm2.in',
          'lstm2.out -> gru1.in',
          'multiHeadAttention2.out -> gru2.in',
          'gru1.out -> add1.in1',
          'gru2.out -> add1.in2',
          'add1.out -> dense1.in',
          'dense1.out -> mse1.prediction',
          'constant3.out -> mse1.target',
        ],
        { batchSize: 2, optimiser: sgd(0.1) },
      ),
      {
        embedding2: 'embedding1',
        multiHeadAttention1: 'multiHeadAttention2',
        lstm2: 'lstm1',
        gru1: 'gru2',
      },
    ),
  },
];
