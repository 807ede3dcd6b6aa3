/** A node of a kind that this version does not know: kept as it is, drawn, and inert. */
import type { NodeProps } from '@xyflow/react';
import { CircleHelp } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../../catalog/index.ts';
import { useApp } from '../../kit/store.tsx';
import type { KindNode } from '../flow.ts';
import classes from './nodes.module.css';
import { Port } from './Port.tsx';

export const Unknown = memo(function Unknown({ data, selected }: NodeProps<KindNode>) {
  const { t } = useTranslation();
  const { record, layout } = data;
  const language = useApp((s) => s.language);
  const title = titleOf(record, language);
  return (
    <div className={classes.unknown} data-selected={selected || undefined}>
      <div className={classes.head}>
        <CircleHelp className={classes.icon} size={15} aria-hidden />
        <span className={classes.title}>{title}</span>
      </div>
      <div className={classes.foot}>
        <span className={classes.summary}>{t('nodes.unknown', { kind: record.kind })}</span>
      </div>
      {layout.ports.map((place) => (
        <Port key={`${place.side}${place.name}`} node={record.id} title={title} place={place} />
      ))}
    </div>
  );
});
