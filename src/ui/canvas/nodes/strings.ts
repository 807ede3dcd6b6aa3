import { defineStrings } from '../../kit/define.ts';

export const strings = defineStrings({
  en: {
    'nodes.inputOf': 'Input {{port}} of {{title}}',
    'nodes.outputOf': 'Output {{port}} of {{title}}',
    'nodes.output': 'output {{shape}}',
    'nodes.title': 'Title',
    'nodes.unknown': 'Unknown kind “{{kind}}”, kept as it is',
    'nodes.note': 'Note',
    'nodes.restarted': 'Weights started anew: their shape changed. All others were kept.',
    'nodes.recurrent': 'State and gradient of {{node}} through time',
    'nodes.recurrentWhy':
      'One place for each time step, on a log scale: the state, and its gradient as it comes back through time',
    'nodes.frozen': 'Frozen: training leaves the weights as they are.',
    'nodes.shares': 'Uses the weights of {{owner}}',
    'nodes.noteText': 'Text of the note',
    'nodes.noteEmpty': 'Double-click to write',
  },
  zh: {
    'nodes.inputOf': '{{title}} 的输入 {{port}}',
    'nodes.outputOf': '{{title}} 的输出 {{port}}',
    'nodes.output': '输出 {{shape}}',
    'nodes.title': '标题',
    'nodes.unknown': '未知类型“{{kind}}”，原样保留',
    'nodes.note': '便签',
    'nodes.restarted': '形状已变，这里的权重已重新初始化；其余权重保留。',
    'nodes.recurrent': '{{node}} 的状态与梯度随时间的变化',
    'nodes.recurrentWhy': '每个时间步一个点，对数刻度：状态，以及沿时间传回的梯度',
    'nodes.frozen': '已冻结：训练不改变这些权重。',
    'nodes.shares': '使用 {{owner}} 的权重',
    'nodes.noteText': '便签内容',
    'nodes.noteEmpty': '双击书写',
  },
});
