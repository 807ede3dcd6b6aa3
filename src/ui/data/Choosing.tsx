/** A table that was read: look at it, say what is input and what is target, hand it to a node. */
import {
  Button,
  Group,
  MultiSelect,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../base/issue.ts';
import type { CsvSummary, Reader } from '../../state/tables.ts';
import { formatCount } from '../../tensor/format.ts';
import { useNumber } from '../fields/useNumber.ts';
import { useAppStore } from '../kit/store.tsx';
import { BadRows } from './BadRows.tsx';
import {
  type Choice,
  canBe,
  columnNamed,
  firstChoice,
  inputColumns,
  inputWidth,
  lacking,
  paramsOf,
  targetColumns,
  withTarget,
} from './choose.ts';
import classes from './data.module.css';
import { FormatFields } from './FormatFields.tsx';
import { Issues } from './Issues.tsx';
import { Preview } from './Preview.tsx';
import { TABLES } from './stored.ts';
import { giveData, likelyNode, NEW_NODE, useDataNodes } from './target.ts';
import type { Format } from './useReading.ts';

/** The share of rows that is held back to validate. */
const VALIDATION = { min: 0, max: 0.9, step: 0.05 };

interface Props {
  readonly table: CsvSummary;
  readonly reader: Reader;
  readonly format: Format;
  /** Absent for a table from storage, whose file is no longer there. */
  readonly onFormat: ((format: Format) => void) | undefined;
  readonly onDone: () => void;
  /** The way back to another file. */
  readonly other: ReactNode;
}

export function Choosing({ table, reader, format, onFormat, onDone, other }: Props) {
  const { t } = useTranslation();
  const app = useAppStore();
  const query = useQueryClient();
  const nodes = useDataNodes();
  const [node, setNode] = useState(() => likelyNode(app.getState()));
  const [choice, setChoice] = useState<Choice>(() =>
    firstChoice(table, app.getState().document.nodes[node]?.params),
  );
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Choice>) => setChoice((c) => ({ ...c, ...part }));
  const validation = useNumber(VALIDATION, choice.validation, (v) => change({ validation: v }));
  const lacks = lacking(choice, table);

  const use = async () => {
    setBusy(true);
    const kept = await reader.keep();
    setBusy(false);
    if (!kept.ok) return setIssues(kept.issues);
    void query.invalidateQueries({ queryKey: TABLES });
    giveData(app.getState(), node, paramsOf(choice, table));
    onDone();
  };

  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end">
        <div>
          <Text fw={600}>{table.name}</Text>
          <Text size="xs" c="dimmed">
            {t('data.file', {
              rows: formatCount(table.rows),
              columns: formatCount(table.columns.length),
            })}
          </Text>
        </div>
        {onFormat && <FormatFields table={table} format={format} onFormat={onFormat} />}
      </Group>
      <Preview table={table} inputs={choice.inputs} target={choice.target} />
      <div className={classes.form}>
        <Stack gap="sm">
          <Inputs table={table} choice={choice} onChange={(inputs) => change({ inputs })} />
          <Switch
            size="xs"
            label={t('data.standardise')}
            description={t('data.standardise.hint')}
            checked={choice.standardise}
            onChange={(e) => change({ standardise: e.currentTarget.checked })}
          />
        </Stack>
        <Target table={table} choice={choice} onChange={setChoice} />
      </div>
      <BadRows
        reader={reader}
        rows={table.rows}
        columns={[...choice.inputs, choice.target]}
        value={choice.badRows}
        onChange={(badRows) => change({ badRows })}
      />
      {issues.length > 0 && <Issues issues={issues} />}
      <div className={classes.foot}>
        <TextInput
          size="xs"
          w={130}
          label={t('data.validation')}
          inputMode="decimal"
          {...validation.props}
          error={validation.wrong}
        />
        <Select
          size="xs"
          w={170}
          label={t('data.node')}
          allowDeselect={false}
          data={[...nodes, { value: NEW_NODE, label: t('data.node.new') }]}
          value={node}
          onChange={(next) => next && setNode(next)}
        />
        <div className={classes.space} />
        <Text size="sm" c="var(--problem)" role="status">
          {lacks && t(lacks)}
        </Text>
        {other}
        <Button
          size="sm"
          disabled={lacks !== undefined}
          loading={busy}
          onClick={() => void use()}
          data-autofocus
        >
          {t('data.use')}
        </Button>
      </div>
    </Stack>
  );
}

interface PartProps<T> {
  readonly table: CsvSummary;
  readonly choice: Choice;
  readonly onChange: (value: T) => void;
}

function Inputs({ table, choice, onChange }: PartProps<readonly string[]>) {
  const { t } = useTranslation();
  const possible = inputColumns(table)
    .map((c) => c.name)
    .filter((name) => name !== choice.target);
  return (
    <div>
      <MultiSelect
        size="xs"
        label={t('data.inputs')}
        description={t('data.inputs.hint', { count: inputWidth(choice, table) })}
        data={possible}
        value={[...choice.inputs]}
        searchable
        limit={200}
        maxDropdownHeight={220}
        onChange={onChange}
        classNames={{ pillsList: classes.pills }}
      />
      <Group gap={4} mt={4}>
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(possible)}>
          {t('data.inputs.all')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
          {t('data.inputs.none')}
        </Button>
      </Group>
    </div>
  );
}

function Target({ table, choice, onChange }: PartProps<Choice>) {
  const { t } = useTranslation();
  const column = columnNamed(table, choice.target);
  return (
    <Stack gap="sm">
      <Select
        size="xs"
        label={t('data.target')}
        description={t('data.target.hint')}
        data={targetColumns(table).map((c) => c.name)}
        value={choice.target || null}
        searchable
        allowDeselect={false}
        limit={200}
        maxDropdownHeight={220}
        onChange={(name) => name && onChange(withTarget(choice, table, name))}
      />
      <div>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('data.targetType')}
          value={choice.targetType}
          onChange={(v) => onChange({ ...choice, targetType: v as Choice['targetType'] })}
          data={(['class', 'number'] as const).map((v) => ({
            value: v,
            label: t(`data.targetType.${v}`),
            disabled: !canBe(v, column),
          }))}
        />
        {choice.targetType === 'class' && column?.classes && (
          <Text size="xs" c="dimmed" mt={4} lineClamp={2}>
            {t('data.classes', { classes: column.classes.join(', ') })}
          </Text>
        )}
      </div>
      {choice.targetType === 'number' && (
        <Switch
          size="xs"
          label={t('data.standardiseTarget')}
          description={t('data.standardiseTarget.hint')}
          checked={choice.standardiseTarget}
          onChange={(e) => onChange({ ...choice, standardiseTarget: e.currentTarget.checked })}
        />
      )}
    </Stack>
  );
}
