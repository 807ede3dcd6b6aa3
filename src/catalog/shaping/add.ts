/** The sum of several inputs; the join of a skip connection (He et al. 2015). */

import { equation, add as plus, sum } from '../../equations/expression.ts';
import { defineKind } from '../kind.ts';
import { torchFold } from '../torch.ts';
import {
  broadcastBook,
  broadcastFold,
  broadcastRule,
  inputsField,
  joinedPorts,
  values,
  wires,
} from './joined.ts';

export const add = defineKind({
  name: 'add',
  family: 'shaping',
  title: { en: 'Add', zh: '相加' },
  lesson: {
    help: {
      en: 'Adds its inputs number by number. Each input gets the whole gradient, which is why skip connections train well.',
      zh: '将各输入逐个相加。每个输入都得到完整的梯度，因此跳跃连接易于训练。',
    },
    keywords: ['sum', 'plus', 'skip', 'residual', '残差', '跳跃连接', '求和'],
    paper: { label: 'He et al. 2015', url: 'https://arxiv.org/abs/1512.03385' },
  },
  ui: { icon: 'plus' },
  fields: { inputs: inputsField },
  ports: joinedPorts,
  shape: broadcastRule,
  export: { torch: (ctx) => ({ forward: torchFold(wires(ctx), '+') }) },
  textbook: (ctx) => {
    const { y, g, inputs } = broadcastBook(ctx);
    return {
      forward: [equation(y, plus(...inputs.map(({ x }) => x)))],
      backward: inputs.map((own) => equation(own.gradient, sum(own.repeated, g))),
    };
  },
  lower: (ctx) => ({ out: broadcastFold(ctx.b, values(ctx), ctx.b.add) }),
  examples: [
    { at: { in1: [[3]], in2: [[3]] } },
    { params: { inputs: 3 }, at: { in1: [[2, 3]], in2: [[3]], in3: [[]] } },
    { at: { in1: [[4, 1]], in2: [[1, 4]] } },
  ],
});
