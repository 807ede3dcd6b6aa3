/** Networks that see pictures: digits by layers, by convolutions, and through a narrow middle. */
import { draw, type Pen } from './build.ts';
import { type Sample, sample } from './sample.ts';

type Piece = readonly [kind: string, params?: Readonly<Record<string, unknown>>];

const adam = (lr: number) => ({ kind: 'adam', params: { lr } });
const digits = { dataset: 'digits', samples: 2000, noise: 0.1, validation: 0.25 };
const kaiming = { kind: 'kaiming', params: { distribution: 'normal' } };

function source(pen: Pen): string {
  return pen.node('data', digits);
}

/** Pieces in a row up to ten logits, judged by cross-entropy. */
const classifier = (name: string, lr: number, pieces: readonly Piece[]) =>
  draw(name, { seed: 1, batchSize: 32, optimiser: adam(lr) }, (pen) => {
    const data = source(pen);
    const logits = pen.chain(`${data}.x`, ...pieces, ['dense', { units: 10 }]);
    const loss = pen.node('crossEntropy');
    pen.wire(logits, `${loss}.prediction`);
    pen.wire(`${data}.y`, `${loss}.target`);
  });

const conv = (filters: number): Piece => ['conv2d', { filters, kernel: [5], init: kaiming }];
const pool: Piece = ['maxPool2d', { kernel: [2], stride: [2] }];

/** 784 → 16 → 784: what does not fit through the sixteen numbers is lost. */
const autoencoder = () =>
  draw('Autoencoder', { seed: 1, batchSize: 32, optimiser: adam(0.003) }, (pen) => {
    const data = source(pen);
    const flat = pen.chain(`${data}.x`, ['flatten']);
    const back = pen.chain(
      flat,
      ['dense', { units: 64 }],
      ['tanh'],
      ['dense', { units: 16 }],
      ['tanh'],
      ['dense', { units: 64 }],
      ['tanh'],
      ['dense', { units: 784 }],
      ['sigmoid'],
      ['reshape', { shape: [1, 28, 28] }],
    );
    const loss = pen.node('mse');
    pen.wire(back, `${loss}.prediction`);
    pen.wire(`${data}.x`, `${loss}.target`);
  });

export const pictureSamples = {
  digitsLayers: sample({
    id: 'digitsLayers',
    title: { en: 'Digits, layers', zh: '手写数字：全连接层' },
    instructions: {
      en: 'Each picture becomes one row of 784 numbers, so that which pixels are neighbours is lost. It learns all the same: compare its validation accuracy with that of the convolution.',
      zh: '每幅图被摊平成 784 个数，像素之间的相邻关系随之丢失。它仍能学会：把验证准确率与卷积网络比较。',
    },
    document: () =>
      classifier('Digits, layers', 0.002, [
        ['flatten'],
        ['dense', { units: 64, init: kaiming }],
        ['relu'],
      ]),
  }),
  digitsConvolution: sample({
    id: 'digitsConvolution',
    title: { en: 'Digits, convolution', zh: '手写数字：卷积' },
    instructions: {
      en: 'After LeNet (LeCun et al. 1998). Follow the shapes on the wires from 1×28×28 to 16×4×4, then pick the first convolution: its six filters are small pictures of what they look for.',
      zh: '仿照 LeNet（LeCun 等，1998）。沿连线看形状如何从 1×28×28 变为 16×4×4，再选中第一个卷积：六个滤波器就是它们所寻找图案的小图。',
    },
    document: () =>
      classifier('Digits, convolution', 0.003, [
        conv(6),
        ['relu'],
        pool,
        conv(16),
        ['relu'],
        pool,
        ['flatten'],
      ]),
  }),
  autoencoder: sample({
    id: 'autoencoder',
    title: { en: 'Autoencoder', zh: '自编码器' },
    instructions: {
      en: 'The target is the input itself, squeezed through sixteen numbers. Pick the loss while it trains: the prediction is a picture again, beside the one that it should be. Drag the sample to see others.',
      zh: '目标就是输入本身，中间只允许通过十六个数。训练时选中损失：预测又是一幅图，旁边就是它应有的样子。拖动“样本”可看其他样本。',
    },
    document: () => autoencoder(),
  }),
} as const satisfies Record<string, Sample>;
