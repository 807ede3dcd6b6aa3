/**
 * Lecture mode: what stands below the canvas while it fills the window. One line of what the last move
 * did, its equation where no card has it, all moves as dots, large buttons, and in a corner, where it is called in, the decision map or the curves.
 */
import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { ChartScatter, ChartSpline, X } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { Question } from '../stepping/Question.tsx';
import { BackButton, NextButton, PlayButton, Strides } from '../stepping/StepButtons.tsx';
import { Timeline } from '../stepping/Timeline.tsx';
import { useMove } from '../stepping/useMove.ts';
import { useSpoken } from '../stepping/useSpoken.ts';
import { Tex } from '../tex/Tex.tsx';
import classes from './lecture.module.css';

const DecisionMap = lazily(() => import('../map/DecisionMap.tsx').then((m) => m.DecisionMap));
const Curves = lazily(() => import('../curves/Curves.tsx').then((m) => m.Curves));

const CORNERS = { map: ChartScatter, curves: ChartSpline } as const;
const NO_MOVES = [] as const;
type Corner = keyof typeof CORNERS;

/** Escape leaves, but first what lies over the page; the focus goes back to where it was. */
function useLeaving(root: RefObject<HTMLElement | null>) {
  const { setLecture } = useActions();
  useEffect(() => {
    const had = document.activeElement;
    // Menus and tooltips, too.
    const popups = document.getElementById('popups');
    popups?.classList.add(String(classes.large));
    root.current?.querySelector<HTMLElement>('[data-first] button')?.focus();
    const press = (event: KeyboardEvent) => {
      const over = document.querySelector('[role="menu"], [role="dialog"], [role="listbox"]');
      // In a question it means: show.
      const asked = event.target instanceof Element && event.target.closest('form');
      if (event.key !== 'Escape' || over || asked) return;
      // What Escape means on the canvas is not meant.
      event.stopPropagation();
      event.preventDefault();
      setLecture(false);
    };
    window.addEventListener('keydown', press, true);
    return () => {
      window.removeEventListener('keydown', press, true);
      popups?.classList.remove(String(classes.large));
      // Once it is to be seen again.
      setTimeout(() => {
        if (had instanceof HTMLElement || had instanceof SVGElement)
          had.focus({ preventScroll: true });
      });
    };
  }, [root, setLecture]);
}

export function Lecture() {
  const { t } = useTranslation();
  const { setLecture } = useActions();
  const root = useRef<HTMLElement>(null);
  const [corner, setCorner] = useState<Corner>();
  const name = useApp((s) => s.document.name);
  const stepping = useApp((s) => s.cursor !== undefined);
  const phase = useApp((s) => s.cursor?.move?.phase);
  // A question and how it went stand in the place of the sentence.
  const asking = useApp((s) => s.asked !== undefined);
  const guessed = useApp((s) => s.answered !== undefined);
  const moves = useApp((s) => s.compiled?.moves ?? NO_MOVES);
  const done = useApp((s) => s.cursor?.done ?? 0);
  // What stands on the card of the move is not said again.
  const tells = useApp((s) => s.cardTells);
  const told = useMove();
  const spoken = useSpoken(told);
  useLeaving(root);
  return (
    <>
      {corner && (
        <aside className={classes.corner} aria-label={t(`app.lecture.${corner}`)}>
          <div className={classes.enlarged} data-of={corner}>
            <Boundary>
              {corner === 'map' ? <DecisionMap always /> : <Curves tools={false} />}
            </Boundary>
          </div>
        </aside>
      )}
      <section
        ref={root}
        className={`${classes.bar} ${classes.large}`}
        aria-label={t('app.lecture')}
      >
        <VisuallyHidden component="h1">{name}</VisuallyHidden>
        <div className={classes.progress}>
          <Timeline moves={moves} done={done} />
        </div>
        <div className={classes.buttons}>
          <BackButton large />
          <span data-first>
            <NextButton brief large />
          </span>
          <PlayButton large />
          <Strides large />
        </div>
        <div className={classes.caption} data-phase={phase}>
          <VisuallyHidden role="status">{stepping && spoken}</VisuallyHidden>
          {!asking && !guessed && <p>{told?.said ?? t('app.lecture.start')}</p>}
          <Question place="lecture" />
          {!asking && !tells && told?.equation && (
            <div className={classes.equation}>
              <Tex source={told.equation} />
            </div>
          )}
        </div>
        <div className={classes.buttons}>
          {(['map', 'curves'] as const).map((one) => {
            const Picture = CORNERS[one];
            const label = t(`app.lecture.${one}`);
            return (
              <Tooltip key={one} label={label}>
                <ActionIcon
                  size={52}
                  variant="default"
                  aria-label={label}
                  aria-pressed={corner === one}
                  onClick={() => setCorner(corner === one ? undefined : one)}
                >
                  <Picture size={28} aria-hidden />
                </ActionIcon>
              </Tooltip>
            );
          })}
          <Tooltip label={t('app.lecture.leave')}>
            <ActionIcon
              size={52}
              variant="default"
              aria-label={t('app.lecture.leave')}
              aria-keyshortcuts="Escape"
              onClick={() => setLecture(false)}
            >
              <X size={28} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
      </section>
    </>
  );
}
