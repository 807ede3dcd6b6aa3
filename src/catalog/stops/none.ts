/** Training goes on until somebody pauses it. */
import { defineStop } from '../thing.ts';

export const stopNone = defineStop({
  name: 'none',
  title: { en: 'None', zh: '无' },
  lesson: {
    help: {
      en: 'Trains until it is paused. Where the validation curve turns up again, try stopping early.',
      zh: '一直训练到手动暂停。若验证曲线重新上升，可试试早停。',
    },
  },
  fields: {},
});
