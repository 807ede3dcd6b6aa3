/** All weights one number: 1 for the scale of a norm. */
import { defineInitialiser } from '../thing.ts';
import { XAVIER } from '../trained.ts';

export const constantInitialiser = defineInitialiser({
  name: 'constant',
  title: { en: 'Constant', zh: '常数' },
  lesson: {
    help: {
      en: 'Starts every weight at the same number. Scales start at 1; in a hidden layer all units then stay equal, whatever the number.',
      zh: '所有权重从同一个数开始。缩放系数从 1 开始；用于隐藏层时，无论取何值各单元都始终相同。',
    },
    keywords: ['ones', 'fill', '填充', '全一'],
  },
  fields: {
    value: { type: 'number', label: { en: 'Value', zh: '值' }, default: 1, min: -1000, max: 1000 },
  },
  alike: { at: 'number', instead: XAVIER },
  draw: ({ params, b, shape }) => b.fill(params.value, shape),
});
