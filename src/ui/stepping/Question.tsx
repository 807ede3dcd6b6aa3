/** Predict, then see: the number of the next move is asked for; Enter answers, Escape shows it. How it went stands here, too. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readNumber } from '../../base/number.ts';
import { titleOf } from '../../catalog/index.ts';
import type { Asked } from '../../state/guessing.ts';
import { formatNumber } from '../../tensor/format.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { Tex } from '../tex/Tex.tsx';
import classes from './question.module.css';

/** The equation in letters and with its numbers, up to what they come to. */
function openEquation({ letters, numbers }: Asked['equation']): string {
  const parts = numbers.tex.split(' = ');
  const result = parts.at(-1);
  const told = parts.slice(0, -1).filter((part) => part.trim() !== result?.trim());
  return [letters.tex, ...told, '\\,?'].join(' = ');
}

/** Over the canvas, at the head of a panel, or in the caption of a lecture, where all is large. */
type Place = 'canvas' | 'panel' | 'lecture';

export function Question({ place }: { place: Place }) {
  const { t } = useTranslation();
  const asked = useApp((s) => s.asked);
  const answered = useApp((s) => s.answered);
  if (!asked && !answered) return null;
  return (
    <section className={classes.question} data-place={place} aria-label={t('stepping.question')}>
      {asked ? <Form key={asked.done} asked={asked} large={place === 'lecture'} /> : <Outcome />}
    </section>
  );
}

function Form({ asked, large }: { asked: Asked; large: boolean }) {
  const { t } = useTranslation();
  const { answer } = useActions();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const node = useApp((s) => {
    const record = s.document.nodes[asked.move.node];
    return record ? titleOf(record, s.language) : asked.move.node;
  });
  useEffect(() => {
    const had = document.activeElement;
    field.current?.focus();
    return () => {
      if (had instanceof HTMLElement) had.focus({ preventScroll: true });
    };
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readNumber(text);
    setWrong(!read);
    if (read) void answer(read.value);
  };
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Not what Escape means on the page.
        event.stopPropagation();
        void answer();
      }}
    >
      <p>{t('stepping.asks', { phase: t(`stepping.${asked.move.phase}`), node })}</p>
      <div className={classes.equation}>
        <Tex source={openEquation(asked.equation)} />
      </div>
      <div className={classes.entry}>
        <TextInput
          ref={field}
          size={large ? 'lg' : 'xs'}
          inputMode="decimal"
          autoComplete="off"
          aria-label={t('stepping.guess')}
          placeholder={t('stepping.guess')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }}
          error={wrong && t('stepping.guessNumber')}
        />
        <Button type="submit" size={large ? 'lg' : 'xs'}>
          {t('stepping.answer')}
        </Button>
        <Button variant="default" size={large ? 'lg' : 'xs'} onClick={() => void answer()}>
          {t('stepping.show')}
        </Button>
      </div>
    </form>
  );
}

function Outcome() {
  const { t } = useTranslation();
  const answered = useApp((s) => s.answered);
  const score = useApp((s) => s.score);
  if (!answered) return null;
  const { guess, right, equation } = answered;
  const value = formatNumber(equation.value);
  return (
    // Read out, but no status: that one is the run's.
    <p aria-live="polite" data-right={right || undefined}>
      {guess === undefined
        ? t('stepping.shown', { value })
        : t(right ? 'stepping.right' : 'stepping.wrong', {
            value,
            guess: formatNumber(guess),
          })}{' '}
      {score && t('stepping.score', { right: score.right, of: score.of })}
    </p>
  );
}
