/** What runs came to, in words of a table. */
import { useEffect, useReducer } from 'react';
import { packed } from '../../document/curve.ts';
import { figuresOf, type RunFigures } from '../../document/runs.ts';
import type { Run } from '../../state/run.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { useApp } from '../kit/store.tsx';

const known = new WeakMap<object, RunFigures>();
const NONE: RunFigures = { steps: 0, epochs: 0 };

function figuresOfRun({ curve }: Run): RunFigures {
  if (!curve) return NONE;
  const found = known.get(curve) ?? figuresOf(curve);
  known.set(curve, found);
  return found;
}

export const percent = (share: number): string => `${formatNumber(100 * share)} %`;

/** Seconds, or minutes and seconds. */
export function timeWords(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (seconds < 100) return `${formatNumber(seconds, 2)} s`;
  const whole = Math.round(seconds);
  return `${formatCount(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')} min`;
}

/** How often figures of a run that trains are told, in milliseconds. */
const OFTEN_MS = 500;

/** Figures of a run; of the one that is open those of now, a few times a second while it trains. */
export function useFigures(run: Run): RunFigures {
  const session = useApp((s) => s.session);
  const isOpen = useApp((s) => s.run === run.id);
  const trains = useApp((s) => s.status === 'training') && isOpen;
  useApp((s) => (isOpen && !trains ? s.step : 0));
  const [, tell] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    if (!trains) return undefined;
    const again = setInterval(tell, OFTEN_MS);
    return () => clearInterval(again);
  }, [trains]);
  return isOpen ? figuresOf(packed(session.curves())) : figuresOfRun(run);
}
