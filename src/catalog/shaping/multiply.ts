/** The product of several inputs, number by number (Hadamard): what gates are made of. */

import { equation, mul, sum } from '../../equations/expression.ts';
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

export const multiply = defineKind({
  name: 'multiply',
  family: 'shaping',
  title: { en: 'Multiply', zh: '相乘' },
  lesson: {
    help: {
      en: 'Multiplies its inputs number by number. The gradient of each input is scaled by the other inputs, so that one can gate another.',
      zh: '将各输入逐个相乘。每个输入的梯度要乘以其余输入，因此一个输入可以控制另一个。',
    },
    keywords: ['product', 'times', 'hadamard', 'gate', '乘积', '门控'],
  },
  ui: { icon: 'x' },
  fields: { inputs: inputsField },
  ports: joinedPorts,
  shape: broadcastRule,
  export: { torch: (ctx) => ({ forward: torchFold(wires(ctx), '*') }) },
  textbook: (ctx) => {
    const { y, g, inputs } = broadcastBook(ctx);
    return {
      forward: [equation(y, mul(...inputs.map(({ x }) => x)))],
      backward: inputs.map((own) => {
        const others = inputs.flatMap((other) => (other === own ? [] : [other.x]));
        return equation(own.gradient, sum(own.repeated, mul(g, ...others)));
      }),
    };
  },
  lower: (ctx) => ({ out: broadcastFold(ctx.b, values(ctx), ctx.b.mul) }),
  examples: [
    { at: { in1: [[3]], in2: [[3]] } },
    { params: { inputs: 3 }, at: { in1: [[2, 3]], in2: [[3]], in3: [[1]] } },
  ],
});
