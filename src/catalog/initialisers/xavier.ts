/** Glorot and Bengio 2010: variance 2/(a + b), i.e. U(±√(6/(a+b))) or N(0, 2/(a+b)). */
import { defineInitialiser } from '../kind.ts';
import { distributionField, spread } from './spread.ts';

export const xavier = defineInitialiser({
  name: 'xavier',
  title: { en: 'Xavier', zh: 'Xavier' },
  help: {
    en: 'Chooses the spread from the numbers of inputs a and outputs b, so that signals keep their size forwards and backwards. Made for tanh and sigmoid.',
    zh: '根据输入数 a 与输出数 b 确定范围，使信号在前向和反向时大小不变。适合 tanh 与 sigmoid。',
  },
  formula: String.raw`\wt{w} \sim \mathcal{U}\!\left(\pm\sqrt{\tfrac{6}{a+b}}\right) \ \text{or}\ \mathcal{N}\!\left(0, \tfrac{2}{a+b}\right)`,
  keywords: ['glorot'],
  paper: { label: 'Glorot, Bengio 2010', url: 'https://proceedings.mlr.press/v9/glorot10a.html' },
  fields: { distribution: distributionField },
  draw: (ctx) => spread(ctx, 2 / (ctx.fan.in + ctx.fan.out)),
});
