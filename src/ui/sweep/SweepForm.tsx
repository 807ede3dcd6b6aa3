/** What is to be swept: up to three settings with their values, and how each run goes. */
import { ActionIcon, Button, Select, Switch, TextInput, Tooltip } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countOf } from '../../base/count.ts';
import type { Issue } from '../../base/issue.ts';
import type { WrittenSetting } from '../../document/sweeps.ts';
import { MOST_SEEDS, MOST_SETTINGS, MOST_STEPS } from '../../sweep/plan.ts';
import { readSettings } from '../../sweep/reading.ts';
import { type Setting, settingsOf } from '../../sweep/settings.ts';
import { writeValues } from '../../sweep/values.ts';
import { settingPlace } from '../../sweep/words.ts';
import { useNumber } from '../fields/useNumber.ts';
import { useIssueWords } from '../kit/issues/words.ts';
import { useApp } from '../kit/store.tsx';
import type { Form, SweepView, useSweep } from './model.ts';
import { usePlanned } from './planned.ts';
import classes from './sweep.module.css';
import { useNames } from './words.ts';

interface Props extends Omit<ReturnType<typeof useSweep>, 'view' | 'cancel'> {
  readonly view: SweepView;
  readonly ready: boolean;
}

/** Nodes. */
const LARGE = 200;
const STEPS = { min: 1, max: MOST_STEPS, integer: true, log: true } as const;
const SEEDS = { min: 0, max: MOST_SEEDS, integer: true, step: 1 } as const;

/** By which the button that starts it knows it, wherever that stands. */
export const FORM = 'sweep-form';

export function SweepForm({ view, change, start, ready }: Props) {
  const { t } = useTranslation();
  const words = useIssueWords();
  const document = useApp((s) => s.document);
  const { form } = view;
  const put = (next: Partial<Form>) => change({ form: { ...form, ...next } });
  const { settings } = form;
  const read = useMemo(() => readSettings(document, settings), [document, settings]);
  const selected = useApp((s) => s.selection.nodes);
  // Of a large network those of the nodes that are selected: a list of them all is of no use.
  const isLarge = countOf(document.nodes) > LARGE;
  const all = useMemo(
    () => settingsOf(document, isLarge ? selected : undefined),
    [document, isLarge, selected],
  );
  const plan = usePlanned(form);
  const [refused, setRefused] = useState<readonly Issue[]>([]);
  // What is wrong with one setting stands at it; here is what is wrong with all of them together.
  const wrong = plan.ok || read.some((r) => !r.values.ok) ? refused : plan.issues;
  const putSetting = (at: number, next: Partial<WrittenSetting>) =>
    put({ settings: settings.map((s, i) => (i === at ? { ...s, ...next } : s)) });
  const free = all.find(({ path }) => !settings.some((s) => s.path === path));
  const begin = () => {
    const begun = start();
    setRefused(begun.ok ? [] : begun.issues);
  };
  return (
    <form
      id={FORM}
      className={classes.form}
      aria-label={t('sweep.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) begin();
      }}
    >
      <div className={classes.settings}>
        <p className={`${classes.soft} ${classes.explain}`}>{t('sweep.explain')}</p>
        {settings.map((written, i) => {
          const { setting, values } = read[i]!;
          return (
            <SettingRow
              // biome-ignore lint/suspicious/noArrayIndexKey: the first, the second and the third setting
              key={i}
              n={i + 1}
              all={all}
              written={written}
              setting={setting}
              wrong={values.ok ? undefined : values.issues.map(words).join(' ')}
              onChange={(next) => putSetting(i, next)}
              onRemove={
                settings.length > 1
                  ? () => put({ settings: settings.filter((_, k) => k !== i) })
                  : undefined
              }
            />
          );
        })}
        {settings.length < MOST_SETTINGS && free && (
          <Button
            size="compact-xs"
            variant="subtle"
            className={classes.add}
            leftSection={<Plus size={14} />}
            aria-label={t('sweep.addLong')}
            onClick={() =>
              put({
                settings: [...settings, { path: free.path, text: valuesFor(free) }],
              })
            }
          >
            {t('sweep.add')}
          </Button>
        )}
      </div>
      <div className={classes.options}>
        <CountBox
          label={t('sweep.steps')}
          field={STEPS}
          value={form.steps}
          onChange={(steps) => put({ steps })}
        />
        <CountBox
          label={t('sweep.seeds')}
          hint={t('sweep.seedsHint')}
          field={SEEDS}
          value={form.seeds}
          onChange={(seeds) => put({ seeds })}
        />
        <Tooltip label={t('sweep.halvingHint')} multiline w={300}>
          <div>
            <Switch
              size="xs"
              label={t('sweep.halving')}
              checked={form.halving}
              onChange={(e) => put({ halving: e.currentTarget.checked })}
            />
          </div>
        </Tooltip>
        {wrong.length > 0 && (
          <p className={classes.problem} role="alert">
            {wrong.map(words).join(' ')}
          </p>
        )}
      </div>
    </form>
  );
}

