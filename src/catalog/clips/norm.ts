/**
 * The whole gradient, over all weights, is shortened where it is longer than c; Pascanu et al. 2012, as
 * torch.nn.utils.clip_grad_norm_, 10⁻⁶ included.
 */

import {
  add,
  constant,
  div,
  index,
  mul,
  smaller,
  sqrt,
  square,
  sum,
} from '../../equations/expression.ts';
import { defineClip } from '../thing.ts';

export const clipNorm = defineClip({
  name: 'norm',
  title: { en: 'By norm', zh: '按范数' },
  lesson: {
    help: {
      en: 'Shortens the gradient of all weights together where its length exceeds c. The direction of the step stays.',
      zh: '当所有权重的梯度合起来的长度超过 c 时将其缩短。步的方向保持不变。',
    },
    paper: { label: 'Pascanu et al. 2012', url: 'https://arxiv.org/abs/1211.5063' },
  },
  fields: {
    maxNorm: {
      type: 'number',
      label: { en: 'Limit', zh: '上限' },
      default: 1,
      min: 1e-6,
      max: 1e6,
      log: true,
      step: 0.1,
    },
  },
  export: { torch: (p) => `torch.nn.utils.clip_grad_norm_(parameters, ${p.maxNorm})` },
  textbook: ({ params, g, i, all, local }) => {
    const k = index('k', all.quantity.shape[0]!);
    const norm = local({ base: '‖g‖' }, [], sqrt(sum(k, square(all(k)))), { hue: 'gradient' });
    return mul(g(i), smaller(1, div(constant('c', params.maxNorm), add(norm(), 1e-6))));
  },
  scale: ({ params, b }, norm, unit) =>
    b.min(b.div(params.maxNorm, b.add(norm, b.div(1e-6, unit))), unit),
});
