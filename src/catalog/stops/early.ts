/**
 * Early stopping (Prechelt 1998): training ends once the validation cost has not fallen for so many
 * validation checks in a row, and the weights go back to those of the best one. As in Keras, `patience` checks
 * without an improvement end it (ReduceLROnPlateau of PyTorch allows one more).
 */
import { defineStop } from '../kind.ts';

export const stopEarly = defineStop({
  name: 'early',
  title: { en: 'Early stopping', zh: '早停' },
  lesson: {
    help: {
      en: 'Ends training once the validation cost has not fallen for some time, and goes back to the best weights. It needs a validation part.',
      zh: '验证代价一段时间不再下降时结束训练，并恢复到最好的权重。需要有验证集。',
    },
    formula: String.raw`\text{stop when}\quad C_{\text{val}}(t) \ge \min_{s < t} C_{\text{val}}(s) - \delta \quad p\ \text{times in a row}`,
    keywords: ['patience', 'over-fitting', '耐心', '过拟合'],
    paper: { label: 'Prechelt 1998', url: 'https://doi.org/10.1007/3-540-49430-8_3' },
  },
  fields: {
    every: {
      type: 'number',
      label: 'Looks every',
      hint: 'In epochs: how often the validation cost is taken.',
      default: 1,
      min: 1,
      max: 1e6,
      integer: true,
      step: 1,
    },
    patience: {
      type: 'number',
      label: 'Patience',
      hint: 'So many looks in a row without an improvement end the training.',
      default: 10,
      min: 1,
      max: 1e6,
      integer: true,
      step: 1,
    },
    delta: {
      type: 'number',
      label: 'Least improvement',
      hint: 'A smaller fall of the cost counts as none, in the units of the cost, above 0 as below.',
      default: 0,
      min: 0,
      max: 1e6,
      step: 0.0001,
    },
    restore: {
      type: 'boolean',
      label: 'Back to the best weights',
      hint: 'Off: the weights stay as training left them.',
      default: true,
    },
  },
  rule: ({ every, patience, delta, restore }) => ({ every, patience, delta, restore }),
});
