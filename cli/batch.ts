/**
 * `--batch FILE`: the rows of one pass, given instead of drawn: `{"data1.x": tensor, "data1.y": …}`.
 * A source then holds just these rows, in this order.
 */

import { fail, type Issue, issue, ok, type Result } from '../src/base/issue.ts';
import { holdsDataset } from '../src/catalog/index.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { datasetInfoOf } from '../src/data/info.ts';
import type { Document, Weights } from '../src/document/records.ts';
import { leaving } from '../src/document/topology.ts';
import { formatShape, type Shape, sameShape } from '../src/tensor/shape.ts';
import type { TypedTensor } from '../src/tensor/tensor.ts';

export interface Given {
  readonly rows: number;
  readonly datasets: ReadonlyMap<string, Dataset>;
}

export function giveBatch(document: Document, tensors: Weights): Result<Given> {
  const issues: Issue[] = [];
  const names = Object.keys(tensors);
  const sources = Object.values(document.nodes).filter(holdsDataset);
  const wanted = sources.flatMap(({ id }) => [`${id}.x`, `${id}.y`]);
  for (const name of names)
    if (!wanted.includes(name))
      issues.push(
        issue(
          'batch.unknown',
          { en: 'The batch holds {name}; expected {names}.', zh: '批中有 {name}；应为 {names}。' },
          {
            args: { name, names: wanted.join(', ') || 'nothing, as there is no data node' },
          },
        ),
      );
  const rows = tensors[names[0] ?? '']?.shape[0] ?? 0;
  if (rows < 1)
    issues.push(
      issue('batch.empty', {
        en: 'The batch holds no rows; expected a tensor with some.',
        zh: '批中没有一行；应为至少含一行的张量。',
      }),
    );
  const datasets = new Map<string, Dataset>();
  for (const node of sources) {
    const info = datasetInfoOf(node.params);
    if (!info.ok) return info;
    const { inputs, shape, width, targetShape } = info.value;
    /** The numbers of a port: rows of the shape that the network takes, or rows of plain numbers. */
    const numbers = (port: 'x' | 'y', columns: number, form?: Shape): ArrayLike<number> => {
      const tensor: TypedTensor | undefined = tensors[`${node.id}.${port}`];
      // Targets that nobody looks at need not be given.
      if (!tensor && port === 'y' && !leaving(document, { node: node.id, port: 'y' }).length)
        return new Array<number>(rows * columns).fill(0);
      const taken: Shape[] = [[rows, columns], ...(columns === 1 ? [[rows]] : [])];
      if (form) taken.unshift([rows, ...form]);
      if (!tensor || !taken.some((t) => sameShape(t, tensor.shape)))
        issues.push(
          issue(
            'batch.shape',
            {
              en: '{name} is {got}; expected {expected}.',
              zh: '{name} 为 {got}；应为 {expected}。',
            },
            {
              args: {
                name: `${node.id}.${port}`,
                got: tensor ? formatShape(tensor.shape) : 'missing',
                expected: formatShape(taken[0] ?? []),
              },
              where: { node: node.id, port },
            },
          ),
        );
      return tensor?.data ?? [];
    };
    const features = Float64Array.from(numbers('x', inputs.length, shape));
    const targets = Float64Array.from(numbers('y', width, targetShape));
    datasets.set(node.id, {
      ...info.value,
      rows,
      features,
      targets,
      training: Uint32Array.from({ length: rows }, (_, i) => i),
      validation: new Uint32Array(),
      ranges: inputs.map(() => [0, 1] as const),
    });
  }
  return issues.length ? fail(...issues) : ok({ rows, datasets });
}
