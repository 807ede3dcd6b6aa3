/** What the lines on the wires mean, and how far their common log scale reaches. */

import { useStore } from '@xyflow/react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { countOf } from '../../../base/count.ts';
import { useApp } from '../../kit/store.tsx';
import { useParts } from '../parts.tsx';
import classes from './charts.module.css';
import { TOLD_FROM } from './place.ts';

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const power = (e: number) =>
  `10${e < 0 ? '⁻' : ''}${[...String(Math.abs(e))].map((d) => SUPERSCRIPT[Number(d)]).join('')}`;

export function Legend() {
  const { t } = useTranslation();
  const { painter } = useParts();
  const scale = useSyncExternalStore(painter.onScale, painter.scale);
  const wired = useApp((s) => countOf(s.document.edges) > 0);
  const far = useStore((s) => s.transform[2] < TOLD_FROM);
  const walked = useApp((s) => s.cursor !== undefined);
  if (!wired) return null;
  if (walked) return <StepLegend />;
  if (far)
    return (
      <div className={classes.legend}>
        <span>
          {t('edges.strength')}
          <b className={classes.far} />
        </span>
      </div>
    );
  return (
    <div className={classes.legend}>
      <span className={classes.value}>
        <i />
        {t('plot.value')}
      </span>
      <span className={classes.grad}>
        <i />
        {t('plot.gradient')}
      </span>
      <span>
        {power(scale.low)} – {power(scale.high)}
      </span>
    </div>
  );
}

/** Whose numbers lie on the wires while a step is walked. */
function StepLegend() {
  const { t } = useTranslation();
  const samples = useApp((s) => s.compiled?.compilation.batch ?? 1);
  const sample = useApp((s) => s.sample);
  const average = useApp((s) => s.average);
  return (
    <div className={classes.legend}>
      <span className={classes.value}>
        <i />
        {t('edges.value')}
      </span>
      <span className={classes.grad}>
        <i />
        {t('edges.gradient')}
      </span>
      {samples > 1 && (
        <span>
          {average
            ? t('edges.ofMean', { count: samples })
            : t('edges.ofSample', { sample: Math.min(sample, samples - 1), last: samples - 1 })}
        </span>
      )}
    </div>
  );
}
