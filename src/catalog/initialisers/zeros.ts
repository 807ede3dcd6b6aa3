/** All weights 0: right for biases; for hidden weights every unit stays equal and nothing is learned. */
import { defineInitialiser } from '../thing.ts';
import { XAVIER } from '../trained.ts';

export const zeros = defineInitialiser({
  name: 'zeros',
  title: { en: 'Zeros', zh: '全零' },
  lesson: {
    help: {
      en: 'Starts every weight at 0. Good for biases; in a hidden layer all units then stay equal and learn nothing of their own.',
      zh: '所有权重从 0 开始。适合偏置；用于隐藏层时各单元始终相同，学不到东西。',
    },
    keywords: ['zero', '零'],
  },
  fields: {},
  alike: { at: 'zero', instead: XAVIER },
  draw: ({ b, shape }) => b.fill(0, shape),
});
