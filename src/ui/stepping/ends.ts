/** The titles at both ends of a wire. */
import { titleOf } from '../../catalog/index.ts';
import type { PortRef } from '../../document/records.ts';
import { useApp } from '../kit/store.tsx';

export function useEnds(): (edge: string) => { readonly from: string; readonly to: string } {
  const language = useApp((s) => s.language);
  const document = useApp((s) => s.document);
  const title = (end: PortRef | undefined) => {
    const node = end && document.nodes[end.node];
    const name = node ? titleOf(node, language) : (end?.node ?? '');
    // A port that is the only one of its side need not be told.
    return end && !['in', 'out'].includes(end.port) ? `${name} (${end.port})` : name;
  };
  return (edge) => {
    const record = document.edges[edge];
    return { from: title(record?.source), to: title(record?.target) };
  };
}
