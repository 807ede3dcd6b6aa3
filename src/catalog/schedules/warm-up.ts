/**
 * A straight line up to the learning rate, then another schedule that begins where it ends; as
 * torch.optim.lr_scheduler.SequentialLR of a LinearLR and that schedule.
 */
import { defineSchedule } from '../kind.ts';
import { stepsField } from './fields.ts';

export const warmUp = defineSchedule({
  name: 'warmUp',
  title: { en: 'Warm-up', zh: '预热' },
  help: {
    en: 'Starts with a small part of the learning rate and raises it in a straight line. After that, another schedule takes over.',
    zh: '从学习率的一小部分开始，按直线升高。之后由另一种调度接管。',
  },
  formula: String.raw`\eta_t = \eta\left(f + (1 - f)\,\frac{k}{n}\right), \quad k < n`,
  keywords: ['linear', 'ramp', '线性'],
  paper: { label: 'Goyal et al. 2017', url: 'https://arxiv.org/abs/1706.02677' },
  fields: {
    steps: stepsField('Rises for', 100),
    start: { type: 'number', label: 'Starts at', default: 0.1, min: 0, max: 1, step: 0.05 },
    next: {
      type: 'thing',
      label: 'Then',
      family: 'schedules',
      default: { kind: 'constant', params: {} },
    },
  },
  rate: ({ params, b, lr, done, follow }) => {
    const slope = b.mul(done, (1 - params.start) / params.steps);
    const after = follow(params.next, b.sub(done, params.steps));
    return {
      ...after,
      rate: b.select(b.less(done, params.steps), b.mul(lr, b.add(slope, params.start)), after.rate),
    };
  },
});
