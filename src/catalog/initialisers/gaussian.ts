/** N(0, std²), the same spread for every layer whatever its size. */
import { defineInitialiser } from '../thing.ts';

export const gaussian = defineInitialiser({
  name: 'gaussian',
  title: { en: 'Gaussian', zh: '高斯' },
  lesson: {
    help: {
      en: 'Draws weights from a normal distribution around 0. Too small a spread lets the signal die out, too large a spread saturates sigmoid and tanh.',
      zh: '从以 0 为中心的正态分布中抽取权重。太小会使信号消失，太大会使 sigmoid 与 tanh 饱和。',
    },
    keywords: ['normal', 'random', '正态', '随机'],
  },
  fields: {
    std: {
      type: 'number',
      label: { en: 'Standard deviation', zh: '标准差' },
      default: 0.01,
      min: 0,
      max: 100,
      step: 0.01,
      log: true,
    },
  },
  draw: ({ params, b, normal }) => b.mul(normal(), params.std),
});
