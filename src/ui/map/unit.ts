/**
 * A linear unit over the inputs of one source, read as what it is: a straight line w·x + b = θ, with
 * the points on its wrong side and, where no line can do better, the reason. From the weights of the
 * same moment as the map beneath; nothing is fitted to the picture.
 */
import type { DataInfo, MapReply } from '../../../workers/engine/protocol.ts';
import { kindOf } from '../../catalog/index.ts';
import { type Linear, leavesOf, linearOf, multiplyOut, weightsOf } from '../../catalog/linear.ts';
import { type Clash, clash, type Point } from '../../data/division.ts';
import type { Document, PortRef } from '../../document/records.ts';
import { portsOf } from '../kit/ports.ts';
import { keyOf } from '../plot/key.ts';

export interface Unit {
  readonly linear: Linear;
  readonly weights: readonly string[];
  /** The columns of the source that each leaf gives. */
  readonly columns: ReadonlyMap<string, readonly number[]>;
  /** Where the classes part. */
  readonly at: number;
  /** It learns by Rosenblatt's rule. */
  readonly mistakes: boolean;
}

/** Which columns of the source a value holds; none where it is no input of it. */
function columnsOf(nodes: Document['nodes'], { node, port }: PortRef, info: DataInfo): number[] {
  const record = node === info.node ? nodes[node] : undefined;
  const column = record && portsOf(record).outputs.find((p) => p.name === port)?.column;
  if (column === 'all') return [...info.inputs.keys()];
  return column === undefined ? [] : [column];
}

/** The unit before this loss; nothing where it is not linear in this source, or where no line is meant. */
export function unitOf(
  graph: Pick<Document, 'nodes' | 'edges'>,
  loss: string,
  info: DataInfo,
): Unit | undefined {
  const kind = kindOf(graph.nodes[loss]?.kind ?? '');
  if (kind?.divides === undefined || info.width !== 1) return undefined;
  const wire = Object.values(graph.edges).find(
    (e) => e.target.node === loss && e.target.port === 'prediction',
  );
  if (!wire) return undefined;
  const linear = linearOf(graph, kindOf, wire.source);
  if ('leaf' in linear) return undefined;
  const columns = new Map(
    leavesOf(linear).map(({ leaf, at }) => [leaf, columnsOf(graph.nodes, at, info)]),
  );
  if (![...columns.values()].every((c) => c.length > 0)) return undefined;
  return {
    linear,
    weights: weightsOf(linear),
    columns,
    at: kind.divides,
    mistakes: kind.mistakes === true,
  };
}

/** w over the columns of the source, and b with the threshold taken in: w·x + b > 0 is the second class. */
export interface Line {
  readonly w: readonly number[];
  readonly b: number;
}

export function lineOf(unit: Unit, info: DataInfo, weights: MapReply['weights']): Line | undefined {
  const numbers = Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: Array.from(data) },
    ]),
  );
  const width = (leaf: string) => unit.columns.get(leaf)?.length ?? 0;
  const affine = multiplyOut(unit.linear, numbers, width);
  if (affine?.bias.length !== 1) return undefined;
  const w = info.inputs.map(() => 0);
  for (const [leaf, { data }] of affine.of)
    for (const [k, column] of unit.columns.get(leaf)?.entries() ?? [])
      w[column] = (w[column] ?? 0) + (data[k] ?? 0);
  return { w, b: affine.bias[0]! - unit.at };
}

interface Row {
  readonly features: Float32Array;
  readonly second: boolean;
}

/** The training rows that the page has, with the class of each. */
function rowsOf(info: DataInfo): readonly Row[] {
  const { features, targets } = info.sample.training;
  const n = info.inputs.length;
  const { low, high } = keyOf(info);
  return Array.from(targets, (target, i) => ({
    features: features.subarray(i * n, (i + 1) * n),
    second: target > (low + high) / 2,
  }));
}

/** Training rows on the wrong side. */
export const missedBy = ({ w, b }: Line, info: DataInfo): readonly number[] =>
  rowsOf(info).flatMap(({ features, second }, i) => {
    const z = w.reduce((sum, x, k) => sum + x * features[k]!, b);
    return z > 0 === second ? [] : [i];
  });

/** Why no line can divide the training rows; only told of two inputs, where it can be drawn. */
export function clashOf(info: DataInfo): Clash | undefined {
  if (info.inputs.length !== 2 || info.width !== 1) return undefined;
  const of = (second: boolean) =>
    rowsOf(info)
      .filter((r) => r.second === second)
      .map(({ features }): Point => [features[0]!, features[1]!]);
  return clash(of(false), of(true));
}

/** Ends of the line inside a box; nothing where it does not pass. The other inputs are at `rest`. */
export function endsOf(
  { w, b }: Line,
  [x, y]: readonly [number, number],
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  rest: (column: number) => number,
): readonly [Point, Point] | undefined {
  const [wx, wy] = [w[x] ?? 0, w[y] ?? 0];
  const c = w.reduce((sum, v, k) => (k === x || k === y ? sum : sum + v * rest(k)), b);
  // Along the steeper side, so that nothing is divided by what is nearly zero.
  const steep = Math.abs(wx) * (x1 - x0) > Math.abs(wy) * (y1 - y0);
  const candidates: Point[] = steep
    ? [
        [-(c + wy * y0) / wx, y0],
        [-(c + wy * y1) / wx, y1],
      ]
    : [
        [x0, -(c + wx * x0) / wy],
        [x1, -(c + wx * x1) / wy],
      ];
  const [from, to] = candidates as [Point, Point];
  if (![...from, ...to].every(Number.isFinite)) return undefined;
  return clipped(from, to, [x0, x1], [y0, y1]);
}

/** Liang and Barsky 1984: the part of a segment that lies in a box. */
function clipped(
  [ax, ay]: Point,
  [bx, by]: Point,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): readonly [Point, Point] | undefined {
  let from = 0;
  let to = 1;
  for (const [p, q] of [
    [ax - bx, ax - x0],
    [bx - ax, x1 - ax],
    [ay - by, ay - y0],
    [by - ay, y1 - ay],
  ] as const) {
    if (p === 0) {
      if (q < 0) return undefined;
      continue;
    }
    if (p < 0) from = Math.max(from, q / p);
    else to = Math.min(to, q / p);
  }
  if (from >= to) return undefined;
  const at = (t: number): Point => [ax + t * (bx - ax), ay + t * (by - ay)];
  return [at(from), at(to)];
}