/** Something to begin with: what it is now, and what is beside it. */
function valuesFor({ field, value }: Setting): string {
  if (field.type === 'choice') return writeValues(field.options.slice(0, 3).map((o) => o.value));
  if (field.type === 'boolean') return writeValues([false, true]);
  const now = Number(value);
  const near = field.log ? [now / 2, now, 2 * now] : [now, now + (field.integer ? 1 : now || 0.1)];
  const fit = near
    .map((v) => (field.integer ? Math.round(v) : Number(v.toPrecision(6))))
    .filter((v) => v >= field.min && v <= field.max);
  return writeValues([...new Set(fit)]);
}

interface RowProps {
  readonly n: number;
  readonly all: readonly Setting[];
  readonly written: WrittenSetting;
  readonly setting: Setting | undefined;
  readonly wrong: string | undefined;
  readonly onChange: (next: Partial<WrittenSetting>) => void;
  readonly onRemove: (() => void) | undefined;
}

function SettingRow({ n, all, written, setting, wrong, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const document = useApp((s) => s.document);
  const names = useNames(document);
  const data = useMemo(() => {
    const groups = new Map<string, { value: string; label: string }[]>();
    // One that only another choice brings is not there in the document.
    for (const one of setting && !all.some((s) => s.path === setting.path)
      ? [...all, setting]
      : all) {
      const group = one.node === undefined ? t('sweep.run') : names.node(one.node);
      const items = groups.get(group) ?? [];
      items.push({ value: one.path, label: settingPlace(one, language) });
      groups.set(group, items);
    }
    return [...groups].map(([group, items]) => ({ group, items }));
  }, [all, setting, language, names, t]);
  const title = setting ? names.setting(setting) : written.path;
  const choose = (path: string | null) => {
    const next = all.find((s) => s.path === path);
    if (next && next.path !== written.path) onChange({ path: next.path, text: valuesFor(next) });
  };
  return (
    <div className={classes.setting}>
      <Select
        size="xs"
        searchable
        allowDeselect={false}
        aria-label={t('sweep.setting', { n })}
        data={data}
        value={setting?.path ?? null}
        placeholder={written.path}
        onChange={choose}
        renderOption={({ option }) => option.label}
      />
      <TextInput
        size="xs"
        aria-label={t('sweep.values', { setting: title })}
        placeholder={t('sweep.valuesHint')}
        title={t('sweep.valuesHint')}
        value={written.text}
        error={wrong}
        autoComplete="off"
        spellCheck={false}
        onChange={(e) => onChange({ text: e.currentTarget.value })}
      />
      {onRemove ? (
        <ActionIcon size="sm" aria-label={t('sweep.remove', { setting: title })} onClick={onRemove}>
          <X size={14} />
        </ActionIcon>
      ) : (
        <span />
      )}
    </div>
  );
}

function CountBox(props: {
  readonly label: string;
  readonly hint?: string;
  readonly field: typeof STEPS | typeof SEEDS;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const entry = useNumber(props.field, props.value, props.onChange);
  return (
    <TextInput
      size="xs"
      w={150}
      label={props.label}
      title={props.hint}
      inputMode="numeric"
      autoComplete="off"
      {...entry.props}
      error={entry.wrong}
    />
  );
}
