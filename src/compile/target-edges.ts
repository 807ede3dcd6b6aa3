/**
 * The edges that bring a loss what its prediction is compared with: all that they lead to is the targets of
 * losses, and nothing behind them learns. No gradient is taken with respect to their values, for nobody
 * could use it; where the target is itself learnt the gradient flows, and they are not among them.
 */
import type { SoundNode } from './sound-node.ts';

/** Where what leaves a node leads in the end. */
type Leads = 'nowhere' | 'target' | 'prediction';
const further = (a: Leads, b: Leads): Leads =>
  a === 'prediction' || b === 'prediction'
    ? 'prediction'
    : a === 'target' || b === 'target'
      ? 'target'
      : 'nowhere';

/**
 * @param nodes in an order in which each comes behind those that it reads
 * @param learns whether a node has weights that are trained, its own or another's
 */
export function targetEdgesOf(
  nodes: readonly SoundNode[],
  learns: (node: string) => boolean,
): ReadonlySet<string> {
  const learnt = new Set<string>();
  for (const { id, at } of nodes) {
    const edges = Object.values(at).flat();
    if (learns(id) || edges.some((e) => learnt.has(e.source.node))) learnt.add(id);
  }
  const leads = new Map<string, Leads>();
  const found = new Set<string>();
  for (const { id, kind, at } of [...nodes].reverse())
    for (const [port, edges] of Object.entries(at))
      for (const { id: edge, source } of edges) {
        // To a target that is learnt the gradient goes as to any prediction.
        const given = port === 'target' && !learnt.has(source.node);
        const to = !kind.loss ? (leads.get(id) ?? 'nowhere') : given ? 'target' : 'prediction';
        leads.set(source.node, further(leads.get(source.node) ?? 'nowhere', to));
        if (to === 'target') found.add(edge);
      }
  return found;
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
