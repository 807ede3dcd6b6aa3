/**
 * The semantics of a document: the part that decides what is computed. Moving a node, naming it or writing a note
 * changes nothing here, so that compilations can be kept under this key.
 */
import { canonical } from '../base/hash.ts';
import { compareIds } from '../base/ids.ts';
import type { Document, Semantics } from './records.ts';

export const semanticsOf = (document: Document): Semantics => ({
  nodes: Object.values(document.nodes)
    .map(({ id, kind, params, shares }) => ({ id, kind, params, ...(shares && { shares }) }))
    .sort((a, b) => compareIds(a.id, b.id)),
  edges: Object.values(document.edges).sort((a, b) => compareIds(a.id, b.id)),
  run: document.run,
});

/** Canonical text: equal exactly where two documents compute the same. */
export const semanticsText = (document: Document): string => canonical(semanticsOf(document));
