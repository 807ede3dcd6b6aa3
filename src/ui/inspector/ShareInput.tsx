/** Whose weights a node uses: its own, or those of another node of its kind. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import { couldShare } from '../../document/sharing.ts';
import { useActions, useApp, useAppList } from '../kit/store.tsx';
import { FIELD } from './entries.tsx';

const OWN = '';

export function ShareInput({ id }: { id: string }) {
  const { t } = useTranslation();
  const { setShares } = useActions();
  const nodes = useApp((s) => s.document.nodes);
  const language = useApp((s) => s.language);
  const shares = useApp((s) => s.document.nodes[id]?.shares);
  const has = useApp((s) => s.compiled?.compilation.parameters.some((p) => p.node === id) ?? false);
  const users = useAppList((s) =>
    Object.values(s.document.nodes).flatMap((n) => (n.shares === id ? [titleOf(n, language)] : [])),
  );
  const owners = couldShare(nodes, id);
  // A node that is gone stays to be seen, so that one can choose another.
  const listed = shares !== undefined && !owners.includes(shares) ? [shares, ...owners] : owners;
  if (shares === undefined && (!has || listed.length === 0)) return null;
  const title = (owner: string) => {
    const node = nodes[owner];
    return node ? titleOf(node, language) : owner;
  };
  return (
    <Select
      label={t('inspector.weightsOf')}
      description={
        users.length
          ? t('inspector.usedBy', { names: users.join(', ') })
          : shares === undefined
            ? t('inspector.weightsOfHint')
            : t('inspector.sharedHint')
      }
      size="xs"
      classNames={FIELD}
      data={[
        { value: OWN, label: t('inspector.ownWeights') },
        ...listed.map((owner) => ({ value: owner, label: title(owner) })),
      ]}
      value={shares ?? OWN}
      allowDeselect={false}
      searchable={listed.length > 12}
      limit={100}
      onChange={(next) => next !== null && setShares(id, next === OWN ? undefined : next)}
    />
  );
}
