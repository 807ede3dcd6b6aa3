/**
 * Parallel coordinates (Inselberg 1985): an axis for each setting and one for what came of it, and each
 * combination a line through its values.
 */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { sequentialColour } from '../../charts/colour.ts';
import { resultsOf } from '../../sweep/ranking.ts';
import type { SettingValue } from '../../sweep/settings.ts';
import { figureOf, quartilesOf } from '../../sweep/summary.ts';
import { valueTitle } from '../../sweep/words.ts';
import { useApp } from '../kit/store.tsx';
import { useBox } from '../kit/useBox.ts';
import { placing } from './colours.ts';
import { Legend } from './HeatMap.tsx';
import type { Shown } from './shown.ts';
import classes from './sweep.module.css';
import { figure, useNames } from './words.ts';

const ROOM = { side: 64, top: 22, bottom: 10 } as const;
/** Marks of an axis stand so far apart at least. */
const APART = 14;

export function Parallel({ swept, measure, pointed, point, open }: Shown) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const names = useNames(swept.document);
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useBox(area);
  const { plan, sweeping } = swept;
  const { settings, configurations } = plan;
  const [top, bottom] = [ROOM.top, height - ROOM.bottom];
  const up = (share: number) => bottom - share * (bottom - top);
  const known = configurations.map((c) => ({
    ...c,
    median: quartilesOf(resultsOf(sweeping.runs, c).map((r) => figureOf(r, measure))).median,
  }));
  const result = placing(known.map((c) => c.median));
  // Numbers lie by their order: what was swept has been spaced by whoever chose it.
  const axes = settings.map((setting, i) => {
    const values = [...new Set(configurations.map((c) => c.values[i]!))];
    const sorted =
      setting.field.type === 'number' ? values.sort((a, b) => Number(a) - Number(b)) : values;
    const share = (value: SettingValue) =>
      sorted.length > 1 ? sorted.indexOf(value) / (sorted.length - 1) : 0.5;
    const every = Math.max(1, Math.ceil((APART * sorted.length) / Math.max(1, bottom - top)));
    const marks = sorted
      .filter((_, k) => k % every === 0)
      .map((value) => ({ share: share(value), text: valueTitle(setting, value, language) }));
    return { title: names.setting(setting), share, marks };
  });
  const columns = axes.length + 1;
  const toX = (i: number) => ROOM.side + (i * (width - 2 * ROOM.side)) / Math.max(1, columns - 1);
  const ends = result.range.map((value, i) => ({ share: i, text: figure(measure, value) }));
  const all = [...axes, { title: t(`sweep.measure.${measure}`), marks: ends }];
  return (
    <div className={classes.heat}>
      <div
        ref={area}
        className={classes.plot}
        role="img"
        aria-label={t('sweep.parallel', {
          measure: t(`sweep.measure.${measure}`),
          count: configurations.length,
        })}
      >
        {width > 2 * ROOM.side && bottom > top && (
          <svg width={width} height={height} aria-hidden="true">
            {known.map(({ index, values, median }) => {
              // Beyond all numbers it leaves at the top.
              const at = Number.isFinite(median) ? result.place(median) : 1.08;
              const d = `M${[...axes.map((a, i) => a.share(values[i]!)), at]
                .map((share, i) => `${toX(i).toFixed(1)} ${up(share).toFixed(1)}`)
                .join('L')}`;
              return (
                // biome-ignore lint/a11y/noStaticElementInteractions: the table beside it has the same for who has no pointer
                <path
                  key={index}
                  d={d}
                  className={classes.through}
                  data-pointed={pointed === index || undefined}
                  data-faint={(pointed !== undefined && pointed !== index) || undefined}
                  stroke={
                    Number.isFinite(median)
                      ? sequentialColour(result.place(median))
                      : 'var(--line-strong)'
                  }
                  onMouseEnter={() => point(index)}
                  onMouseLeave={() => point(undefined)}
                  onClick={() => open(index)}
                />
              );
            })}
            {all.map(({ title, marks }, i) => (
              <g key={title} className={classes.axis} transform={`translate(${toX(i)} 0)`}>
                <line y1={top} y2={bottom} />
                <text y={12} textAnchor="middle" className={classes.axisTitle}>
                  {title}
                </text>
                {marks.map(({ share, text }) => (
                  <text
                    key={text}
                    x={i === all.length - 1 ? 6 : -6}
                    y={up(share)}
                    dy="0.35em"
                    textAnchor={i === all.length - 1 ? 'start' : 'end'}
                  >
                    {text}
                  </text>
                ))}
              </g>
            ))}
          </svg>
        )}
      </div>
      <Legend {...result} measure={measure} />
    </div>
  );
}
