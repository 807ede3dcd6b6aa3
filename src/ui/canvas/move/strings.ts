import { defineStrings } from '../../kit/define.ts';

export const strings = defineStrings({
  en: {
    'move.card': 'Card of the move: {{phase}}, {{node}}',
    'move.fold': 'Fold the card to one line',
    'move.open': 'Open the card of the move',
    'move.more_one': '{{count}} more equation in the panel',
    'move.more_other': '{{count}} more equations in the panel',
    'move.meet': 'Gradients of {{count}} wires meet here: they are added',
  },
  zh: {
    'move.card': '当前一步的卡片：{{phase}}，{{node}}',
    'move.fold': '收起为一行',
    'move.open': '展开当前一步的卡片',
    'move.more_one': '面板中还有 {{count}} 个公式',
    'move.more_other': '面板中还有 {{count}} 个公式',
    'move.meet': '{{count}} 条连线的梯度在此相加',
  },
});
