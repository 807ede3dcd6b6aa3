/**
 * Every worked example of the catalogue as a whole document: what a layer makes of a few inputs goes
 * through the thing in the shape that its example asks for, and a loss is put behind it.
 */

import type { Params, Thing } from '../../src/base/fields.ts';
import { random } from '../../src/base/random.ts';
import { KINDS } from '../../src/catalog/index.ts';
import type { Example, Kind } from '../../src/catalog/kind.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import { size } from '../../src/tensor/shape.ts';
import { drawn, paramsOf, shapeAlone, wiresOf } from '../catalog/alone.ts';
import {
  adam,
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

function documentOf(kind: Kind, example: Example): Document {
  const shaped = shapeAlone(kind, example);
  if (!shaped.ok) throw new Error(`an example of ${kind.name} does not fit`);
  const words: Word[] = [data('gaussians', { samples: 40 })];
  const wires: string[] = [];
  const ports = kind.ports(paramsOf(kind, example.params) as never);
  const place = (word: Word): string => {
    words.push(word);
    return `${word.kind}${words.filter((w) => w.kind === word.kind).length}`;
  };
  const node = place({ kind: kind.name, params: { ...example.params } as Word['params'] });
  for (const { port, shape } of wiresOf(example)) {
    // Indices are no result of a layer.
    if ((kind.family === 'losses' && port === 'target') || example.data?.[port] === 'class') {
      const given = drawn(shape, example.data?.[port] ?? 'normal', random(13, 1));
      wires.push(`${place(constant([...given], shape))}.out -> ${node}.${port}`);
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

const thing = (kind: string, params: Params = {}): Thing => ({ kind, params });
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

/** Neurons that read the same wires and are one product, each with a penalty of its own. */
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
];
