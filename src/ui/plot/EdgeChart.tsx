/**
 * The full chart of one wire: both norms over time on a log scale, and what its numbers look like
 * now: histograms, mean, spread, share of zeros. Its plot is fetched when the first one is opened.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EdgeInspection } from '../../../workers/engine/protocol.ts';
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';
import { useEdgeName } from '../kit/names.ts';
import { shapeText } from '../kit/shape.ts';
import { useApp } from '../kit/store.tsx';
import classes from './edge.module.css';
import { Facts } from './Facts.tsx';

const NormChart = lazily(() => import('./NormChart.tsx').then((m) => m.default));

/** How often the engine is asked for the numbers themselves. */
const EVERY = 500;

function useInspection(edge: string): EdgeInspection | undefined {
  const engine = useApp((s) => s.session.engine);
  const generation = useApp((s) => s.compiled?.generation);
  const [seen, setSeen] = useState<EdgeInspection>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plan is asked at once.
  useEffect(() => {
    let over = false;
    let busy = false;
    const ask = async () => {
      if (busy || document.hidden) return;
      busy = true;
      try {
        const next = await engine.inspectEdge(edge);
        if (!over) setSeen(next);
      } catch {
        // A worker that died is replaced by the session; the next round asks the new one.
      } finally {
        busy = false;
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [engine, edge, generation]);
  return seen;
}

interface Props {
  readonly edge: string;
  /** Set at the right of the title: a button to close it, say. */
  readonly aside?: ReactNode;
}

export function EdgeChart({ edge, aside }: Props) {
  const { t } = useTranslation();
  const name = useEdgeName(edge);
  const seen = useInspection(edge);
  const shape = useApp((s) => {
    const source = s.document.edges[edge]?.source;
    const c = s.compiled?.compilation;
    return source && c ? shapeText(c.shapes, c.batch, `${source.node}.${source.port}`) : '';
  });
  return (
    <figure className={classes.chart} aria-label={t('plot.chartOf', { edge: name })}>
      <div className={classes.chartHead}>
        <h3 className={classes.chartTitle} title={name}>
          {name}
        </h3>
        <span className={classes.chartShape}>{shape}</span>
        {aside}
      </div>
      <div className={classes.plot}>
        <Boundary waiting={<div className={classes.waiting}>{t('kit.loading')}</div>}>
          <NormChart edge={edge} seen={seen?.value !== undefined} />
        </Boundary>
      </div>
      <Facts seen={seen} />
    </figure>
  );
}
