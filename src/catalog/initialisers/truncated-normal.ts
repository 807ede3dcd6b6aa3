/**
 * N(0, std²) without its tails, drawn as torch.nn.init.trunc_normal_ does: the inverse of the
 * distribution function, √2·erf⁻¹, of a uniform number between its values at the two bounds. erf⁻¹ is
 * Winitzki's approximation (2008, within 0.2 %), bettered by two steps of Newton's method.
 */
import { erf } from '../../base/erf.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { defineInitialiser } from '../thing.ts';

const A = 0.147;

function inverseErf(b: Builder, y: V): V {
  const log = b.log(b.sub(1, b.mul(y, y)));
  const half = b.add(b.mul(log, 0.5), 2 / (Math.PI * A));
  const first = b.sqrt(b.sub(b.sqrt(b.sub(b.mul(half, half), b.mul(log, 1 / A))), half));
  let x = b.mul(b.sign(y), first);
  // erf′ = 2/√π · e^{−x²}
  for (let i = 0; i < 2; i++) {
    const over = b.sub(b.sub(1, b.erfc(x)), y);
    x = b.sub(x, b.mul(b.mul(over, b.exp(b.mul(x, x))), Math.sqrt(Math.PI) / 2));
  }
  return x;
}

export const truncatedNormal = defineInitialiser({
  name: 'truncatedNormal',
  title: { en: 'Truncated normal', zh: '截断正态' },
  lesson: {
    help: {
      en: 'Draws weights from a normal distribution around 0 and never further out than a few standard deviations. No weight starts as an outlier.',
      zh: '从以 0 为中心的正态分布中抽取权重，但绝不超出若干个标准差。不会有权重一开始就是离群值。',
    },
    keywords: ['normal', 'gaussian', 'bounded', '正态', '高斯'],
  },
  fields: {
    std: {
      type: 'number',
      label: { en: 'Standard deviation', zh: '标准差' },
      hint: { en: 'Before the tails are cut.', zh: '截去两端之前的标准差。' },
      default: 0.02,
      min: 0,
      max: 100,
      step: 0.01,
      log: true,
    },
    cut: {
      type: 'number',
      label: { en: 'Cut at', zh: '截断处' },
      hint: { en: 'In standard deviations.', zh: '以标准差为单位。' },
      default: 2,
      min: 0.1,
      max: 4,
      step: 0.1,
    },
  },
  draw: ({ params: { std, cut }, b, uniform }) => {
    const y = b.mul(b.sub(b.mul(uniform(), 2), 1), erf(cut / Math.SQRT2));
    const z = b.mul(inverseErf(b, y), Math.SQRT2);
    return b.mul(b.max(b.min(z, cut), -cut), std);
  },
});
