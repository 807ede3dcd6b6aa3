/**
 * Small words for tests: `model(input(4, 3), dense(3), mse())` is a document. A model is a chain from
 * one data node to a loss that also reads its targets; anything else is drawn with `draw`.
 */
import type { Hyperparameters } from '../src/base/fields.ts';
import { emptyDocument } from '../src/catalog/empty.ts';
import { KINDS } from '../src/catalog/index.ts';
import type { Document, EdgeRecord, NodeRecord, RunSettings } from '../src/document/records.ts';

export interface Word {
  readonly kind: string;
  readonly params: Hyperparameters;
}
const word = (kind: string, params: Hyperparameters = {}): Word => ({ kind, params });

/**
 * A source of `features` numbers with `targets` numbers to learn. It stands for a table of one's own,
 * whose rows a test feeds itself or never needs.
 */
export const input = (features: number, targets = 1): Word =>
  word('data', {
    dataset: 'csv',
    table: 'test',
    inputs: Array.from({ length: features }, (_, i) => `x${i + 1}`),
    target: 'y',
    ...(targets === 1
      ? { targetType: 'number' }
      : {
          targetType: 'class',
          encoding: 'one-hot',
          classes: Array.from({ length: targets }, (_, i) => `class ${i + 1}`),
        }),
  });
/** A source with a generator's points, e.g. `data('xor-points')`. */
export const data = (dataset: string, params: Hyperparameters = {}): Word =>
  word('data', { dataset, ...params });
export const constant = (values: readonly number[], shape: readonly number[] = []): Word =>
  word('constant', { values, shape });
export const neuron = (activation = 'tanh', params: Hyperparameters = {}): Word =>
  word('neuron', { activation, ...params });
export const dense = (units: number, params: Hyperparameters = {}): Word =>
  word('dense', { units, ...params });
export const step = (): Word => word('step');
export const linear = (): Word => word('linear');
export const sigmoid = (): Word => word('sigmoid');
export const tanh = (): Word => word('tanh');
export const relu = (): Word => word('relu');
export const softmax = (): Word => word('softmax');
export const add = (inputs = 2): Word => word('add', { inputs });
export const multiply = (inputs = 2): Word => word('multiply', { inputs });
export const concat = (inputs = 2, axis = -1): Word => word('concat', { inputs, axis });
export const reshape = (...shape: number[]): Word => word('reshape', { shape });
export const flatten = (): Word => word('flatten');
export const mse = (params: Hyperparameters = {}): Word => word('mse', params);
export const bceWithLogits = (): Word => word('bceWithLogits');
export const crossEntropy = (): Word => word('crossEntropy');
export const perceptronLoss = (): Word => word('perceptronLoss');

export const sgd = (lr: number, momentum = 0): RunSettings['optimiser'] => ({
  kind: 'sgd',
  params: { lr, momentum },
});
export const adam = (lr: number): RunSettings['optimiser'] => ({ kind: 'adam', params: { lr } });

/**
 * A document from words and wires. Nodes are named kind + number in the order given; a wire is
 * written `'data1.x -> dense1.in'`, and edges are numbered in the order given.
 */
export function draw(
  words: readonly Word[],
  wires: readonly string[],
  run: Partial<RunSettings> = {},
): Document {
  const document = emptyDocument('Test');
  const counts = new Map<string, number>();
  const nodes: Record<string, NodeRecord> = {};
  for (const [i, { kind, params }] of words.entries()) {
    const n = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, n);
    const id = `${kind}${n}`;
    nodes[id] = { id, kind, params, position: { x: 240 * i, y: 0 } };
  }
  const edges: Record<string, EdgeRecord> = {};
  for (const [i, wire] of wires.entries()) {
    const [source, target] = wire.split('->').map((end) => {
      const [node = '', port = ''] = end.trim().split('.');
      if (!nodes[node]) throw new Error(`the wire ${wire} names no node: ${node}`);
      return { node, port };
    });
    if (!source || !target) throw new Error(`a wire is written a.out -> b.in, not ${wire}`);
    const id = `e${i + 1}`;
    edges[id] = { id, source, target };
  }
  return { ...document, nodes, edges, run: { ...document.run, ...run } };
}

const LOSSES = new Set(KINDS.filter((k) => k.loss).map((k) => k.name));

/** A chain: the first word is a data node, a loss at the end reads its targets too. */
export function model(...words: readonly (Word | Partial<RunSettings>)[]): Document {
  const isWord = (w: Word | Partial<RunSettings>): w is Word => 'kind' in w && 'params' in w;
  const chain = words.filter(isWord);
  const run = Object.assign({}, ...words.filter((w) => !isWord(w))) as Partial<RunSettings>;
  const counts = new Map<string, number>();
  const wires: string[] = [];
  let from = '';
  for (const { kind } of chain) {
    const n = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, n);
    const id = `${kind}${n}`;
    if (from) wires.push(`${from} -> ${id}.${LOSSES.has(kind) ? 'prediction' : 'in'}`);
    if (LOSSES.has(kind)) wires.push(`data1.y -> ${id}.target`);
    from = `${id}.${kind === 'data' ? 'x' : 'out'}`;
  }
  return draw(chain, wires, run);
}
