/**
 * Copies of a part of a document as plain JSON, so that they travel through the system's clipboard
 * and between windows. What comes from there is a stranger's text and is read like a file.
 */
import { freshId, idNumber } from '../base/ids.ts';
import { fail, type Issue, ok, type Result } from '../base/issue.ts';
import { own } from '../base/own.ts';
import { graphJson, parse, readGraph, readJson } from './codec.ts';
import { explain } from './explain.ts';
import { LIMITS } from './limits.ts';
import { type Patch, patchOf } from './patch.ts';
import { idPrefix, place, tooMany } from './placing.ts';
import { portNamed, portsOf } from './ports.ts';
import { printFile } from './print.ts';
import type { Document, EdgeRecord, NodeRecord, NoteRecord, Point } from './records.ts';
import { FORMAT, FRAGMENT, FragmentSchema, VERSION } from './schema.ts';
import { type Lists, listsOf, TABLE_NAMES, TABLES } from './tables.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Records of each table; edges are those between the copied nodes. */
export interface Fragment extends Lists {
  /** Edges that came into the copied nodes from outside. */
  readonly incoming: readonly EdgeRecord[];
}

export interface Selected {
  readonly nodes?: readonly string[];
  readonly notes?: readonly string[];
}

export function copy(document: Document, selected: Selected): Fragment {
  const pick = <T>(table: Readonly<Record<string, T>>, ids: readonly string[] = []) =>
    [...new Set(ids)].flatMap((id) => own(table, id) ?? []);
  const nodes = pick(document.nodes, selected.nodes);
  const inside = new Set(nodes.map((n) => n.id));
  const ending = Object.values(document.edges).filter((e) => inside.has(e.target.node));
  return {
    nodes,
    edges: ending.filter((e) => inside.has(e.source.node)),
    notes: pick(document.notes, selected.notes),
    incoming: ending.filter((e) => !inside.has(e.source.node)),
  };
}

export const fragmentText = (fragment: Fragment): string =>
  printFile({
    format: FRAGMENT,
    version: VERSION,
    ...graphJson(fragment),
    incoming: fragment.incoming.map(TABLES.edges.write),
  });

export function readFragment(text: string, vocabulary: Vocabulary): Result<Fragment> {
  const json = readJson(text);
  if (!json.ok) return json;
  const checked = FragmentSchema.safeParse(json.value);
  if (!checked.success) return fail(...explain(checked.error.issues, json.value));
  const graph = readGraph(checked.data, vocabulary);
  if (!graph.ok) return graph;
  return ok({ ...listsOf(graph.value), incoming: checked.data.incoming.map(TABLES.edges.read) });
}

/** A whole document as what can be pasted. */
export const wholeFragment = (document: Document): Fragment =>
  copy(document, { nodes: Object.keys(document.nodes), notes: Object.keys(document.notes) });

/** What a text from the clipboard is. */
export type Clip =
  | { readonly type: 'fragment'; readonly fragment: Fragment }
  | { readonly type: 'document'; readonly document: Document }
  /** One of ours by its format, but it cannot be read. */
  | { readonly type: 'broken'; readonly issues: readonly Issue[] }
  | { readonly type: 'foreign' }
  | { readonly type: 'empty' };

export function readClip(text: string, vocabulary: Vocabulary): Clip {
  if (text.trim() === '') return { type: 'empty' };
  const json = readJson(text);
  const format = json.ok ? (json.value as { readonly format?: unknown } | null)?.format : undefined;
  if (format === FRAGMENT) {
    const read = readFragment(text, vocabulary);
    return read.ok
      ? { type: 'fragment', fragment: read.value }
      : { type: 'broken', issues: read.issues };
  }
  if (format === FORMAT) {
    const read = parse(text, vocabulary);
    return read.ok
      ? { type: 'document', document: read.value.document }
      : { type: 'broken', issues: read.issues };
  }
  return { type: 'foreign' };
}

export interface Pasted {
  readonly patch: Patch;
  /** Ids of the copies, to be selected. */
  readonly nodes: readonly string[];
  readonly notes: readonly string[];
}

