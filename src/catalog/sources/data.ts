/**
 * The source of examples: generated points or a person's own table. Which numbers it holds is the
 * business of the data room; here are its parameters, ports and shapes. Inputs leave as one vector
 * `x` (pictures as channels×height×width, sequences as time×numbers), or, split, as one number for each column, so that single neurons can be wired to them.
 */

import type { Hyperparameters } from '../../base/fields.ts';
import { hasErrors, type Issue, issue, ok } from '../../base/issue.ts';
import { DATA_BOUNDS, DATA_DEFAULTS } from '../../data/choice.ts';
import type { Generator, Knob } from '../../data/generators/generator.ts';
import { GENERATORS, generatorNamed } from '../../data/generators/index.ts';
import { LONGEST_TEXT, RHYME } from '../../data/generators/text.ts';
import { datasetInfoOf } from '../../data/info.ts';
import { trainingRows } from '../../data/split.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import { defineKind, type Port } from '../kind.ts';
import { reshaped } from '../torch.ts';

const csv = ['csv'];
const using = (knob: Knob) => GENERATORS.filter((g) => g.uses.includes(knob)).map((g) => g.name);
const named = (which: (g: Generator) => boolean) => GENERATORS.filter(which).map((g) => g.name);
const classifying = named((g) => g.task === 'classes' && !g.classes);

/** Columns of the inputs; one while a table is still to be chosen, so that wires have an end. */
const columns = (params: Hyperparameters): readonly string[] => {
  const info = datasetInfoOf(params);
  return info.ok ? info.value.inputs : ['x1'];
};
const inputPorts = (params: Hyperparameters): readonly Port[] =>
  params.split ? columns(params).map((_, i) => ({ name: `x${i + 1}` })) : [{ name: 'x' }];

/** Nobody must wire all of them: a network may look at some columns, or at none of the targets. */
const outputs = (params: Hyperparameters): readonly Port[] => [
  ...inputPorts(params),
  { name: 'y' },
];

/** A split table beyond this would be a card taller than any screen. */
const MOST_PORTS = 64;

