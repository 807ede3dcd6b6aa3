/** How a run is called, which colour is its, and the points of its curve. */
import type { TFunction } from 'i18next';
import type { Language } from '../../base/words.ts';
import { unpacked } from '../../document/curve.ts';
import type { Run } from '../../state/run.ts';

/** As many as `--run-…` of the theme. */
export const COLOURS = 8;
export const colourOf = (number: number): string => `var(--run-${((number - 1) % COLOURS) + 1})`;

/** The number of the run that is open, also before it has one. */
export const numberOf = (runs: readonly Run[], open: string): number =>
  runs.find((run) => run.id === open)?.number ??
  runs.reduce((most, { number }) => Math.max(most, number), 0) + 1;

/** As a person called it, else by what differs, else by its number. */
export const nameOfRun = (
  { title, differs, number }: Pick<Run, 'title' | 'differs' | 'number'>,
  language: Language,
  t: TFunction,
): string => title ?? differs?.[language] ?? t('kit.run', { number });

/** The same with its number before it: two may be called alike. */
export const labelOfRun = (run: Run, language: Language, t: TFunction): string =>
  run.title || run.differs
    ? `${run.number} · ${nameOfRun(run, language, t)}`
    : t('kit.run', { number: run.number });

/** Points of runs that are not the one that is open. */
const points = new WeakMap<object, ReturnType<typeof unpacked>>();
export function pointsOf({ curve }: Run): ReturnType<typeof unpacked> {
  if (!curve) return [];
  const known = points.get(curve) ?? unpacked(curve);
  points.set(curve, known);
  return known;
}
