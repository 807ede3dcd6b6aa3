/**
 * Adam (Kingma and Ba 2014) exactly as PyTorch computes it: both moments are *divided* by their bias
 * corrections, and eps is added outside the root.
 */
import type { Builder, V } from '../../ir/builder.ts';
import { defineOptimiser } from '../kind.ts';

/**
 * 1 − βᵗ without cancellation in float32: with u = −t·ln β it is 1 − e⁻ᵘ = tanh(u/2)·(1 + e⁻ᵘ).
 */
function correction(b: Builder, beta: number, step: V): V {
  if (beta === 0) return b.fill(1);
  const u = b.mul(step, -Math.log(beta));
  return b.mul(b.tanh(b.mul(u, 0.5)), b.add(b.exp(b.neg(u)), 1));
}

const beta = (label: string, value: number) =>
  ({ type: 'number', label, default: value, min: 0, max: 0.99999, step: 0.001 }) as const;

export const adam = defineOptimiser({
  name: 'adam',
  title: { en: 'Adam', zh: 'Adam' },
  help: {
    en: 'Gives each weight a step of its own size from running means of its gradient and of the gradient’s square. A good first choice.',
    zh: '用梯度及其平方的滑动平均，为每个权重确定各自的步长。通常是很好的首选。',
  },
  formula: String.raw`\begin{aligned} m &\leftarrow \beta_1 m + (1-\beta_1)\,\grad{g} \\ v &\leftarrow \beta_2 v + (1-\beta_2)\,\grad{g}^2 \\ \wt{w} &\leftarrow \wt{w} - \eta\,\frac{m / (1-\beta_1^t)}{\sqrt{v / (1-\beta_2^t)} + \varepsilon} \end{aligned}`,
  keywords: ['adaptive', 'moments', '自适应'],
  paper: { label: 'Kingma, Ba 2014', url: 'https://arxiv.org/abs/1412.6980' },
  fields: {
    lr: {
      type: 'number',
      label: 'Learning rate',
      default: 0.01,
      min: 0,
      max: 100,
      step: 0.001,
      log: true,
      live: true,
    },
    beta1: beta('Beta 1', 0.9),
    beta2: beta('Beta 2', 0.999),
    eps: { type: 'number', label: 'Epsilon', default: 1e-8, min: 0, max: 1, log: true },
  },
  slots: () => ['m', 'v'],
  update: ({ params, b, weight, gradient, slot, dial, step }) => {
    const m = b.add(b.mul(slot('m'), params.beta1), b.mul(gradient, 1 - params.beta1));
    const v = b.add(
      b.mul(slot('v'), params.beta2),
      b.mul(b.mul(gradient, gradient), 1 - params.beta2),
    );
    const size = b.div(dial('lr'), correction(b, params.beta1, step));
    const root = b.div(b.sqrt(v), b.sqrt(correction(b, params.beta2, step)));
    return {
      weight: b.sub(weight, b.mul(size, b.div(m, b.add(root, params.eps)))),
      slots: { m, v },
    };
  },
});
