/** No gradient goes to what a prediction is compared with, unless something behind it learns. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { add, constant, data, dense, draw, flatten, mse, tanh, type Word } from '../vocabulary.ts';

function seen(words: readonly Word[], wires: readonly string[]) {
  const document = draw(words, wires, { batchSize: 4 });
  const { plan, ungraded, issues } = compile(document);
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  const said = (ids: readonly string[]) =>
    ids.map((id) => {
      const { source, target } = document.edges[id]!;
      return `${source.node}.${source.port} -> ${target.node}.${target.port}`;
    });
  const graded = Object.keys(plan?.routines.watch?.results.gradients ?? {});
  return {
    bare: said(ungraded.target).sort(),
    indices: said(ungraded.indices).sort(),
    graded: said(graded).sort(),
    stops: (plan?.moves ?? []).flatMap((m) => (m.phase === 'backward' ? [m.node] : [])),
  };
}
const SOURCE = data('gaussians', { samples: 40 });

describe('without a gradient', () => {
  it('is the wire from data to a target, and whatever it passes on the way', () => {
    const wires = [
      'data1.x -> dense1.in',
      'dense1.out -> mse1.prediction',
      'data1.y -> tanh1.in',
      'tanh1.out -> mse1.target',
    ];
    expect(seen([SOURCE, dense(1), tanh(), mse()], wires)).toMatchObject({
      bare: ['data1.y -> tanh1.in', 'tanh1.out -> mse1.target'],
      graded: ['data1.x -> dense1.in', 'dense1.out -> mse1.prediction'],
    });
  });
  it('is the wire to the target alone, where the same value is predicted from', () => {
    const wires = [
      'data1.x -> dense1.in',
      'dense1.out -> mse1.prediction',
      'data1.x -> mse1.target',
    ];
    expect(seen([SOURCE, dense(2), mse()], wires).bare).toEqual(['data1.x -> mse1.target']);
  });
  it('is no wire behind which something learns, nor one that a prediction is made of as well', () => {
    const learnt = [
      'data1.x -> dense1.in',
      'data1.x -> dense2.in',
      'dense1.out -> mse1.prediction',
      'dense2.out -> mse1.target',
    ];
    expect(seen([SOURCE, dense(2), dense(2), mse()], learnt).bare).toEqual([]);
    const both = [
      'data1.x -> add1.in1',
      'constant1.out -> add1.in2',
      'add1.out -> dense1.in',
      'dense1.out -> mse1.prediction',
      'add1.out -> mse1.target',
    ];
    expect(seen([SOURCE, constant([1, 2]), add(2), dense(2), mse()], both).bare).toEqual([
      'add1.out -> mse1.target',
    ]);
  });
  it('is the wire from a frozen layer to a target', () => {
    const wires = [
      'data1.x -> dense1.in',
      'data1.x -> dense2.in',
      'dense1.out -> mse1.prediction',
      'dense2.out -> mse1.target',
    ];
    const frozen = seen([SOURCE, dense(2), dense(2, { trainable: false }), mse()], wires);
    expect(frozen.bare).toEqual(['data1.x -> dense2.in', 'dense2.out -> mse1.target']);
  });
});

describe('to indices', () => {
  const rounded: Word = { kind: 'embedding', params: { num: 3, dim: 2 } };
  const wires = [
    'data1.x -> dense1.in',
    'dense1.out -> embedding1.in',
    'embedding1.out -> flatten1.in',
    'flatten1.out -> dense2.in',
    'dense2.out -> mse1.prediction',
    'data1.y -> mse1.target',
  ];
  const words = [SOURCE, dense(1), rounded, flatten(), dense(1), mse()];
  it('no gradient goes, whatever is behind them; what reads them learns', () => {
    const { indices, graded, stops } = seen(words, wires);
    expect(indices).toEqual(['data1.x -> dense1.in', 'dense1.out -> embedding1.in']);
    expect(graded).not.toContain('dense1.out -> embedding1.in');
    expect(stops.slice(-2)).toEqual(['flatten1', 'embedding1']);
  });
  it('a layer that leads to them alone is not updated, as one whose grad is None', () => {
    const document = draw(words, wires, { batchSize: 4 });
    const updated = (document: Document) => {
      const { plan } = compile(document);
      const weights = plan!.storage.filter((v) => v.trainable && !v.slot);
      const persistent = new Map(plan!.buffers.map((b) => [b.id, b.name]));
      return {
        stops: plan!.moves.flatMap((m) => (m.phase === 'update' ? [m.node] : [])),
        kept: weights.filter((v) => persistent.get(v.ref.buffer) === 'frozen').map((v) => v.name),
      };
    };
    expect(updated(document)).toEqual({
      stops: ['embedding1', 'dense2'],
      kept: ['dense1.weight', 'dense1.bias'],
    });
    // Another that uses its weights, or a penalty, gives them a gradient.
    const dense1 = document.nodes.dense1!;
    const penalised = { ...dense1, params: { ...dense1.params, l2: 0.1 } };
    const nodes = { ...document.nodes, dense1: penalised };
    expect(updated({ ...document, nodes })).toEqual({
      stops: ['dense1', 'embedding1', 'dense2'],
      kept: ['dense1.bias'],
    });
  });
  it('one goes where the same number is computed with as well', () => {
    const more = [...wires.filter((w) => !w.startsWith('dense2')), 'dense1.out -> add1.in1'];
    const both = [...more, 'dense2.out -> add1.in2', 'add1.out -> mse1.prediction'];
    const { indices, graded } = seen([...words, add(2)], both);
    expect(indices).toEqual(['dense1.out -> embedding1.in']);
    expect(graded).toContain('data1.x -> dense1.in');
  });
});

it('of every sample: what is at a loss’s target has none, all else that leads to a loss has one', () => {
  for (const { document } of SAMPLES) {
    const { plan, ungraded } = compile(document);
    const graded = new Set(Object.keys(plan?.routines.watch?.results.gradients ?? {}));
    for (const edge of [...ungraded.target, ...ungraded.indices])
      expect(graded.has(edge)).toBe(false);
    const predicting = Object.values(document.edges).filter((e) => e.target.port === 'prediction');
    for (const { id } of predicting) expect(graded.has(id)).toBe(true);
  }
});
