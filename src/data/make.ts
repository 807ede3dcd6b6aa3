/** From the parameters of a data node to the numbers that train: draw or pick, split, scale, encode. */
import { hash32 } from '../base/hash.ts';
import { fail, issue, ok, type Result } from '../base/issue.ts';
import { random } from '../base/random.ts';
import { choiceOf, type DataChoice } from './choice.ts';
import type { Dataset, DatasetFace, MakeDataset } from './dataset.ts';
import { faceOf } from './face.ts';
import { generatorNamed } from './generators/index.ts';
import { type Picked, pickDataset } from './pick.ts';
import { splitRows, splitTail } from './split.ts';
import { applyScales, fillMissing, scalesOf } from './standardise.ts';

export const makeDataset: MakeDataset = async (params, tables) => {
  const choice = choiceOf(params);
  const face = faceOf(params);
  if (!face.ok) return face;
  if (choice.dataset !== 'csv') return finish(face.value, choice, generate(choice));
  try {
    const table = await tables.get(choice.table);
    if (!table)
      return fail(
        issue(
          'data.table-missing',
          'The table is not stored on this machine; choose its CSV file again.',
          {
            where: { param: 'table' },
          },
        ),
      );
    const picked = pickDataset(table, choice);
    return picked.ok ? finish(face.value, choice, picked.value, picked.issues) : picked;
  } catch (error) {
    return fail(
      issue('data.storage', 'The stored table could not be read: {reason}.', {
        args: { reason: error instanceof Error ? error.message : String(error) },
        where: { param: 'table' },
      }),
    );
  }
};

function generate(choice: DataChoice): Picked {
  const generator = generatorNamed(choice.dataset);
  const rows = generator?.make(choice, random(choice.seed, hash32(`data.${choice.dataset}`)));
  return rows ?? { features: new Float64Array(), labels: new Float64Array() };
}

function finish(
  face: DatasetFace,
  choice: DataChoice,
  { features, labels, indicators }: Picked,
  issues: Result<Dataset>['issues'] = [],
): Result<Dataset> {
  const width = face.inputs.length;
  const rows = face.task === 'classes' ? labels.length : labels.length / face.width;
  const generator = generatorNamed(choice.dataset);
  const validation = !generator || generator.uses.includes('validation') ? choice.validation : 0;
  const parts = generator?.ordered
    ? splitTail(rows, validation, overlapping(choice))
    : splitRows(rows, validation, choice.seed);
  const scales = scalesOf(features, width, parts.training);
  fillMissing(features, scales);
  if (choice.standardise && !face.symbols)
    applyScales(
      features,
      scales.map((scale, i) => (indicators?.[i] ? undefined : scale)),
    );
  if (face.task === 'regression' && choice.dataset === 'csv' && choice.standardiseTarget)
    applyScales(labels, scalesOf(labels, 1, parts.training));
  return ok(
    {
      ...face,
      rows,
      features,
      targets: encode(labels, face, choice),
      ...parts,
      ranges: rangesOf(features, width),
    },
    issues,
  );
}

/** Windows that share characters with one before them, the one that is asked for included. */
const overlapping = ({ length, stride }: DataChoice): number =>
  Math.ceil((length + 1) / stride) - 1;

function encode(labels: Float64Array, face: DatasetFace, choice: DataChoice): Float64Array {
  if (face.task === 'regression' || face.task === 'indices') return labels;
  if (face.task === 'binary')
    return choice.encoding === '-1/+1' ? labels.map((k) => 2 * k - 1) : labels;
  const targets = new Float64Array(labels.length * face.width);
  for (let i = 0; i < labels.length; i++) targets[i * face.width + (labels[i] as number)] = 1;
  return targets;
}

function rangesOf(features: Float64Array, width: number): [number, number][] {
  const ranges = Array.from({ length: width }, (): [number, number] => [Infinity, -Infinity]);
  for (let i = 0; i < features.length; i++) {
    const v = features[i] as number;
    const range = ranges[i % width] as [number, number];
    if (v < range[0]) range[0] = v;
    if (v > range[1]) range[1] = v;
  }
  return ranges;
}
