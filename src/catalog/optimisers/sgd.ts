/**
 * Stochastic gradient descent with momentum in PyTorch's form: buf = µ·buf + g, w ← w − lr·buf. A
 * buffer of zeros makes the first step plain, as PyTorch's buf = g does.
 */
import type { V } from '../../ir/builder.ts';
import { defineOptimiser } from '../kind.ts';

export const sgd = defineOptimiser({
  name: 'sgd',
  title: { en: 'SGD', zh: 'SGD 随机梯度下降' },
  help: {
    en: 'Moves each weight a little against its gradient. Momentum lets it gather speed where gradients keep pointing the same way.',
    zh: '让每个权重沿梯度的反方向移动一小步。动量使其在梯度方向一致时加速。',
  },
  formula: String.raw`\begin{aligned} v &\leftarrow \mu\,v + \grad{g} \\ \wt{w} &\leftarrow \wt{w} - \eta\,v \end{aligned}`,
  keywords: ['gradient descent', 'momentum', '梯度下降', '动量'],
  paper: { label: 'Polyak 1964', url: 'https://doi.org/10.1016/0041-5553(64)90137-5' },
  fields: {
    lr: {
      type: 'number',
      label: 'Learning rate',
      default: 0.1,
      min: 0,
      max: 100,
      step: 0.01,
      log: true,
      live: true,
    },
    momentum: { type: 'number', label: 'Momentum', default: 0, min: 0, max: 0.999, step: 0.01 },
  },
  slots: (p) => (p.momentum > 0 ? ['momentum'] : []),
  update: ({ params, b, weight, gradient, slot, dial }) => {
    const old = params.momentum > 0 ? b.mul(slot('momentum'), params.momentum) : undefined;
    const move = old ? b.add(old, gradient) : gradient;
    const slots: Readonly<Record<string, V>> = old ? { momentum: move } : {};
    return { weight: b.sub(weight, b.mul(dial('lr'), move)), slots };
  },
});
