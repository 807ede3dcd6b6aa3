/** The page on a small screen: the canvas, and under it one sheet at a time, chosen at the foot. */
import {
  ChartSpline,
  CircleAlert,
  Database,
  Grid3x3,
  History,
  ListTree,
  type LucideIcon,
  PanelRight,
  Plus,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DOCK_TABS, type DockTab } from '../../state/app.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { Boundary } from '../kit/Boundary.tsx';
import { useOffers } from '../kit/offers.ts';
import { Part } from '../kit/Part.tsx';
import { Palette } from '../palette/Palette.tsx';
import { UnseenProblems } from '../problems/Problems.tsx';
import { VisitBar } from '../training/VisitBar.tsx';
import classes from './App.module.css';
import { CanvasArea } from './CanvasArea.tsx';
import { DockContent, ProblemCount } from './Dock.tsx';

type Sheet = 'palette' | 'inspector' | DockTab;
const ICONS: Readonly<Record<Sheet, LucideIcon>> = {
  palette: Plus,
  inspector: PanelRight,
  curves: ChartSpline,
  runs: History,
  problems: CircleAlert,
  data: Database,
  sweep: Grid3x3,
  plan: ListTree,
};
const SHEETS: readonly Sheet[] = ['palette', 'inspector', ...DOCK_TABS];

function SheetContent({ sheet }: { sheet: Sheet }) {
  if (sheet === 'palette') return <Palette />;
  if (sheet === 'inspector') return <Inspector />;
  return <DockContent tab={sheet} />;
}

export function Narrow() {
  const { t } = useTranslation();
  const [sheet, setSheet] = useState<Sheet>();
  const offers = useOffers();
  const open = sheet !== undefined;
  // The sheet halves the canvas: the network is brought back into what is left of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `open` is what moves the canvas
  useEffect(() => {
    const frame = requestAnimationFrame(() => offers.call('fit'));
    return () => cancelAnimationFrame(frame);
  }, [open, offers]);
  return (
    <main className={classes.body}>
      <div className={classes.narrowCanvas}>
        <CanvasArea map={sheet === undefined} asking={sheet !== 'inspector'} />
      </div>
      {sheet && (
        <section className={classes.sheet} aria-label={t(`app.${sheet}`)}>
          <div className={classes.panelBody}>
            <Boundary key={sheet}>
              <Part>
                <SheetContent sheet={sheet} />
              </Part>
            </Boundary>
          </div>
        </section>
      )}
      <VisitBar brief />
      {sheet !== 'problems' && <UnseenProblems />}
      <nav className={classes.foot}>
        {SHEETS.map((name) => {
          const Icon = ICONS[name];
          return (
            <button
              key={name}
              type="button"
              className={classes.footTab}
              aria-pressed={sheet === name}
              onClick={() => setSheet(sheet === name ? undefined : name)}
            >
              <Icon size={18} aria-hidden />
              <span>
                {t(`app.${name}`)} {name === 'problems' && <ProblemCount />}
              </span>
            </button>
          );
        })}
      </nav>
    </main>
  );
}
