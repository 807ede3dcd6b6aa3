/** The dock under the canvas: curves, runs, problems, data, sweep, plan. The heavy panels load when first shown. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hasErrors } from '../../base/issue.ts';
import { DOCK_TABS, type DockTab } from '../../state/app.ts';
import { DataPanel } from '../data/DataPanel.tsx';
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';
import { Part } from '../kit/Part.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { Problems } from '../problems/Problems.tsx';
import { VisitBar } from '../training/VisitBar.tsx';
import classes from './App.module.css';

const Curves = lazily(() => import('../curves/Curves.tsx').then((m) => m.Curves));
const CurveTools = lazily(() => import('../curves/CurveTools.tsx').then((m) => m.CurveTools));

const Runs = lazily(() => import('../runs/Runs.tsx').then((m) => m.Runs));
const RunTools = lazily(() => import('../runs/RunTools.tsx').then((m) => m.RunTools));
const SweepPanel = lazily(() => import('../sweep/SweepPanel.tsx').then((m) => m.SweepPanel));
const SweepTools = lazily(() => import('../sweep/SweepTools.tsx').then((m) => m.SweepTools));
const PlanView = lazily(() => import('../plan/PlanView.tsx').then((m) => m.PlanView));

/** What stands with the tabs. */
const TOOLS: Readonly<Partial<Record<DockTab, (props: object) => ReactNode>>> = {
  curves: CurveTools,
  runs: RunTools,
  sweep: SweepTools,
};

/** @param tools what belongs to a panel stands with it, not elsewhere */
export function DockContent({ tab, tools = true }: { tab: DockTab; tools?: boolean }) {
  switch (tab) {
    case 'curves':
      return <Curves tools={tools} />;
    case 'runs':
      return <Runs tools={tools} />;
    case 'problems':
      return <Problems />;
    case 'data':
      return <DataPanel />;
    case 'sweep':
      return <SweepPanel tools={tools} />;
    case 'plan':
      return <PlanView />;
    default:
      return tab satisfies never;
  }
}

export function ProblemCount() {
  const count = useApp((s) => s.issues.length + s.trouble.length);
  const errors = useApp((s) => hasErrors(s.issues) || hasErrors(s.trouble));
  if (count === 0) return null;
  return (
    <span className={classes.count} data-tone={errors ? 'error' : undefined}>
      {count}
    </span>
  );
}

export function DockTabs() {
  const { t } = useTranslation();
  const current = useApp((s) => s.dock);
  const open = useApp((s) => s.panels.dock);
  const { setDock, togglePanel } = useActions();
  const Tools = TOOLS[current];
  const label = t(open ? 'app.hide' : 'app.show', { panel: t('app.dock') });
  const move = (event: KeyboardEvent, tab: DockTab) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = DOCK_TABS[(DOCK_TABS.indexOf(tab) + by + DOCK_TABS.length) % DOCK_TABS.length];
    if (!next) return;
    setDock(next);
    document.getElementById(`dock-tab-${next}`)?.focus();
  };
  return (
    <div className={classes.tabs} data-closed={open ? undefined : true}>
      <div role="tablist" aria-label={t('app.dock')} style={{ display: 'flex', height: '100%' }}>
        {DOCK_TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`dock-tab-${tab}`}
            aria-selected={open && tab === current}
            aria-controls={open && tab === current ? 'dock-body' : undefined}
            tabIndex={tab === current ? 0 : -1}
            className={classes.tab}
            onClick={() => setDock(tab)}
            onKeyDown={(e) => move(e, tab)}
          >
            {t(`app.${tab}`)}
            {tab === 'problems' && <ProblemCount />}
          </button>
        ))}
      </div>
      {open && Tools ? (
        <Boundary key={current} waiting={<div className={classes.space} />}>
          <Tools />
        </Boundary>
      ) : (
        <div className={classes.space} />
      )}
      <VisitBar />
      <Tooltip label={label}>
        <ActionIcon
          size="sm"
          aria-label={label}
          aria-expanded={open}
          onClick={() => togglePanel('dock')}
        >
          {open ? <ChevronDown size={16} /> : <ChevronUp size={16} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

export function Dock() {
  const tab = useApp((s) => s.dock);
  return (
    <div className={classes.dock}>
      <DockTabs />
      <div
        className={classes.dockBody}
        role="tabpanel"
        id="dock-body"
        aria-labelledby={`dock-tab-${tab}`}
      >
        <Boundary key={tab}>
          <Part>
            <DockContent tab={tab} tools={false} />
          </Part>
        </Boundary>
      </div>
    </div>
  );
}
