/** Random sound documents of mixed kinds, seeded: neurons and layers, skips, several losses. */
import { type Random, random } from '../../src/base/random.ts';
import type { Document, RunSettings } from '../../src/document/records.ts';
import {
  adam,
  add,
  concat,
  constant,
  data,
  dense,
  draw,
  linear,
  mse,
  multiply,
  neuron,
  relu,
  sgd,
  sigmoid,
  softmax,
  tanh,
  type Word,
} from '../vocabulary.ts';

const pick = <T>(r: Random, list: readonly T[]): T => list[r.below(list.length)]!;

/** A graph of up to `most` nodes between the data and one or two losses. */
export function randomGraph(seed: number, most = 14): Document {
  const r = random(seed, 99);
  const words: Word[] = [data('gaussians', { samples: 40, split: r.next() < 0.4 })];
  const wires: string[] = [];
  const counts: Record<string, number> = { data: 1 };
  /** Outputs so far with their widths. */
  const outs: { port: string; width: number }[] = words[0]?.params.split
    ? [
        { port: 'data1.x1', width: 1 },
        { port: 'data1.x2', width: 1 },
      ]
    : [{ port: 'data1.x', width: 2 }];
  const place = (word: Word): string => {
    const n = (counts[word.kind] ?? 0) + 1;
    counts[word.kind] = n;
    words.push(word);
    return `${word.kind}${n}`;
  };
  const wire = (from: string, to: string) => wires.push(`${from} -> ${to}`);
  const curves = [tanh, sigmoid, relu, linear, softmax];

  const nodes = 2 + r.below(most - 1);
  while (words.length < nodes) {
    const from = pick(r, outs);
    const kind = r.below(6);
    if (kind <= 1) {
      const units = 1 + r.below(5);
      const id = place(dense(units, { bias: r.next() < 0.8 }));
      wire(from.port, `${id}.in`);
      outs.push({ port: `${id}.out`, width: units });
    } else if (kind === 2) {
      const id = place(pick(r, curves)());
      wire(from.port, `${id}.in`);
      outs.push({ port: `${id}.out`, width: from.width });
    } else if (kind === 3) {
      // A row of neurons that read the same wires.
      const sources = outs.filter(() => r.next() < 0.5);
      const row = sources.length ? sources : [from];
      for (let k = 1 + r.below(3); k > 0; k--) {
        const id = place(neuron(pick(r, ['tanh', 'sigmoid', 'linear'])));
        for (const s of r.next() < 0.5 ? row : [...row].reverse()) wire(s.port, `${id}.in`);
        outs.push({ port: `${id}.out`, width: 1 });
      }
    } else if (kind === 4) {
      const other = pick(
        r,
        outs.filter((o) => o.width === from.width || o.width === 1),
      );
      const id = place((r.next() < 0.5 ? add : multiply)(2));
      wire(from.port, `${id}.in1`);
      wire((other ?? from).port, `${id}.in2`);
      outs.push({ port: `${id}.out`, width: from.width });
    } else {
      const other = pick(r, outs);
      const id = place(concat(2));
      wire(from.port, `${id}.in1`);
      wire(other.port, `${id}.in2`);
      outs.push({ port: `${id}.out`, width: from.width + other.width });
    }
  }
  const addLoss = (from: { port: string; width: number }) => {
    const loss = place(mse());
    const target = place(constant(Array.from({ length: from.width }, () => r.normal())));
    wire(from.port, `${loss}.prediction`);
    wire(`${target}.out`, `${loss}.target`);
  };
  addLoss(outs[outs.length - 1]!);
  if (r.next() < 0.4) addLoss(pick(r, outs));
  const run: Partial<RunSettings> = {
    seed,
    batchSize: 1 + r.below(6),
    optimiser: r.next() < 0.5 ? adam(0.05) : sgd(0.1, r.next() < 0.5 ? 0.9 : 0),
  };
  return draw(words, wires, run);
}
