import { defineStrings } from '../kit/define.ts';

export const strings = defineStrings({
  en: {
    'map.title': 'Decision map',
    'map.curve': 'Prediction',
    'map.ofStep': 'of step {{step}}',
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
    'map.missed': '{{missed}} of {{rows}} training points on the wrong side',
    'map.missedOfFirst': '{{missed}} of the first {{rows}} training points on the wrong side',
    'map.clashCross':
      'No line divides these points: the two dashed segments, one of each class, meet.',
    'map.clashInside': 'No line divides these points: one class has a point amid the other.',
    'map.neverSettles':
      'Every pass over them meets a mistake, and each mistake moves the line: the rule never settles (Minsky, Papert 1969).',
    'map.someWrong': 'Some of them are on the wrong side of any line.',
    'map.willSettle':
      'A line divides these points, and the rule finds one after a finite number of mistakes (Novikoff 1962).',
    'map.settled': 'Without a mistake the rule has nothing more to learn.',
    'map.joint': ' ',
  },
  zh: {
    'map.title': '决策图',
    'map.curve': '预测曲线',
    'map.ofStep': '第 {{step}} 步时',
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
    'map.missed': '{{rows}} 个训练点中有 {{missed}} 个分错',
    'map.missedOfFirst': '前 {{rows}} 个训练点中有 {{missed}} 个分错',
    'map.clashCross': '没有直线能分开这些点：两条虚线段分属两类，却相交。',
    'map.clashInside': '没有直线能分开这些点：一类中有点落在另一类之间。',
    'map.neverSettles':
      '每过一遍都会遇到分错的点，而每次分错都会移动直线：该规则永远不会停下来（Minsky 与 Papert，1969）。',
    'map.someWrong': '无论怎样画直线，总有点在错误的一侧。',
    'map.willSettle': '存在能分开这些点的直线，该规则经有限次错误便能找到（Novikoff，1962）。',
    'map.settled': '没有分错的点，该规则就没有可学的了。',
    'map.joint': '',
  },
});
