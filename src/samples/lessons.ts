/** One question each: two or more networks side by side that differ in one thing only. */
import { draw, type Pen } from './build.ts';
import { type Sample, sample } from './sample.ts';

type Piece = readonly [kind: string, params?: Readonly<Record<string, unknown>>];

const adam = (lr: number) => ({ kind: 'adam', params: { lr } });
const sgd = (lr: number) => ({ kind: 'sgd', params: { lr, momentum: 0 } });
const dense = (units: number, more: Readonly<Record<string, unknown>> = {}): Piece => [
  'dense',
  { units, ...more },
];

interface Branch {
  readonly title: string;
  readonly pieces: readonly Piece[];
}

/** The same data into each branch, each with a loss of its own; no weight is shared. */
function sideBySide(pen: Pen, data: Piece[1], loss: string, branches: readonly Branch[]): void {
  const source = pen.node('data', data);
  for (const { title, pieces } of branches) {
    const out = pen.chain(`${source}.x`, ...pieces);
    const judge = pen.node(loss, {}, title);
    pen.wire(out, `${judge}.prediction`);
    pen.wire(`${source}.y`, `${judge}.target`);
  }
}

const deep = (init: unknown): readonly Piece[] => [
  ...[0, 1, 2].flatMap((): Piece[] => [dense(16, { init }), ['relu']]),
  dense(1, { init }),
];
const normal = { distribution: 'normal' };

const initialisers = () =>
  draw('Initial weights', { seed: 1, batchSize: 32, optimiser: adam(0.01) }, (pen) => {
    const data = { dataset: 'moons', samples: 300, noise: 0.1, validation: 0.3 };
    sideBySide(pen, data, 'bceWithLogits', [
      { title: 'Zeros', pieces: deep({ kind: 'zeros', params: {} }) },
      { title: 'Too small', pieces: deep({ kind: 'gaussian', params: { std: 0.01 } }) },
      { title: 'Too large', pieces: deep({ kind: 'gaussian', params: { std: 3 } }) },
      { title: 'Xavier', pieces: deep({ kind: 'xavier', params: normal }) },
      { title: 'Kaiming', pieces: deep({ kind: 'kaiming', params: normal }) },
    ]);
  });

/** Without a bias before the norm, which would take it away again. */
const norms = () => {
  const block = (norm: Piece): readonly Piece[] => [
    ['conv2d', { filters: 4, kernel: [4], stride: [4], bias: false }],
    norm,
    ['relu'],
    ['flatten'],
    dense(10),
  ];
  return draw('Norms side by side', { seed: 1, batchSize: 16, optimiser: adam(0.01) }, (pen) => {
    const data = { dataset: 'digits', samples: 300, noise: 0.1, validation: 0.3 };
    sideBySide(pen, data, 'crossEntropy', [
      { title: 'Batch norm', pieces: block(['batchNorm']) },
      { title: 'Layer norm', pieces: block(['layerNorm', { axes: 3 }]) },
      { title: 'Instance norm', pieces: block(['instanceNorm']) },
      { title: 'Group norm', pieces: block(['groupNorm', { groups: 2 }]) },
    ]);
  });
};

const wide = (l2: number, p: number): readonly Piece[] => [
  dense(64, { l2 }),
  ['tanh'],
  ...(p > 0 ? [['dropout', { p }] as Piece] : []),
  dense(64, { l2 }),
  ['tanh'],
  ...(p > 0 ? [['dropout', { p }] as Piece] : []),
  dense(1, { l2 }),
];
/** Forty points to learn, a hundred and sixty to judge by. */
const noisy = { dataset: 'moons', samples: 200, noise: 0.35, validation: 0.8 };
const few = { seed: 1, batchSize: 20, optimiser: adam(0.01) };

const overfitting = () =>
  draw('Over-fitting', few, (pen) => {
    sideBySide(pen, noisy, 'bceWithLogits', [
      { title: 'Nothing against it', pieces: wide(0, 0) },
      { title: 'L2', pieces: wide(0.01, 0) },
      { title: 'Dropout', pieces: wide(0, 0.5) },
    ]);
  });

/** The first of the three alone; an epoch is two steps. */
const stoppedEarly = () => {
  const stop = { kind: 'early', params: { every: 5, patience: 20 } };
  return draw('Early stopping', { ...few, stop }, (pen) =>
    sideBySide(pen, noisy, 'bceWithLogits', [{ title: 'Loss', pieces: wide(0, 0) }]),
  );
};

