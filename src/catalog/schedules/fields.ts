/** Fields that schedules share. */
import type { NumberField } from '../../base/fields.ts';

export const stepsField = (label: string, value: number): NumberField => ({
  type: 'number',
  label,
  hint: 'In training steps.',
  default: value,
  min: 1,
  max: 1e7,
  integer: true,
  step: 1,
});

export const gammaField = (value: number): NumberField => ({
  type: 'number',
  label: 'Factor',
  default: value,
  min: 1e-4,
  max: 1,
  step: 0.001,
});
