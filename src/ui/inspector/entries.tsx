/**
 * Entries that are typed. What is typed stays a draft until Enter or blur; a wrong entry says what was
 * expected and leaves the document as it was.
 */
import { Textarea, TextInput } from '@mantine/core';
import { type CSSProperties, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  checkValue,
  type Field,
  type HyperparameterValue,
  type NumberField,
  type NumbersField,
  type TextField,
} from '../../base/fields.ts';
import { writeNumber } from '../../base/number.ts';
import { acceptNumber, sliderRun } from '../fields/entry.ts';
import { useDraft } from '../fields/useDraft.ts';
import { useNumber, useNumbers } from '../fields/useNumber.ts';
import { useWord } from '../kit/word.ts';
import classes from './inspector.module.css';

export interface EntryProps<F extends Field = Field> {
  readonly name: string;
  readonly field: F;
  readonly value: HyperparameterValue;
  readonly onCommit: (value: HyperparameterValue) => void;
}

/** Label and entry side by side, the hint below the entry. */
export const FIELD = {
  root: classes.field,
  label: classes.fieldLabel,
  description: classes.fieldHint,
  wrapper: classes.fieldEntry,
  error: classes.fieldError,
};
const LINES = { label: classes.linesLabel, input: classes.lines, error: classes.fieldError };
const NUMBER = { ...FIELD, input: classes.number };

/** How an entry was read, where it could mean two things; else the field's own hint. */
const said = (told: string | undefined, hint: ReactNode): ReactNode =>
  told === undefined ? (
    hint
  ) : (
    <span className={classes.told} aria-live="polite">
      {told}
    </span>
  );

export function NumberEntry({ field, value, onCommit }: EntryProps<NumberField>) {
  const word = useWord();
  const held = typeof value === 'number' ? value : field.default;
  const entry = useNumber(field, held, onCommit);
  const run = sliderRun(field);
  const [sliding, setSliding] = useState<number>();
  const shown = sliding === undefined ? entry.text : writeNumber(sliding);
  const now = acceptNumber(field, shown).value ?? held;
  /** One drag is one undoable step, however many values it passed. */
  const release = () => {
    if (sliding === undefined) return;
    setSliding(undefined);
    if (sliding !== value) onCommit(sliding);
  };
  return (
    <TextInput
      label={word(field.label)}
      description={said(entry.told, field.hint && word(field.hint))}
      size="xs"
      inputMode={field.integer ? 'numeric' : 'decimal'}
      classNames={NUMBER}
      inputContainer={(input) => (
        <>
          {input}
          {run && (
            // The text field is the one that keys and screen readers use; this is a handle for the hand.
            <input
              type="range"
              className={classes.slider}
              aria-hidden="true"
              tabIndex={-1}
              min={run.min}
              max={run.max}
              step={run.step}
              value={run.to(now)}
              style={
                {
                  '--at': (run.to(now) - run.min) / (run.max - run.min),
                } as CSSProperties
              }
              onChange={(e) => setSliding(run.from(Number(e.currentTarget.value)))}
              onPointerUp={release}
              onPointerCancel={release}
              onKeyUp={release}
              onBlur={release}
            />
          )}
        </>
      )}
      {...entry.props}
      value={shown}
      error={entry.wrong}
    />
  );
}

export function NumbersEntry({ name, field, value, onCommit }: EntryProps<NumbersField>) {
  const word = useWord();
  const list = Array.isArray(value) ? (value as readonly number[]) : [];
  const entry = useNumbers(name, field, list, onCommit);
  return (
    <TextInput
      label={word(field.label)}
      description={said(entry.told, field.hint && word(field.hint))}
      size="xs"
      classNames={NUMBER}
      {...entry.props}
      error={entry.wrong}
    />
  );
}

/** Several lines: Enter begins a new one, so that only leaving the box makes it a value. */
export function LinesEntry({
  name,
  field,
  lines,
  value,
  onCommit,
}: EntryProps<TextField> & { readonly lines: NonNullable<TextField['lines']> }) {
  const { t } = useTranslation();
  const word = useWord();
  const entry = useDraft<string>({
    written: String(value ?? ''),
    write: String,
    onCommit,
    lines: true,
    read: (text) =>
      checkValue(name, field, text)
        ? { wrong: t('fields.expectText', { count: lines.maxLength }) }
        : { value: text },
  });
  return (
    <Textarea
      label={word(field.label)}
      description={field.hint && word(field.hint)}
      size="xs"
      classNames={LINES}
      rows={8}
      spellCheck={false}
      placeholder={lines.placeholder}
      {...entry.props}
      error={entry.wrong}
    />
  );
}

export function TextEntry({ field, value, onCommit }: EntryProps) {
  const word = useWord();
  const entry = useDraft<string>({
    written: String(value ?? ''),
    write: String,
    onCommit,
    read: (text) => ({ value: text }),
  });
  return (
    <TextInput
      label={word(field.label)}
      description={field.hint && word(field.hint)}
      size="xs"
      classNames={FIELD}
      {...entry.props}
    />
  );
}
