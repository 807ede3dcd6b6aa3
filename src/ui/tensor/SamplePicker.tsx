/** Which sample of the batch pictures show: one choice for the whole page, so that all tell of the same. */
import { useTranslation } from 'react-i18next';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './tensor.module.css';

/** The chosen sample, or the last one of a batch that has fewer. */
export const useSample = (samples = Number.POSITIVE_INFINITY): number =>
  useApp((s) => Math.min(s.sample, samples - 1));

/** Beside what shows one; while a step is walked it stands in the step's header alone. */
export function SamplePicker({ samples }: { samples: number }) {
  const stepping = useApp((s) => s.cursor !== undefined);
  return stepping ? null : <Picker samples={samples} />;
}

function Picker({ samples }: { samples: number }) {
  const { t } = useTranslation();
  const { setSample } = useActions();
  const sample = useSample(samples);
  if (samples < 2) return null;
  return (
    <label className={classes.sample}>
      <span>{t('tensor.sample')}</span>
      <input
        type="range"
        min={0}
        max={samples - 1}
        value={sample}
        aria-valuetext={t('tensor.sampleOf', { sample, last: samples - 1 })}
        onChange={(e) => setSample(Number(e.currentTarget.value))}
      />
      {/* No output element: that is a status, and the page's status is the run's. */}
      <span className={classes.chosen} aria-hidden>
        {sample} / {samples - 1}
      </span>
    </label>
  );
}

/**
 * In the header of a step: the sample that it is told by, or on wires the mean over the batch. Equations stay
 * with the sample: between means they would be false.
 */
export function StepSample() {
  const { t } = useTranslation();
  const { setAverage } = useActions();
  const samples = useApp((s) => s.compiled?.compilation.batch ?? 1);
  const average = useApp((s) => s.average);
  const sample = useSample(samples);
  if (samples < 2) return null;
  return (
    <div className={classes.stepSample}>
      <Picker samples={samples} />
      <button
        type="button"
        className={classes.mean}
        aria-pressed={average}
        title={t('tensor.averageWhy')}
        onClick={() => setAverage(!average)}
      >
        {t('tensor.average')}
      </button>
      {average && <p className={classes.ofSample}>{t('tensor.averageNote', { sample })}</p>}
    </div>
  );
}
