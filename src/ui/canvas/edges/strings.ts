import { defineStrings } from '../../kit/define.ts';

export const strings = defineStrings({
  en: {
    'edges.chip': 'Chart of {{edge}}: pin',
    'edges.pin': 'Pin the chart',
    'edges.unpin': 'Unpin the chart',
    'edges.pinned': 'Pinned charts',
    'edges.strength': 'Gradient, weak to strong',
  },
  zh: {
    'edges.chip': '{{edge}} 的曲线：固定',
    'edges.pin': '固定曲线',
    'edges.unpin': '取消固定',
    'edges.pinned': '固定的曲线',
    'edges.strength': '梯度由弱到强',
  },
});
