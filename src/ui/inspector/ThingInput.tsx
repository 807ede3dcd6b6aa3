/** A choice of another thing of the catalogue (an initialiser, an optimiser) with its own fields. */
import { Select } from '@mantine/core';
import { checkValue, complete, relevant, type Thing, type ThingField } from '../../base/fields.ts';
import { THINGS } from '../../catalog/index.ts';
import { useApp } from '../kit/store.tsx';
import { useWord } from '../kit/word.ts';
import { Tex } from '../tex/Tex.tsx';
import { FIELD, FieldInput } from './FieldInput.tsx';
import classes from './inspector.module.css';

interface Props {
  readonly field: ThingField;
  readonly value: Thing;
  readonly hint?: string;
  /** Shows the thing's formula below its fields. */
  readonly formula?: boolean;
  readonly onCommit: (value: Thing) => void;
}

export function ThingInput({ field, value, hint, formula, onCommit }: Props) {
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
      <p className={classes.hint}>{hint ?? thing?.help[language]}</p>
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
      {formula && thing?.formula && <Tex block source={thing.formula} />}
    </div>
  );
}
