/** What the colours of a heat map mean. One for each group of maps that share a scale. */
import { useTranslation } from 'react-i18next';
import { signColour } from '../../charts/colour.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useShade } from './HeatMap.tsx';
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
