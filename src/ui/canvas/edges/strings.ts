import { defineStrings } from '../../kit/define.ts';

export const strings = defineStrings({
  en: {
    'edges.chip': 'Chart of {{edge}}: pin',
    'edges.pin': 'Pin the chart',
    'edges.unpin': 'Unpin the chart',
    'edges.pinned': 'Pinned charts',
    'edges.strength': 'Gradient, weak to strong',
    'edges.value': 'Value',
    'edges.gradient': 'Gradient',
    'edges.ofSample': 'sample {{sample}} of 0 to {{last}}',
    'edges.ofMean': 'mean over {{count}} samples',
    'edges.stepWire': 'Wire {{wire}}: {{what}}',
    'edges.stepValue': 'value {{value}}',
    'edges.stepGradient': 'gradient {{gradient}}',
    'edges.stepRange': '{{shape}}, from {{low}} to {{high}}',
  },
  zh: {
    'edges.chip': '{{edge}} 的曲线：固定',
    'edges.pin': '固定曲线',
    'edges.unpin': '取消固定',
    'edges.pinned': '固定的曲线',
    'edges.strength': '梯度由弱到强',
    'edges.value': '值',
    'edges.gradient': '梯度',
    'edges.ofSample': '样本 {{sample}}（0 到 {{last}}）',
    'edges.ofMean': '{{count}} 个样本的平均',
    'edges.stepWire': '连线 {{wire}}：{{what}}',
    'edges.stepValue': '值 {{value}}',
    'edges.stepGradient': '梯度 {{gradient}}',
    'edges.stepRange': '{{shape}}，从 {{low}} 到 {{high}}',
  },
});
