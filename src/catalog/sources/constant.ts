/** Fixed numbers, the same for every sample. Not trained: a trained number is a neuron's bias. */

import { issue, ok } from '../../base/issue.ts';
import { equation, index, tensor } from '../../equations/expression.ts';
import { formatShape, size } from '../../tensor/shape.ts';
import { defineKind, OUT } from '../kind.ts';
import { leaving } from '../textbook.ts';
import { py, tuple } from '../torch.ts';

const shapeOf = (p: { readonly values: readonly number[]; readonly shape: readonly number[] }) =>
  p.shape.length > 0 ? p.shape : [p.values.length];

const CONSTANT = `class Constant(nn.Module):
    """The same numbers for each of n samples."""

    def __init__(self, values, shape):
        super().__init__()
        self.register_buffer("values", torch.tensor(values, dtype=torch.get_default_dtype()).reshape(shape), persistent=False)

    def forward(self, n):
        return self.values.expand(n, *self.values.shape)`;

export const constant = defineKind({
  name: 'constant',
  family: 'sources',
  title: { en: 'Constant', zh: '常量' },
  lesson: {
    help: {
      en: 'Gives the same fixed numbers for every sample. They are never trained.',
      zh: '对每个样本都给出相同的固定数值。它们不参与训练。',
    },
    keywords: ['fixed', 'number', 'input', '固定', '数字', '输入'],
  },
  ui: {
    icon: 'hash',
    summary: (p) => (p.values.length <= 3 ? p.values.join(', ') : `[${p.values.length}]`),
    preview: 'values',
  },
  fields: {
    values: {
      type: 'numbers',
      label: { en: 'Values', zh: '数值' },
      default: [1],
      min: -1e9,
      max: 1e9,
      maxLength: 4096,
    },
    shape: {
      type: 'numbers',
      label: { en: 'Shape', zh: '形状' },
      hint: { en: 'Empty for a plain list.', zh: '留空则为一列数。' },
      default: [],
      min: 1,
      max: 4096,
      integer: true,
      maxLength: 6,
    },
  },
  ports: () => ({ inputs: [], outputs: [OUT] }),
  check: (p) => {
    if (p.values.length === 0)
      return [
        issue(
          'constant.empty',
          { en: 'Give at least one value.', zh: '请至少给出一个值。' },
          { where: { param: 'values' } },
        ),
      ];
    return size(shapeOf(p)) === p.values.length
      ? []
      : [
          issue(
            'constant.shape',
            {
              en: '{count} values do not fill the shape {shape}.',
              zh: '{count} 个值填不满形状 {shape}。',
            },
            {
              args: { count: p.values.length, shape: formatShape(p.shape) },
              where: { param: 'shape' },
            },
          ),
        ];
  },
  shape: ({ params }) => ok({ out: shapeOf(params) }),
  export: {
    torch: ({ params, self }) => ({
      helper: CONSTANT,
      init: `Constant(${py(params.values)}, ${tuple(shapeOf(params))})`,
      forward: `${self}(n)`,
    }),
  },
  lower: ({ params, b, batch }) => {
    const shape = shapeOf(params);
    return { out: b.broadcastTo(b.literal(params.values, shape), [batch, ...shape]) };
  },
  textbook: ({ batch, out }) => {
    const count = size(out('out').slice(1));
    const [n, i] = [index('n', batch, true), index('i', count)];
    const y = leaving('out', [batch, count]);
    const c = tensor('c', 'value', { of: 'fixed', name: '' }, [count]);
    return { forward: [equation(y(n, i), c(i))], backward: [] };
  },
  constants: (params) => params.values,
  examples: [
    { params: { values: [0.5, -1, 2] }, at: {} },
    { params: { values: [1, 2, 3, 4, 5, 6], shape: [2, 3] }, at: {} },
  ],
});
