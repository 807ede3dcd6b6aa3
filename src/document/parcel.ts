/**
 * A document as it crosses a wire between threads. Ten thousand wires are as many objects to copy, on
 * the page's thread and one by one; as columns of text and numbers they are a few. Nothing is lost.
 */
import { countOf } from '../base/count.ts';
import type { Document, NodeRecord, NoteRecord, RunSettings, TableName } from './records.ts';

export interface Parcel extends Readonly<Record<TableName, unknown>> {
  readonly parcel: 1;
  readonly name: string;
  readonly run: RunSettings;
  readonly notes: readonly NoteRecord[];
  /** Id and kind of each node, a line each. */
  readonly nodes: string;
  readonly positions: Float64Array;
  /** Each node's parameters by their number among those that differ. */
  readonly params: readonly NodeRecord['params'][];
  readonly paramsOf: Uint32Array;
  /** What few nodes have, by the node's number. */
  readonly titles: readonly (readonly [number, string])[];
  readonly shares: readonly (readonly [number, string])[];
  /** Id, source and target of each wire: five words. */
  readonly edges: string;
}

/** From so many records on it is worth it, and worth a worker's time to read or write them. */
const MUCH = 300;
export const isMuch = ({ nodes, edges }: Document): boolean =>
  countOf(nodes) + countOf(edges) > MUCH;

/** Words of the format hold no white space: ids, kinds and names of ports. */
const GAP = ' ';
const words = (text: string): string[] => (text === '' ? [] : text.split(GAP));

/** A key for parameters that hold plain values alone, to the last bit; none for others. */
function keyOf(params: NodeRecord['params']): string | undefined {
  let key = '';
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'object') return undefined;
    const text = Object.is(value, -0) ? '-0' : JSON.stringify(value);
    key += `${name}:${text ?? String(value)},`;
  }
  return key;
}

export function pack({ name, run, nodes, edges, notes }: Document): Parcel {
  const records = Object.values(nodes);
  const positions = new Float64Array(2 * records.length);
  const paramsOf = new Uint32Array(records.length);
  const params: NodeRecord['params'][] = [];
  const known = new Map<string, number>();
  const titles: [number, string][] = [];
  const shares: [number, string][] = [];
  for (const [i, node] of records.entries()) {
    positions[2 * i] = node.position.x;
    positions[2 * i + 1] = node.position.y;
    if (node.title !== undefined) titles.push([i, node.title]);
    if (node.shares !== undefined) shares.push([i, node.shares]);
    const key = keyOf(node.params);
    const at = (key === undefined ? undefined : known.get(key)) ?? params.push(node.params) - 1;
    if (key !== undefined) known.set(key, at);
    paramsOf[i] = at;
  }
  return {
    parcel: 1,
    name,
    run,
    notes: Object.values(notes),
    nodes: records.map(({ id, kind }) => id + GAP + kind).join(GAP),
    positions,
    params,
    paramsOf,
    titles,
    shares,
    edges: Object.values(edges)
      .map(({ id, source, target }) =>
        [id, source.node, source.port, target.node, target.port].join(GAP),
      )
      .join(GAP),
  };
}

export function unpack(parcel: Parcel): Document {
  const { name, run, positions, params, paramsOf } = parcel;
  const titles = new Map(parcel.titles);
  const shares = new Map(parcel.shares);
  const nodes: Record<string, NodeRecord> = {};
  const named = words(parcel.nodes);
  for (let i = 0; 2 * i < named.length; i++) {
    const id = named[2 * i]!;
    const title = titles.get(i);
    const owner = shares.get(i);
    nodes[id] = {
      id,
      kind: named[2 * i + 1]!,
      ...(title !== undefined && { title }),
      params: params[paramsOf[i]!]!,
      ...(owner !== undefined && { shares: owner }),
      position: { x: positions[2 * i]!, y: positions[2 * i + 1]! },
    };
  }
  const edges: Record<string, Document['edges'][string]> = {};
  const ends = words(parcel.edges);
  for (let i = 0; i < ends.length; i += 5) {
    const [id, node, port, to, at] = ends.slice(i, i + 5) as [
      string,
      string,
      string,
      string,
      string,
    ];
    edges[id] = { id, source: { node, port }, target: { node: to, port: at } };
  }
  const notes = Object.fromEntries(parcel.notes.map((note) => [note.id, note]));
  return { name, run, nodes, edges, notes };
}
