/**
 * A straight line up to the learning rate, then another schedule that begins where it ends; as
 * torch.optim.lr_scheduler.SequentialLR of a LinearLR and that schedule.
 */

import { add, cases, compare, constant, div, mul, sub } from '../../equations/expression.ts';
import { defineSchedule } from '../thing.ts';
import { stepsField } from './fields.ts';

const WARM_UP = `class WarmUp:
    """A straight line up to the learning rate, then what \`follow\` makes."""

    def __init__(self, optimiser, steps, start, follow):
        self.optimiser, self.steps, self.start, self.follow = optimiser, steps, start, follow
        self.rates = [group["lr"] for group in optimiser.param_groups]
        self.done, self.next = 0, None
        self.scale(start)

    def scale(self, factor):
        for group, rate in zip(self.optimiser.param_groups, self.rates):
            group["lr"] = rate * factor

    def step(self, cost, judge, done):
        self.done += 1
        if self.done < self.steps:
            self.scale(self.start + (1 - self.start) * self.done / self.steps)
        elif self.done == self.steps:
            self.scale(1)
            self.next = self.follow(self.optimiser)
            if hasattr(self.next, "look"):
                self.next.look(judge, done)
        elif hasattr(self.next, "look") or isinstance(self.next, WarmUp):
            self.next.step(cost, judge, done)
        elif self.next is not None:
            self.next.step()`;

export const warmUp = defineSchedule({
  name: 'warmUp',
  title: { en: 'Warm-up', zh: '预热' },
  lesson: {
    help: {
      en: 'Starts with a small part of the learning rate and raises it in a straight line. After that, another schedule takes over.',
      zh: '从学习率的一小部分开始，按直线升高。之后由另一种调度接管。',
    },
    keywords: ['linear', 'ramp', '线性'],
    paper: { label: 'Goyal et al. 2017', url: 'https://arxiv.org/abs/1706.02677' },
  },
  fields: {
    steps: stepsField({ en: 'Rises for', zh: '上升步数' }, 100),
    start: {
      type: 'number',
      label: { en: 'Starts at', zh: '起始比例' },
      default: 0.1,
      min: 0,
      max: 1,
      step: 0.05,
    },
    next: {
      type: 'thing',
      label: { en: 'Then', zh: '之后' },
      family: 'schedules',
      default: { kind: 'constant', params: {} },
    },
  },
  export: {
    torch: (p, follow) => {
      const next = follow(p.next);
      return (
        next && {
          init: `WarmUp(optimiser, ${p.steps}, ${p.start}, lambda optimiser: ${next.init || 'None'})`,
          helpers: [WARM_UP, ...(next.helpers ?? [])],
          validates: next.validates,
        }
      );
    },
  },
  textbook: ({ params, lr, done, follow }) => {
    const [steps, start] = [constant('n', params.steps), constant('f', params.start)];
    const rising = mul(lr, add(start, div(mul(sub(1, start), done), steps)));
    const after = follow(params.next, sub(done, steps));
    return { ...after, rate: cases([[compare(done, '<', steps), rising]], after.rate) };
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
