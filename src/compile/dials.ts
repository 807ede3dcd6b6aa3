/**
 * Dials: hyperparameters whose field says `live`. Changing one writes a buffer of the running plan;
 * all else that is computed with belongs to the semantics, and a change of it compiles anew.
 */
import { listOf } from '../base/count.ts';
import type { Field, Fields, Hyperparameters } from '../base/fields.ts';
import { canonical } from '../base/hash.ts';
import { kindOf, optimiserOf } from '../catalog/index.ts';
import type { Patch } from '../document/patch.ts';
import type { Document, NodeRecord, RunSettings } from '../document/records.ts';
import { semanticsOf } from '../document/semantics.ts';

const isLive = (fields: Fields | undefined, name: string): boolean => fields?.[name]?.live === true;

/** Few kinds have one, and nodes are many. */
const dialsIn = new WeakMap<Fields, readonly (readonly [string, Field])[]>();
function liveFields(fields: Fields): readonly (readonly [string, Field])[] {
  const kept =
    dialsIn.get(fields) ?? Object.entries(fields).filter(([, field]) => field.live === true);
  dialsIn.set(fields, kept);
  return kept;
}

const compiledParams = (fields: Fields | undefined, params: Hyperparameters): Hyperparameters =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !isLive(fields, name)));

/** Whether an edit can matter to the compiler at all; dragging a thousand nodes is told at a glance. */
export const changesSemantics = ({ nodes = {}, edges, run }: Patch): boolean =>
  edges !== undefined ||
  run !== undefined ||
  Object.values(nodes).some(
    ({ before, after }) =>
      before?.kind !== after?.kind ||
      before?.params !== after?.params ||
      before?.shares !== after?.shares,
  );

/** Canonical text of what must be compiled: the semantics without its dials. */
export function compileKey(document: Document): string {
  const semantics = semanticsOf(document);
  const { optimiser } = semantics.run;
  return canonical({
    ...semantics,
    nodes: semantics.nodes.map((n) => ({
      ...n,
      params: compiledParams(kindOf(n.kind)?.fields, n.params),
    })),
    run: {
      ...semantics.run,
      optimiser: {
        kind: optimiser.kind,
        params: compiledParams(optimiserOf(optimiser.kind)?.fields, optimiser.params),
      },
    },
  });
}

/**
 * Whether two documents are compiled alike: the same as equal keys, told without writing them. Of
 * records that are the same object nothing is compared, and an edit leaves all but a few the same.
 */
export function compiledAlike(a: Document, b: Document): boolean {
  return (
    (a.run === b.run || runKey(a.run) === runKey(b.run)) &&
    sameTable(a.edges, b.edges, (x, y) => canonical(x) === canonical(y)) &&
    sameTable(
      a.nodes,
      b.nodes,
      (x, y) =>
        x.kind === y.kind &&
        x.shares === y.shares &&
        (x.params === y.params || paramsKey(x) === paramsKey(y)),
    )
  );
}

function sameTable<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  same: (x: T, y: T) => boolean,
): boolean {
  if (a === b) return true;
  const ids = Object.keys(a);
  return (
    ids.length === Object.keys(b).length &&
    ids.every((id) => {
      const [x, y] = [a[id]!, b[id]];
      return y !== undefined && (x === y || same(x, y));
    })
  );
}

const paramsKey = ({ kind, params }: NodeRecord): string =>
  canonical(compiledParams(kindOf(kind)?.fields, params));

function runKey({ optimiser, ...run }: RunSettings): string {
  const { kind, params } = optimiser;
  return canonical({
    ...run,
    optimiser: { kind, params: compiledParams(optimiserOf(kind)?.fields, params) },
  });
}

/** The dials of a document by name: `lr` for the optimiser's, `node.param` for a node's. */
export function dialsOf(document: Document): Readonly<Record<string, number>> {
  const dials: Record<string, number> = {};
  const take = (prefix: string, fields: Fields | undefined, params: Hyperparameters) => {
    for (const [name, field] of fields ? liveFields(fields) : []) {
      const value = params[name] ?? field.default;
      if (typeof value === 'number') dials[prefix + name] = value;
    }
  };
  const { optimiser } = document.run;
  take('', optimiserOf(optimiser.kind)?.fields, optimiser.params);
  for (const node of listOf(document.nodes))
    take(`${node.id}.`, kindOf(node.kind)?.fields, node.params);
  return dials;
}
