/** What Xavier and Kaiming share: a variance, drawn as a uniform or a normal distribution. */
import type { ChoiceField, NumberField } from '../../base/fields.ts';
import type { V } from '../../ir/builder.ts';
import type { InitContext } from '../thing.ts';

export const distributionField: ChoiceField = {
  type: 'choice',
  label: { en: 'Distribution', zh: '分布' },
  default: 'uniform',
  options: [
    { value: 'uniform', label: { en: 'Uniform', zh: '均匀' } },
    { value: 'normal', label: { en: 'Normal', zh: '正态' } },
  ],
};

export const gainField: NumberField = {
  type: 'number',
  label: { en: 'Gain', zh: '增益' },
  hint: {
    en: 'What all weights are multiplied with, to make up for the activation.',
    zh: '所有权重乘以它，以补偿激活函数的影响。',
  },
  default: 1,
  min: 0,
  max: 100,
  step: 0.1,
};

/** Uniform ±√(3·variance) or N(0, variance): std = (B−A)/√12 makes the two spread alike. */
export function spread(
  {
    params,
    b,
    uniform,
    normal,
  }: Omit<InitContext, 'params'> & { readonly params: { readonly distribution: string } },
  variance: number,
): V {
  if (params.distribution === 'normal') return b.mul(normal(), Math.sqrt(variance));
  return b.mul(b.sub(b.mul(uniform(), 2), 1), Math.sqrt(3 * variance));
}
