/** Gradients as they are. */
import { defineClip } from '../thing.ts';

export const clipNone = defineClip({
  name: 'none',
  title: { en: 'None', zh: '无' },
  lesson: {
    help: {
      en: 'Leaves the gradient as it is. Where training jumps or breaks off, try a limit.',
      zh: '梯度保持不变。训练出现跳动或中断时，可试试加上限。',
    },
  },
  export: { torch: () => '' },
  textbook: ({ g, i }) => g(i),
  fields: {},
});
