/**
 * The paths one by one: the one under the pointer, or that the keys have come to, is lit on the canvas; or
 * they are shown one after another.
 */
import { Button } from '@mantine/core';
import { CirclePause, CirclePlay } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PathSum } from '../../../workers/engine/protocol.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './paths.module.css';
import { productText, useRoute } from './words.ts';

/** Where a key leads in the list. */
const LEADS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

export function PathList({ sum }: { sum: PathSum }) {
  const { t } = useTranslation();
  const { lightPath } = useActions();
  const lit = useApp((s) => s.pathSum?.lit);
  const playRate = useApp((s) => s.playRate);
  const route = useRoute();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [playing, setPlaying] = useState(false);
  const paths = sum.listed ?? [];
  const last = paths.length - 1;

  useEffect(() => {
    if (!playing) return;
    const wait = setTimeout(
      () => {
        if (lit === last) setPlaying(false);
        else lightPath((lit ?? -1) + 1);
      },
      lit === undefined ? 0 : 1_000 / playRate,
    );
    return () => clearTimeout(wait);
  }, [playing, lit, last, playRate, lightPath]);
  useEffect(() => {
    if (lit !== undefined) list.current?.children[lit]?.scrollIntoView({ block: 'nearest' });
  }, [lit]);

  if (paths.length === 0) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && lit !== undefined) {
      event.stopPropagation();
      setPlaying(false);
      lightPath(undefined);
      return;
    }
    const to = LEADS[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    setPlaying(false);
    lightPath(lit === undefined ? 0 : to(lit, last));
  };
  return (
    <>
      <div
        ref={list}
        role="listbox"
        tabIndex={0}
        className={classes.list}
        aria-label={t('paths.list')}
        aria-activedescendant={lit === undefined ? undefined : `${id}${lit}`}
        onKeyDown={onKeyDown}
        onPointerLeave={() => {
          if (!playing && !list.current?.matches(':focus-visible')) lightPath(undefined);
        }}
      >
        {paths.map((path, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the list
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: paths stand in their order
            key={i}
            id={`${id}${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === lit}
            onPointerEnter={() => {
              if (!playing) lightPath(i);
            }}
            onClick={() => lightPath(i)}
          >
            <span className={classes.product}>
              {productText(path)} = <b>{formatNumber(path.product)}</b>
            </span>
            <span className={classes.route}>{route(path, sum.rows)}</span>
          </div>
        ))}
      </div>
      <Button
        size="compact-xs"
        variant="default"
        className={classes.ask}
        leftSection={
          playing ? <CirclePause size={14} aria-hidden /> : <CirclePlay size={14} aria-hidden />
        }
        onClick={() => {
          if (!playing && lit === last) lightPath(undefined);
          setPlaying(!playing);
        }}
      >
        {t(playing ? 'paths.pause' : 'paths.play')}
      </Button>
    </>
  );
}
