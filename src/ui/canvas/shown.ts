/** Which records of a large document have elements. */
import type { Document, NodeRecord } from '../../document/records.ts';

export interface Shown {
  /** Ids of nodes and notes. */
  readonly cards: ReadonlySet<string>;
  readonly wires: ReadonlySet<string>;
}

/** The records that are shown, in their order. */
export function recordsOf<T extends { readonly id: string }>(
  table: Readonly<Record<string, T>>,
  shown: ReadonlySet<string> | undefined,
): readonly T[] {
  if (!shown) return Object.values(table);
  return [...shown].flatMap((id) => (Object.hasOwn(table, id) ? [table[id]!] : []));
}

/** Nodes at the ends of wires that are shown, which are known without being drawn. */
export function* endsOf(document: Document, shown: Shown | undefined): Iterable<NodeRecord> {
  if (!shown) return;
  const ends = new Set<string>();
  for (const { source, target } of recordsOf(document.edges, shown.wires))
    for (const { node } of [source, target]) if (!shown.cards.has(node)) ends.add(node);
  yield* recordsOf(document.nodes, ends);
}
