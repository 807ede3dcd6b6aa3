/**
 * `--batch FILE`: the rows of one pass, given instead of drawn: `{"data1.x": tensor, "data1.y": …}`.
 * For the network a source then is a table with just these rows, in this order.
 */
import type { Params } from '../src/base/fields.ts';
import { fail, type Issue, issue, ok, type Result } from '../src/base/issue.ts';
import type { Dataset, DatasetFace } from '../src/data/dataset.ts';
import { faceOf } from '../src/data/face.ts';
import type { Document, NodeRecord, Weights } from '../src/document/records.ts';
import { leaving } from '../src/document/topology.ts';
import { formatShape } from '../src/tensor/shape.ts';
import type { TensorJson } from '../src/tensor/tensor.ts';

export interface Given {
  readonly document: Document;
  readonly datasets: ReadonlyMap<string, Dataset>;
}

export function giveBatch(document: Document, tensors: Weights): Result<Given> {
  const issues: Issue[] = [];
  const names = Object.keys(tensors);
  const sources = Object.values(document.nodes).filter((n) => n.kind === 'data');
  const wanted = sources.flatMap(({ id }) => [`${id}.x`, `${id}.y`]);
  for (const name of names)
    if (!wanted.includes(name))
      issues.push(
        issue('batch.unknown', 'The batch holds {name}; expected {names}.', {
          args: { name, names: wanted.join(', ') || 'nothing, as there is no data node' },
        }),
      );
  const rows = tensors[names[0] ?? '']?.shape[0] ?? 0;
  if (rows < 1)
    issues.push(issue('batch.empty', 'The batch holds no rows; expected a tensor with some.'));
  const datasets = new Map<string, Dataset>();
  const nodes: Record<string, NodeRecord> = { ...document.nodes };
  for (const node of sources) {
    const face = faceOf(node.params);
    if (!face.ok) return face;
    const { inputs, width } = face.value;
    /** The numbers of a port: rows × columns, or plain rows where there is one column. */
    const numbers = (port: 'x' | 'y', columns: number): readonly number[] => {
      const tensor: TensorJson | undefined = tensors[`${node.id}.${port}`];
      // Targets that nobody looks at need not be given.
      if (!tensor && port === 'y' && !leaving(document, { node: node.id, port: 'y' }).length)
        return new Array<number>(rows * columns).fill(0);
      const [n, k = 1, ...more] = tensor?.shape ?? [];
      if (!tensor || n !== rows || k !== columns || more.length)
        issues.push(
          issue('batch.shape', '{name} is {got}; expected {expected}.', {
            args: {
              name: `${node.id}.${port}`,
              got: tensor ? formatShape(tensor.shape) : 'missing',
              expected: formatShape([rows, columns]),
            },
            where: { node: node.id, port },
          }),
        );
      return tensor?.data ?? [];
    };
    const features = Float64Array.from(numbers('x', inputs.length));
    const targets = Float64Array.from(numbers('y', width));
    datasets.set(node.id, {
      ...face.value,
      rows,
      features,
      targets,
      training: Uint32Array.from({ length: rows }, (_, i) => i),
      validation: new Uint32Array(),
      ranges: inputs.map(() => [0, 1] as const),
    });
    nodes[node.id] = { ...node, params: { ...node.params, ...asTable(face.value) } };
  }
  if (issues.length) return fail(...issues);
  return ok({
    document: { ...document, nodes, run: { ...document.run, batchSize: rows } },
    datasets,
  });
}

/** A generator knows how many rows it has and a batch is never larger; a table does not. */
const asTable = ({ inputs, task, width, classes }: DatasetFace): Params => ({
  dataset: 'csv',
  table: 'batch',
  inputs: [...inputs],
  target: 'y',
  targetType: task === 'regression' ? 'number' : 'class',
  classes: [...(classes ?? Array.from({ length: Math.max(2, width) }, (_, k) => String(k)))],
  standardise: false,
});
