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
      issue(
        'data.unknown',
        { en: 'There is no data set named {name}.', zh: '没有名为 {name} 的数据集。' },
        {
          args: { name: choice.dataset },
          where: { param: 'dataset' },
        },
      ),
    );
  const wrong = generator.check?.(choice);
  if (wrong) return fail(wrong);
  const { target, ...form } = generator.elementSpec(choice);
  const about = { ...form, rows: form.rows ?? choice.samples };
  const width = target ? size(target) : 1;
  const numbers = about.rows * (form.inputs.length + width);
  if (numbers > MOST_NUMBERS)
    return fail(
      issue(
        'data.large',
        {
          en: '{rows} rows of {each} numbers are {numbers}; at most {most} fit.',
          zh: '{rows} 行、每行 {each} 个数，共 {numbers} 个；最多容纳 {most} 个。',
        },
        {
          args: {
            rows: about.rows,
            each: form.inputs.length + width,
            numbers,
            most: MOST_NUMBERS,
          },
          where: { param: 'length' },
        },
      ),
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
  const at = (param: string) => ({ where: { param } });
  if (!choice.table)
    return fail(
      issue(
        'data.no-table',
        { en: 'No CSV file is chosen.', zh: '还没有选择 CSV 文件。' },
        at('table'),
      ),
    );
  if (choice.inputs.length === 0)
    return fail(
      issue(
        'data.no-inputs',
        { en: 'No input column is chosen.', zh: '还没有选择输入列。' },
        at('inputs'),
      ),
    );
  if (!choice.target)
    return fail(
      issue(
        'data.no-target',
        { en: 'No target column is chosen.', zh: '还没有选择目标列。' },
        at('target'),
      ),
    );
  if (choice.targetType === 'number')
    return ok({ inputs: choice.inputs, width: 1, task: 'regression' });
  if (choice.classes.length < 2)
    return fail(
      issue(
        'data.few-classes',
        {
          en: 'The target has fewer than two classes; choose another column, or a number.',
          zh: '目标的类别少于两个；请另选一列，或把它当作数。',
        },
        at('classes'),
      ),
    );
  return ok({ inputs: choice.inputs, ...classInfo(choice.classes, choice) });
}

/** Two classes fit into one number; more than two are one-hot whatever the encoding says. */
function classInfo(classes: readonly string[], choice: DataChoice) {
  return classes.length === 2 && choice.encoding !== 'one-hot'
    ? ({ width: 1, task: 'binary', classes } as const)
    : ({ width: classes.length, task: 'classes', classes } as const);
}
