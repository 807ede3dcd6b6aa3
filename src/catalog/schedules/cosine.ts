/**
 * Half a cosine from η down to η_min over T steps, then up again, as
 * torch.optim.lr_scheduler.CosineAnnealingLR. Loshchilov and Hutter 2016.
 */

import { add, constant, cos, div, mul, sub } from '../../equations/expression.ts';
import { defineSchedule } from '../thing.ts';
import { stepsField } from './fields.ts';

export const cosine = defineSchedule({
  name: 'cosine',
  title: { en: 'Cosine', zh: '余弦' },
  lesson: {
    help: {
      en: 'Lets the learning rate fall along half a cosine: slowly, then fast, then slowly. After that many steps it rises again in the same way.',
      zh: '让学习率沿半个余弦下降：先慢、再快、再慢。达到该步数之后又以同样方式回升。',
    },
    keywords: ['annealing', '退火'],
    paper: { label: 'Loshchilov, Hutter 2016', url: 'https://arxiv.org/abs/1608.03983' },
  },
  fields: {
    tMax: stepsField({ en: 'Falls for', zh: '下降步数' }, 1000),
    etaMin: {
      type: 'number',
      label: { en: 'Lowest rate', zh: '最低学习率' },
      default: 0,
      min: 0,
      max: 100,
      step: 0.0001,
    },
  },
  export: {
    torch: (p) => ({
      init: `torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=${p.tMax}, eta_min=${p.etaMin})`,
    }),
  },
  textbook: ({ params, lr, done }) => {
    const low = constant({ base: 'η', below: 'min' }, params.etaMin);
    const turn = div(mul(constant('π', Math.PI), done), constant('T', params.tMax));
    return { rate: add(low, mul(div(sub(lr, low), 2), add(1, cos(turn)))) };
  },
  rate: ({ params, b, lr, done }) => {
    const fall = b.mul(b.add(b.cos(b.mul(done, Math.PI / params.tMax)), 1), 0.5);
    return { rate: b.add(b.mul(b.sub(lr, params.etaMin), fall), params.etaMin) };
  },
});
