import { defineStrings } from '../kit/define.ts';

export const strings = defineStrings({
  en: {
    'palette.search': 'Search nodes',
    'palette.clear': 'Clear the search',
    'palette.nothing': 'Nothing is called “{{query}}”.',
    'palette.sources': 'Sources',
    'palette.neurons': 'Neurons',
    'palette.layers': 'Layers',
    'palette.activations': 'Activations',
    'palette.shaping': 'Shaping',
    'palette.losses': 'Losses',
    'palette.measures': 'Measures',
  },
  zh: {
    'palette.search': '搜索节点',
    'palette.clear': '清除搜索',
    'palette.nothing': '没有找到“{{query}}”。',
    'palette.sources': '数据源',
    'palette.neurons': '神经元',
    'palette.layers': '层',
    'palette.activations': '激活函数',
    'palette.shaping': '变形与组合',
    'palette.losses': '损失函数',
    'palette.measures': '度量',
  },
});
