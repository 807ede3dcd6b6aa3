/**
 * Shared weights: a node may use the weights of another node of its kind instead of its own (`shares`
 * names that node). Who owns them is asked here, and here they change hands; what fits whom is told by
 * the check and while lowering.
 */
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { own } from '../base/own.ts';
import { type Patch, patchOf } from './patch.ts';
import type { Document, NodeRecord } from './records.ts';

type Nodes = Document['nodes'];

/**
 * The node whose weights this one uses: itself, or the end of the chain. Undefined where the chain ends
 * at no node, at one of another kind, or nowhere.
 */
export function ownerOf(nodes: Nodes, id: string): string | undefined {
  const seen = new Set<string>();
  let node = own(nodes, id);
  while (node?.shares !== undefined && !seen.has(node.id)) {
    seen.add(node.id);
    const next = own(nodes, node.shares);
    if (next?.kind !== node.kind) return undefined;
    node = next;
  }
  return node && !seen.has(node.id) ? node.id : undefined;
}

/** Nodes of its kind whose weights a node could use without closing a circle. */
export const couldShare = (nodes: Nodes, id: string): string[] =>
  Object.values(nodes)
    .filter((n) => n.id !== id && n.kind === own(nodes, id)?.kind && ownerOf(nodes, n.id) === n.id)
    .map((n) => n.id);

const without = ({ shares: _, ...node }: NodeRecord): NodeRecord => node;

/** From now on the weights of `owner`, or its own again. Who used this node's weights goes along. */
export function setShares(
  document: Document,
  id: string,
  owner: string | undefined,
): Result<Patch> {
  const { nodes } = document;
  const node = own(nodes, id);
  if (!node)
    return fail(
      issue(
        'node.missing',
        { en: 'There is no node {node}.', zh: '没有节点 {node}。' },
        {
          args: { node: { node: id } },
          where: { node: id },
        },
      ),
    );
  if (owner === undefined) return ok(patchOf(document, { nodes: { [id]: without(node) } }));
  const wanted = own(nodes, owner);
  const end = wanted && ownerOf(nodes, owner);
  if (end === undefined || wanted?.kind !== node.kind || end === id)
    return fail(
      issue(
        'share.refused',
        { en: '{node} cannot use the weights of {owner}.', zh: '{node} 不能使用 {owner} 的权重。' },
        {
          args: { node: { node: id }, owner: { node: owner } },
          where: { node: id },
        },
      ),
    );
  return ok(patchOf(document, { nodes: { [id]: { ...node, shares: end } } }));
}

/**
 * What becomes of the nodes that use the weights of nodes which go: the first of them owns the weights
 * from now on and the others use its.
 */
export function handOver(nodes: Nodes, gone: ReadonlySet<string>): Record<string, NodeRecord> {
  const heirs = new Map<string, string>();
  const changed: Record<string, NodeRecord> = {};
  for (const node of Object.values(nodes)) {
    if (gone.has(node.id) || node.shares === undefined || !gone.has(node.shares)) continue;
    const owner = ownerOf(nodes, node.id);
    if (owner === undefined) continue;
    const heir = gone.has(owner) ? heirs.get(owner) : owner;
    if (heir === undefined) heirs.set(owner, node.id);
    changed[node.id] = heir === undefined ? without(node) : { ...node, shares: heir };
  }
  return changed;
}
