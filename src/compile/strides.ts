/**
 * How far one step of the cursor goes. The engine moves it by single moves; at which of them one stops
 * is said here: behind each node, behind each layer, behind each pass. Pure; the coarser stops are some
 * of the finer ones.
 */
import { kindOf } from '../catalog/index.ts';
import type { Document } from '../document/records.ts';
import type { Move } from '../plan/plan.ts';

export const STRIDES = ['node', 'layer', 'pass'] as const;
export type Stride = (typeof STRIDES)[number];

type Graph = Pick<Document, 'nodes' | 'edges'>;

/**
 * By node, the node that stands for its layer. An activation belongs to what it stands behind, and
 * neurons that read the same values are the units of one layer; any other node is one by itself.
 */
export function layersOf({ nodes, edges }: Graph): ReadonlyMap<string, string> {
  const sources = new Map<string, string[]>();
  for (const { source, target } of Object.values(edges)) {
    const known = sources.get(target.node);
    if (known) known.push(source.node);
    else sources.set(target.node, [source.node]);
  }
  const familyOf = (node: string) => kindOf(nodes[node]?.kind ?? '')?.family;
  const layers = new Map<string, string>();
  const firstThatReads = new Map<string, string>();
  for (const node of Object.keys(nodes)) {
    layers.set(node, node);
    if (familyOf(node) !== 'neurons') continue;
    const read = JSON.stringify(sources.get(node)?.toSorted() ?? []);
    const first = firstThatReads.get(read) ?? node;
    firstThatReads.set(read, first);
    layers.set(node, first);
  }
  for (const node of Object.keys(nodes)) {
    const [before, ...more] = sources.get(node) ?? [];
    if (familyOf(node) !== 'activations' || before === undefined || more.length > 0) continue;
    const family = familyOf(before);
    if (family === 'layers' || family === 'neurons') layers.set(node, layers.get(before) ?? before);
  }
  return layers;
}

/** After how many moves one stops, in order; the last is always the end of the training step. */
export function stopsOf(
  moves: readonly Move[],
  stride: Stride,
  layers: ReadonlyMap<string, string>,
): readonly number[] {
  const together = (a: Move, b: Move): boolean => {
    if (stride === 'node') return false;
    if (stride === 'pass') return passOf(a) === passOf(b);
    return a.phase === b.phase && layers.get(a.node) === layers.get(b.node);
  };
  return moves.flatMap((move, i) => {
    const next = moves[i + 1];
    return next && together(move, next) ? [] : [i + 1];
  });
}

/** The losses are where the forward pass ends. */
const passOf = ({ phase }: Move) => (phase === 'loss' ? 'forward' : phase);

/** How many moves lead on to the next stop; behind the last, to the first of the step to come. */
export const movesOn = (stops: readonly number[], done: number): number => {
  const next = stops.find((stop) => stop > done);
  return next === undefined ? (stops[0] ?? 0) : next - done;
};

/** How many moves lead back to the stop before, or to the beginning of the step. */
export const movesBack = (stops: readonly number[], done: number): number =>
  done - (stops.findLast((stop) => stop < done) ?? 0);
