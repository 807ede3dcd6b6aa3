/**
 * The card of the current move, on the canvas beside the move's node: what it does, its main equations with
 * their numbers, and of tensors the product as maps. Short; the panel is complete. It keeps its size on the
 * screen, and is folded to one line where there is no room or where one wants it so.
 */
import { ActionIcon } from '@mantine/core';
import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react';
import { type FocusEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../../catalog/index.ts';
import type { Move } from '../../../plan/plan.ts';
import { useWeightName } from '../../kit/names.ts';
import { useActions, useApp } from '../../kit/store.tsx';
import { Equations } from '../../stepping/Equations.tsx';
import { Maps } from '../../stepping/Maps.tsx';
import { pointedIn, useMarks } from '../../stepping/pointing.ts';
import { equationOf } from '../../stepping/saying.ts';
import { type MoveReading, useMoveReading } from '../../stepping/useMoveReading.ts';
import { Tex } from '../../tex/Tex.tsx';
import { contentOf } from './content.ts';
import { Meeting } from './Meeting.tsx';
import classes from './move.module.css';
import { usePlace } from './usePlace.ts';

export function MoveCard() {
  const reading = useMoveReading();
  const [last, setLast] = useState(reading);
  const move = useApp((s) => s.cursor?.move);
  // Until the numbers of the next move are there the card keeps its place and its size, so that nothing jumps.
  if (reading && reading !== last) setLast(reading);
  if (!move && last) setLast(undefined);
  return last && move ? <Shown move={move} reading={last} waiting={!reading} /> : null;
}

interface Props {
  readonly move: Move;
  readonly reading: MoveReading;
  /** The reading is of the move before: nothing of it is shown but how large it is. */
  readonly waiting: boolean;
}

function Shown({ move, reading, waiting }: Props) {
  const { t } = useTranslation();
  const { togglePanel, point, setCardTells } = useActions();
  const { explanation } = reading;
  const language = useApp((s) => s.language);
  const record = useApp((s) => s.document.nodes[move.node]);
  const isSource = useApp(
    (s) => !Object.values(s.document.edges).some((e) => e.target.node === move.node),
  );
  const lecture = useApp((s) => s.lecture);
  const folded = useApp((s) => !s.panels.card);
  /** Where there is no room for it, it is docked rather than folded: somebody wants it open. */
  const [wanted, setWanted] = useState(false);
  const root = useRef<HTMLElement>(null);
  const open = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const short = useWeightName(explanation.move.node);
  const content = useMemo(() => contentOf(reading), [reading]);
  const form = usePlace(
    { root, open, line },
    {
      node: move.node,
      how: folded ? 'folded' : wanted ? 'open' : 'fitting',
      content: waiting ? undefined : content,
    },
  );
  useMarks(root);
  const node = record ? titleOf(record, language) : move.node;
  const phase = t(`stepping.${move.phase}`);
  const one = equationOf(explanation.equations);
  const { equations, more, maps } = content;
  const name = (
    <span className={classes.name}>
      <b>{phase}</b> {node}
    </span>
  );
  const isOpen = form !== 'line';
  const tells = isOpen && content.equations.some((e) => e.role === 'main');
  useEffect(() => {
    setCardTells(tells);
    return () => setCardTells(false);
  }, [tells, setCardTells]);
  const fold = (
    <ActionIcon
      size="xs"
      variant="subtle"
      color="gray"
      aria-label={t(isOpen ? 'move.fold' : 'move.open')}
      aria-expanded={isOpen}
      onClick={() => {
        togglePanel('card', !isOpen);
        setWanted(!isOpen && !folded);
      }}
    >
      {isOpen ? <ChevronsDownUp size={14} aria-hidden /> : <ChevronsUpDown size={14} aria-hidden />}
    </ActionIcon>
  );
  return (
    <>
      {!waiting &&
        explanation.fan.map(({ port, edges }) => <Meeting key={port} port={port} edges={edges} />)}
      <section
        ref={root}
        className={`${classes.card} nodrag nopan nowheel`}
        data-phase={move.phase}
        data-large={lecture || undefined}
        aria-label={t('move.card', { phase, node })}
        onPointerOver={(e) => point(pointedIn(e.target))}
        onPointerLeave={() => point(undefined)}
        onFocus={(e: FocusEvent) => point(pointedIn(e.target))}
        onBlur={() => point(undefined)}
      >
        <div
          ref={open}
          className={classes.open}
          data-form={form}
          data-hidden={!isOpen || undefined}
          inert={!isOpen}
        >
          <header>
            {name}
            {fold}
          </header>
          {/* A lecture has it in its caption. */}
          {!lecture && (
            <p className={classes.said}>
              {t(`stepping.does.${isSource ? 'source' : move.phase}`, { node })}
            </p>
          )}
          <div className={classes.told} data-waiting={waiting || undefined}>
            <Equations equations={equations} brief={maps.length > 0} reached whose={short} />
            <div className={classes.maps}>
              {maps.map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
                <Maps key={i} row={row} />
              ))}
            </div>
            {more > 0 && !lecture && (
              <p className={classes.more}>{t('move.more', { count: more })}</p>
            )}
          </div>
        </div>
        <div ref={line} className={classes.line} data-hidden={isOpen || undefined} inert={isOpen}>
          {name}
          {one !== undefined && !lecture && (
            <span className={classes.equation} data-waiting={waiting || undefined}>
              <Tex source={one} />
            </span>
          )}
          {fold}
        </div>
      </section>
    </>
  );
}
