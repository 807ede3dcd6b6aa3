/** What a person calls a wire: both its ends, `Dense 1 → Tanh 1`. */
import { titleOf } from '../../catalog/index.ts';
import type { AppState } from '../../state/app.ts';
import { useApp } from '../app/context.tsx';

export function wireName(state: AppState, edge: string): string {
  const record = state.document.edges[edge];
  if (!record) return edge;
  const end = (id: string) => {
    const node = state.document.nodes[id];
    return node ? titleOf(node, state.language) : id;
  };
  return `${end(record.source.node)} → ${end(record.target.node)}`;
}

export const useWireName = (edge: string): string => useApp((s) => wireName(s, edge));

/**
 * A weight's name within its node: `weight`, `bias`; a weight that belongs to one wire is told by
 * where that wire comes from.
 */
export function useWeightName(node: string): (name: string) => string {
  const document = useApp((s) => s.document);
  const language = useApp((s) => s.language);
  return (name) => {
    const own = name.startsWith(`${node}.`) ? name.slice(node.length + 1) : name;
    const edge = document.edges[own.slice(own.lastIndexOf('.') + 1)];
    const from = edge && document.nodes[edge.source.node];
    return from ? `${own} ← ${titleOf(from, language)}` : own;
  };
}