/** The loss is (2x − 0)² = 4x², with x the one weight, 2 at first. */
const learningRates = () =>
  draw('Learning rates on 4x²', { seed: 1, batchSize: 1, optimiser: sgd(0.24) }, (pen) => {
    const two = pen.node('constant', { values: [2] }, '2');
    const x = pen.node(
      'dense',
      { units: 1, bias: false, init: { kind: 'constant', params: { value: 2 } } },
      'x',
    );
    const zero = pen.node('constant', { values: [0] }, '0');
    const loss = pen.node('mse', {}, '4x²');
    pen.wire(`${two}.out`, `${x}.in`);
    pen.wire(`${x}.out`, `${loss}.prediction`);
    pen.wire(`${zero}.out`, `${loss}.target`);
  });

const collapsed = () =>
  draw('Layers without activations', { seed: 1, batchSize: 32, optimiser: adam(0.01) }, (pen) => {
    const data = { dataset: 'circle', samples: 300, noise: 0.05, validation: 0.3 };
    sideBySide(pen, data, 'bceWithLogits', [
      { title: 'One layer', pieces: [dense(1)] },
      { title: 'Three layers', pieces: [dense(8), dense(8), dense(1)] },
      { title: 'With tanh', pieces: [dense(8), ['tanh'], dense(8), ['tanh'], dense(1)] },
    ]);
  });

export const lessonSamples = {
  learningRates: sample({
    id: 'learningRates',
    pace: 1,
    sweep: {
      settings: [{ path: 'run.optimiser.lr', text: '1, 0.25, 0.24, 0.1' }],
      seeds: 0,
      steps: 30,
    },
    title: { en: 'Learning rates on 4x²', zh: '4x² 上的学习率' },
    instructions: {
      en: 'One weight x, from 2, on the loss 4x², swept over the rates 1, 0.25, 0.24 and 0.1: it flies off to −14 and 98, jumps between 2 and −2 for ever, swings in slowly, and goes straight to 0.',
      zh: '只有一个权重 x，从 2 出发，损失为 4x²，对学习率 1、0.25、0.24、0.1 做扫描：飞向 −14 和 98、在 2 与 −2 之间永远来回、缓慢摆动收敛、直奔 0。',
    },
    document: () => learningRates(),
  }),
  collapsed: sample({
    id: 'collapsed',
    title: { en: 'Layers without activations', zh: '没有激活函数的层' },
    instructions: {
      en: 'Three layers without activations are one layer: both upper losses stay where a straight line leaves them, and only the branch with tanh goes on falling.',
      zh: '没有激活函数的三层等于一层：上面两个损失停在直线所能达到的水平，只有带 tanh 的分支继续下降。',
    },
    document: () => collapsed(),
  }),
  initialisers: sample({
    id: 'initialisers',
    title: { en: 'Initial weights', zh: '初始权重' },
    instructions: {
      en: 'The same network five times. Before training, step through once and compare the charts on the wires: zeros and small weights let values and gradients die out, large ones blow them up, Xavier and Kaiming keep them.',
      zh: '同一网络的五个副本。训练前先单步走一遍，比较连线上的小图：零和过小的权重让数值与梯度消失，过大的使其爆炸，Xavier 与 Kaiming 则保持大小。',
    },
    document: () => initialisers(),
  }),
  norms: sample({
    id: 'norms',
    title: { en: 'Norms side by side', zh: '各种归一化的对比' },
    instructions: {
      en: 'Four norms over the same 4×7×7 pictures; only the axes that mean and variance are taken over differ. Step through one and read its formula with numbers.',
      zh: '对同样的 4×7×7 图像做四种归一化，区别只在于均值与方差沿哪些轴计算。单步查看其中之一，阅读代入数字的公式。',
    },
    document: () => norms(),
  }),
  overfitting: sample({
    id: 'overfitting',
    title: { en: 'Over-fitting', zh: '过拟合' },
    instructions: {
      en: 'Forty points to learn from, and far more weights. Choose one loss after the other in the decision map: without anything against it the line bends around single points; with L2 or dropout it stays calm.',
      zh: '只有四十个训练点，权重却多得多。在决策图中依次选择三个损失：不加限制时边界绕着个别点弯折；用 L2 或随机失活时则保持平缓。',
    },
    document: () => overfitting(),
  }),
  earlyStopping: sample({
    id: 'earlyStopping',
    title: { en: 'Early stopping', zh: '早停' },
    instructions: {
      en: 'The over-fitting network alone. Press Train: the validation curve falls and then turns up, and after twenty looks without a new low training stops and goes back to the weights of the lowest one. Set Stopping to None and train on to see what it spares.',
      zh: '单独取出过拟合的网络。点击训练：验证曲线先降后升，连续二十次检查没有新低后训练停止，并恢复到最低点的权重。把停止条件设为“无”再训练，看看避免了什么。',
    },
    document: () => stoppedEarly(),
  }),
} as const satisfies Record<string, Sample>;
