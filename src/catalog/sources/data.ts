/**
 * The source of examples: generated points or a person's own table. Which numbers it holds is the
 * business of the data room; here are its parameters, ports and shapes. Inputs leave as one vector
 * `x` (pictures as channels×height×width, sequences as time×numbers), or, split, as one number for each column, so that single neurons can be wired to them.
 */

import type { Hyperparameters } from '../../base/fields.ts';
import { hasErrors, type Issue, issue, ok } from '../../base/issue.ts';
import { DATA_BOUNDS, DATA_DEFAULTS, readsTable, TABLE } from '../../data/choice.ts';
import type { Generator, Knob } from '../../data/generators/generator.ts';
import { GENERATORS, generatorNamed } from '../../data/generators/index.ts';
import { LONGEST_TEXT, RHYME } from '../../data/generators/text.ts';
import { datasetInfoOf } from '../../data/info.ts';
import { trainingRows } from '../../data/split.ts';
import { equation, index, tensor } from '../../equations/expression.ts';
import { type Shape, size } from '../../tensor/shape.ts';
import { defineKind, type Port } from '../kind.ts';
import { leaving } from '../textbook.ts';
import { reshaped } from '../torch.ts';

const csv = [TABLE];
const using = (knob: Knob) => GENERATORS.filter((g) => g.uses.includes(knob)).map((g) => g.name);
const named = (which: (g: Generator) => boolean) => GENERATORS.filter(which).map((g) => g.name);
const classifying = named((g) => g.task === 'classes' && !g.classes);

