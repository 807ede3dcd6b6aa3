/** The canvas with what floats over it: the decision map, the hint, the buttons of folded panels. */
import { lazy, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Canvas } from '../canvas/Canvas.tsx';
import classes from './App.module.css';
import { Boundary } from './Boundary.tsx';
import { useApp } from './context.tsx';
import { Hint } from './Hint.tsx';

const DecisionMap = lazy(() =>
  import('../map/DecisionMap.tsx').then((m) => ({ default: m.DecisionMap })),
);

export function CanvasArea({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const map = useApp((s) => s.panels.map);
  return (
    <section className={classes.canvas} aria-label={t('app.canvas')}>
      <Boundary>
        <Canvas />
      </Boundary>
      {children}
      <Hint />
      {map && (
        <div className={classes.map}>
          <Boundary>
            <DecisionMap />
          </Boundary>
        </div>
      )}
    </section>
  );
}
