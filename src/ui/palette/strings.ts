import { defineStrings } from '../kit/define.ts';

export const strings = defineStrings({
  en: {
    'palette.search': 'Search nodes',
    'palette.clear': 'Clear the search',
    'palette.nothing': 'Nothing is called “{{query}}”.',
  },
  zh: {
    'palette.search': '搜索节点',
    'palette.clear': '清除搜索',
    'palette.nothing': '没有找到“{{query}}”。',
  },
});
