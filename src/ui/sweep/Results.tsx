/** What a sweep came to: a table, best first, beside a picture of all of it. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { packed } from '../../document/curve.ts';
import { measureOf, ranked, typicalRun } from '../../sweep/ranking.ts';
import { measuresOf, pointsOf } from '../../sweep/summary.ts';
import { useActions } from '../kit/store.tsx';
import { areFar } from './bands.ts';
import { Curves } from './Curves.tsx';
import { HeatMap } from './HeatMap.tsx';
import type { Swept, useSweep } from './model.ts';
import { Parallel } from './Parallel.tsx';
import { SweptTable } from './SweptTable.tsx';
import type { Scales, Shown } from './shown.ts';
import classes from './sweep.module.css';
import { useNames } from './words.ts';

/** Steps from which on the first ones would be hardly seen. */
const LONG = 100;

export function Results({
  view,
  swept,
  change,
}: Omit<ReturnType<typeof useSweep>, 'start' | 'cancel'> & { readonly swept: Swept }) {
  const { t } = useTranslation();
  const { openAsProject } = useActions();
  const [pointed, point] = useState<number>();
  const [scales, setScales] = useState<Scales>({ logX: swept.plan.steps > LONG });
  const { plan, sweeping, document } = swept;
  const names = useNames(document);
  const { version } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs are written over, which `version` tells
  const results = useMemo(() => sweeping.runs.flatMap((r) => r.result ?? []), [sweeping, version]);
  const measures = measuresOf(results);
  const measure = measureOf(
    sweeping.runs,
    view.by && measures.includes(view.by) ? view.by : undefined,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const order = useMemo(
    () => ranked(plan, sweeping.runs, measure),
    [plan, sweeping, measure, version],
  );
  const open = (index: number) => {
    const configuration = plan.configurations[index];
    const run = configuration && typicalRun(sweeping.runs, configuration, measure);
    const own = run === undefined ? undefined : plan.runs[run];
    if (!configuration || !own) return;
    const name = `${document.name} · ${names.configuration(plan, configuration.values)}`;
    const state = sweeping.stateOf(own.index);
    const result = sweeping.runs[own.index]?.result;
    const kept = state && result && { ...state, curve: packed(pointsOf(result)) };
    void openAsProject(own.document, kept, name);
  };
  const shown: Shown = { swept, version, measure, pointed, point, open };
  const scaling = {
    ...scales,
    logY: scales.logY ?? areFar(sweeping.runs, plan.configurations),
    setScales,
  };
  return (
    <div className={classes.results}>
      <div className={classes.left}>
        <SweptTable
          {...shown}
          order={order}
          measures={measures}
          compareBy={(by) => change({ by })}
        />
      </div>
      <div className={classes.right}>
        {results.length === 0 ? (
          <p className={classes.soft}>{t('sweep.waiting')}</p>
        ) : view.look === 'curves' ? (
          <Curves {...shown} order={order} {...scaling} />
        ) : view.look === 'heat' ? (
          <HeatMap {...shown} />
        ) : (
          <Parallel {...shown} />
        )}
      </div>
    </div>
  );
}
