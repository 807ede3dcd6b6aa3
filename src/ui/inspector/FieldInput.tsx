/**
 * One parameter of a thing as a form field, made from its declaration. What is typed stays a draft
 * until Enter or blur; a wrong entry says what was expected and leaves the document as it was.
 */
import { Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  checkValue,
  type Field,
  type NumberField,
  type NumbersField,
  type ParamValue,
  type TextField,
  type Thing,
} from '../../base/fields.ts';
import { accept, nudge, sliderRun, writeNumber, writeNumbers } from './entry.ts';
import classes from './inspector.module.css';
import { ThingInput } from './ThingInput.tsx';
import { useWord } from './word.ts';

interface Props<F extends Field = Field> {
  readonly name: string;
  readonly field: F;
  readonly value: ParamValue;
  readonly onCommit: (value: ParamValue) => void;
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
const SWITCH = { body: classes.switchBody, labelWrapper: classes.switchLabel };

export function FieldInput({ name, field, value, onCommit }: Props): ReactNode {
  const word = useWord();
  const common = { label: word(field.label), size: 'xs', classNames: FIELD } as const;
  const hint = field.hint && word(field.hint);
  switch (field.type) {
    case 'number':
      return <NumberEntry name={name} field={field} value={value} onCommit={onCommit} />;
    case 'numbers':
      return <NumbersEntry name={name} field={field} value={value} onCommit={onCommit} />;
    case 'choice':
      return (
        <Select
          {...common}
          description={hint}
          data={field.options.map((o) => ({ value: o.value, label: word(o.label) }))}
          value={String(value)}
          allowDeselect={false}
          searchable={field.options.length > 12}
          onChange={(next) => next !== null && next !== value && onCommit(next)}
        />
      );
    case 'boolean':
      return (
        <div>
          <Switch
            label={common.label}
            size="xs"
            labelPosition="left"
            classNames={SWITCH}
            checked={value === true}
            onChange={(e) => onCommit(e.currentTarget.checked)}
          />
          {hint && <p className={classes.hint}>{hint}</p>}
        </div>
      );
    case 'text':
      return field.lines ? (
        <LinesEntry
          name={name}
          field={field}
          lines={field.lines}
          value={value}
          onCommit={onCommit}
        />
      ) : (
        <TextEntry name={name} field={field} value={value} onCommit={onCommit} />
      );
    case 'texts':
      return (
        <TagsInput
          {...common}
          description={hint}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onCommit}
        />
      );
    case 'thing':
      return (
        <ThingInput
          field={field}
          value={value as Thing}
          hint={hint || undefined}
          onCommit={onCommit}
        />
      );
    default:
      return field satisfies never;
  }
}

/** A text that becomes a value when it is left; undone with Escape. */
function useDraft(
  written: string,
  read: (text: string) => ParamValue | undefined,
  onCommit: (value: ParamValue) => void,
) {
  const [draft, setDraft] = useState(written);
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    // An undo or another field may change what stands in the document.
    setDraft(written);
    setWrong(false);
  }, [written]);
  const commit = () => {
    if (draft === written) return setWrong(false);
    const value = read(draft);
    if (value === undefined) return setWrong(true);
    setWrong(false);
    onCommit(value);
  };
  return {
    draft,
    wrong,
    commit,
    write: (text: string) => {
      setDraft(text);
      if (wrong) setWrong(read(text) === undefined);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') commit();
      if (event.key === 'Escape' && draft !== written) {
        event.stopPropagation();
        setDraft(written);
        setWrong(false);
      }
    },
  };
}

function useExpected(field: NumberField | NumbersField): string {
  const { t } = useTranslation();
  const range = { min: writeNumber(field.min), max: writeNumber(field.max) };
  const one = t(field.integer ? 'inspector.expectWhole' : 'inspector.expectNumber', range);
  return field.type === 'number'
    ? one
    : t('inspector.expectNumbers', { count: field.maxLength, one });
}

function NumberEntry({ name, field, value, onCommit }: Props<NumberField>) {
  const word = useWord();
  const expected = useExpected(field);
  const written = typeof value === 'number' ? writeNumber(value) : String(value);
  const entry = useDraft(written, (text) => accept(name, field, text), onCommit);
  const run = sliderRun(field);
  const [sliding, setSliding] = useState<number>();
  const shown = sliding === undefined ? entry.draft : writeNumber(sliding);
  const now = accept(name, field, shown) as number | undefined;
  /** One drag is one undoable step, however many values it passed. */
  const release = () => {
    if (sliding === undefined) return;
    setSliding(undefined);
    if (sliding !== value) onCommit(sliding);
  };
  return (
    <TextInput
      label={word(field.label)}
      description={field.hint && word(field.hint)}
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
              value={run.to(now ?? field.default)}
              style={
                {
                  '--at': (run.to(now ?? field.default) - run.min) / (run.max - run.min),
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
      value={shown}
      error={entry.wrong ? expected : undefined}
      onChange={(e) => entry.write(e.currentTarget.value)}
      onBlur={entry.commit}
      onKeyDown={(e) => {
        const direction = e.key === 'ArrowUp' ? 1 : e.key === 'ArrowDown' ? -1 : 0;
        if (direction && now !== undefined) {
          e.preventDefault();
          entry.write(writeNumber(nudge(field, now, direction)));
        } else entry.onKeyDown(e);
      }}
    />
  );
}

function NumbersEntry({ name, field, value, onCommit }: Props<NumbersField>) {
  const word = useWord();
  const expected = useExpected(field);
  const list = Array.isArray(value) ? (value as readonly number[]) : [];
  const entry = useDraft(writeNumbers(list), (text) => accept(name, field, text), onCommit);
  return (
    <TextInput
      label={word(field.label)}
      description={field.hint && word(field.hint)}
      size="xs"
      classNames={NUMBER}
      value={entry.draft}
      error={entry.wrong ? expected : undefined}
      onChange={(e) => entry.write(e.currentTarget.value)}
      onBlur={entry.commit}
      onKeyDown={entry.onKeyDown}
    />
  );
}

/** Several lines: Enter begins a new one, so that only leaving the box makes it a value. */
function LinesEntry({
  name,
  field,
  lines,
  value,
  onCommit,
}: Props<TextField> & { readonly lines: NonNullable<TextField['lines']> }) {
  const { t } = useTranslation();
  const word = useWord();
  const read = (text: string) => (checkValue(name, field, text) ? undefined : text);
  const entry = useDraft(String(value ?? ''), read, onCommit);
  return (
    <Textarea
      label={word(field.label)}
      description={field.hint && word(field.hint)}
      size="xs"
      classNames={LINES}
      rows={8}
      spellCheck={false}
      placeholder={lines.placeholder}
      value={entry.draft}
      error={entry.wrong ? t('inspector.expectText', { count: lines.maxLength }) : undefined}
      onChange={(e) => entry.write(e.currentTarget.value)}
      onBlur={entry.commit}
      onKeyDown={(e) => e.key !== 'Enter' && entry.onKeyDown(e)}
    />
  );
}

function TextEntry({ field, value, onCommit }: Props) {
  const word = useWord();
  const entry = useDraft(String(value ?? ''), (text) => text, onCommit);
  return (
    <TextInput
      label={word(field.label)}
      description={field.hint && word(field.hint)}
      size="xs"
      classNames={FIELD}
      value={entry.draft}
      onChange={(e) => entry.write(e.currentTarget.value)}
      onBlur={entry.commit}
      onKeyDown={entry.onKeyDown}
    />
  );
}
