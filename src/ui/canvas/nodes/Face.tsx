/** The picture on a card that tells more than a number: which one, the kind says. */
import { memo } from 'react';
import { complete } from '../../../base/fields.ts';
import { CARD_WIDTH } from '../../../catalog/card.ts';
import { type Kind, previewOf } from '../../../catalog/kind.ts';
import type { NodeRecord } from '../../../document/records.ts';
import { Bars } from './Bars.tsx';
import { CurveFace } from './CurveFace.tsx';
import { Gauge } from './Gauge.tsx';
import { MapsFace } from './MapsFace.tsx';
import classes from './nodes.module.css';
import { Scatter } from './Scatter.tsx';
import { Values } from './Values.tsx';
import { WeightsFace } from './WeightsFace.tsx';

const FACE_WIDTH = CARD_WIDTH - 20;

interface Props {
  readonly record: NodeRecord;
  readonly kind: Kind;
}

export const Face = memo(function Face({ record, kind }: Props) {
  const face = previewOf(kind, record.params);
  if (!face) return null;
  return (
    <div className={classes.face} data-face={face}>
      {face === 'curve' && (
        <CurveFace
          node={record.id}
          kind={kind}
          params={record.params}
          width={FACE_WIDTH}
          height={44}
        />
      )}
      {face === 'scatter' && <Scatter node={record.id} width={FACE_WIDTH} height={80} />}
      {face === 'weights' && <WeightsFace node={record.id} width={FACE_WIDTH} height={44} />}
      {face === 'maps' && <MapsFace record={record} width={FACE_WIDTH} height={68} />}
      {face === 'gauge' && <Gauge node={record.id} width={FACE_WIDTH} height={44} />}
      {face === 'values' &&
        (kind.ports(complete(kind.fields, record.params)).inputs.length === 0 ? (
          <Values record={record} />
        ) : (
          <Bars node={record.id} width={FACE_WIDTH} height={24} />
        ))}
    </div>
  );
});
