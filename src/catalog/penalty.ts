/**
 * Regularisation of a layer's weights: λ₁·Σ|w| + (λ₂/2)·Σw² is added to the objective that training
 * lowers, and not to the cost that says how well the data are met. Biases are left out. The optimisers'
 * weight decay is the other way to L2: it acts on every weight and bias at once.
 */
import type { NumberField } from '../base/fields.ts';
import type { Words } from '../base/words.ts';

export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

const field = (label: Words, hint: Words): NumberField => ({
  type: 'number',
  label,
  hint,
  default: 0,
  ofWeights: true,
  min: 0,
  max: 100,
  step: 0.001,
});

export const penaltyFields = {
  l1: field(
    { en: 'L1', zh: 'L1 正则' },
    {
      en: 'Adds λ·Σ|w| over the weights to the objective: drives weights to 0.',
      zh: '把权重的 λ·Σ|w| 加到目标函数上：使权重趋于 0。',
    },
  ),
  l2: field(
    { en: 'L2', zh: 'L2 正则' },
    {
      en: 'Adds λ/2·Σw² over the weights to the objective: keeps weights small.',
      zh: '把权重的 λ/2·Σw² 加到目标函数上：使权重保持较小。',
    },
  ),
};

export const penaltyOf = ({ l1, l2 }: Penalty): Penalty | undefined =>
  l1 > 0 || l2 > 0 ? { l1, l2 } : undefined;
