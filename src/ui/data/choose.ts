/** What a person chooses of a table, and what that makes of a data node's parameters. Pure. */
import { choiceOf, readsTable, tableParams } from '../../data/choice.ts';
import type { ColumnSummary, CsvSummary } from '../../state/tables.ts';

export interface Choice {
  /** Column names. */
  readonly inputs: readonly string[];
  readonly target: string;
  readonly targetType: 'class' | 'number';
  readonly badRows: 'leave-out' | 'fill';
  readonly validation: number;
  readonly standardise: boolean;
  readonly standardiseTarget: boolean;
}

type Params = Readonly<Record<string, unknown>>;

export const columnNamed = (table: CsvSummary, name: string): ColumnSummary | undefined =>
  table.columns.find((c) => c.name === name);

/** Columns that can be inputs at all: numbers, and words with few different values. */
export const inputColumns = (table: CsvSummary): readonly ColumnSummary[] =>
  table.columns.filter((c) => c.features);

/** Columns that can be a target: numbers, and whatever has two classes or more, but not too many. */
export const targetColumns = (table: CsvSummary): readonly ColumnSummary[] =>
  table.columns.filter((c) => c.type === 'number' || canBe('class', c));

export const canBe = (type: Choice['targetType'], column: ColumnSummary | undefined): boolean =>
  type === 'number' ? column?.type === 'number' : (column?.classes?.length ?? 0) >= 2;

/** Few whole numbers are codes of classes more often than quantities. */
const MOST_CODES = 10;

function likelyType(column: ColumnSummary | undefined): Choice['targetType'] {
  if (!column || !canBe('class', column)) return 'number';
  if (column.type === 'category') return 'class';
  const codes = column.classes ?? [];
  return codes.length <= MOST_CODES && codes.every((c) => Number.isInteger(Number(c)))
    ? 'class'
    : 'number';
}

/** With targets far from ±1 the first losses are huge, and so are the first steps. */
const wide = (column: ColumnSummary | undefined): boolean =>
  column?.range !== undefined && Math.max(...column.range.map(Math.abs)) > 5;

/** Another target: its likely type, and it is no longer an input. */
export function withTarget(choice: Choice, table: CsvSummary, target: string): Choice {
  const column = columnNamed(table, target);
  return {
    ...choice,
    target,
    targetType: likelyType(column),
    standardiseTarget: wide(column),
    inputs: choice.inputs.filter((name) => name !== target),
  };
}

/** What the node says already where it is about this table; else the last column from all others. */
export function firstChoice(table: CsvSummary, params: Params = {}): Choice {
  const inputs = inputColumns(table).map((c) => c.name);
  const guess = withTarget(
    {
      inputs,
      target: '',
      targetType: 'class',
      badRows: 'leave-out',
      validation: 0.2,
      standardise: true,
      standardiseTarget: false,
    },
    table,
    targetColumns(table).at(-1)?.name ?? '',
  );
  const was = choiceOf(params);
  if (!readsTable(was) || was.table !== table.id) return guess;
  const named = new Set(was.inputs);
  const target = columnNamed(table, was.target) ? was.target : guess.target;
  const before = withTarget(guess, table, target);
  return {
    ...before,
    inputs: inputColumns(table)
      .filter((c) => c.name !== target && c.features?.some((f) => named.has(f)))
      .map((c) => c.name),
    targetType: was.targetType,
    badRows: was.badRows,
    validation: was.validation,
    standardise: was.standardise,
    standardiseTarget: was.standardiseTarget,
  };
}

/** Numbers that one sample's inputs have: a column of words counts once for each value. */
export const inputWidth = (choice: Choice, table: CsvSummary): number =>
  choice.inputs.reduce((n, name) => n + (columnNamed(table, name)?.features?.length ?? 0), 0);

/** Why it can't be used yet: the key of a string, or nothing. */
export function lacking(choice: Choice, table: CsvSummary): string | undefined {
  if (choice.inputs.length === 0) return 'data.lacks.inputs';
  const target = columnNamed(table, choice.target);
  if (!target) return 'data.lacks.target';
  if (!canBe(choice.targetType, target)) return `data.lacks.${choice.targetType}`;
  return undefined;
}

export function paramsOf(choice: Choice, table: CsvSummary): Record<string, unknown> {
  const { inputs, target, targetType, ...rest } = choice;
  return tableParams({
    table: table.id,
    inputs: inputs.flatMap((name) => columnNamed(table, name)?.features ?? []),
    target,
    targetType,
    classes: targetType === 'class' ? (columnNamed(table, target)?.classes ?? []) : [],
    ...rest,
    standardiseTarget: targetType === 'number' && rest.standardiseTarget,
  });
}
