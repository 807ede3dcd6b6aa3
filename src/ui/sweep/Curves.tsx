/** The cost by step of each combination, in one plot; beside it, where there is only one weight, how runs move on it. */
import { Switch, VisuallyHidden } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Configuration } from '../../sweep/plan.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { useShade } from '../kit/useShade.ts';
import { LinePlot } from '../plot/LinePlot.tsx';
import type { PlotSource, Series } from '../plot/marks.ts';
import { type BandRow, bandsOf } from './bands.ts';
import { colourOf } from './colours.ts';
import { LandscapePlot } from './LandscapePlot.tsx';
import type { Scales, Shown } from './shown.ts';
import classes from './sweep.module.css';
import { useNames } from './words.ts';

/** Lines that are told apart. */
const MOST = 12;
const step = (row: BandRow) => row.step;
const number = (v: number) => formatNumber(v);

interface Props extends Shown {
  readonly order: readonly Configuration[];
  readonly logX: boolean;
  readonly logY: boolean;
  readonly setScales: (scales: Scales) => void;
}

export function Curves(props: Props) {
  const { swept, version, pointed, order, logX, logY, setScales } = props;
  const { t } = useTranslation();
  const shade = useShade();
  const names = useNames(swept.document);
  const { plan, sweeping, landscape } = swept;
  const count = plan.configurations.length;
  const seeds = plan.configurations[0]?.runs.length ?? 1;
  const drawn = order.filter((c, i) => i < MOST || c.index === pointed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs are written over, which `version` tells
  const source = useMemo((): PlotSource<BandRow> => {
    const data = bandsOf(sweeping.runs, drawn, { logX, logY });
    return { read: () => data, on: () => () => {} };
  }, [sweeping, version, drawn.map((c) => c.index).join(), logX, logY]);
  const series = drawn.map(({ index, values }): Series<BandRow> => {
    const of = (row: BandRow) => {
      const { median } = row.at.get(index) ?? {};
      return median !== undefined && Number.isFinite(median) ? median : null;
    };
    return {
      name: names.configuration(plan, values),
      of,
      ...((plan.configurations[index]?.runs.length ?? 0) > 1 && {
        band: (row: BandRow) => {
          const point = row.at.get(index);
          return point ? [point.low, point.high] : null;
        },
      }),
      stroke: colourOf(index, count, shade),
      width: pointed === index ? 3 : 1.75,
      ...(pointed !== undefined && pointed !== index && { faint: true as const }),
    };
  });
  const title = useCallback((at: number) => t('sweep.at', { step: formatCount(at) }), [t]);
  const elsewhere = useCallback(
    (at: number) => t('sweep.elsewhere', { step: formatCount(at) }),
    [t],
  );
  return (
    <>
      <div className={classes.pictures}>
        <figure className={classes.picture}>
          <figcaption className={classes.caption}>
            <b>{t('sweep.measure.cost')}</b>
            <Switch
              size="xs"
              label={t('sweep.logSteps')}
              checked={logX}
              onChange={(e) => setScales({ logX: e.currentTarget.checked, logY })}
            />
            <Switch
              size="xs"
              label={t('sweep.log')}
              checked={logY}
              onChange={(e) => setScales({ logX, logY: e.currentTarget.checked })}
            />
            {seeds > 1 && <span className={classes.soft}>{t('sweep.band')}</span>}
          </figcaption>
          <VisuallyHidden role="img" aria-label={t('sweep.curveTold', { count: drawn.length })} />
          <div className={classes.plot}>
            <LinePlot
              {...{ source, series, title, elsewhere }}
              format={number}
              along={step}
              gaps="kept"
              label={t('sweep.curve')}
            />
          </div>
        </figure>
        {landscape && <LandscapePlot {...props} landscape={landscape} />}
      </div>
      {order.length > MOST && (
        <p className={classes.soft}>{t('sweep.best', { count: MOST, of: order.length })}</p>
      )}
    </>
  );
}
