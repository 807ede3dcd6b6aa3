/**
 * Glorot and Bengio 2010: variance 2/(a + b), i.e. U(±√(6/(a+b))) or N(0, 2/(a+b)), times gain²; as
 * torch.nn.init.xavier_uniform_ and xavier_normal_.
 */
import { defineInitialiser } from '../thing.ts';
import { distributionField, gainField, spread } from './spread.ts';

export const xavier = defineInitialiser({
  name: 'xavier',
  title: { en: 'Xavier', zh: 'Xavier' },
  lesson: {
    help: {
      en: 'Chooses the spread from the numbers of inputs a and outputs b, so that signals keep their size forwards and backwards. Made for tanh and sigmoid.',
      zh: '根据输入数 a 与输出数 b 确定范围，使信号在前向和反向时大小不变。适合 tanh 与 sigmoid。',
    },
    keywords: ['glorot'],
    paper: { label: 'Glorot, Bengio 2010', url: 'https://proceedings.mlr.press/v9/glorot10a.html' },
  },
  fields: { distribution: distributionField, gain: gainField },
  draw: (ctx) => spread(ctx, (2 * ctx.params.gain ** 2) / (ctx.fan.in + ctx.fan.out)),
});
