/** From the parameters of a data node to the numbers that train: draw or pick, split, scale, encode. */
import { hash32 } from '../base/hash.ts';
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { Cancelled, type Piecemeal } from '../base/piecemeal.ts';
import { random } from '../base/random.ts';
import { choiceOf, type DataChoice, readsTable } from './choice.ts';
import {
  type Dataset,
  type DatasetInfo,
  MAKE_AT_ONCE,
  type MakeDataset,
  type Making,
  type Table,
} from './dataset.ts';
import { generatorNamed } from './generators/index.ts';
import { datasetInfoOf } from './info.ts';
import { type Picked, picking } from './pick.ts';
import { splitRows, splitTail } from './split.ts';
import { applyScales, fillMissing, inBlocks, scaling } from './standardise.ts';

export const makeDataset: MakeDataset = async (params, tables, drive = MAKE_AT_ONCE) => {
  const choice = choiceOf(params);
  const info = datasetInfoOf(params);
  if (!info.ok) return info;
  if (!readsTable(choice)) return drive(generating(info.value, choice));
  try {
    const table = await tables.get(choice.table);
    if (!table)
      return fail(
        issue(
          'data.table-missing',
          {
            en: 'The table is not stored on this machine; choose its CSV file again.',
            zh: '这台机器上没有存放这张表，请重新选择 CSV 文件。',
          },
          {
            where: { param: 'table' },
          },
        ),
      );
    return await drive(reading(info.value, choice, table));
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return fail(
      issue(
        'data.storage',
        { en: 'The stored table could not be read: {reason}.', zh: '无法存取这张表：{reason}。' },
        {
          args: { reason: error instanceof Error ? error.message : String(error) },
          where: { param: 'table' },
        },
      ),
    );
  }
};

function* generating(info: DatasetInfo, choice: DataChoice): Piecemeal<Result<Dataset>, Making> {
  const generator = generatorNamed(choice.dataset);
  const stream = random(choice.seed, hash32(`data.${choice.dataset}`));
  const none = { features: new Float64Array(), labels: new Float64Array() };
  const rows = generator ? yield* generator.make(choice, stream) : none;
  return yield* finishing(info, choice, rows);
}

function* reading(
  info: DatasetInfo,
  choice: DataChoice,
  table: Table,
): Piecemeal<Result<Dataset>, Making> {
  const picked = yield* picking(table, choice);
  return picked.ok ? yield* finishing(info, choice, picked.value, picked.issues) : picked;
}

function* finishing(
  info: DatasetInfo,
  choice: DataChoice,
  { features, labels, indicators }: Picked,
  issues: Result<Dataset>['issues'] = [],
): Piecemeal<Result<Dataset>, Making> {
  const width = info.inputs.length;
  const rows = info.task === 'classes' ? labels.length : labels.length / info.width;
  const generator = generatorNamed(choice.dataset);
  const validation = !generator || generator.uses.includes('validation') ? choice.validation : 0;
  const parts = generator?.ordered
    ? splitTail(rows, validation, overlapping(choice))
    : splitRows(rows, validation, choice.seed);
  const scales = yield* scaling(features, width, parts.training);
  yield* fillMissing(features, scales);
  if (choice.standardise && !info.symbols)
    yield* applyScales(
      features,
      scales.map((scale, i) => (indicators?.[i] ? undefined : scale)),
    );
  if (info.task === 'regression' && readsTable(choice) && choice.standardiseTarget)
    yield* applyScales(labels, yield* scaling(labels, 1, parts.training));
  return ok(
    {
      ...info,
      rows,
      features,
      targets: yield* encoding(labels, info, choice),
      ...parts,
      ranges: yield* ranging(features, width),
    },
    issues,
  );
}

/** Windows that share characters with one before them, the one that is asked for included. */
const overlapping = ({ length, stride }: DataChoice): number =>
  Math.ceil((length + 1) / stride) - 1;

function* encoding(
  labels: Float64Array,
  info: DatasetInfo,
  choice: DataChoice,
): Piecemeal<Float64Array, Making> {
  if (info.task === 'regression' || info.task === 'indices') return labels;
  if (info.task === 'binary')
    return choice.encoding === '-1/+1' ? labels.map((k) => 2 * k - 1) : labels;
  const targets = new Float64Array(labels.length * info.width);
  yield* inBlocks(labels.length, (from, to) => {
    for (let i = from; i < to; i++) targets[i * info.width + labels[i]!] = 1;
  });
  return targets;
}

function* ranging(features: Float64Array, width: number): Piecemeal<[number, number][], Making> {
  const ranges = Array.from({ length: width }, (): [number, number] => [Infinity, -Infinity]);
  yield* inBlocks(features.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const v = features[i]!;
      const range = ranges[i % width]!;
      if (v < range[0]) range[0] = v;
      if (v > range[1]) range[1] = v;
    }
  });
  return ranges;
}