export const data = defineKind({
  name: 'data',
  family: 'sources',
  ui: {
    icon: 'database',
    summary: (params, language = 'en') => {
      if (params.dataset === 'csv') return params.target ? `CSV → ${params.target}` : 'CSV';
      const title = generatorNamed(params.dataset)?.title[language] ?? params.dataset;
      return title
        .replace(/^Playground[:：] ?/, '')
        .replace(/ ?[(（](regression|sequence|signal|序列|信号)[)）]$/, '');
    },
    preview: 'scatter',
  },
  title: { en: 'Data', zh: '数据' },
  lesson: {
    help: {
      en: 'Gives the examples to learn from: inputs x and targets y, in batches. The points are drawn anew from the seed, or come from a CSV file of yours; the validation part is never trained on.',
      zh: '提供用于学习的样本：输入 x 和目标 y，按批次给出。数据由种子生成，或来自你自己的 CSV 文件；验证部分不参与训练。',
    },
    formula: String.raw`\val{(x, y)} \sim D`,
    keywords: [
      'dataset',
      'input',
      'source',
      'csv',
      'target',
      'label',
      '数据集',
      '输入',
      '标签',
      ...GENERATORS.map((g) => g.name),
    ],
    paper: { label: 'TensorFlow Playground', url: 'https://playground.tensorflow.org' },
  },
  fields: {
    dataset: {
      type: 'choice',
      label: 'Data set',
      default: DATA_DEFAULTS.dataset,
      options: [
        ...GENERATORS.map((g) => ({ value: g.name, label: g.title.en })),
        { value: 'csv', label: 'CSV file' },
      ],
    },
    table: {
      type: 'text',
      label: 'Table',
      hint: 'Which stored table; set by choosing a CSV file.',
      default: DATA_DEFAULTS.table,
      when: { dataset: csv },
    },
    inputs: {
      type: 'texts',
      label: 'Input columns',
      hint: 'A number column by its name; a value of a column of words as column=value.',
      default: DATA_DEFAULTS.inputs,
      when: { dataset: csv },
    },
    target: {
      type: 'text',
      label: 'Target column',
      default: DATA_DEFAULTS.target,
      when: { dataset: csv },
    },
    targetType: {
      type: 'choice',
      label: 'Target is',
      default: DATA_DEFAULTS.targetType,
      options: [
        { value: 'class', label: 'a class' },
        { value: 'number', label: 'a number' },
      ],
      when: { dataset: csv },
    },
    classes: {
      type: 'texts',
      label: 'Classes',
      hint: 'In the order of their codes; rows of other classes are left out.',
      default: DATA_DEFAULTS.classes,
      when: { dataset: csv, targetType: ['class'] },
    },
    badRows: {
      type: 'choice',
      label: 'Bad rows',
      hint: 'Rows with missing or unreadable cells in the chosen columns.',
      default: DATA_DEFAULTS.badRows,
      options: [
        { value: 'leave-out', label: 'leave out' },
        { value: 'fill', label: 'fill with the mean' },
      ],
      when: { dataset: csv },
    },
    samples: {
      type: 'number',
      label: 'Points',
      default: DATA_DEFAULTS.samples,
      ...DATA_BOUNDS.samples,
      log: true,
      when: { dataset: using('samples') },
    },
    text: {
      type: 'text',
      label: 'Text',
      hint: 'Its characters become symbols. Empty: The House That Jack Built.',
      default: DATA_DEFAULTS.text,
      lines: { placeholder: RHYME, maxLength: LONGEST_TEXT },
      when: { dataset: using('text') },
    },
    length: {
      type: 'number',
      label: 'Sequence length',
      hint: 'Places of one sequence.',
      default: DATA_DEFAULTS.length,
      ...DATA_BOUNDS.length,
      log: true,
      when: { dataset: using('length') },
    },
    delay: {
      type: 'number',
      label: 'Delay',
      hint: 'By how many places the target comes after the input.',
      default: DATA_DEFAULTS.delay,
      ...DATA_BOUNDS.delay,
      step: 1,
      when: { dataset: using('delay') },
    },
    stride: {
      type: 'number',
      label: 'Window every',
      hint: 'Characters from the beginning of one row to that of the next.',
      default: DATA_DEFAULTS.stride,
      ...DATA_BOUNDS.stride,
      log: true,
      when: { dataset: using('stride') },
    },
    targetAt: {
      type: 'choice',
      label: 'Target',
      default: DATA_DEFAULTS.targetAt,
      options: [
        { value: 'each', label: 'the next at each place' },
        { value: 'last', label: 'the one after the last place' },
      ],
      when: { dataset: using('targetAt') },
    },
    noise: {
      type: 'number',
      label: 'Noise',
      hint: "For Playground's sets: its slider divided by 100.",
      default: DATA_DEFAULTS.noise,
      ...DATA_BOUNDS.noise,
      step: 0.01,
      when: { dataset: using('noise') },
    },
    groups: {
      type: 'number',
      label: 'Number of classes',
      default: DATA_DEFAULTS.groups,
      ...DATA_BOUNDS.groups,
      step: 1,
      when: { dataset: using('groups') },
    },
    encoding: {
      type: 'choice',
      label: 'Target encoding',
      hint: 'Two classes as one number or as one-hot; more than two are always one-hot.',
      default: DATA_DEFAULTS.encoding,
      options: [
        { value: '0/1', label: '0 / 1' },
        { value: '-1/+1', label: '−1 / +1' },
        { value: 'one-hot', label: 'one-hot' },
      ],
      when: { dataset: [...classifying, 'csv'] },
    },
    validation: {
      type: 'number',
      label: 'Validation part',
      hint: 'Share of the rows that is kept apart and never trained on.',
      default: DATA_DEFAULTS.validation,
      ...DATA_BOUNDS.validation,
      step: 0.05,
      when: { dataset: [...using('validation'), 'csv'] },
    },
    seed: {
      type: 'number',
      label: 'Data seed',
      hint: 'Draws the points and the split.',
      default: DATA_DEFAULTS.seed,
      ...DATA_BOUNDS.seed,
      step: 1,
      when: { dataset: [...using('seed'), 'csv'] },
    },
    standardise: {
      type: 'boolean',
      label: 'Standardise inputs',
      hint: "Mean 0 and deviation 1, by the training part's numbers.",
      default: DATA_DEFAULTS.standardise,
      when: { dataset: [...named((g) => !g.indices), 'csv'] },
    },
    standardiseTarget: {
      type: 'boolean',
      label: 'Standardise target',
      hint: 'Predictions and losses are then in deviations of the target.',
      default: DATA_DEFAULTS.standardiseTarget,
      when: { dataset: csv, targetType: ['number'] },
    },
    split: {
      type: 'boolean',
      label: 'One port for each input',
      hint: 'Gives x1, x2 … as single numbers, to be wired to single neurons.',
      default: DATA_DEFAULTS.split,
    },
  },
  ports: (params) => ({ inputs: [], outputs: outputs(params) }),
  shape: ({ params, node }) => {
    const info = datasetInfoOf(params);
    const problems = info.issues.map((i): Issue => ({ ...i, where: { ...i.where, node } }));
    if (!info.ok) return { ok: false, issues: problems };
    const { inputs, shape, width, targetShape } = info.value;
    const shapes: Record<string, Shape> = { y: targetShape ?? [width] };
    if (params.split) for (const i of inputs.keys()) shapes[`x${i + 1}`] = [1];
    else shapes.x = shape ?? [inputs.length];
    return ok(shapes, problems);
  },
  export: {
    torch: ({ params, node, out }) => ({
      forward: {
        ...(params.split
          ? Object.fromEntries(
              columns(params).map((_, i) => [
                `x${i + 1}`,
                `batch["${node}.x"][:, ${i}${out(`x${i + 1}`).length ? `:${i + 1}` : ''}]`,
              ]),
            )
          : {
              x: reshaped(
                { edge: '', value: `batch["${node}.x"]`, shape: [size(out('x'))] },
                out('x'),
              ),
            }),
        y: reshaped({ edge: '', value: `batch["${node}.y"]`, shape: [size(out('y'))] }, out('y')),
      },
    }),
  },
  // Fed as one vector and cut here, so that whoever feeds knows only `x` and `y`.
  lower: ({ params, b, batch, fed }) => {
    const info = datasetInfoOf(params);
    if (!info.ok || hasErrors(info.issues)) return {};
    const { inputs, shape, width, targetShape } = info.value;
    const x = fed('x', [inputs.length]);
    const flat = fed('y', [width]);
    const y = targetShape ? b.reshape(flat, [batch, ...targetShape]) : flat;
    if (!params.split) return { x: shape ? b.reshape(x, [batch, ...shape]) : x, y };
    const each = inputs.map((_, i) => [`x${i + 1}`, b.slice(x, [0, i], [batch, 1])]);
    return { ...Object.fromEntries(each), y };
  },
  check: (params) =>
    params.split && columns(params).length > MOST_PORTS
      ? [
          issue(
            'data.many-ports',
            '{n} input columns are too many for a port each ({most} at most).',
            {
              args: { n: columns(params).length, most: MOST_PORTS },
              where: { param: 'split' },
            },
          ),
        ]
      : [],
  feeds: (params) => {
    const info = datasetInfoOf(params);
    const rows = info.ok ? info.value.rows : undefined;
    const kept = using('validation').includes(params.dataset) ? params.validation : 0;
    return { rows: rows && trainingRows(rows, kept) };
  },
  indices: (params) => {
    const info = datasetInfoOf(params);
    if (!info.ok) return {};
    const { symbols, task, classes } = info.value;
    const ports = params.split ? {} : { x: symbols?.length };
    return task === 'indices' ? { ...ports, y: classes?.length } : ports;
  },
  examples: [
    { at: {} },
    { at: {}, params: { dataset: 'xor-points', split: true, encoding: '-1/+1' } },
    { at: {}, params: { dataset: 'gaussians', groups: 3, samples: 30 } },
    { at: {}, params: { dataset: 'sine', samples: 20 } },
    { at: {}, params: { dataset: 'echo', samples: 10, length: 4, delay: 1 } },
    { at: {}, params: { dataset: 'sorting-digits', samples: 10, length: 3 } },
    { at: {}, params: { dataset: 'playground-circle', encoding: 'one-hot', standardise: true } },
  ],
});
