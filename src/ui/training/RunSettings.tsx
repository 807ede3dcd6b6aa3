/**
 * Learning rate, batch size, optimiser and seed: all can be changed while it trains. The optimiser's
 * fields come from the catalogue; which of them are live is its word, not this form's.
 */
import { ActionIcon, NativeSelect, Popover, Tooltip } from '@mantine/core';
import { Shuffle, SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { complete, type NumberField } from '../../base/fields.ts';
import { LEARNING_RATE, OPTIMISERS, optimiserOf } from '../../catalog/index.ts';
import { useActions, useApp } from '../kit/store.tsx';
import { NumberBox } from './NumberBox.tsx';
import classes from './training.module.css';

const SEED_MAX = 2 ** 31 - 1;

function Optimiser() {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const thing = useApp((s) => s.document.run.optimiser);
  const { setRun } = useActions();
  const optimiser = optimiserOf(thing.kind);
  const numbers = Object.entries(optimiser?.fields ?? {}).filter(
    (entry): entry is [string, NumberField] => entry[1].type === 'number',
  );
  const value = (name: string, field: NumberField) => {
    const v = thing.params[name];
    return typeof v === 'number' ? v : field.default;
  };
  const change = (name: string, v: number) =>
    setRun({ optimiser: { kind: thing.kind, params: { ...thing.params, [name]: v } } });
  const replace = (kind: string) => {
    const next = optimiserOf(kind);
    if (!next) return;
    // What both have in common, the learning rate above all, stays.
    const shared = Object.fromEntries(
      Object.entries(thing.params).filter(([name]) => name in next.fields),
    );
    setRun({ optimiser: { kind, params: complete(next.fields, shared) } });
  };
  const lr = numbers.find(([name]) => name === LEARNING_RATE);
  const others = numbers.filter(([name]) => name !== LEARNING_RATE);
  return (
    <>
      <div className={classes.field}>
        <label className={classes.label} htmlFor="run-optimiser">
          {t('training.optimiser')}
        </label>
        <span className={classes.joined}>
          <NativeSelect
            id="run-optimiser"
            size="xs"
            value={thing.kind}
            data={OPTIMISERS.map((o) => ({ value: o.name, label: o.title[language] }))}
            onChange={(e) => replace(e.currentTarget.value)}
            className={classes.select}
          />
          {others.length > 0 && (
            <Popover position="bottom-end" shadow="md" width={230} trapFocus>
              <Popover.Target>
                <Tooltip label={t('training.optimiserMore')}>
                  <ActionIcon aria-label={t('training.optimiserMore')}>
                    <SlidersHorizontal size={15} />
                  </ActionIcon>
                </Tooltip>
              </Popover.Target>
              <Popover.Dropdown>
                <div className={classes.stack}>
                  {others.map(([name, field]) => (
                    <NumberBox
                      key={name}
                      id={`run-${name}`}
                      label={field.label[language]}
                      value={value(name, field)}
                      field={field}
                      onChange={(v) => change(name, v)}
                    />
                  ))}
                </div>
              </Popover.Dropdown>
            </Popover>
          )}
        </span>
      </div>
      {lr && (
        <NumberBox
          id="run-lr"
          label={t('training.lr')}
          value={value(LEARNING_RATE, lr[1])}
          field={lr[1]}
          onChange={(v) => change(LEARNING_RATE, v)}
        />
      )}
    </>
  );
}

export function RunSettings() {
  const { t } = useTranslation();
  const batchSize = useApp((s) => s.document.run.batchSize);
  const seed = useApp((s) => s.document.run.seed);
  const { setRun } = useActions();
  return (
    <>
      <Optimiser />
      <NumberBox
        id="run-batch"
        label={t('training.batchSize')}
        value={batchSize}
        field={{ min: 1, max: 65_536, integer: true, log: true }}
        onChange={(v) => setRun({ batchSize: v })}
      />
      <span className={classes.joined}>
        <NumberBox
          id="run-seed"
          label={t('training.seed')}
          value={seed}
          field={{ min: 0, max: SEED_MAX, integer: true, step: 1 }}
          onChange={(v) => setRun({ seed: v })}
        />
        <Tooltip label={t('training.seedAnew')}>
          <ActionIcon
            aria-label={t('training.seedAnew')}
            className={classes.dice}
            onClick={() => setRun({ seed: Math.floor(Math.random() * 10_000) })}
          >
            <Shuffle size={15} />
          </ActionIcon>
        </Tooltip>
      </span>
    </>
  );
}
