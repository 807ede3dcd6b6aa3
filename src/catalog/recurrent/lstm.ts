/**
 * torch.nn.LSTM, gates in its order i, f, g, o:
 *
 *     i, f, o = σ(x + h), g = tanh(x + h), cₜ = f ⊙ cₜ₋₁ + i ⊙ g, hₜ = o ⊙ tanh(cₜ)
 *
 * with x and h the shares of input and state, biases included. Hochreiter and Schmidhuber 1997, with the
 * forget gate of Gers, Schmidhuber and Cummins 2000.
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
  gates: 4,
  states: ['h', 'c'],
  step: ({ b, fromInput, fromState, before, gate, next }) => {
    const sum = (k: number) => b.add(fromInput(k), fromState(k));
    const i = gate('i', b.sigmoid(sum(0)));
    const f = gate('f', b.sigmoid(sum(1)));
    const g = gate('g', b.tanh(sum(2)));
    const o = gate('o', b.sigmoid(sum(3)));
    const c = next('c', b.add(b.mul(f, before('c')), b.mul(i, g)));
    next('h', b.mul(o, b.tanh(c)));
  },
};

const cellBook: CellBook = {
  gates: ['i', 'f', 'g', 'o'],
  step: ({ local, define, at, earlier, later, fromInput, fromState, h, dh }) => {
    const gate = (letter: string, k: number, curve: (x: Expr) => Expr) =>
      local(letter, curve(add(fromInput(k), fromState(k))), { traced: letter });
    const gates = [
      gate('i', 0, sigmoid),
      gate('f', 1, sigmoid),
      gate('g', 2, tanh),
      gate('o', 3, sigmoid),
    ];
    const [i, f, g, o] = gates.map((x) => x(...at)) as [Expr, Expr, Expr, Expr];
    const c = local('c', undefined, { traced: 'c' });
    const before = c(...earlier);
    define(c(...at), add(mul(f, before), mul(i, g)));
    const open = tanh(c(...at));
    define(h(...at), mul(o, open));
    const dc = local('κ', undefined, { back: true });
    define(
      dc(...at),
      add(mul(dh(...at), o, sub(1, square(open))), mul(gates[1]!(...later), dc(...later))),
    );
    const delta = (letter: string, value: Expr) => {
      const d = local('δ', value, { back: true, below: letter });
      return { input: d, state: d };
    };
    const e = dc(...at);
    return {
      slopes: [
        delta('i', mul(e, g, i, sub(1, i))),
        delta('f', mul(e, before, f, sub(1, f))),
        delta('g', mul(e, i, sub(1, square(g)))),
        delta('o', mul(dh(...at), open, o, sub(1, o))),
      ],
    };
  },
};

export const lstm = defineKind({
  ...recurrentKind,
  name: 'lstm',
  title: { en: 'LSTM', zh: '长短期记忆' },
  lesson: {
    help: {
      en: 'A recurrent layer with a memory c beside its state h: the forget gate f keeps it, the input gate i writes g into it, the output gate o shows it. Along c the gradient is only multiplied by f, so that it can cross many steps.',
      zh: '除状态 h 外还有记忆 c 的循环层：遗忘门 f 保留记忆，输入门 i 写入 g，输出门 o 将其输出。沿 c 的梯度只乘以 f，因此能跨越许多步。',
    },
    keywords: ['recurrent', 'memory', 'gate', 'sequence', 'bptt', '循环神经网络', '记忆'],
    paper: {
      label: 'Hochreiter, Schmidhuber 1997',
      url: 'https://www.bioinf.jku.at/publications/older/2604.pdf',
    },
  },
  fields: recurrentFields,
  export: { torch: (ctx) => recurrentTorch(ctx, 'nn.LSTM') },
  gives: () => ({ low: -1, high: 1 }),
  textbook: (ctx) => recurBook(ctx, cellBook),
  lower: (ctx) => recur(ctx, cell),
  examples: recurrentExamples,
});
