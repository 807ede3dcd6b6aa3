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

const targets = new WeakMap<Compilation, ReadonlySet<string>>();

/** Whether an edge brings a loss its target, so that no gradient goes along it. */
export function isTargetEdge(compilation: Compilation | undefined, edge: string): boolean {
  if (!compilation) return false;
  const known = targets.get(compilation) ?? new Set(compilation.targetEdges);
  targets.set(compilation, known);
  return known.has(edge);
}
