/** Chinese for the labels, hints and options of fields, keyed by the English text that fields declare. */
import { GENERATORS } from '../data/generators/index.ts';
import type { Language } from './kind.ts';

const ZH: Readonly<Record<string, string>> = {
  ...Object.fromEntries(GENERATORS.map((g) => [g.title.en, g.title.zh])),
  'CSV file': 'CSV 文件',
  'Data set': '数据集',
  Table: '数据表',
  'Which stored table; set by choosing a CSV file.': '使用哪个已存的数据表；选择 CSV 文件时设定。',
  'Input columns': '输入列',
  'A number column by its name; a value of a column of words as column=value.':
    '数值列写列名；文字列的某个取值写作 列=值。',
  'Target column': '目标列',
  'Target is': '目标类型',
  'a class': '类别',
  'a number': '数值',
  Classes: '类别',
  'In the order of their codes; rows of other classes are left out.':
    '按编码顺序；其他类别的行将被略去。',
  'Bad rows': '坏行',
  'Rows with missing or unreadable cells in the chosen columns.':
    '所选列中有缺失或无法读取的单元格的行。',
  'leave out': '略去',
  'fill with the mean': '用均值填充',
  Points: '点数',
  Noise: '噪声',
  "For Playground's sets: its slider divided by 100.": '对 Playground 的数据集：其滑块值除以 100。',
  'Number of classes': '类别数',
  'Target encoding': '目标编码',
  'Two classes as one number or as one-hot; more than two are always one-hot.':
    '两个类别可写作一个数或独热；两个以上总是独热。',
  '0 / 1': '0 / 1',
  '−1 / +1': '−1 / +1',
  'one-hot': '独热',
  'Validation part': '验证集比例',
  'Share of the rows that is kept apart and never trained on.':
    '单独留出、从不参与训练的行所占比例。',
  'Data seed': '数据种子',
  'Draws the points and the split.': '决定数据点与划分。',
  'Standardise inputs': '标准化输入',
  "Mean 0 and deviation 1, by the training part's numbers.":
    '按训练部分的数值，使均值为 0、标准差为 1。',
  'Standardise target': '标准化目标',
  'Predictions and losses are then in deviations of the target.':
    '此时预测与损失以目标的标准差为单位。',
  'One port for each input': '每个输入一个端口',
  'Gives x1, x2 … as single numbers, to be wired to single neurons.':
    '将 x1、x2 … 作为单个数给出，便于接到单个神经元。',
  Units: '单元数',
  'How many numbers it gives.': '输出多少个数。',
  Bias: '偏置',
  'The threshold of a McCulloch–Pitts neuron is −bias.': 'M-P 神经元的阈值是负的偏置。',
  'Initial weights': '初始权重',
  Trainable: '可训练',
  'Off: the weights stay as they are.': '关闭后权重保持不变。',
  Activation: '激活函数',
  Step: '阶跃',
  Linear: '线性',
  Sigmoid: 'Sigmoid',
  Tanh: 'Tanh',
  ReLU: 'ReLU',
  Inputs: '输入数',
  'How many wires it takes.': '接收多少条连线。',
  Axis: '维度',
  '−1 is the last axis; the batch axis is not counted.': '−1 表示最后一维；批次维不计。',
  Shape: '形状',
  'Without the batch axis; one extent may be −1.': '不含批次维；其中一维可为 −1。',
  'Empty for a plain list.': '留空则为一列数。',
  Values: '数值',
  Scale: '系数',
  '1': '1',
  '½': '½',
  Accuracy: '准确率',
  'How a prediction counts as right, where targets are classes.': '目标为类别时，怎样算预测正确。',
  None: '无',
  'Same sign (targets ±1)': '同号（目标为 ±1）',
  'Same side of ½ (targets 0 and 1)': '在 ½ 的同侧（目标为 0 和 1）',
  'Learning rate': '学习率',
  Momentum: '动量',
  'Beta 1': 'Beta 1',
  'Beta 2': 'Beta 2',
  Epsilon: 'Epsilon',
  'Standard deviation': '标准差',
  Distribution: '分布',
  Uniform: '均匀',
  Normal: '正态',
};

/** A field's label, hint or option in the reader's language; the English where none is known. */
export const labelIn = (english: string, language: Language): string =>
  language === 'zh' ? (ZH[english] ?? english) : english;
