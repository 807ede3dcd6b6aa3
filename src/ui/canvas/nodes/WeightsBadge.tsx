/** Says of a node's weights what its face does not: that they are frozen, or another node's. */
import { Tooltip } from '@mantine/core';
import { Link2, Snowflake } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isFrozen, kindOf, titleOf } from '../../../catalog/index.ts';
import { ownerOf } from '../../../document/sharing.ts';
import { useApp } from '../../kit/store.tsx';
import classes from './nodes.module.css';

function Mark({ words, children }: { words: string; children: ReactNode }) {
  return (
    <Tooltip label={words} openDelay={100}>
      <span className={classes.mark} role="img" aria-label={words}>
        {children}
      </span>
    </Tooltip>
  );
}

export function WeightsBadge({ node }: { node: string }) {
  const { t } = useTranslation();
  const shared = useApp((s) => {
    const owner = s.document.nodes[s.document.nodes[node]?.shares ?? ''];
    return owner && titleOf(owner, s.language);
  });
  const frozen = useApp((s) => {
    const owner = s.document.nodes[ownerOf(s.document.nodes, node) ?? ''];
    const kind = owner && kindOf(owner.kind);
    return owner !== undefined && kind !== undefined && isFrozen(kind, owner.params);
  });
  return (
    <>
      {shared !== undefined && (
        <Mark words={t('nodes.shares', { owner: shared })}>
          <Link2 size={14} aria-hidden />
        </Mark>
      )}
      {frozen && (
        <Mark words={t('nodes.frozen')}>
          <Snowflake size={14} aria-hidden />
        </Mark>
      )}
    </>
  );
}
