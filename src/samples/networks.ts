/** Networks of layers: classification in the plane, regression, the 4-5-3 network, a skip connection. */
import { draw } from './build.ts';
import { type Sample, sample } from './sample.ts';

const adam = (lr: number) => ({ kind: 'adam', params: { lr } });
const dense = (units: number) => ['dense', { units }] as const;
const tanh = ['tanh'] as const;

interface Classifier {
  readonly seed: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly hidden: readonly number[];
}

/** Hidden layers with tanh, one output, binary cross-entropy on its logit. */
const classifier = (name: string, { seed, batchSize, lr, data, hidden }: Classifier) =>
  draw(name, { seed, batchSize, optimiser: adam(lr) }, (pen) => {
    const layers = [...hidden.flatMap((units) => [dense(units), tanh]), dense(1)];
    const source = pen.node('data', data);
    const logit = pen.chain(`${source}.x`, ...layers);
    const loss = pen.node('bceWithLogits');
    pen.wire(logit, `${loss}.prediction`);
    pen.wire(`${source}.y`, `${loss}.target`);
  });

/** X (1×4) · W (4×5) → H (1×5), H · W (5×3) → O (1×3): no bias, so that the products are all there is. */
const mlp453 = () =>
  draw(
    'The 4-5-3 network',
    { seed: 1, batchSize: 1, optimiser: { kind: 'sgd', params: { lr: 0.1, momentum: 0 } } },
    (pen) => {
      const x = pen.node('constant', { values: [0.5, -1, 2, 1] }, 'X');
      const w1 = { units: 5, bias: false };
      const hidden = pen.node('dense', w1, 'W 4×5');
      const h = pen.node('sigmoid', {}, 'H');
      const output = pen.node('dense', { units: 3, bias: false }, 'W 5×3');
      const wanted = pen.node('constant', { values: [1, 0, -1] }, 'Y');
      const loss = pen.node('mse');
      pen.wire(`${x}.out`, `${hidden}.in`);
      pen.wire(`${hidden}.out`, `${h}.in`);
      pen.wire(`${h}.out`, `${output}.in`);
      pen.wire(`${output}.out`, `${loss}.prediction`);
      pen.wire(`${wanted}.out`, `${loss}.target`);
    },
  );

const sine = () =>
  draw('Sine', { seed: 2, batchSize: 32, optimiser: adam(0.01) }, (pen) => {
    const data = { dataset: 'sine', samples: 200, noise: 0.05, validation: 0.25 };
    const source = pen.node('data', data);
    const y = pen.chain(`${source}.x`, dense(16), tanh, dense(1));
    const loss = pen.node('mse');
    pen.wire(y, `${loss}.prediction`);
    pen.wire(`${source}.y`, `${loss}.target`);
  });

/** Two paths from the first tanh to the sum: straight, and through one more layer. */
const skip = () =>
  draw('Skip connection', { seed: 1, batchSize: 32, optimiser: adam(0.01) }, (pen) => {
    const data = { dataset: 'moons', samples: 300, noise: 0.1, validation: 0.3 };
    const source = pen.node('data', data);
    const trunk = pen.chain(`${source}.x`, dense(8), tanh);
    const branch = pen.chain(trunk, dense(8), tanh);
    const sum = pen.node('add');
    pen.wire(trunk, `${sum}.in1`);
    pen.wire(branch, `${sum}.in2`);
    const logit = pen.chain(`${sum}.out`, dense(1));
    const loss = pen.node('bceWithLogits');
    pen.wire(logit, `${loss}.prediction`);
    pen.wire(`${source}.y`, `${loss}.target`);
  });

export const networkSamples = {
  spiral: sample({
    id: 'spiral',
    title: { en: 'Spiral', zh: '螺旋' },
    instructions: {
      en: 'Press Train: the decision map folds itself around two arms, while the charts on the wires show how strong values and gradients are in each layer.',
      zh: '点击训练：决策图会沿两条旋臂弯折，连线上的小图显示各层数值与梯度的强弱。',
    },
    document: () =>
      classifier('Spiral', {
        seed: 1,
        batchSize: 32,
        lr: 0.03,
        data: { dataset: 'spiral', samples: 500, noise: 0.1, validation: 0.3 },
        hidden: [16, 16],
      }),
  }),
  circle: sample({
    id: 'circle',
    title: { en: 'Circle', zh: '圆环' },
    instructions: {
      en: 'Three hidden units are enough to close a line around the disc. Take one away, or set two units, and see what is left of it.',
      zh: '三个隐藏单元足以围成一个圈。减少一个单元，看看边界还剩下什么。',
    },
    document: () =>
      classifier('Circle', {
        seed: 1,
        batchSize: 32,
        lr: 0.02,
        data: { dataset: 'circle', samples: 300, noise: 0.05, validation: 0.3 },
        hidden: [4],
      }),
  }),
  xor: sample({
    id: 'xor',
    title: { en: 'XOR 2-8-1', zh: '异或 2-8-1' },
    instructions: {
      en: 'One hidden layer solves what no single line can. Four points, so one training step sees them all: pause and step through it.',
      zh: '一个隐藏层就能解决单条直线做不到的事。只有四个点，一次训练即可看到全部：暂停并逐步查看。',
    },
    document: () =>
      classifier('XOR 2-8-1', {
        seed: 1,
        batchSize: 4,
        lr: 0.03,
        data: { dataset: 'xor-points', validation: 0 },
        hidden: [8],
      }),
  }),
  mlp453: sample({
    id: 'mlp453',
    title: { en: 'The 4-5-3 network', zh: '4-5-3 网络' },
    instructions: {
      en: 'X (1×4) times W (4×5) gives H (1×5), times W (5×3) gives O (1×3): read the shapes on the wires, then step backward through the same products.',
      zh: 'X（1×4）乘 W（4×5）得 H（1×5），再乘 W（5×3）得 O（1×3）：先看连线上的形状，再沿同样的乘积反向逐步计算。',
    },
    document: () => mlp453(),
  }),
  sine: sample({
    id: 'sine',
    title: { en: 'Sine', zh: '正弦回归' },
    instructions: {
      en: 'A curve from sixteen bent pieces: with enough units one hidden layer comes as near to it as one likes. Try 2, 4 and 64 units.',
      zh: '用十六段弯曲拼出一条曲线：只要单元足够多，一个隐藏层就能任意逼近它。试试 2、4 和 64 个单元。',
    },
    document: () => sine(),
  }),
  skip: sample({
    id: 'skip',
    title: { en: 'Skip connection', zh: '跳跃连接' },
    instructions: {
      en: 'Two paths lead back from the sum to the first tanh. Step backward to it: its gradient is the sum of one term for each path.',
      zh: '从相加节点回到第一个 tanh 有两条路径。反向单步到该节点：它的梯度是每条路径各一项之和。',
    },
    document: () => skip(),
  }),
} as const satisfies Record<string, Sample>;
