/** The picture on a card that tells more than a number: which one, the kind says. */
import { memo } from 'react';
import type { Kind } from '../../catalog/kind.ts';
import type { NodeRecord } from '../../document/records.ts';
import { formatNumber } from '../../tensor/format.ts';
import { Curve } from './Curve.tsx';
import { Gauge } from './Gauge.tsx';
import { CARD_WIDTH } from './layout.ts';
import classes from './nodes.module.css';
import { Scatter } from './Scatter.tsx';
import { WeightsFace } from './WeightsFace.tsx';

export const FACE_WIDTH = CARD_WIDTH - 20;

interface Props {
  readonly record: NodeRecord;
  readonly kind: Kind;
}

function Values({ record }: Pick<Props, 'record'>) {
  const numbers = Object.values(record.params).find((v) => Array.isArray(v)) as
    | readonly unknown[]
    | undefined;
  const shown = (numbers ?? []).slice(0, 4).map((v) => formatNumber(Number(v)));
  return (
    <span className={classes.values}>
      {shown.join('  ')}
      {(numbers?.length ?? 0) > 4 ? ' …' : ''}
    </span>
  );
}

export const Face = memo(function Face({ record, kind }: Props) {
  const { face } = kind;
  if (!face) return null;
  return (
    <div className={classes.face} data-face={face}>
      {face === 'curve' && <Curve kind={kind} width={FACE_WIDTH} height={44} />}
      {face === 'scatter' && <Scatter node={record.id} width={FACE_WIDTH} height={80} />}
      {face === 'weights' && <WeightsFace node={record.id} width={FACE_WIDTH} height={44} />}
      {face === 'gauge' && <Gauge width={FACE_WIDTH} height={44} />}
      {face === 'values' && <Values record={record} />}
    </div>
  );
});
