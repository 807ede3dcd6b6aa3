/**
 * A sweep: what is to be set to what, and what came of it. It trains beside the page, so that one may go on
 * with the network, or look elsewhere. Loaded when first shown.
 */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../kit/store.tsx';
import { useSweep } from './model.ts';
import { Results } from './Results.tsx';
import { useBroken, useReady } from './ready.ts';
import { SweepForm } from './SweepForm.tsx';
import { SweepTools } from './SweepTools.tsx';
import classes from './sweep.module.css';
import { Troubles } from './Troubles.tsx';

/** @param tools what belongs to the sweep stands above it, not elsewhere */
export function SweepPanel({ tools = true }: { tools?: boolean }) {
  const { t } = useTranslation();
  const { view, change, start } = useSweep();
  const broken = useBroken();
  const ready = useReady();
  const recommended = useApp((s) => s.recommendedSweep);
  const { swept, shows } = view;
  // What came with what was opened is shown at once.
  const [seen] = useState(() => new WeakSet<object>());
  useEffect(() => {
    if (!recommended || !ready || swept || seen.has(recommended)) return;
    seen.add(recommended);
    start();
  });
  if (shows === 'results' && swept)
    return (
      <div className={classes.sweep}>
        {tools && <SweepTools />}
        <Troubles swept={swept} />
        <Results {...{ view, swept, change }} />
      </div>
    );
  if (!ready && !swept)
    return <p className={classes.empty}>{t(broken ? 'sweep.broken' : 'sweep.noLoss')}</p>;
  return (
    <div className={classes.sweep}>
      {tools && <SweepTools />}
      <SweepForm {...{ view, change, start, ready }} />
    </div>
  );
}
