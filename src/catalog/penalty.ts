/**
 * Regularisation of a layer's weights: λ₁·Σ|w| + (λ₂/2)·Σw² is added to the objective that training
 * lowers, and not to the cost that says how well the data are met. Biases are left out. The optimisers'
 * weight decay is the other way to L2: it acts on every weight and bias at once.
 */
import type { NumberField } from '../base/fields.ts';

export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

const field = (label: string, hint: string): NumberField => ({
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
  l1: field('L1', 'Adds λ·Σ|w| over the weights to the objective: drives weights to 0.'),
  l2: field('L2', 'Adds λ/2·Σw² over the weights to the objective: keeps weights small.'),
};

export const penaltyOf = ({ l1, l2 }: Penalty): Penalty | undefined =>
  l1 > 0 || l2 > 0 ? { l1, l2 } : undefined;
