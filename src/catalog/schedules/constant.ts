/** The learning rate as it is set, throughout. */
import { defineSchedule } from '../thing.ts';

export const constantSchedule = defineSchedule({
  name: 'constant',
  title: { en: 'Constant', zh: '恒定' },
  lesson: {
    help: {
      en: 'Keeps the learning rate as it is set. It can still be changed by hand while training.',
      zh: '保持设定的学习率不变。训练中仍可手动更改。',
    },
  },
  fields: {},
  export: { torch: () => ({ init: '' }) },
  textbook: ({ lr }) => ({ rate: lr }),
  rate: ({ lr }) => ({ rate: lr }),
});
