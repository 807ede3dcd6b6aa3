/**
 * The edges along which no gradient goes though they lead to a loss, for nobody could use it. Those that bring
 * a loss what its prediction is compared with: all that they lead to is the targets of losses, and nothing
 * behind them learns; where the target is itself learnt the gradient flows, and they are not among them. And
 * those that lead to indices, of tokens or of classes, whatever is behind them: there is no slope between two.
 */
import { portNamed } from '../document/ports.ts';
import type { SoundNode } from './sound-node.ts';

/** Where what leaves a node leads, from the least to what counts if it leads there as well. */
const LEADS = ['nowhere', 'target', 'indices', 'prediction'] as const;
type Leads = (typeof LEADS)[number];
const further = (a: Leads, b: Leads): Leads => (LEADS.indexOf(a) > LEADS.indexOf(b) ? a : b);

/** Edges without a gradient, by what they lead to. */
export interface UngradedEdges {
  /** The targets of losses alone. */
  readonly target: ReadonlySet<string>;
  /** Indices, and what is compared with predictions at most. */
  readonly indices: ReadonlySet<string>;
}

/**
 * @param nodes in an order in which each comes behind those that it reads
 * @param learns whether a node has weights that are trained, its own or another's
 */
export const ungradedEdges = (
  nodes: readonly SoundNode[],
  learns: (node: string) => boolean,
): UngradedEdges => leading(nodes, learns).found;

/** Whose weights get no gradient, for all that use them lead to indices at most: no step changes them. */
export function ungradedOwners(
  nodes: readonly SoundNode[],
  learns: (node: string) => boolean,
): ReadonlySet<string> {
  const { leads } = leading(nodes, learns);
  const most = new Map<string, Leads>();
  for (const { id, owner = id } of nodes)
    most.set(owner, further(most.get(owner) ?? 'nowhere', leads.get(id) ?? 'nowhere'));
  return new Set([...most].flatMap(([owner, to]) => (to === 'indices' ? [owner] : [])));
}

function leading(nodes: readonly SoundNode[], learns: (node: string) => boolean) {
  const learnt = new Set<string>();
  for (const { id, at } of nodes) {
    const edges = Object.values(at).flat();
    if (learns(id) || edges.some((e) => learnt.has(e.source.node))) learnt.add(id);
  }
  const leads = new Map<string, Leads>();
  const found = { target: new Set<string>(), indices: new Set<string>() };
  for (const { id, kind, params, at } of [...nodes].reverse())
    for (const [port, edges] of Object.entries(at)) {
      const readsIndices = portNamed(kind.ports(params).inputs, port)?.indices ?? false;
      for (const { id: edge, source } of edges) {
        const behind = leads.get(id) ?? 'nowhere';
        // To a target that is learnt the gradient goes as to any prediction.
        const given = port === 'target' && !learnt.has(source.node);
        const to = kind.loss
          ? given
            ? 'target'
            : 'prediction'
          : readsIndices && behind === 'prediction'
            ? 'indices'
            : behind;
        leads.set(source.node, further(leads.get(source.node) ?? 'nowhere', to));
        if (to === 'target' || to === 'indices') found[to].add(edge);
      }
    }
  return { leads, found };
}

/** Whose weights are trained, of all that were declared or are used. */
export function learning(
  nodes: readonly SoundNode[],
  weights: readonly { readonly node: string; readonly trainable?: boolean }[],
): (node: string) => boolean {
  const owners = new Set(weights.filter((w) => w.trainable !== false).map((w) => w.node));
  const all = new Set(nodes.filter((n) => owners.has(n.owner ?? n.id)).map((n) => n.id));
  return (node) => all.has(node);
}
