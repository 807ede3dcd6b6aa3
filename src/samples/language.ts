/** A sample as a reader of a language opens it: its name and the titles of its nodes in their words. */
import type { Document } from '../document/records.ts';
import type { Sample } from './sample.ts';

/** Titles that are words; signs and abbreviations (W 4×5, LSTM) are the same everywhere. */
export const CHINESE: Readonly<Record<string, string>> = {
  'One layer': '一层',
  'Three layers': '三层',
  'With tanh': '带 tanh',
  Zeros: '全零',
  'Too small': '过小',
  'Too large': '过大',
  Xavier: 'Xavier',
  Kaiming: 'Kaiming',
  'Batch norm': '批归一化',
  'Layer norm': '层归一化',
  'Instance norm': '实例归一化',
  'Group norm': '组归一化',
  'Nothing against it': '不加限制',
  Dropout: '随机失活',
  Loss: '损失',
  Echo: '回声',
  'Next value': '下一个值',
};

export function inLanguage({ document, title }: Sample, language: 'en' | 'zh'): Document {
  const named = { ...document, name: title[language] };
  if (language === 'en') return named;
  const nodes = Object.entries(document.nodes).map(([id, node]) => {
    const words = node.title === undefined ? undefined : CHINESE[node.title];
    return [id, words === undefined ? node : { ...node, title: words }] as const;
  });
  return { ...named, nodes: Object.fromEntries(nodes) };
}
