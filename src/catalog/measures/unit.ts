/** Information is measured in nats (natural logarithm, as the losses do) or in bits. */
import type { ChoiceField } from '../../base/fields.ts';

export const unitField: ChoiceField = {
  type: 'choice',
  label: 'Unit',
  default: 'nats',
  options: [
    { value: 'nats', label: 'nats (natural logarithm)' },
    { value: 'bits', label: 'bits (logarithm to base 2)' },
  ],
};

/** What a natural logarithm is multiplied with. */
export const scaleOf = (unit: string): number => (unit === 'bits' ? Math.LOG2E : 1);
