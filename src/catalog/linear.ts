/**
 * What linear nodes in a row come to: (x·W₁ᵀ + b₁)·W₂ᵀ + b₂ = x·Wᵀ + b. The nodes say which of their
 * weights make up the map (`affine`); here they are followed back to the first value that is none of
 * theirs, and multiplied out. From this come the collapsed W of layers without activations and the
 * line that a linear unit draws through its two inputs.
 */
import { complete } from '../base/fields.ts';
import type { Document, EdgeRecord, PortRef } from '../document/records.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Kind } from './kind.ts';

/** A value as a sum of linear maps of what arrives at a node; a leaf is what is not linear any more. */
export interface Leaf {
  /** `node.port`, by which widths and matrices are kept. */
  readonly leaf: string;
  readonly at: PortRef;
}
export type Linear =
  | Leaf
  | {
      readonly node: string;
      /** Each edge with the name of its weights ([out, in], or one row); without one it passes as it is. */
      readonly terms: readonly { readonly from: Linear; readonly weight?: string }[];
      readonly bias?: string;
    };

type Graph = Pick<Document, 'nodes' | 'edges'>;

/** A longer row of linear nodes is a fault of somebody's script, and recursion has its limit. */
const DEEPEST = 64;

/** `kindOf` is the catalogue's; handed in because the catalogue is built from files like this one. */
export function linearOf(
  graph: Graph,
  kindOf: (name: string) => Kind | undefined,
  end: PortRef,
): Linear {
  const into = new Map<string, EdgeRecord[]>();
  for (const edge of Object.values(graph.edges)) {
    const known = into.get(edge.target.node);
    if (known) known.push(edge);
    else into.set(edge.target.node, [edge]);
  }
  // Where edges fan out and meet again there are more paths than nodes: each node once.
  const known = new Map<string, Linear>();
  const follow = ({ node: id, port }: PortRef, depth: number): Linear => {
    const found = known.get(id);
    if (found) return found;
    const leaf = { leaf: `${id}.${port}`, at: { node: id, port } };
    const node = graph.nodes[id];
    const kind = node && kindOf(node.kind);
    const map = kind?.affine?.(complete(kind.fields, node?.params ?? {}));
    const arriving = into.get(id) ?? [];
    const owner = ownerIn(graph.nodes, id);
    // Weights that are named after edges have other names at the node that owns them.
    const perWire = map?.weight?.('a') !== map?.weight?.('b');
    const strange = owner === undefined || (perWire && owner !== id);
    if (!map || !arriving.length || strange || depth >= DEEPEST) return leaf;
    const terms = arriving.map((e) => ({
      from: follow(e.source, depth + 1),
      ...(map.weight && { weight: `${owner}.${map.weight(e.id)}` }),
    }));
    const linear = { node: id, terms, ...(map.bias && { bias: `${owner}.${map.bias}` }) };
    known.set(id, linear);
    return linear;
  };
  return follow(end, 0);
}

/** The node whose weights this one uses: itself, or the end of what it shares. */
function ownerIn(nodes: Graph['nodes'], id: string): string | undefined {
  let at: string | undefined = id;
  for (let i = 0; i < DEEPEST; i++) {
    const shares: string | undefined = at === undefined ? undefined : nodes[at]?.shares;
    if (shares === undefined) return at;
    at = Object.hasOwn(nodes, shares) ? shares : undefined;
  }
  return undefined;
}

/** All linear nodes that take part, each once, the last one first. */
function parts(linear: Linear, seen = new Set<Linear>()): Exclude<Linear, Leaf>[] {
  if ('leaf' in linear || seen.has(linear)) return [];
  seen.add(linear);
  return [linear, ...linear.terms.flatMap((t) => parts(t.from, seen))];
}

