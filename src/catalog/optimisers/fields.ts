/** What optimisers share: the learning rate, and weight decay as PyTorch's SGD and Adam have it. */
import type { NumberField } from '../../base/fields.ts';
import type { Builder, V } from '../../ir/builder.ts';

export const rateField = (value: number, step = 0.001): NumberField => ({
  type: 'number',
  label: 'Learning rate',
  default: value,
  min: 0,
  max: 100,
  step,
  log: true,
  live: true,
});

export const epsField = (value: number): NumberField => ({
  type: 'number',
  label: 'Epsilon',
  default: value,
  min: 0,
  max: 1,
  log: true,
});

export const momentumField: NumberField = {
  type: 'number',
  label: 'Momentum',
  default: 0,
  min: 0,
  max: 0.999,
  step: 0.01,
};

export const betaField = (label: string, value: number): NumberField => ({
  type: 'number',
  label,
  default: value,
  min: 0,
  max: 0.99999,
  step: 0.001,
});

export const decayField = (value: number, hint: string): NumberField => ({
  type: 'number',
  label: 'Weight decay',
  hint,
  default: value,
  min: 0,
  max: 10,
  step: 0.001,
});

export const L2_HINT = 'Added to the gradient as λ·w: L2 regularisation of every weight and bias.';

/** The gradient of the loss with (λ/2)·w² added to it. */
export const decayed = (b: Builder, gradient: V, weight: V, decay: number): V =>
  decay > 0 ? b.add(gradient, b.mul(weight, decay)) : gradient;
