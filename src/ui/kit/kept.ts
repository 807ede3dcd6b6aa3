/** What the nodes of a compiled document keep, weights and states, by name: so that no name is taken apart. */
import type { AppState } from '../../state/app.ts';

type Compilation = NonNullable<AppState['compiled']>['compilation'];
type Kept = Compilation['states'][number] & Pick<Compilation['parameters'][number], 'edge'>;

const NOTHING: ReadonlyMap<string, Kept> = new Map();
const known = new WeakMap<Compilation, ReadonlyMap<string, Kept>>();

export function keptBy(compilation: Compilation | undefined): ReadonlyMap<string, Kept> {
  if (!compilation) return NOTHING;
  const found = known.get(compilation);
  if (found) return found;
  const { parameters, states } = compilation;
  const made = new Map([...parameters, ...states].map((k) => [k.name, k]));
  known.set(compilation, made);
  return made;
}

const owners = new WeakMap<Compilation, ReadonlyMap<string, string>>();

/** The name of the weight that a wire has of its own. */
export function weightOn(compilation: Compilation | undefined, edge: string): string | undefined {
  if (!compilation) return undefined;
  const known =
    owners.get(compilation) ??
    new Map(
      compilation.parameters.flatMap((p) => (p.edge === undefined ? [] : [[p.edge, p.name]])),
    );
  owners.set(compilation, known);
  return known.get(edge);
}

const ungraded = new WeakMap<Compilation, ReadonlyMap<string, 'target' | 'indices'>>();

/** Why no gradient goes along an edge: it brings a loss its target, or a node its indices. */
export function ungradedBy(
  compilation: Compilation | undefined,
  edge: string,
): 'target' | 'indices' | undefined {
  if (!compilation) return undefined;
  const { target, indices } = compilation.ungraded;
  const known =
    ungraded.get(compilation) ??
    new Map([
      ...target.map((e) => [e, 'target'] as const),
      ...indices.map((e) => [e, 'indices'] as const),
    ]);
  ungraded.set(compilation, known);
  return known.get(edge);
}
