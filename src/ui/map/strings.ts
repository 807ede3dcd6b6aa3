import { defineStrings } from '../i18n/define.ts';

export const strings = defineStrings({
  en: {
    'map.title': 'Decision map',
    'map.curve': 'Prediction',
    'map.hide': 'Hide the decision map',
    'map.show': 'Show the decision map',
    'map.larger': 'Enlarge the decision map',
    'map.smaller': 'Shrink the decision map',
    'map.move': 'Drag to move, double-click to put back',
    'map.source': 'Data',
    'map.loss': 'Loss',
    'map.across': 'Across',
    'map.up': 'Up',
    'map.training': 'training',
    'map.validation': 'validation',
    'map.prediction': 'prediction',
    'map.label':
      'Prediction of {{loss}} over {{x}} and {{y}}, with {{training}} training and {{validation}} validation points',
    'map.labelCurve':
      'Prediction of {{loss}} over {{x}}, with {{training}} training and {{validation}} validation points',
    'map.waiting': 'Waiting for the network',
    'map.class': 'class {{index}}',
    'map.others': 'The other inputs stand at their middle.',
  },
  zh: {
    'map.title': '决策图',
    'map.curve': '预测曲线',
    'map.hide': '收起决策图',
    'map.show': '显示决策图',
    'map.larger': '放大决策图',
    'map.smaller': '缩小决策图',
    'map.move': '拖动可移动，双击复位',
    'map.source': '数据',
    'map.loss': '损失',
    'map.across': '横轴',
    'map.up': '纵轴',
    'map.training': '训练',
    'map.validation': '验证',
    'map.prediction': '预测',
    'map.label':
      '{{loss}} 在 {{x}} 与 {{y}} 上的预测，含 {{training}} 个训练点和 {{validation}} 个验证点',
    'map.labelCurve':
      '{{loss}} 在 {{x}} 上的预测，含 {{training}} 个训练点和 {{validation}} 个验证点',
    'map.waiting': '等待网络就绪',
    'map.class': '类别 {{index}}',
    'map.others': '其余输入取其中间值。',
  },
});
