/**
 * torch.nn.GRU, gates in its order r, z, n:
 *
 *     r = σ(xᵣ + hᵣ), z = σ(x_z + h_z), n = tanh(xₙ + r ⊙ hₙ), hₜ = (1 − z) ⊙ n + z ⊙ hₜ₋₁
 *
 * with x and h the shares of input and state, biases included: r acts on W·h + b, as in cuDNN and PyTorch,
 * not on h before the product as in the paper. Cho et al. 2014.
 */

import { add, type Expr, mul, sigmoid, square, sub, tanh } from '../../equations/expression.ts';
import { defineKind } from '../kind.ts';
import {
  type Cell,
  recur,
  recurrentExamples,
  recurrentFields,
  recurrentKind,
  recurrentTorch,
} from './recurrence.ts';
import { type CellBook, recurBook } from './textbook.ts';

const cell: Cell = {
  gates: 3,
  states: ['h'],
  step: ({ b, fromInput, fromState, before, gate, next }) => {
    const r = gate('r', b.sigmoid(b.add(fromInput(0), fromState(0))));
    const z = gate('z', b.sigmoid(b.add(fromInput(1), fromState(1))));
    const n = gate('n', b.tanh(b.add(fromInput(2), b.mul(r, fromState(2)))));
    next('h', b.add(b.mul(b.sub(1, z), n), b.mul(z, before('h'))));
  },
};

const cellBook: CellBook = {
  gates: ['r', 'z', 'n'],
  step: ({ local, define, at, earlier, later, fromInput, fromState, h, dh }) => {
    const gates = [
      local('r', sigmoid(add(fromInput(0), fromState(0))), { traced: 'r' }),
      local('z', sigmoid(add(fromInput(1), fromState(1))), { traced: 'z' }),
    ];
    const [r, z] = gates.map((x) => x(...at)) as [Expr, Expr];
    const share = local('s', fromState(2))(...at);
    const n = local('n', tanh(add(fromInput(2), mul(r, share))), { traced: 'n' })(...at);
    define(h(...at), add(mul(sub(1, z), n), mul(z, h(...earlier))));
    const e = dh(...at);
    const delta = (letter: string, value: Expr) => local('δ', value, { back: true, below: letter });
    const dn = delta('n', mul(e, sub(1, z), sub(1, square(n))));
    const dz = delta('z', mul(e, sub(h(...earlier), n), z, sub(1, z)));
    const dr = delta('r', mul(dn(...at), share, r, sub(1, r)));
    const ds = delta('s', mul(dn(...at), r));
    return {
      slopes: [
        { input: dr, state: dr },
        { input: dz, state: dz },
        { input: dn, state: ds },
      ],
      passed: mul(gates[1]!(...later), dh(...later)),
    };
  },
};

export const gru = defineKind({
  ...recurrentKind,
  name: 'gru',
  title: { en: 'GRU', zh: '门控循环单元' },
  lesson: {
    help: {
      en: 'A recurrent layer with two gates: z says how much of the old state stays, r how much of it counts for the new proposal n. What stays is passed on unchanged, so that gradients reach further back.',
      zh: '带两个门的循环层：z 决定保留多少旧状态，r 决定旧状态对新候选 n 的影响。保留的部分原样传递，因此梯度能传得更远。',
    },
    keywords: ['recurrent', 'gate', 'sequence', 'bptt', '循环神经网络', '门'],
    paper: { label: 'Cho et al. 2014', url: 'https://arxiv.org/abs/1406.1078' },
  },
  fields: recurrentFields,
  export: { torch: (ctx) => recurrentTorch(ctx, 'nn.GRU') },
  gives: () => ({ low: -1, high: 1 }),
  textbook: (ctx) => recurBook(ctx, cellBook),
  lower: (ctx) => recur(ctx, cell),
  examples: recurrentExamples,
});
