/** Information is measured in nats (natural logarithm, as the losses do) or in bits. */

import type { ChoiceField } from '../../base/fields.ts';
import { div, type Expr, ln, log2, num } from '../../equations/expression.ts';

export const unitField: ChoiceField = {
  type: 'choice',
  label: { en: 'Unit', zh: '单位' },
  default: 'nats',
  options: [
    { value: 'nats', label: { en: 'nats (natural logarithm)', zh: '奈特（自然对数）' } },
    { value: 'bits', label: { en: 'bits (logarithm to base 2)', zh: '比特（以 2 为底的对数）' } },
  ],
};

/** What a natural logarithm is multiplied with. */
export const scaleOf = (unit: string): number => (unit === 'bits' ? Math.LOG2E : 1);

/** The logarithm as it is written, and the slope of it at 1. */
export const logIn = (unit: string) => (unit === 'bits' ? log2 : ln);
export const slopeIn = (unit: string): Expr => (unit === 'bits' ? div(1, ln(2)) : num(1));
