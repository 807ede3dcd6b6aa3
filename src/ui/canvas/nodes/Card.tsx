/** A node as a card: stripe and icon of its family, title, face, the parameter that matters, shape. */
import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { kindOf, titleOf } from '../../../catalog/index.ts';
import { previewOf } from '../../../catalog/kind.ts';
import { iconOf } from '../../kit/icons.ts';
import { shapeText } from '../../kit/shape.ts';
import { useApp } from '../../kit/store.tsx';
import type { KindNode } from '../flow.ts';
import { summaryOf } from '../flow.ts';
import { Face } from './Face.tsx';
import classes from './nodes.module.css';
import { Port } from './Port.tsx';
import { ProblemBadge } from './ProblemBadge.tsx';
import { RecurrentEdge } from './RecurrentEdge.tsx';
import { RestartedBadge } from './RestartedBadge.tsx';
import { useLit, useProblem } from './reading.ts';
import { Title } from './Title.tsx';
import { WeightsBadge } from './WeightsBadge.tsx';

export const Card = memo(function Card({ data, selected }: NodeProps<KindNode>) {
  const { record, layout, far } = data;
  const kind = kindOf(record.kind);
  const language = useApp((s) => s.language);
  const lit = useLit(record.id);
  const problem = useProblem(record.id);
  const output = layout.ports.find((p) => p.side === 'out');
  const shape = useApp((s) => {
    const c = s.compiled?.compilation;
    return output && c ? shapeText(c.shapes, c.batch, `${record.id}.${output.name}`) : '';
  });
  const title = titleOf(record, language);
  const Icon = iconOf(kind?.ui.icon);
  return (
    <div
      className={classes.card}
      data-selected={selected || undefined}
      data-lit={lit}
      data-problem={problem ? '' : undefined}
      data-far={far || undefined}
      style={{ '--family': `var(--family-${kind?.family})` } as React.CSSProperties}
    >
      {far ? (
        <span className={classes.farTitle}>{title}</span>
      ) : (
        <>
          <div className={classes.head}>
            <Icon className={classes.icon} size={15} aria-hidden />
            <Title id={record.id} title={title} />
            <WeightsBadge node={record.id} />
            <RestartedBadge node={record.id} />
            {problem && <ProblemBadge issue={problem} />}
          </div>
          {kind && previewOf(kind, record.params) && <Face record={record} kind={kind} />}
          <div className={classes.foot}>
            <span className={classes.summary}>{summaryOf(record, language)}</span>
            <span className={classes.shape}>{shape}</span>
          </div>
        </>
      )}
      {!far && kind?.recurrentState && (
        <RecurrentEdge node={record.id} title={title} state={kind.recurrentState} />
      )}
      {!far &&
        layout.ports.map((place) => (
          <Port key={`${place.side}${place.name}`} node={record.id} title={title} place={place} />
        ))}
    </div>
  );
});
