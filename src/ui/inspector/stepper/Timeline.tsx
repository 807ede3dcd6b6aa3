/** All moves of one training step in their four phases; each is a button that runs to it. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../../catalog/index.ts';
import type { Move } from '../../../plan/plan.ts';
import { useApp } from '../../kit/store.tsx';
import { useGoTo } from './goTo.ts';
import classes from './stepper.module.css';

const PHASES = [
  'forward',
  'loss',
  'backward',
  'update',
] as const satisfies readonly Move['phase'][];

export function Timeline({ moves, done }: { moves: readonly Move[]; done: number }) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const goTo = useGoTo(moves);
  const box = useRef<HTMLElement>(null);
  const current = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark moves when `done` does
  useEffect(() => {
    // By hand: scrollIntoView would move the whole inspector away from what is being read.
    const [list, mark] = [box.current, current.current];
    if (!list || !mark) return;
    const [outer, inner] = [list.getBoundingClientRect(), mark.getBoundingClientRect()];
    if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top + 6;
    else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom + 6;
  }, [done]);
  return (
    <nav ref={box} className={classes.timeline} aria-label={t('stepper.moves')}>
      {PHASES.map((phase) => {
        const own = moves.flatMap((m, i) => (m.phase === phase ? [{ ...m, i }] : []));
        if (own.length === 0) return null;
        const now = moves[done - 1]?.phase === phase;
        return (
          <div key={phase} className={classes.phase} data-phase={phase} data-now={now || undefined}>
            <span className={classes.phaseName}>{t(`stepper.${phase}`)}</span>
            <ol>
              {own.map(({ i, node }) => {
                const record = nodes[node];
                const title = record ? titleOf(record, language) : node;
                return (
                  <li key={i}>
                    <button
                      type="button"
                      ref={i === done - 1 ? current : undefined}
                      data-done={i < done || undefined}
                      aria-current={i === done - 1 ? 'step' : undefined}
                      aria-label={t('stepper.goto', { phase: t(`stepper.${phase}`), node: title })}
                      title={title}
                      onClick={() => void goTo(i)}
                    >
                      {title}
                    </button>
                  </li>
                );
              })}
            </ol>
          </div>
        );
      })}
    </nav>
  );
}
