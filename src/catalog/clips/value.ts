/** Each number of the gradient is held between −c and c; torch.nn.utils.clip_grad_value_. */

import { constant, larger, neg, smaller } from '../../equations/expression.ts';
import { defineClip } from '../thing.ts';

export const clipValue = defineClip({
  name: 'value',
  title: { en: 'By value', zh: '按数值' },
  lesson: {
    help: {
      en: 'Holds every number of the gradient between −c and c. The direction of the step may change.',
      zh: '把梯度的每个数限制在 −c 与 c 之间。步的方向可能改变。',
    },
  },
  fields: {
    limit: {
      type: 'number',
      label: { en: 'Limit', zh: '上限' },
      default: 1,
      min: 1e-6,
      max: 1e6,
      log: true,
      step: 0.1,
    },
  },
  export: { torch: (p) => `torch.nn.utils.clip_grad_value_(parameters, ${p.limit})` },
  textbook: ({ params, g, i }) => {
    const limit = constant('c', params.limit);
    return larger(neg(limit), smaller(limit, g(i)));
  },
  apply: ({ params, b }, gradient) => b.max(b.min(gradient, params.limit), -params.limit),
});
