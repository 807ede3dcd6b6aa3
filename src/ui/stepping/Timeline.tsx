/**
 * All moves of one training step as a row of dots under the names of their phases. Each runs to its
 * move; Tab comes to the current one, and arrows lead from one to the next. Of very many, neighbours share
 * a dot, so that the row is one row and stays as it is while one walks.
 */
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import type { Move } from '../../plan/plan.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { dotsOf } from './dots.ts';
import classes from './stepping.module.css';

export function Timeline({ moves, done }: { moves: readonly Move[]; done: number }) {
  const { t } = useTranslation();
  const { goToMove } = useActions();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const box = useRef<HTMLElement>(null);
  const titled = (index: number) => {
    const { node = '' } = moves[index] ?? {};
    const record = nodes[node];
    return record ? titleOf(record, language) : node;
  };
  const rove = (event: KeyboardEvent) => {
    const dots = [...(box.current?.querySelectorAll('button') ?? [])];
    const at = dots.findIndex((dot) => dot.matches(':focus'));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: dots.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    dots[Math.max(0, Math.min(dots.length - 1, to))]?.focus();
  };
  const phases = dotsOf(moves);
  return (
    <nav
      ref={box}
      className={classes.timeline}
      aria-label={t('stepping.moves')}
      style={{
        gridTemplateColumns: phases.map((p) => `minmax(auto, ${p.dots.length}fr)`).join(' '),
      }}
      onKeyDown={rove}
    >
      {phases.map(({ phase, dots }) => {
        const now = moves[done - 1]?.phase === phase;
        return (
          <div key={phase} className={classes.phase} data-phase={phase} data-now={now || undefined}>
            <span className={classes.phaseName}>{t(`stepping.${phase}`)}</span>
            <ol>
              {dots.map(({ from, to }) => {
                const current = done > from && done <= to;
                const last = current ? done - 1 : to - 1;
                const name = {
                  phase: t(`stepping.${phase}`),
                  first: titled(from),
                  node: titled(last),
                };
                return (
                  <li key={from}>
                    <button
                      type="button"
                      data-done={to <= done || undefined}
                      aria-current={current ? 'step' : undefined}
                      tabIndex={current || (done === 0 && from === 0) ? 0 : -1}
                      aria-label={t(
                        current || to - from === 1 ? 'stepping.goto' : 'stepping.gotoRange',
                        name,
                      )}
                      title={name.node}
                      onClick={() => void goToMove(to)}
                    />
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