/** The values, by their ports, that a linear one is made from; each once, however many paths lead there. */
export function leavesOf(linear: Linear): Leaf[] {
  if ('leaf' in linear) return [linear];
  const all = parts(linear).flatMap((p) =>
    p.terms.flatMap(({ from }) => ('leaf' in from ? [from] : [])),
  );
  return [...new Map(all.map((leaf) => [leaf.leaf, leaf])).values()];
}

/** Nodes whose weights take part, the last one first. */
export const weighedBy = (linear: Linear): string[] =>
  parts(linear).flatMap((p) => (p.terms.some((t) => t.weight) ? [p.node] : []));

/** Names of all weights that take part. */
export const weightsOf = (linear: Linear): string[] =>
  parts(linear).flatMap((p) => [
    ...new Set(p.terms.flatMap((t) => t.weight ?? [])),
    ...(p.bias ? [p.bias] : []),
  ]);

/** Row by row: `rows` × `columns`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}
export interface Affine {
  /** One matrix for each leaf. */
  readonly of: ReadonlyMap<string, Matrix>;
  readonly bias: Float64Array;
}

function product(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++) {
      const x = a.data[i * a.columns + k]!;
      for (let j = 0; j < b.columns; j++)
        data[i * b.columns + j] = data[i * b.columns + j]! + x * b.data[k * b.columns + j]!;
    }
  return { rows: a.rows, columns: b.columns, data };
}

const sum = (a: Float64Array, b: Float64Array) => a.map((x, i) => x + b[i]!);

/**
 * One matrix for each leaf and one bias; nothing where a weight is missing or does not fit.
 * `width`: how many numbers a leaf holds.
 */
export function multiplyOut(
  linear: Linear,
  weights: Readonly<Record<string, Tensor>>,
  width: (leaf: string) => number,
  known = new Map<Linear, Affine | undefined>(),
): Affine | undefined {
  if (!known.has(linear)) known.set(linear, multiplied(linear, weights, width, known));
  return known.get(linear);
}

function multiplied(
  linear: Linear,
  weights: Parameters<typeof multiplyOut>[1],
  width: Parameters<typeof multiplyOut>[2],
  known: Map<Linear, Affine | undefined>,
): Affine | undefined {
  if ('leaf' in linear) {
    const n = width(linear.leaf);
    const data = new Float64Array(n * n);
    for (let i = 0; i < n; i++) data[i * n + i] = 1;
    return {
      of: new Map([[linear.leaf, { rows: n, columns: n, data }]]),
      bias: new Float64Array(n),
    };
  }
  const of = new Map<string, Matrix>();
  let bias: Float64Array | undefined;
  const added = (more: Float64Array) => {
    if (bias && bias.length !== more.length) return false;
    bias = bias ? sum(bias, more) : more;
    return true;
  };
  for (const { from, weight } of linear.terms) {
    const inner = multiplyOut(from, weights, width, known);
    if (!inner) return undefined;
    let outer: Matrix | undefined;
    if (weight !== undefined) {
      const tensor = weights[weight];
      if (!tensor) return undefined;
      const columns = tensor.shape[tensor.shape.length - 1] ?? 1;
      const rows = tensor.shape.length > 1 ? tensor.shape[0]! : 1;
      if (columns !== inner.bias.length || tensor.data.length !== rows * columns) return undefined;
      outer = { rows, columns, data: Float64Array.from(tensor.data) };
    }
    const through = (m: Matrix) => (outer ? product(outer, m) : m);
    for (const [leaf, m] of inner.of) {
      const mapped = through(m);
      const known = of.get(leaf);
      if (known && known.rows !== mapped.rows) return undefined;
      of.set(leaf, known ? { ...known, data: sum(known.data, mapped.data) } : mapped);
    }
    const moved = through({ rows: inner.bias.length, columns: 1, data: inner.bias }).data;
    if (!added(moved)) return undefined;
  }
  if (linear.bias !== undefined) {
    const own = weights[linear.bias];
    if (!own || !added(Float64Array.from(own.data))) return undefined;
  }
  return bias && { of, bias };
}
