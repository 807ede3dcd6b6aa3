/** The colours of the phases, of those that are there. */
import { useTranslation } from 'react-i18next';
import type { Phase } from '../../plan/plan.ts';
import classes from './plan.module.css';

/** In the order in which a step goes through them. */
export const PHASES = ['init', 'forward', 'backward', 'update'] as const satisfies readonly Phase[];

export function Legend({ has }: { readonly has: (phase: Phase) => boolean }) {
  const { t } = useTranslation();
  return (
    <span className={classes.legend}>
      {PHASES.filter(has).map((phase) => (
        <span key={phase} className={classes.key} data-phase={phase}>
          {t(`plan.phase.${phase}`)}
        </span>
      ))}
    </span>
  );
}
