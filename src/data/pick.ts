/**
 * From a person's table to features and labels: which columns, in which form, without which rows.
 * Every column counts as it stands in the choice, so that shapes are known without the table.
 */
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { isPause, type Piecemeal } from '../base/piecemeal.ts';
import type { DataChoice } from './choice.ts';
import { type Column, type Making, MISSING, type Table } from './dataset.ts';
import type { Rows } from './generators/generator.ts';

/** Rows before the split. Missing numbers are NaN; `indicators` marks columns that are only 0 or 1. */
export interface Picked extends Rows {
  readonly indicators?: readonly boolean[];
}

type Choice = Pick<DataChoice, 'inputs' | 'target' | 'targetType' | 'classes' | 'badRows'>;
/** NaN where the cell is missing or not readable. */
type Cell = (row: number) => number;

/** The name of the feature that says whether a category column has this value. */
const indicatorName = (column: string, category: string) => `${column}=${category}`;

/** What a choice calls the features of a column: the number itself, or one for each category. */
export const featureNames = (column: Column): string[] =>
  column.type === 'number'
    ? [column.name]
    : column.categories.map((category) => indicatorName(column.name, category));

/** A column with more different values than this is no list of classes. */
export const MOST_CLASSES = 1000;

/** The values of a column as classes, in natural order; undefined when there are more than `limit`. */
export function classesOf(column: Column, limit = MOST_CLASSES): readonly string[] | undefined {
  if (column.type === 'category')
    return column.categories.length <= limit ? column.categories : undefined;
  const seen = new Set<number>();
  for (const v of column.data) {
    if (!Number.isNaN(v)) seen.add(v);
    if (seen.size > limit) return undefined;
  }
  return [...seen].sort((a, b) => a - b).map(String);
}

export function* picking(table: Table, choice: Choice): Piecemeal<Result<Picked>, Making> {
  const unknown = (name: string, param: string) =>
    issue(
      'data.no-column',
      { en: '{table} has no column {name}.', zh: '{table} 里没有列 {name}。' },
      {
        args: { table: table.name, name },
        where: { param },
      },
    );
  const inputs: Feature[] = [];
  for (const name of choice.inputs) {
    const feature = featureOf(table, name);
    if (!feature) return fail(unknown(name, 'inputs'));
    inputs.push(feature);
  }
  const target = table.columns.find((c) => c.name === choice.target);
  if (!target) return fail(unknown(choice.target, 'target'));
  if (choice.targetType === 'number' && target.type !== 'number')
    return fail(
      issue(
        'data.target-type',
        {
          en: 'The column {name} holds words; choose class, or another target.',
          zh: '列 {name} 是文字；请把它当作类别，或另选目标。',
        },
        {
          args: { name: target.name },
          where: { param: 'targetType' },
        },
      ),
    );
  const label = labelOf(target, choice);
  const keep = yield* keeping(table, inputs, label, choice.badRows);
  if (keep.length === 0)
    return fail(
      issue(
        'data.no-rows',
        {
          en: 'No row of {table} is complete in the chosen columns.',
          zh: '{table} 在所选的列上没有一行是完整的。',
        },
        {
          args: { table: table.name },
          where: { param: 'inputs' },
        },
      ),
    );
  const features = new Float64Array(keep.length * inputs.length);
  const labels = new Float64Array(keep.length);
  for (const [i, row] of keep.entries()) {
    if (isPause(i)) yield { pass: 'data', done: i, of: keep.length };
    labels[i] = label(row);
    for (const [j, { cell }] of inputs.entries()) features[i * inputs.length + j] = cell(row);
  }
  return ok({ features, labels, indicators: inputs.map((f) => f.indicator) });
}

interface Feature {
  readonly cell: Cell;
  readonly indicator: boolean;
}

function featureOf(table: Table, name: string): Feature | undefined {
  const exact = table.columns.find((c) => c.name === name);
  if (exact?.type === 'number') return { cell: (row) => exact.data[row]!, indicator: false };
  for (const column of table.columns) {
    if (column.type !== 'category' || !name.startsWith(`${column.name}=`)) continue;
    const code = column.categories.indexOf(name.slice(column.name.length + 1));
    if (code < 0) continue;
    return {
      indicator: true,
      cell: (row) => {
        const value = column.data[row]!;
        return value === MISSING ? Number.NaN : Number(value === code);
      },
    };
  }
  return undefined;
}

function labelOf(target: Column, choice: Choice): Cell {
  if (choice.targetType === 'number') return (row) => target.data[row]!;
  const codes = new Map<string | undefined, number>(
    choice.classes.map((name, code) => [name, code]),
  );
  const codeOf = (name: string | undefined) => codes.get(name) ?? Number.NaN;
  return target.type === 'number'
    ? (row) => codeOf(String(target.data[row]))
    : (row) => codeOf(target.categories[target.data[row]!]);
}

/** A row without its label teaches nothing and is always left out. */
function* keeping(
  table: Table,
  inputs: readonly Feature[],
  label: Cell,
  badRows: Choice['badRows'],
): Piecemeal<number[], Making> {
  const ragged = new Set(badRows === 'leave-out' ? table.ragged : []);
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (isPause(row)) yield { pass: 'data', done: row, of: table.rows };
    if (ragged.has(row) || Number.isNaN(label(row))) continue;
    if (badRows === 'leave-out' && inputs.some(({ cell }) => Number.isNaN(cell(row)))) continue;
    rows.push(row);
  }
  return rows;
}
