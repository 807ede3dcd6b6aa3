/** The canvas with what floats over it: the hint, the buttons of folded panels, and, where no
 *  column has room for it, the decision map. */
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Canvas } from '../canvas/Canvas.tsx';
import { CheckProgress } from '../checking/CheckProgress.tsx';
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';
import { over } from '../kit/over.ts';
import { Part } from '../kit/Part.tsx';
import { useApp } from '../kit/store.tsx';
import { Question } from '../stepping/Question.tsx';
import classes from './App.module.css';
import { Compiling } from './Compiling.tsx';
import { Hint } from './Hint.tsx';
import lectureClasses from './lecture.module.css';
import { useFoot } from './useFoot.ts';

const DecisionMap = lazily(() => import('../map/DecisionMap.tsx').then((m) => m.DecisionMap));

/** Below this height (859 px at the usual size of text) the step's formula and numbers want the whole column. */
const LOW = '(max-height: 53.6875em)';

export function MapPlace({ docked = false }: { docked?: boolean }) {
  const stepping = useApp((s) => s.cursor !== undefined);
  const low = useMediaQuery(LOW);
  if (docked && stepping && low) return null;
  return (
    <div {...(docked ? {} : over)} className={docked ? classes.mapDock : classes.map}>
      <Boundary>
        <Part>
          <DecisionMap />
        </Part>
      </Boundary>
    </div>
  );
}

interface Props {
  readonly map: boolean;
  /** No panel is there that would ask for the next number. */
  readonly asking: boolean;
  readonly children?: ReactNode;
}

export function CanvasArea({ map, asking, children }: Props) {
  const { t } = useTranslation();
  const lecture = useApp((s) => s.lecture);
  const area = useRef<HTMLElement>(null);
  useFoot(area);
  return (
    <section
      ref={area}
      className={lecture ? `${classes.canvas} ${lectureClasses.stage}` : classes.canvas}
      aria-label={t('canvas.canvas')}
    >
      <Boundary>
        <Part>
          <Canvas />
        </Part>
      </Boundary>
      {children}
      <Hint />
      <Compiling />
      <CheckProgress />
      {asking && !lecture && <Question place="canvas" />}
      {map && <MapPlace />}
    </section>
  );
}
