/** η·γᵏ after k steps, as torch.optim.lr_scheduler.ExponentialLR stepped once for each update. */

import { constant, mul, pow } from '../../equations/expression.ts';
import { defineSchedule } from '../thing.ts';
import { gammaField } from './fields.ts';

export const exponential = defineSchedule({
  name: 'exponential',
  title: { en: 'Exponential', zh: '指数' },
  lesson: {
    help: {
      en: 'Multiplies the learning rate by γ after each step. With γ = 0.999 it halves in about 700 steps.',
      zh: '每一步之后把学习率乘以 γ。γ = 0.999 时，约 700 步减半。',
    },
  },
  fields: { gamma: gammaField(0.999) },
  export: {
    torch: (p) => ({
      init: `torch.optim.lr_scheduler.ExponentialLR(optimiser, gamma=${p.gamma})`,
    }),
  },
  textbook: ({ params, lr, done }) => ({ rate: mul(lr, pow(constant('γ', params.gamma), done)) }),
  rate: ({ params, b, lr, done }) => ({ rate: b.mul(lr, b.pow(params.gamma, done)) }),
});
