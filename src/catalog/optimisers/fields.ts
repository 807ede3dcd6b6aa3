/** What optimisers share: the learning rate, and weight decay as PyTorch's SGD and Adam have it. */

import type { NumberField } from '../../base/fields.ts';
import type { Words } from '../../base/words.ts';
import { add, constant, mul, type Tensor } from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import type { UpdateBookContext } from '../textbook.ts';

/** What each optimiser calls its learning rate: a dial, which a schedule may take the place of. */
export const LEARNING_RATE = 'lr';

export const rateField = (value: number, step = 0.001): NumberField => ({
  type: 'number',
  label: { en: 'Learning rate', zh: '学习率' },
  default: value,
  min: 0,
  max: 100,
  step,
  log: true,
  live: true,
});

export const epsField = (value: number): NumberField => ({
  type: 'number',
  label: { en: 'Epsilon', zh: 'Epsilon' },
  default: value,
  min: 0,
  max: 1,
  log: true,
});

export const momentumField: NumberField = {
  type: 'number',
  label: { en: 'Momentum', zh: '动量' },
  default: 0,
  min: 0,
  max: 0.999,
  step: 0.01,
};

export const betaField = (label: Words, value: number): NumberField => ({
  type: 'number',
  label,
  default: value,
  min: 0,
  max: 0.99999,
  step: 0.001,
});

export const decayField = (value: number, hint: Words): NumberField => ({
  type: 'number',
  label: { en: 'Weight decay', zh: '权重衰减' },
  hint,
  default: value,
  min: 0,
  max: 10,
  step: 0.001,
});

export const L2_HINT: Words = {
  en: 'Added to the gradient as λ·w: L2 regularisation of every weight and bias.',
  zh: '以 λ·w 加到梯度上：对所有权重与偏置的 L2 正则化。',
};

/** The gradient of the loss with (λ/2)·w² added to it. */
export const decayed = (b: Builder, gradient: V, weight: V, decay: number): V =>
  decay > 0 ? b.add(gradient, b.mul(weight, decay)) : gradient;

/** The same as it is written: another letter, where it is another number. */
export function decayedBook({ i, w, g, local }: UpdateBookContext<unknown>, decay: number): Tensor {
  if (decay === 0) return g;
  const tilted = { ...g.quantity.letter, above: '′' };
  return local(tilted, [i], add(g(i), mul(constant('λ', decay), w(i))), { hue: 'gradient' });
}
