/**
 * One hyperparameter as a form field, made from its declaration. A field may hold a thing of the
 * catalogue, which has fields of its own: the two draw each other.
 */
import { Select, Switch, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { checkValue, complete, relevant, type Thing, type ThingField } from '../../base/fields.ts';
import { THINGS } from '../../catalog/index.ts';
import { useApp } from '../kit/store.tsx';
import { useWord } from '../kit/word.ts';
import {
  type EntryProps,
  FIELD,
  LinesEntry,
  NumberEntry,
  NumbersEntry,
  TextEntry,
} from './entries.tsx';
import classes from './inspector.module.css';

const SWITCH = { body: classes.switchBody, labelWrapper: classes.switchLabel };

export function FieldInput({ name, field, value, onCommit }: EntryProps): ReactNode {
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

interface ThingProps {
  readonly field: ThingField;
  readonly value: Thing;
  readonly hint?: string;
  /** What stands below its fields. */
  readonly formula?: ReactNode;
  readonly onCommit: (value: Thing) => void;
}

/** A choice of another thing of the catalogue (an initialiser, an optimiser) with its own fields. */
export function ThingInput({ field, value, hint, formula, onCommit }: ThingProps) {
  const word = useWord();
  const language = useApp((s) => s.language);
  const things = THINGS[field.family];
  const thing = things.find((t) => t.name === value.kind);
  const params = thing ? complete(thing.fields, value.params) : value.params;

  const choose = (kind: string | null) => {
    const next = things.find((t) => t.name === kind);
    if (!next || kind === null || kind === value.kind) return;
    // What both understand is carried over, a learning rate for instance.
    const kept = Object.entries(value.params).filter(
      ([name, v]) => next.fields[name] && !checkValue(name, next.fields[name], v),
    );
    onCommit({ kind, params: Object.fromEntries(kept) });
  };

  return (
    <div>
      <Select
        label={word(field.label)}
        size="xs"
        classNames={FIELD}
        data={things.map((t) => ({ value: t.name, label: t.title[language] }))}
        value={value.kind}
        allowDeselect={false}
        onChange={choose}
      />
      <p className={classes.hint}>{hint ?? thing?.lesson.help[language]}</p>
      {thing && Object.keys(thing.fields).length > 0 && (
        <div className={classes.nested}>
          {Object.entries(thing.fields)
            .filter(([, f]) => relevant(f, params))
            .map(([name, f]) => (
              <FieldInput
                key={`${value.kind}.${name}`}
                name={name}
                field={f}
                value={params[name] ?? f.default}
                onCommit={(v) =>
                  onCommit({ kind: value.kind, params: { ...value.params, [name]: v } })
                }
              />
            ))}
        </div>
      )}
      {formula}
    </div>
  );
}
