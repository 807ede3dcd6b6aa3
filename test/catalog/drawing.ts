/** One kind as a document of its own: a constant at the other end of each wire. */
import type { Hyperparameters } from '../../src/base/fields.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import type { Example, Kind } from '../../src/catalog/kind.ts';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import { size } from '../../src/tensor/shape.ts';
import { paramsOf, wiresOf } from './alone.ts';

const position = { x: 0, y: 0 };

export const constantOf = (id: string, shape: readonly number[]): NodeRecord => {
  const values = new Array<number>(size(shape)).fill(0);
  return { id, kind: 'constant', params: { values, shape: [...shape] }, position };
};

/** The node is called `node`, the source of wire e1 `ce1`. */
export function drawing(
  kind: Kind,
  example: Example = kind.examples[0]!,
  params: Hyperparameters = {},
): Document {
  const wires = wiresOf(example);
  const own = { ...paramsOf(kind, example.params), ...params };
  const node: NodeRecord = { id: 'node', kind: kind.name, params: own, position };
  const constants = wires.map(({ edge, shape }) => constantOf(`c${edge}`, shape));
  return {
    ...emptyDocument('One kind'),
    nodes: Object.fromEntries([...constants, node].map((n) => [n.id, n])),
    edges: Object.fromEntries(
      wires.map(({ edge, port }) => [
        edge,
        {
          id: edge,
          source: { node: `c${edge}`, port: 'out' },
          target: { node: 'node', port },
        },
      ]),
    ),
  };
}
