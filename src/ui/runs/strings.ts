import { defineStrings } from '../kit/define.ts';

export const strings = defineStrings({
  en: {
    'runs.trimmed':
      'The runs of this project took more than 64 MB: of the oldest, {{states}} lost their weights and {{runs}} were deleted. Runs with a star stay.',
    'runs.removed': 'The run was deleted.',
    'runs.noState': 'The weights of this run were not kept: its drawing starts anew.',
  },
  zh: {
    'runs.trimmed':
      '本项目的训练记录超过 64 MB：最早的记录中，{{states}} 条不再保留权重，{{runs}} 条已删除。加星标的记录会保留。',
    'runs.removed': '已删除这次训练的记录。',
    'runs.noState': '这次训练的权重没有保留，打开的网络从头开始。',
  },
});
