/** The graph file of a workload, as a person would draw it: a chain of dense layers and activations. */
import type { Document, EdgeRecord, NodeRecord } from '../src/document/records.ts';
import type { Workload } from './workloads.ts';

export function graphOf(w: Workload): Document {
  const nodes: Record<string, NodeRecord> = {};
  const edges: Record<string, EdgeRecord> = {};
  const place = (id: string, kind: string, params: NodeRecord['params'] = {}) => {
    nodes[id] = { id, kind, params, position: { x: 240 * Object.keys(nodes).length, y: 0 } };
  };
  const wire = (from: string, to: string) => {
    const [a = '', p = ''] = from.split('.');
    const [b = '', q = ''] = to.split('.');
    const id = `e${Object.keys(edges).length + 1}`;
    edges[id] = { id, source: { node: a, port: p }, target: { node: b, port: q } };
  };
  place('data1', 'data', {
    dataset: 'csv',
    table: 'bench',
    inputs: Array.from({ length: w.features }, (_, i) => `x${i + 1}`),
    target: 'y',
    ...(w.loss === 'mse'
      ? { targetType: 'number' }
      : {
          targetType: 'class',
          encoding: 'one-hot',
          classes: Array.from({ length: w.targets }, (_, i) => `${i}`),
        }),
  });
  let from = 'data1.x';
  const counts = new Map<string, number>();
  for (const [i, layer] of w.layers.entries()) {
    place(`dense${i + 1}`, 'dense', { units: layer.units });
    wire(from, `dense${i + 1}.in`);
    from = `dense${i + 1}.out`;
    if (layer.activation === 'linear') continue;
    const n = (counts.get(layer.activation) ?? 0) + 1;
    counts.set(layer.activation, n);
    place(`${layer.activation}${n}`, layer.activation);
    wire(from, `${layer.activation}${n}.in`);
    from = `${layer.activation}${n}.out`;
  }
  place(`${w.loss}1`, w.loss);
  wire(from, `${w.loss}1.prediction`);
  wire('data1.y', `${w.loss}1.target`);
  return {
    name: w.title,
    nodes,
    edges,
    notes: {},
    run: { seed: 1, batchSize: w.batch, optimiser: { kind: w.optimiser, params: { lr: w.lr } } },
  };
}
