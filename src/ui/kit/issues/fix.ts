/** What a repair is called, wherever it is offered. */
import { useTranslation } from 'react-i18next';
import type { Fix } from '../../../base/issue.ts';
import { kindOf } from '../../../catalog/index.ts';
import { useApp } from '../store.tsx';

export function useFixLabel(): (fix: Fix) => string {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  return (fix) => {
    switch (fix.type) {
      case 'set-param': {
        const kind = nodes[fix.node]?.kind;
        const label = kind ? kindOf(kind)?.fields[fix.param]?.label : undefined;
        return t('kit.fix.param', {
          param: label ? label[language] : fix.param,
          value: typeof fix.value === 'string' ? fix.value : JSON.stringify(fix.value),
        });
      }
      case 'replace-kind':
        return t('kit.fix.kind', { kind: kindOf(fix.kind)?.title[language] ?? fix.kind });
      case 'remove-edge':
        return t('kit.fix.edge');
      case 'own-weights':
        return t('kit.fix.own');
      default:
        return fix satisfies never;
    }
  };
}
