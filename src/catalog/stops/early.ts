/**
 * Early stopping (Prechelt 1998): training ends once the validation cost has not fallen for so many
 * validation checks in a row, and the weights go back to those of the best one. As in Keras, `patience` checks
 * without an improvement end it (ReduceLROnPlateau of PyTorch allows one more).
 */
import { defineStop } from '../thing.ts';

export const stopEarly = defineStop({
  name: 'early',
  title: { en: 'Early stopping', zh: '早停' },
  lesson: {
    help: {
      en: 'Ends training once the validation cost has not fallen for some time, and goes back to the best weights. It needs a validation part.',
      zh: '验证代价一段时间不再下降时结束训练，并恢复到最好的权重。需要有验证集。',
    },
    keywords: ['patience', 'over-fitting', '耐心', '过拟合'],
    paper: { label: 'Prechelt 1998', url: 'https://doi.org/10.1007/3-540-49430-8_3' },
  },
  fields: {
    every: {
      type: 'number',
      label: { en: 'Looks every', zh: '检查间隔' },
      hint: {
        en: 'In epochs: how often the validation cost is taken.',
        zh: '以轮计：每隔多少轮计算一次验证代价。',
      },
      default: 1,
      min: 1,
      max: 1e6,
      integer: true,
      step: 1,
    },
    patience: {
      type: 'number',
      label: { en: 'Patience', zh: '耐心' },
      hint: {
        en: 'So many looks in a row without an improvement end the training.',
        zh: '连续这么多次检查没有改善，就结束训练。',
      },
      default: 10,
      min: 1,
      max: 1e6,
      integer: true,
      step: 1,
    },
    delta: {
      type: 'number',
      label: { en: 'Least improvement', zh: '最小改善' },
      hint: {
        en: 'A smaller fall of the cost counts as none, in the units of the cost, above 0 as below.',
        zh: '下降小于此值视为没有改善，以代价的单位计，低于 0 时也一样。',
      },
      default: 0,
      min: 0,
      max: 1e6,
      step: 0.0001,
    },
    restore: {
      type: 'boolean',
      label: { en: 'Back to the best weights', zh: '恢复最好的权重' },
      hint: {
        en: 'Off: the weights stay as training left them.',
        zh: '关闭后保留训练结束时的权重。',
      },
      default: true,
    },
  },
  rule: ({ every, patience, delta, restore }) => ({ every, patience, delta, restore }),
});
