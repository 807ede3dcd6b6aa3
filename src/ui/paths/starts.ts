/** The tensors of a node or a wire from whose numbers paths begin. */
import type { PathStart } from '../../../workers/engine/protocol.ts';
import type { AppState } from '../../state/app.ts';
import { ungradedBy } from '../kit/kept.ts';

export type PathsOf = { readonly node: string } | { readonly edge: string };

/** A trained weight of the node, or a wire, the batch first. */
export interface StartTensor {
  readonly weight?: string;
  readonly edge?: string;
  readonly shape: readonly number[];
}

export function startsOf(
  of: PathsOf,
  { compiled, document }: Pick<AppState, 'compiled' | 'document'>,
): readonly StartTensor[] {
  const compilation = compiled?.compilation;
  if (!compilation || compilation.losses.length === 0) return [];
  const wire = (edge: string): StartTensor[] => {
    const source = document.edges[edge]?.source;
    const shape = source && compilation.shapes[`${source.node}.${source.port}`];
    if (!shape || ungradedBy(compilation, edge)) return [];
    return [{ edge, shape: [compilation.batch, ...shape] }];
  };
  if ('edge' in of) return wire(of.edge);
  return [
    ...compilation.parameters
      .filter((p) => p.trainable && (p.node === of.node || p.users.includes(of.node)))
      .map(({ name, shape }) => ({ weight: name, shape })),
    ...Object.values(document.edges)
      .filter((e) => e.target.node === of.node)
      .flatMap((e) => wire(e.id)),
  ];
}

/** The first number of it that there are paths from: of the sample that is looked at. */
export function firstStart(
  of: PathsOf,
  state: Pick<AppState, 'compiled' | 'document' | 'sample'>,
): PathStart | undefined {
  const [first] = startsOf(of, state);
  if (!first) return undefined;
  const { weight, edge, shape } = first;
  if (weight !== undefined) return { weight, index: 0 };
  const sample = Math.min(state.sample, (shape[0] ?? 1) - 1);
  return { ...(edge !== undefined && { edge }), index: indexOf([sample], shape) };
}

/** Where in a tensor a number stands. */
export function placeOf(index: number, shape: readonly number[]): readonly number[] {
  const place: number[] = [];
  let rest = index;
  for (const extent of [...shape].reverse()) {
    place.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return place;
}
export const indexOf = (place: readonly number[], shape: readonly number[]): number =>
  shape.reduce((n, extent, axis) => n * extent + (place[axis] ?? 0), 0);
