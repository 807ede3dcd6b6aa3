/** What a node is called, in the reader's language; what belongs to none has a dash. */
import { titleOf } from '../../catalog/index.ts';
import { useApp } from '../kit/store.tsx';

export function useNodeName(): (node: string) => string {
  const nodes = useApp((s) => s.document.nodes);
  const language = useApp((s) => s.language);
  return (node) => {
    const known = nodes[node];
    return known ? titleOf(known, language) : node || '–';
  };
}
