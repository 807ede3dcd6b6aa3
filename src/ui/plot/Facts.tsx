/** What the numbers on a wire look like now: two histograms and a table. */
import { useTranslation } from 'react-i18next';
import type { EdgeInspection, Stats } from '../../../workers/engine/protocol.ts';
import { formatNumber } from '../../tensor/format.ts';
import classes from './edge.module.css';

function Histogram({ stats, colour, label }: { stats: Stats; colour: string; label: string }) {
  const bins = stats.histogram;
  const top = Math.max(1e-12, ...bins);
  const width = 100 / Math.max(1, bins.length);
  const bars = Array.from(bins, (n, i) => {
    const height = (n / top) * 43;
    return `M${i * width},44v${-height}h${width * 0.86}v${height}z`;
  }).join('');
  return (
    <div>
      <svg
        className={classes.histogram}
        viewBox="0 0 100 44"
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <path d={bars} fill={colour} />
        <rect x="0" y="43.5" width="100" height="0.5" fill="var(--line-strong)" />
      </svg>
      <div className={classes.ends}>
        <span>{formatNumber(stats.min, 2)}</span>
        <span>{formatNumber(stats.max, 2)}</span>
      </div>
    </div>
  );
}

const percent = (share: number) => `${formatNumber(share * 100, 2)} %`;

export function Facts({ seen }: { seen: EdgeInspection | undefined }) {
  const { t } = useTranslation();
  const value = seen?.value?.stats;
  const gradient = seen?.gradient?.stats;
  const rows = [['plot.activation', value] as const, ['plot.gradientAlone', gradient] as const];
  return (
    <>
      <div className={classes.histograms}>
        {value && (
          <Histogram stats={value} colour="var(--value)" label={t('plot.histogramValue')} />
        )}
        {gradient && (
          <Histogram stats={gradient} colour="var(--grad)" label={t('plot.histogramGradient')} />
        )}
      </div>
      <table className={classes.facts}>
        <thead>
          <tr>
            <td />
            <th>{t('plot.norm')}</th>
            <th>{t('plot.mean')}</th>
            <th>{t('plot.std')}</th>
            <th>{t('plot.zeros')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, stats]) => (
            <tr key={key}>
              <th scope="row">{t(key)}</th>
              <td>
                {stats ? formatNumber(key === 'plot.activation' ? stats.rms : stats.norm) : '–'}
              </td>
              <td>{stats ? formatNumber(stats.mean, 2) : '–'}</td>
              <td>{stats ? formatNumber(stats.std, 2) : '–'}</td>
              <td>{stats ? percent(stats.zeros) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
