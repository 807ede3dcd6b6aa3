/**
 * Every worked example of the catalogue as a whole document: what a layer makes of a few inputs goes
 * through the thing in the shape that its example asks for, and a loss is put behind it.
 */

import { random } from '../../src/base/random.ts';
import { KINDS } from '../../src/catalog/index.ts';
import type { Example, Kind } from '../../src/catalog/kind.ts';
import type { Document } from '../../src/document/records.ts';
import { size } from '../../src/tensor/shape.ts';
import { drawn, paramsOf, shapeAlone, wiresOf } from '../catalog/alone.ts';
import {
  constant,
  data,
  dense,
  draw,
  mse,
  reshape,
  sgd,
  sigmoid,
  softmax,
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
    if (kind.family === 'losses' && port === 'target') {
      const target = drawn(shape, example.data?.target ?? 'normal', random(13, 1));
      wires.push(`${place(constant([...target], shape))}.out -> ${node}.target`);
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
