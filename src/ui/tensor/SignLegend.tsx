/** What the colours of a heat map mean. One for each group of maps that share a scale. */
import { useTranslation } from 'react-i18next';
import { sequentialColour, signColour } from '../../charts/colour.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useShade } from '../kit/useShade.ts';
import classes from './tensor.module.css';

const STOPS = Array.from({ length: 11 }, (_, i) => i / 5 - 1);

export function SignLegend({ max }: { max: number }) {
  const { t } = useTranslation();
  const shade = useShade();
  const text = { min: formatNumber(-max), max: formatNumber(max) };
  return (
    <div className={classes.legend} role="img" aria-label={t('tensor.scale', text)}>
      <span>{text.min}</span>
      <span
        className={classes.bar}
        style={{
          background: `linear-gradient(to right, ${STOPS.map((s) => signColour(s, shade)).join(',')})`,
        }}
      />
      <span>{text.max}</span>
    </div>
  );
}

/** The same for shares, which are never negative. */
export function ShareLegend({ max }: { max: number }) {
  const { t } = useTranslation();
  const text = formatNumber(max);
  const colours = STOPS.map((s) => sequentialColour((s + 1) / 2)).join(',');
  return (
    <div className={classes.legend} role="img" aria-label={t('tensor.share', { max: text })}>
      <span>0</span>
      <span
        className={classes.bar}
        style={{ background: `linear-gradient(to right, ${colours})` }}
      />
      <span>{text}</span>
    </div>
  );
}