interface PasteOptions {
  /** How far from the originals; 40 to the right and down by default. */
  readonly offset?: Point;
  /** Where the top left corner of the copies lies, instead. */
  readonly at?: Point;
  /** Copies keep the incoming edges of the originals whose sources exist. */
  readonly keepIncoming?: boolean;
}

/** Counts up from the largest number in use: many copies, one walk over the table for each prefix. */
function counter(taken: readonly string[]): (prefix: string) => string {
  const next = new Map<string, number>();
  return (prefix) => {
    const n = next.get(prefix) ?? idNumber(freshId(prefix, taken))!;
    next.set(prefix, n + 1);
    return `${prefix}${n}`;
  };
}

export function paste(
  document: Document,
  vocabulary: Vocabulary,
  fragment: Fragment,
  options: PasteOptions = {},
): Result<Pasted> {
  for (const table of TABLE_NAMES) {
    const incoming = table === 'edges' ? fragment.incoming.length : 0;
    const count = Object.keys(document[table]).length + fragment[table].length + incoming;
    if (count > LIMITS[table]) return tooMany(table);
  }
  const corner = [...fragment.nodes, ...fragment.notes].reduce(
    (c, { position }) => ({ x: Math.min(c.x, position.x), y: Math.min(c.y, position.y) }),
    { x: Number.POSITIVE_INFINITY, y: Number.POSITIVE_INFINITY },
  );
  const { at, offset = { x: 40, y: 40 } } = options;
  const shift = at ? { x: at.x - corner.x, y: at.y - corner.y } : offset;
  const moved = (p: Point) => place({ x: p.x + shift.x, y: p.y + shift.y });

  const freshNode = counter(Object.keys(document.nodes));
  const freshEdge = counter(Object.keys(document.edges));
  const freshNote = counter(Object.keys(document.notes));
  const copies = new Map<string, NodeRecord>();
  for (const node of fragment.nodes) {
    const id = freshNode(idPrefix(node.kind));
    copies.set(node.id, { ...node, id, position: moved(node.position) });
  }
  const edges: EdgeRecord[] = [];
  const addEdge = (source: EdgeRecord['source'], target: EdgeRecord['target']) =>
    edges.push({ id: freshEdge('e'), source, target });
  const copyOf = (id: string) => copies.get(id)!.id;
  // Copies share among themselves; with what stayed behind only where they are tied to it anyway.
  for (const [from, { shares, ...copy }] of copies) {
    if (shares === undefined) continue;
    const there = options.keepIncoming && Object.hasOwn(document.nodes, shares);
    const owner = copies.get(shares)?.id ?? (there ? shares : undefined);
    copies.set(from, { ...copy, ...(owner && { shares: owner }) });
  }
  for (const { source, target } of fragment.edges)
    addEdge({ ...source, node: copyOf(source.node) }, { ...target, node: copyOf(target.node) });
  if (options.keepIncoming)
    for (const { source, target } of fragment.incoming) {
      const from = own(document.nodes, source.node);
      const outputs = from && portsOf(from, vocabulary)?.outputs;
      if (outputs && portNamed(outputs, source.port) && copies.has(target.node))
        addEdge(source, { ...target, node: copyOf(target.node) });
    }
  const notes = fragment.notes.map(
    (note): NoteRecord => ({
      ...note,
      id: freshNote('note'),
      position: moved(note.position),
    }),
  );
  const table = <T extends { readonly id: string }>(records: Iterable<T>) =>
    Object.fromEntries([...records].map((r) => [r.id, r]));
  return ok({
    patch: patchOf(document, {
      nodes: table(copies.values()),
      edges: table(edges),
      notes: table(notes),
    }),
    nodes: [...copies.values()].map((n) => n.id),
    notes: notes.map((n) => n.id),
  });
}

/** Copies beside the originals, with the same incoming edges. */
export const duplicate = (
  document: Document,
  vocabulary: Vocabulary,
  selected: Selected,
  options: PasteOptions = { keepIncoming: true },
): Result<Pasted> => paste(document, vocabulary, copy(document, selected), options);
