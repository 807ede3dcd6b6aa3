/**
 * No two nodes of a document are called the same, in no language of the page: who looks for "Tanh 1"
 * on a wire, in a problem or in a list finds one. The one that came later, or was renamed, gives way.
 */
import { listOf } from '../base/count.ts';
import { canonical } from '../base/hash.ts';
import { atOnce, isPause, type Piecemeal } from '../base/piecemeal.ts';
import { titleOf } from '../catalog/index.ts';
import { LIMITS } from '../document/limits.ts';
import type { Patch } from '../document/patch.ts';
import type { Document, NodeRecord } from '../document/records.ts';

const LANGUAGES = ['en', 'zh'] as const;
const namesOf = (node: NodeRecord): readonly string[] => LANGUAGES.map((l) => titleOf(node, l));

/** `Tanh 1` becomes `Tanh 1 (2)`, and that `Tanh 1 (3)`. */
function numbered(name: string, taken: ReadonlySet<string>): string {
  const [, base = name, from = '1'] = /^(.*) \((\d{1,6})\)$/.exec(name) ?? [];
  for (let n = Number(from) + 1; ; n++) {
    const end = ` (${n})`;
    const next = base.slice(0, LIMITS.name - end.length) + end;
    if (!taken.has(next)) return next;
  }
}

/** The records with a title of their own where one that comes before is called the same. */
function* renaming(
  before: Iterable<NodeRecord>,
  given: readonly NodeRecord[],
): Piecemeal<ReadonlyMap<string, NodeRecord>, void> {
  const taken = new Set<string>();
  for (const node of before) for (const name of namesOf(node)) taken.add(name);
  const changed = new Map<string, NodeRecord>();
  for (const [i, node] of given.entries()) {
    if (isPause(i)) yield;
    const names = namesOf(node);
    const twice = names.find((name) => taken.has(name));
    const kept = twice === undefined ? node : { ...node, title: numbered(twice, taken) };
    if (kept !== node) changed.set(node.id, kept);
    for (const name of namesOf(kept)) taken.add(name);
  }
  return changed;
}

/** An edit, with what it adds or renames told apart from what is there. */
export function toldApart(document: Document, patch: Patch): Patch {
  const given = Object.values(patch.nodes ?? {}).flatMap(({ before, after }) =>
    after && (!before || before.title !== after.title || before.kind !== after.kind) ? [after] : [],
  );
  if (given.length === 0) return patch;
  // What the edit takes away or names anew leaves its name to others.
  const giving = new Set(given.map((node) => node.id));
  const others = Object.values(document.nodes).filter(
    ({ id }) => !giving.has(id) && (patch.nodes?.[id]?.after ?? !patch.nodes?.[id]),
  );
  const changed = atOnce(renaming(others, given));
  if (changed.size === 0) return patch;
  const entries = Object.entries(patch.nodes ?? {}).flatMap(([id, change]) => {
    const after = changed.get(id);
    if (!after) return [[id, change] as const];
    // Asked for again, a name that another has changes nothing.
    const idle = change.before && canonical(change.before) === canonical(after);
    return idle ? [] : [[id, { ...change, after }] as const];
  });
  const { nodes: _, ...rest } = patch;
  return entries.length === 0 ? rest : { ...rest, nodes: Object.fromEntries(entries) };
}

/** A document from elsewhere, whose nodes may be called alike; the same one where they are not. */
export function* tellingApart(document: Document): Piecemeal<Document, void> {
  const changed = yield* renaming([], listOf(document.nodes));
  return changed.size === 0
    ? document
    : { ...document, nodes: { ...document.nodes, ...Object.fromEntries(changed) } };
}

export const withTitlesApart = (document: Document): Document => atOnce(tellingApart(document));
