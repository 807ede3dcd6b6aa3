/**
 * A small field for one number. Each valid number counts at once; one that is out of range is marked
 * and not taken, and leaving the field brings back what holds. Arrow keys step; on a logarithmic
 * field through 1, 2, 5, 10.
 */
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberField } from '../../base/fields.ts';
import classes from './training.module.css';

type Range = Pick<NumberField, 'min' | 'max' | 'integer' | 'step' | 'log'>;

/** The next of …, 0.1, 0.2, 0.5, 1, 2, 5, … above or below. */
export function nextNice(value: number, up: boolean): number {
  if (!(value > 0)) return up ? 1e-6 : 0;
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const scale = [1, 2, 5];
  const steps = [-1, 0, 1].flatMap((e) => scale.map((m) => Number(`${m}e${exponent + e}`)));
  const found = up
    ? steps.find((s) => s > value * (1 + 1e-9))
    : steps.findLast((s) => s < value * (1 - 1e-9));
  return found ?? value;
}

const fits = (v: number, { min, max, integer }: Range) =>
  Number.isFinite(v) && v >= min && v <= max && (!integer || Number.isInteger(v));

export function NumberBox(props: {
  id: string;
  label: string;
  value: number;
  field: Range;
  onChange: (value: number) => void;
}) {
  const { t } = useTranslation();
  const { value, field } = props;
  const [draft, setDraft] = useState<string>();
  const typed = draft === undefined ? value : Number(draft);
  const wrong = draft !== undefined && (draft.trim() === '' || !fits(typed, field));

  const take = (next: number) => {
    if (fits(next, field) && next !== value) props.onChange(next);
  };
  const nudge = (up: boolean) => {
    const step = field.step ?? 1;
    const by = field.log
      ? nextNice(value, up)
      : Number((value + (up ? step : -step)).toPrecision(12));
    const next = Math.min(field.max, Math.max(field.min, field.integer ? Math.round(by) : by));
    setDraft(undefined);
    take(next);
  };
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      nudge(event.key === 'ArrowUp');
    } else if (event.key === 'Enter' || event.key === 'Escape') setDraft(undefined);
  };
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={props.id}>
        {props.label}
      </label>
      <input
        id={props.id}
        className={classes.number}
        inputMode="decimal"
        autoComplete="off"
        value={draft ?? String(value)}
        aria-invalid={wrong}
        title={wrong ? t('training.badNumber', { min: field.min, max: field.max }) : undefined}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setDraft(text);
          if (text.trim() !== '') take(Number(text));
        }}
        onBlur={() => setDraft(undefined)}
        onKeyDown={key}
      />
    </div>
  );
}
