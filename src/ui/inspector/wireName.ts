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
