/** What a wire is called: the titles of the nodes that it joins. */
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import { useApp } from '../app/context.tsx';

export function useEdgeName(id: string): string {
  const { t } = useTranslation();
  const from = useApp((s) => {
    const node = s.document.nodes[s.document.edges[id]?.source.node ?? ''];
    return node ? titleOf(node, s.language) : '';
  });
  const to = useApp((s) => {
    const node = s.document.nodes[s.document.edges[id]?.target.node ?? ''];
    return node ? titleOf(node, s.language) : '';
  });
  return t('edges.name', { from, to });
}
