/**
 * One neuron after McCulloch and Pitts: y = f(Σ x·w + b), with its own weights on each edge. The sum
 * is written as a product of the joined inputs with the joined weights, so that neurons which read
 * the same edges differ in one row only and the compiler can make them one matrix product.
 */

import { complete } from '../../base/fields.ts';
import { fail, ok } from '../../base/issue.ts';
import { add, equation, gradient, index, mul, sum } from '../../equations/expression.ts';
import { size } from '../../tensor/shape.ts';
import { CURVES, curveOf } from '../activations/index.ts';
import { defineKind, IN, OUT } from '../kind.ts';
import { penaltyFields, penaltyOf } from '../penalty.ts';
import { arriving, leaving, penaltySlope, weighing } from '../textbook.ts';
import { py, torchPenalty } from '../torch.ts';
import { initField, startedWeights, trainableField, XAVIER } from '../trained.ts';

const NEURON = `class Neuron(nn.Module):
    """The weighted sum of several wires, each with weights of its own, plus a bias."""

    def __init__(self, features, bias=True):
        super().__init__()
        self.weight = nn.ParameterDict(
            {wire: nn.Parameter(torch.zeros(n)) for wire, n in features.items()}
        )
        self.bias = nn.Parameter(torch.zeros(1)) if bias else None

    def forward(self, wires):
        z = sum((x.flatten(1) if x.dim() > 1 else x.unsqueeze(1)) @ self.weight[wire].unsqueeze(1)
                for wire, x in wires.items())
        return z if self.bias is None else z + self.bias`;

export const neuron = defineKind({
  name: 'neuron',
  family: 'neurons',
  title: { en: 'Neuron', zh: '神经元' },
  lesson: {
    help: {
      en: 'Multiplies what each wire brings by that wire’s weight, adds the bias, and applies its activation. With the step activation it is the McCulloch–Pitts neuron, whose threshold is −bias.',
      zh: '将每条连线送来的值乘以该线的权重，加上偏置，再经过激活函数。配合阶跃激活即为 M-P 神经元，其阈值是负的偏置。',
    },
    keywords: ['unit', 'perceptron', 'mcculloch', 'pitts', 'm-p', '感知机', 'M-P 神经元', '单元'],
    paper: { label: 'McCulloch, Pitts 1943', url: 'https://doi.org/10.1007/BF02478259' },
  },
  ui: {
    icon: 'circle-dot',
    summary: (p, language = 'en') => curveOf(p.activation).title[language],
    preview: 'weights',
  },
  fields: {
    activation: {
      type: 'choice',
      label: { en: 'Activation', zh: '激活函数' },
      default: 'tanh',
      options: CURVES.map((a) => ({ value: a.name, label: a.title })),
    },
    bias: {
      type: 'boolean',
      label: { en: 'Bias', zh: '偏置' },
      hint: {
        en: 'The threshold of a McCulloch–Pitts neuron is −bias.',
        zh: 'M-P 神经元的阈值是负的偏置。',
      },
      default: true,
    },
    init: initField(XAVIER),
    trainable: trainableField,
    ...penaltyFields,
  },
  ports: () => ({ inputs: [{ ...IN, many: true }], outputs: [OUT] }),
  shape: (ctx) => (ctx.at('in').length > 0 ? ok({ out: [1] }) : fail()),
  export: {
    torch: ({ params, self, inputs }) => {
      const wires = inputs('in');
      const written = curveOf(params.activation).written;
      const sizes = wires.map((w) => `${py(w.edge)}: ${size(w.shape)}`).join(', ');
      const values = wires.map((w) => `${py(w.edge)}: ${w.value}`).join(', ');
      const z = `${self}({${values}})`;
      return {
        helper: NEURON,
        init: `Neuron({${sizes}}${params.bias ? '' : ', bias=False'})`,
        forward: written ? written(z) : z,
        objective: torchPenalty(
          wires.map((w) => `${self}.weight[${py(w.edge)}]`),
          params,
        ),
      };
    },
  },
  lower: ({ params, b, batch, inputs, weight, intermediate }) => {
    const wires = inputs('in').map(({ edge, value }) => ({
      edge,
      features: size(value.shape.slice(1)),
      value: b.reshape(value, [batch, size(value.shape.slice(1))]),
    }));
    const total = wires.reduce((n, w) => n + w.features, 0);
    const spec = { fan: { in: total, out: 1 }, trainable: params.trainable };
    const rows = wires.map((w) =>
      weight(`weight.${w.edge}`, {
        ...spec,
        edge: w.edge,
        shape: [w.features],
        init: params.init,
        penalty: penaltyOf(params),
      }),
    );
    const x = b.concat(
      wires.map((w) => w.value),
      1,
    );
    const z = b.dot(x, b.reshape(b.concat(rows, 0), [1, total]), { transposeB: true });
    const biased = params.bias
      ? b.add(z, weight('bias', { ...spec, shape: [1], init: { kind: 'zeros', params: {} } }))
      : z;
    return { out: curveOf(params.activation).apply(b, intermediate('z', biased)) };
  },
  unbounded: { param: 'activation', value: 'linear' },
  activation: ({ activation }) => ({ param: 'activation', kind: activation, intermediate: 'z' }),
  gives: ({ activation }) =>
    curveOf(activation).gives?.(complete(curveOf(activation).fields, {}), []),
  flat: (p) => {
    const flat = curveOf(p.activation).flat?.();
    return flat && { ...flat, curve: 'activation' };
  },
  textbook: ({ params, batch, wires, local }) => {
    const { curve, slope } = curveOf(params.activation).equations;
    const n = index('n', batch, true);
    const all = wires('in').map((wire, i, { length }) => {
      const below = length > 1 ? { below: String(i + 1) } : {};
      const features = size(wire.shape.slice(1));
      return {
        x: arriving(wire, { base: 'x', ...below }, [batch, features]),
        w: weighing(`weight.${wire.edge}`, [features], { base: 'w', ...below }),
        k: index('k', features),
      };
    });
    const b = weighing('bias', [1], 'b');
    const y = leaving('out', [batch, 1], 'a');
    const weighted = all.map(({ x, w, k }) => sum(k, mul(x(n, k), w(k))));
    const z = local('z', [n, index('u', 1)], add(...weighted, params.bias ? b(0) : 0), {
      traced: { of: 'intermediate', name: 'z' },
    });
    const d = local('δ', [n], mul(gradient(y)(n, 0), slope(z(n, 0), y(n, 0), undefined)), {
      hue: 'gradient',
    });
    return {
      forward: [equation(y(n, 0), curve(z(n, 0), undefined))],
      backward: all
        .flatMap(({ x, w, k }) => [
          equation(gradient(x)(n, k), mul(d(n), w(k))),
          equation(gradient(w)(k), add(sum(n, mul(d(n), x(n, k))), penaltySlope(w(k), params))),
        ])
        .concat(params.bias ? [equation(gradient(b)(0), sum(n, d(n)))] : []),
    };
  },
  affine: (p) =>
    p.activation === 'linear'
      ? { weight: (edge) => `weight.${edge}`, ...(p.bias && { bias: 'bias' }) }
      : undefined,
  weights: startedWeights,
  examples: [
    { params: { activation: 'tanh' }, at: { in: [[1], [1]] } },
    { params: { activation: 'sigmoid' }, at: { in: [[3], [], [2]] } },
    { params: { activation: 'relu', bias: false }, at: { in: [[4]] } },
    { params: { activation: 'linear' }, at: { in: [[2, 2]] } },
    { params: { activation: 'step' }, at: { in: [[2]] } },
  ],
});
