/**
 * A document as it crosses a channel between threads. Ten thousand edges are as many objects to copy, on
 * the page's thread and one by one; as columns of text and numbers they are a few. Nothing is lost.
 */
import { countOf, listedAs, listOf } from '../base/count.ts';
import { atOnce, isPause, type Piecemeal } from '../base/piecemeal.ts';
import type {
  Document,
  EdgeRecord,
  NodeRecord,
  NoteRecord,
  RunSettings,
  TableName,
} from './records.ts';
import { TABLE_NAMES } from './tables.ts';

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
  /** Id, source and target of each edge: five words. */
  readonly edges: string;
}

/** From so many records on it is worth it, and worth a worker's time to read or write them. */
const MUCH = 300;
export const isMuch = ({ nodes, edges }: Document): boolean =>
  countOf(nodes) + countOf(edges) > MUCH;

/** Words of the format hold no white space: ids, kinds and names of ports. */
const GAP = ' ';

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

/**
 * The last that was packed or unpacked: a document comes from whoever reads its file, and is sent to the
 * engine and to whoever writes it.
 */
let last: { readonly document: Document; readonly parcel: Parcel } | undefined;

export function pack(document: Document): Parcel {
  const { name, run } = document;
  const before = last;
  if (before?.document === document) return before.parcel;
  const same = TABLE_NAMES.every((table) => before?.document[table] === document[table]);
  const parcel = before && same ? { ...before.parcel, name, run } : packed(document);
  last = { document, parcel };
  return parcel;
}

function packed({ name, run, nodes, edges, notes }: Document): Parcel {
  const records = listOf(nodes);
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
  const ends: string[] = [];
  for (const { id, source, target } of listOf(edges))
    ends.push(id, source.node, source.port, target.node, target.port);
  return {
    parcel: 1,
    name,
    run,
    notes: listOf(notes),
    nodes: records.map(({ id, kind }) => id + GAP + kind).join(GAP),
    positions,
    params,
    paramsOf,
    titles,
    shares,
    edges: ends.join(GAP),
  };
}

/** Words from there on, one after the other, without a list of all of them. */
function* wordsOf(text: string): Generator<string, undefined> {
  for (let at = 0; at < text.length; ) {
    const gap = text.indexOf(GAP, at);
    const end = gap < 0 ? text.length : gap;
    yield text.slice(at, end);
    at = end + 1;
  }
  return undefined;
}

/** Unpacks; it pauses after some records. */
export function* unpacking(parcel: Parcel): Piecemeal<Document, void> {
  const { name, run, positions, params, paramsOf } = parcel;
  const titles = new Map(parcel.titles);
  const shares = new Map(parcel.shares);
  const nodes: Record<string, NodeRecord> = {};
  const nodeList: NodeRecord[] = [];
  const named = wordsOf(parcel.nodes);
  for (let i = 0; i < paramsOf.length; i++) {
    const id = named.next().value!;
    const kind = named.next().value!;
    const title = titles.get(i);
    const owner = shares.get(i);
    const record: NodeRecord = {
      id,
      kind,
      ...(title !== undefined && { title }),
      params: params[paramsOf[i]!]!,
      ...(owner !== undefined && { shares: owner }),
      position: { x: positions[2 * i]!, y: positions[2 * i + 1]! },
    };
    nodes[id] = record;
    nodeList.push(record);
    if (isPause(i)) yield;
  }
  const edges: Record<string, EdgeRecord> = {};
  const edgeList: EdgeRecord[] = [];
  const ends = wordsOf(parcel.edges);
  for (let id = ends.next().value; id !== undefined; id = ends.next().value) {
    const [node, port] = [ends.next().value!, ends.next().value!];
    const [to, at] = [ends.next().value!, ends.next().value!];
    const record = { id, source: { node, port }, target: { node: to, port: at } };
    edges[id] = record;
    edgeList.push(record);
    if (isPause(edgeList.length)) yield;
  }
  listedAs(nodes, nodeList);
  listedAs(edges, edgeList);
  const notes = Object.fromEntries(parcel.notes.map((note) => [note.id, note]));
  const document = { name, run, nodes, edges, notes };
  last = { document, parcel };
  return document;
}

export const unpack = (parcel: Parcel): Document => atOnce(unpacking(parcel));
