import { defineStrings } from '../kit/define.ts';

export const strings = defineStrings({
  en: {
    'problems.none': 'No problems. The network can be trained.',
    'problems.empty': 'Nothing on the canvas yet. Add a source of data, a layer and a loss.',
    'problems.compiling': 'Checking…',
    'problems.error': 'Error',
    'problems.warning': 'Warning',
    'problems.info': 'Note',
    'problems.more': '{{count}} more of this kind',
    'problems.showMore': 'Show more',
    'problems.trouble': 'The run stopped',
  },
  zh: {
    'problems.none': '没有问题，可以训练。',
    'problems.empty': '画布还是空的。请放上数据、层和损失。',
    'problems.compiling': '检查中…',
    'problems.error': '错误',
    'problems.warning': '警告',
    'problems.info': '说明',
    'problems.more': '同类问题还有 {{count}} 个',
    'problems.showMore': '显示更多',
    'problems.trouble': '运行中断',
  },
});
