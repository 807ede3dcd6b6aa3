/**
 * Sinusoidal places, added to a sequence x [T, d] so that attention can tell where things stand:
 *
 *     y[t, 2i] = x[t, 2i] + sin(t / 10000^(2i/d)),   y[t, 2i+1] = x[t, 2i+1] + cos(t / 10000^(2i/d))
 *
 * Nothing is trained. Vaswani et al. 2017; PyTorch has it in a tutorial, not in its library.
 */

import {
  add,
  constant,
  cos,
  div,
  equation,
  gradient,
  type Index,
  index,
  mul,
  pow,
  sin,
} from '../../equations/expression.ts';
import { oneShape } from '../fit.ts';
import { defineKind, oneToOne } from '../kind.ts';
import { arriving, leaving } from '../textbook.ts';
import { torchModule } from '../torch.ts';
import { sequenceIssue } from './attention.ts';

/** places × width, row by row. */
const sinusoids = (places: number, width: number): number[] =>
  Array.from({ length: places * width }, (_, n) => {
    const [t, j] = [Math.floor(n / width), n % width];
    const angle = t / 10000 ** ((j - (j % 2)) / width);
    return j % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });

const PLACES = `class Places(nn.Module):
    """Adds sines and cosines that say where each place stands."""

    def __init__(self, places, width):
        super().__init__()
        at = torch.arange(places, dtype=torch.float64).unsqueeze(1)
        angle = at / 10000 ** (torch.arange(0, width, 2, dtype=torch.float64) / width)
        table = torch.zeros(places, width, dtype=torch.float64)
        table[:, 0::2] = torch.sin(angle)
        table[:, 1::2] = torch.cos(angle)[:, : width // 2]
        self.register_buffer("table", table.to(torch.get_default_dtype()), persistent=False)

    def forward(self, x):
        return x + self.table`;

export const positionalEncoding = defineKind({
  name: 'positionalEncoding',
  family: 'layers',
  title: { en: 'Positional encoding', zh: '位置编码' },
  lesson: {
    help: {
      en: 'Adds to each place of a sequence a fixed pattern of sines and cosines, slow and fast, that says where it stands. Attention alone does not know the order.',
      zh: '给序列的每个位置加上固定的、快慢不同的正弦与余弦图案，表明它所在的位置。注意力本身并不知道顺序。',
    },
    keywords: ['transformer', 'position', 'sequence', 'sinusoidal', '位置', '序列', '变换器'],
    paper: { label: 'Vaswani et al. 2017', url: 'https://arxiv.org/abs/1706.03762' },
  },
  ui: { icon: 'audio-waveform' },
  fields: {},
  ports: oneToOne,
  keepsShape: true,
  shape: oneShape((x, { node }) => sequenceIssue(x, node, 'in') ?? x.shape),
  export: {
    torch: (ctx) => {
      const [places = 1, width = 1] = ctx.out('out');
      return { helper: PLACES, ...torchModule(ctx, `Places(${places}, ${width})`) };
    },
  },
  textbook: ({ batch, wire, out }) => {
    const [, places = 1, width = 1] = out('out');
    const [x, y] = [arriving(wire('in')), leaving('out', out('out'))];
    const [n, t] = [index('n', batch, true), index('t', places)];
    const d = constant('d', width);
    const wave = (i: Index, odd: 0 | 1) => {
      const at = [n, t, add(mul(2, i), odd)];
      const angle = div(t, pow(10_000, div(mul(2, i), d)));
      return equation(y(...at), add(x(...at), odd ? cos(angle) : sin(angle)));
    };
    const j = index('j', width);
    return {
      forward: [
        wave(index('i', Math.ceil(width / 2)), 0),
        ...(width > 1 ? [wave(index('i', Math.floor(width / 2)), 1)] : []),
      ],
      backward: [equation(gradient(x)(n, t, j), gradient(y)(n, t, j))],
    };
  },
  lower: ({ b, input }) => {
    const x = input('in');
    const plane = x.shape.slice(-2);
    const [places = 1, width = 1] = plane;
    return { out: b.add(x, b.literal(sinusoids(places, width), plane)) };
  },
  examples: [{ at: { in: [[3, 4]] } }, { at: { in: [[2, 3]] } }],
});
