/** He et al. 2015, fan-in with ReLU's gain √2: variance 2/a, i.e. U(±√(6/a)) or N(0, 2/a). */
import { defineInitialiser } from '../kind.ts';
import { distributionField, spread } from './spread.ts';

export const kaiming = defineInitialiser({
  name: 'kaiming',
  title: { en: 'Kaiming', zh: 'Kaiming' },
  help: {
    en: 'Chooses the spread from the number of inputs a, twice as wide in variance because ReLU drops half of the signal. Made for ReLU.',
    zh: '根据输入数 a 确定范围，方差加倍，因为 ReLU 会去掉一半信号。适合 ReLU。',
  },
  formula: String.raw`\wt{w} \sim \mathcal{U}\!\left(\pm\sqrt{\tfrac{6}{a}}\right) \ \text{or}\ \mathcal{N}\!\left(0, \tfrac{2}{a}\right)`,
  keywords: ['he', 'relu', '何恺明'],
  paper: { label: 'He et al. 2015', url: 'https://arxiv.org/abs/1502.01852' },
  fields: { distribution: distributionField },
  draw: (ctx) => spread(ctx, 2 / ctx.fan.in),
});
