/** η·γ^⌊k/s⌋ after k steps, as torch.optim.lr_scheduler.StepLR stepped once for each update. */

import { constant, div, floor, mul, pow } from '../../equations/expression.ts';
import { defineSchedule } from '../thing.ts';
import { gammaField, stepsField } from './fields.ts';

export const stepSchedule = defineSchedule({
  name: 'step',
  title: { en: 'Step', zh: '阶梯' },
  lesson: {
    help: {
      en: 'Multiplies the learning rate by γ each time so many steps are done. Large steps first, ever smaller ones later.',
      zh: '每经过若干步，就把学习率乘以 γ。先用大步，再逐级变小。',
    },
  },
  fields: {
    stepSize: stepsField({ en: 'Steps between cuts', zh: '两次下降之间的步数' }, 1000),
    gamma: gammaField(0.1),
  },
  export: {
    torch: (p) => ({
      init: `torch.optim.lr_scheduler.StepLR(optimiser, step_size=${p.stepSize}, gamma=${p.gamma})`,
    }),
  },
  textbook: ({ params, lr, done }) => ({
    rate: mul(
      lr,
      pow(constant('γ', params.gamma), floor(div(done, constant('s', params.stepSize)))),
    ),
  }),
  rate: ({ params, b, lr, done }) => ({
    rate: b.mul(lr, b.pow(params.gamma, b.floor(b.div(done, params.stepSize)))),
  }),
});