/** Columns of the inputs; one while a table is still to be chosen, so that edges have an end. */
const columns = (params: Hyperparameters): readonly string[] => {
  const info = datasetInfoOf(params);
  return info.ok ? info.value.inputs : ['x1'];
};
const inputPorts = (params: Hyperparameters): readonly Port[] =>
  params.split
    ? columns(params).map((_, i) => ({
        name: `x${i + 1}`,
        notation: { symbol: 'x', index: `${i + 1}` },
        column: i,
      }))
    : [{ name: 'x', column: 'all' }];

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
      if (readsTable(params)) return params.target ? `CSV → ${params.target}` : 'CSV';
      const generator = generatorNamed(params.dataset);
      return (generator?.short ?? generator?.title)?.[language] ?? params.dataset;
    },
    preview: 'scatter',
  },
  title: { en: 'Data', zh: '数据' },
  lesson: {
    help: {
      en: 'Gives the examples to learn from: inputs x and targets y, in batches. The points are drawn anew from the seed, or come from a CSV file of yours; the validation part is never trained on.',
      zh: '提供用于学习的样本：输入 x 和目标 y，按批次给出。数据由种子生成，或来自你自己的 CSV 文件；验证部分不参与训练。',
    },
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
      label: { en: 'Data set', zh: '数据集' },
      default: DATA_DEFAULTS.dataset,
      options: [
        ...GENERATORS.map((g) => ({ value: g.name, label: g.title })),
        { value: TABLE, label: { en: 'CSV file', zh: 'CSV 文件' } },
      ],
    },
    table: {
      type: 'text',
      label: { en: 'Table', zh: '数据表' },
      hint: {
        en: 'Which stored table; set by choosing a CSV file.',
        zh: '使用哪个已存的数据表；选择 CSV 文件时设定。',
      },
      default: DATA_DEFAULTS.table,
      hidden: true,
      when: { dataset: csv },
    },
    inputs: {
      type: 'texts',
      label: { en: 'Input columns', zh: '输入列' },
      hint: {
        en: 'A number column by its name; a value of a column of words as column=value.',
        zh: '数值列写列名；文字列的某个取值写作“列=值”。',
      },
      default: DATA_DEFAULTS.inputs,
      when: { dataset: csv },
    },
    target: {
      type: 'text',
      label: { en: 'Target column', zh: '目标列' },
      default: DATA_DEFAULTS.target,
      when: { dataset: csv },
    },
    targetType: {
      type: 'choice',
      label: { en: 'Target is', zh: '目标类型' },
      default: DATA_DEFAULTS.targetType,
      options: [
        { value: 'class', label: { en: 'a class', zh: '类别' } },
        { value: 'number', label: { en: 'a number', zh: '数值' } },
      ],
      when: { dataset: csv },
    },
    classes: {
      type: 'texts',
      label: { en: 'Classes', zh: '类别' },
      hint: {
        en: 'In the order of their codes; rows of other classes are left out.',
        zh: '按编码顺序；其他类别的行将被略去。',
      },
      default: DATA_DEFAULTS.classes,
      when: { dataset: csv, targetType: ['class'] },
    },
    badRows: {
      type: 'choice',
      label: { en: 'Bad rows', zh: '坏行' },
      hint: {
        en: 'Rows with missing or unreadable cells in the chosen columns.',
        zh: '所选列中有缺失或无法读取的单元格的行。',
      },
      default: DATA_DEFAULTS.badRows,
      options: [
        { value: 'leave-out', label: { en: 'leave out', zh: '略去' } },
        { value: 'fill', label: { en: 'fill with the mean', zh: '用均值填充' } },
      ],
      when: { dataset: csv },
    },
    samples: {
      type: 'number',
      label: { en: 'Points', zh: '点数' },
      default: DATA_DEFAULTS.samples,
      ...DATA_BOUNDS.samples,
      log: true,
      when: { dataset: using('samples') },
    },
    text: {
      type: 'text',
      label: { en: 'Text', zh: '文本' },
      hint: {
        en: 'Its characters become symbols. Empty: The House That Jack Built.',
        zh: '文本中的字符成为符号。留空则使用英文童谣《杰克盖的房子》。',
      },
      default: DATA_DEFAULTS.text,
      lines: { placeholder: RHYME, maxLength: LONGEST_TEXT },
      when: { dataset: using('text') },
    },
    length: {
      type: 'number',
      label: { en: 'Sequence length', zh: '序列长度' },
      hint: { en: 'Places of one sequence.', zh: '一条序列的位置数。' },
      default: DATA_DEFAULTS.length,
      ...DATA_BOUNDS.length,
      log: true,
      when: { dataset: using('length') },
    },
    delay: {
      type: 'number',
      label: { en: 'Delay', zh: '延迟' },
      hint: {
        en: 'By how many places the target comes after the input.',
        zh: '目标比输入晚多少个位置。',
      },
      default: DATA_DEFAULTS.delay,
      ...DATA_BOUNDS.delay,
      step: 1,
      when: { dataset: using('delay') },
    },
    stride: {
      type: 'number',
      label: { en: 'Window every', zh: '窗口间隔' },
      hint: {
        en: 'Characters from the beginning of one row to that of the next.',
        zh: '相邻两行起点之间相隔的字符数。',
      },
      default: DATA_DEFAULTS.stride,
      ...DATA_BOUNDS.stride,
      log: true,
      when: { dataset: using('stride') },
    },
    targetAt: {
      type: 'choice',
      label: { en: 'Target', zh: '目标' },
      default: DATA_DEFAULTS.targetAt,
      options: [
        { value: 'each', label: { en: 'the next at each place', zh: '每个位置的下一个' } },
        {
          value: 'last',
          label: { en: 'the one after the last place', zh: '最后一个位置之后的那个' },
        },
      ],
      when: { dataset: using('targetAt') },
    },
    noise: {
      type: 'number',
      label: { en: 'Noise', zh: '噪声' },
      hint: {
        en: "For Playground's sets: its slider divided by 100.",
        zh: '对 Playground 的数据集：其滑块值除以 100。',
      },
      default: DATA_DEFAULTS.noise,
      ...DATA_BOUNDS.noise,
      step: 0.01,
      when: { dataset: using('noise') },
    },
    groups: {
      type: 'number',
      label: { en: 'Number of classes', zh: '类别数' },
      default: DATA_DEFAULTS.groups,
      ...DATA_BOUNDS.groups,
      step: 1,
      when: { dataset: using('groups') },
    },
    encoding: {
      type: 'choice',
      label: { en: 'Target encoding', zh: '目标编码' },
      hint: {
        en: 'Two classes as one number or as one-hot; more than two are always one-hot.',
        zh: '两个类别可写作一个数或独热；两个以上总是独热。',
      },
      default: DATA_DEFAULTS.encoding,
      options: [
        { value: '0/1', label: { en: '0 / 1', zh: '0 / 1' } },
        { value: '-1/+1', label: { en: '−1 / +1', zh: '−1 / +1' } },
        { value: 'one-hot', label: { en: 'one-hot', zh: '独热' } },
      ],
      when: { dataset: [...classifying, TABLE] },
    },
    validation: {
      type: 'number',
      label: { en: 'Validation part', zh: '验证集比例' },
      hint: {
        en: 'Share of the rows that is kept apart and never trained on.',
        zh: '单独留出、从不参与训练的行所占比例。',
      },
      default: DATA_DEFAULTS.validation,
      ...DATA_BOUNDS.validation,
      step: 0.05,
      when: { dataset: [...using('validation'), TABLE] },
    },
    seed: {
      type: 'number',
      label: { en: 'Data seed', zh: '数据种子' },
      hint: { en: 'Draws the points and the split.', zh: '决定数据点与划分。' },
      default: DATA_DEFAULTS.seed,
      ...DATA_BOUNDS.seed,
      step: 1,
      when: { dataset: [...using('seed'), TABLE] },
    },
    standardise: {
      type: 'boolean',
      label: { en: 'Standardise inputs', zh: '标准化输入' },
      hint: {
        en: "Mean 0 and deviation 1, by the training part's numbers.",
        zh: '按训练部分的数值，使均值为 0、标准差为 1。',
      },
      default: DATA_DEFAULTS.standardise,
      when: { dataset: [...named((g) => !g.indices), TABLE] },
    },
    standardiseTarget: {
      type: 'boolean',
      label: { en: 'Standardise target', zh: '标准化目标' },
      hint: {
        en: 'Predictions and losses are then in deviations of the target.',
        zh: '此时预测与损失以目标的标准差为单位。',
      },
      default: DATA_DEFAULTS.standardiseTarget,
      when: { dataset: csv, targetType: ['number'] },
    },
    split: {
      type: 'boolean',
      label: { en: 'One port for each input', zh: '每个输入一个端口' },
      hint: {
        en: 'Gives x1, x2 … as single numbers, to be wired to single neurons.',
        zh: '将 x1、x2 … 作为单个数给出，便于接到单个神经元。',
      },
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
  // One vector, cut here, so that whoever writes batches knows only `x` and `y`.
  lower: ({ params, b, batch, placeholder }) => {
    const info = datasetInfoOf(params);
    if (!info.ok || hasErrors(info.issues)) return {};
    const { inputs, shape, width, targetShape } = info.value;
    const x = placeholder('x', [inputs.length]);
    const flat = placeholder('y', [width]);
    const y = targetShape ? b.reshape(flat, [batch, ...targetShape]) : flat;
    if (!params.split) return { x: shape ? b.reshape(x, [batch, ...shape]) : x, y };
    const each = inputs.map((_, i) => [`x${i + 1}`, b.slice(x, [0, i], [batch, 1])]);
    return { ...Object.fromEntries(each), y };
  },
  textbook: ({ params, batch, out }) => {
    const n = index('n', batch, true);
    const row = (port: 'x' | 'y', width: number) =>
      tensor(port, 'value', { of: 'fed', name: port }, [batch, width]);
    const whole = (port: 'x' | 'y') => {
      const width = size(out(port).slice(1));
      const i = index('i', width);
      return equation(leaving(port, [batch, width], port)(n, i), row(port, width)(n, i));
    };
    const ports = columns(params).length;
    const parts = Array.from({ length: ports }, (_, i) => {
      const own = leaving(`x${i + 1}`, [batch, 1], { base: 'x', below: String(i + 1) });
      return equation(own(n, 0), row('x', ports)(n, i));
    });
    return { forward: [...(params.split ? parts : [whole('x')]), whole('y')], backward: [] };
  },
  check: (params) =>
    params.split && columns(params).length > MOST_PORTS
      ? [
          issue(
            'data.many-ports',
            {
              en: '{n} input columns are too many for a port each ({most} at most).',
              zh: '{n} 个输入列太多，无法各给一个端口（最多 {most} 个）。',
            },
            {
              args: { n: columns(params).length, most: MOST_PORTS },
              where: { param: 'split' },
            },
          ),
        ]
      : [],
  batches: (params) => {
    const info = datasetInfoOf(params);
    const rows = info.ok ? info.value.rows : undefined;
    const kept = using('validation').includes(params.dataset) ? params.validation : 0;
    return { rows: rows && trainingRows(rows, kept) };
  },
  table: (params) => (readsTable(params) ? params.table : undefined),
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
