/**
 * He et al. 2015: variance gain²/fan, by default fan-in with ReLU's gain √2, i.e. U(±√(6/a)) or
 * N(0, 2/a); modes and gains as torch.nn.init.kaiming_uniform_, kaiming_normal_ and calculate_gain.
 */
import { defineInitialiser } from '../thing.ts';
import { distributionField, spread } from './spread.ts';

/** By how much an activation shrinks the variance of what goes through it, made up for. */
function squaredGain(nonlinearity: string, slope: number): number {
  switch (nonlinearity) {
    case 'relu':
      return 2;
    case 'leakyRelu':
      return 2 / (1 + slope ** 2);
    case 'tanh':
      return (5 / 3) ** 2;
    default:
      return 1;
  }
}

export const kaiming = defineInitialiser({
  name: 'kaiming',
  title: { en: 'Kaiming', zh: 'Kaiming' },
  lesson: {
    help: {
      en: 'Chooses the spread from the number of inputs a, twice as wide in variance because ReLU drops half of the signal. Made for ReLU.',
      zh: '根据输入数 a 确定范围，方差加倍，因为 ReLU 会去掉一半信号。适合 ReLU。',
    },
    keywords: ['he', 'relu', '何恺明'],
    paper: { label: 'He et al. 2015', url: 'https://arxiv.org/abs/1502.01852' },
  },
  fields: {
    distribution: distributionField,
    mode: {
      type: 'choice',
      label: { en: 'Keeps the size of', zh: '保持大小的是' },
      default: 'fanIn',
      options: [
        { value: 'fanIn', label: { en: 'signals (fan-in)', zh: '信号（fan-in）' } },
        { value: 'fanOut', label: { en: 'gradients (fan-out)', zh: '梯度（fan-out）' } },
      ],
    },
    nonlinearity: {
      type: 'choice',
      label: { en: 'Activation behind it', zh: '其后的激活函数' },
      default: 'relu',
      options: [
        { value: 'relu', label: { en: 'ReLU', zh: 'ReLU' } },
        { value: 'leakyRelu', label: { en: 'Leaky ReLU', zh: '带泄漏 ReLU' } },
        { value: 'tanh', label: { en: 'Tanh', zh: 'Tanh' } },
        { value: 'linear', label: { en: 'Linear', zh: '线性' } },
      ],
    },
    negativeSlope: {
      type: 'number',
      label: { en: 'Slope below 0', zh: '负半轴斜率' },
      default: 0.01,
      min: 0,
      max: 1,
      step: 0.01,
      when: { nonlinearity: ['leakyRelu'] },
    },
  },
  draw: (ctx) => {
    const { mode, nonlinearity, negativeSlope } = ctx.params;
    const fan = mode === 'fanOut' ? ctx.fan.out : ctx.fan.in;
    return spread(ctx, squaredGain(nonlinearity, negativeSlope) / fan);
  },
});
