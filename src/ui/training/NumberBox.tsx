/** A small field for one number; what there is to say of an entry hangs below it. */
import { Tooltip } from '@mantine/core';
import { useId } from 'react';
import type { Range } from '../fields/entry.ts';
import { useNumber } from '../fields/useNumber.ts';
import classes from './training.module.css';

export function NumberBox(props: {
  id: string;
  label: string;
  value: number;
  field: Range;
  /** What there is to say of the value itself. */
  note?: string | undefined;
  onChange: (value: number) => void;
}) {
  const entry = useNumber(props.field, props.value, props.onChange);
  const said = useId();
  const words = entry.wrong ?? entry.told ?? props.note;
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={props.id}>
        {props.label}
      </label>
      <Tooltip
        label={words}
        opened={entry.wrong !== undefined || entry.told !== undefined}
        multiline
        maw={260}
        position="bottom"
        // Said by the line below it.
        aria-hidden
      >
        <input
          id={props.id}
          className={classes.number}
          inputMode={props.field.integer ? 'numeric' : 'decimal'}
          autoComplete="off"
          {...entry.props}
          aria-invalid={entry.wrong !== undefined}
          aria-describedby={words === undefined ? undefined : said}
        />
      </Tooltip>
      <span id={said} className={classes.spoken} aria-live="polite">
        {words}
      </span>
    </div>
  );
}
