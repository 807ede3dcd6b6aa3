/** What the hyperparameters alone tell of a data set (`DatasetInfo` of TensorFlow Datasets): columns, width of the target, task. */
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { size } from '../tensor/shape.ts';
import { choiceOf, type DataChoice, readsTable } from './choice.ts';
import type { DatasetInfo } from './dataset.ts';
import { generatorNamed } from './generators/index.ts';

/** The generator that a node's hyperparameters name; undefined where they name a table. */
export const generatorOf = (params: Readonly<Record<string, unknown>>) =>
  generatorNamed(choiceOf(params).dataset);

export function datasetInfoOf(params: Readonly<Record<string, unknown>>): Result<DatasetInfo> {
  const choice = choiceOf(params);
  if (readsTable(choice)) return tableInfo(choice);
  const generator = generatorNamed(choice.dataset);
  if (!generator)
    return fail(
      issue('data.unknown', 'There is no data set named {name}.', {
        args: { name: choice.dataset },
        where: { param: 'dataset' },
      }),
    );
  const wrong = generator.check?.(choice);
  if (wrong) return fail(wrong);
  const { target, ...form } = generator.elementSpec(choice);
  const about = { ...form, rows: form.rows ?? choice.samples };
  const width = target ? size(target) : 1;
  const numbers = about.rows * (form.inputs.length + width);
  if (numbers > MOST_NUMBERS)
    return fail(
      issue('data.large', '{rows} rows of {each} numbers are {numbers}; at most {most} fit.', {
        args: {
          rows: about.rows,
          each: form.inputs.length + width,
          numbers,
          most: MOST_NUMBERS,
        },
        where: { param: 'length' },
      }),
    );
  const targets = target ? { width, targetShape: target } : { width };
  switch (generator.task) {
    case 'regression':
      return ok({ ...about, ...targets, task: 'regression' });
    case 'indices':
      return ok({ ...about, ...targets, task: 'indices', classes: form.symbols ?? [] });
    case 'classes': {
      const classes = generator.uses.includes('groups') ? choice.groups : (generator.classes ?? 2);
      const names =
        typeof classes === 'number'
          ? Array.from({ length: classes }, (_, k) => String(k))
          : classes.map((c) => (typeof c === 'string' ? c : c.en));
      return ok({ ...about, ...classInfo(names, choice) });
    }
    default:
      return generator.task satisfies never;
  }
}

/** Of all rows together; as much as the largest set of digits. They are held in double precision. */
const MOST_NUMBERS = 80_000_000;

function tableInfo(choice: DataChoice): Result<DatasetInfo> {
  const wrong = (code: string, message: string, param: string) =>
    fail(issue(code, message, { where: { param } }));
  if (!choice.table) return wrong('data.no-table', 'No CSV file is chosen.', 'table');
  if (choice.inputs.length === 0)
    return wrong('data.no-inputs', 'No input column is chosen.', 'inputs');
  if (!choice.target) return wrong('data.no-target', 'No target column is chosen.', 'target');
  if (choice.targetType === 'number')
    return ok({ inputs: choice.inputs, width: 1, task: 'regression' });
  if (choice.classes.length < 2)
    return wrong(
      'data.few-classes',
      'The target has fewer than two classes; choose another column, or a number.',
      'classes',
    );
  return ok({ inputs: choice.inputs, ...classInfo(choice.classes, choice) });
}

/** Two classes fit into one number; more than two are one-hot whatever the encoding says. */
function classInfo(classes: readonly string[], choice: DataChoice) {
  return classes.length === 2 && choice.encoding !== 'one-hot'
    ? ({ width: 1, task: 'binary', classes } as const)
    : ({ width: classes.length, task: 'classes', classes } as const);
}
