/** The titles at both ends of a wire. */
import { titleOf } from '../../catalog/index.ts';
import { useApp } from '../app/context.tsx';

export function useEnds(): (edge: string) => { readonly from: string; readonly to: string } {
  const language = useApp((s) => s.language);
  const document = useApp((s) => s.document);
  const title = (id: string | undefined) => {
    const node = id === undefined ? undefined : document.nodes[id];
    return node ? titleOf(node, language) : (id ?? '');
  };
  return (edge) => {
    const record = document.edges[edge];
    return { from: title(record?.source.node), to: title(record?.target.node) };
  };
}
