/** Fields that schedules share. */

import type { NumberField } from '../../base/fields.ts';
import type { Words } from '../../base/words.ts';

export const stepsField = (label: Words, value: number): NumberField => ({
  type: 'number',
  label,
  hint: { en: 'In training steps.', zh: '以训练步数计。' },
  default: value,
  min: 1,
  max: 1e7,
  integer: true,
  step: 1,
});

export const gammaField = (value: number): NumberField => ({
  type: 'number',
  label: { en: 'Factor', zh: '系数' },
  default: value,
  min: 1e-4,
  max: 1,
  step: 0.001,
});
