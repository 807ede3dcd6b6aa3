/**
 * The fully connected layer, y = x·Wᵀ + b, with PyTorch's layout of W: [out, in]. Of several axes
 * it acts on the last one, like torch.nn.Linear.
 */

import { add, equation, gradient, index, mul, sum } from '../../equations/expression.ts';
import { size } from '../../tensor/shape.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { penaltyFields, penaltyOf } from '../penalty.ts';
import { arriving, leaving, penaltySlope, weighing } from '../textbook.ts';
import { torchModule, torchPenalty } from '../torch.ts';
import { biasedWeights, biasField, initField, trainableField, XAVIER } from '../trained.ts';

export const dense = defineKind({
  name: 'dense',
  family: 'layers',
  title: { en: 'Dense', zh: '全连接层' },
  lesson: {
    help: {
      en: 'Every unit takes a weighted sum of all inputs and adds its bias. Put an activation after it, or two such layers collapse into one.',
      zh: '每个单元对所有输入加权求和，再加上偏置。其后应接激活函数，否则两个这样的层等价于一个。',
    },
    keywords: [
      'fully connected',
      'linear layer',
      'affine',
      'perceptron',
      'mlp',
      '线性层',
      '感知机',
    ],
  },
  ui: {
    icon: 'layers',
    summary: (p, language = 'en') =>
      `${p.units} ${language === 'zh' ? '个单元' : p.units === 1 ? 'unit' : 'units'}`,
    preview: 'weights',
  },
  fields: {
    units: {
      type: 'number',
      label: { en: 'Units', zh: '单元数' },
      hint: { en: 'How many numbers it gives.', zh: '输出多少个数。' },
      default: 4,
      min: 1,
      max: 4096,
      integer: true,
      step: 1,
    },
    bias: biasField,
    init: initField(XAVIER),
    trainable: trainableField,
    ...penaltyFields,
  },
  ports: oneToOne,
  width: { param: 'units' },
  shape: oneShape((x, { params }) => [...x.shape.slice(0, -1), params.units]),
  export: {
    torch: (ctx) => {
      const { params, self } = ctx;
      const x = ctx.input('in');
      const features = x.shape[x.shape.length - 1] ?? 1;
      const bias = params.bias ? '' : ', bias=False';
      return {
        ...torchModule(
          ctx,
          `nn.Linear(${features}, ${params.units}${bias})`,
          x.shape.length ? x.value : `${x.value}.unsqueeze(-1)`,
        ),
        objective: torchPenalty([`${self}.weight`], params),
      };
    },
  },
  lower: ({ params, b, input, weight }) => {
    const x = input('in');
    const lead = x.shape.slice(0, Math.max(1, x.shape.length - 1));
    const features = size(x.shape) / size(lead);
    const fan = { in: features, out: params.units };
    const w = weight('weight', {
      shape: [params.units, features],
      init: params.init,
      fan,
      trainable: params.trainable,
      penalty: penaltyOf(params),
    });
    const y = b.dot(b.reshape(x, [size(lead), features]), w, { transposeB: true });
    if (!params.bias) return { out: b.reshape(y, [...lead, params.units]) };
    const bias = weight('bias', {
      shape: [params.units],
      init: { kind: 'zeros', params: {} },
      fan,
      trainable: params.trainable,
    });
    return { out: b.reshape(b.add(y, bias), [...lead, params.units]) };
  },
  textbook: ({ params, batch, wire, out }) => {
    const { edge, shape } = wire('in');
    const [places, features] = [size(shape.slice(1, -1)), shape.length > 1 ? shape.at(-1)! : 1];
    // Rows of features at each place of a sample: mostly one.
    const x = arriving({ edge, shape }, 'x', [batch, places, features]);
    const y = leaving('out', [batch, places, params.units]);
    const W = weighing('weight', [params.units, features], 'W');
    const bias = weighing('bias', [params.units], 'b');
    const [n, t] = [index('n', batch, true), index('t', places)];
    const [j, k] = [index('j', out('out').at(-1)!), index('k', features)];
    const g = gradient(y);
    return {
      forward: [
        equation(y(n, t, j), add(sum(k, mul(x(n, t, k), W(j, k))), params.bias ? bias(j) : 0)),
      ],
      backward: [
        equation(gradient(x)(n, t, k), sum(j, mul(g(n, t, j), W(j, k)))),
        equation(
          gradient(W)(j, k),
          add(sum([n, t], mul(g(n, t, j), x(n, t, k))), penaltySlope(W(j, k), params)),
        ),
        ...(params.bias ? [equation(gradient(bias)(j), sum([n, t], g(n, t, j)))] : []),
      ],
    };
  },
  affine: (p) => ({ weight: () => 'weight', ...(p.bias && { bias: 'bias' }) }),
  weights: biasedWeights,
  examples: [
    { params: { units: 5 }, at: { in: [[4]] } },
    { params: { units: 2, bias: false }, at: { in: [[3]] } },
    { params: { units: 3 }, at: { in: [[2, 4]] } },
    { params: { units: 2 }, at: { in: [[]] } },
    { params: { units: 3, l1: 0.05, l2: 0.3 }, at: { in: [[4]] } },
  ],
});
