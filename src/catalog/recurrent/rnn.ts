/**
 * The plain recurrent layer, torch.nn.RNN: hₜ = φ(W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh). Elman 1990; how its
 * gradients come back through time is Werbos 1990.
 */

import { add, mul } from '../../equations/expression.ts';
import { relu } from '../activations/relu.ts';
import { tanh } from '../activations/tanh.ts';
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

const cell = (nonlinearity: string): Cell => ({
  gates: 1,
  states: ['h'],
  step: ({ b, fromInput, fromState, next }) => {
    const sum = b.add(fromInput(0), fromState(0));
    next('h', nonlinearity === 'relu' ? relu.apply(b, sum) : b.tanh(sum));
  },
});

const cellBook = (nonlinearity: string): CellBook => ({
  gates: [''],
  step: ({ local, define, at, fromInput, fromState, h, dh }) => {
    const { curve, slope } = nonlinearity === 'relu' ? relu.equations : tanh.equations;
    const a = local('a', add(fromInput(0), fromState(0)));
    define(h(...at), curve(a(...at), undefined));
    const d = local('δ', mul(dh(...at), slope(a(...at), h(...at), undefined)), { back: true });
    return { slopes: [{ input: d, state: d }] };
  },
});

export const rnn = defineKind({
  ...recurrentKind,
  name: 'rnn',
  title: { en: 'RNN', zh: '循环层' },
  lesson: {
    help: {
      en: 'Reads a sequence step by step and keeps a state: each step mixes the new input with the state before. The gradient goes through the same weights once for every step, so that it fades or grows with the distance.',
      zh: '逐步读取序列并保持状态：每一步把新输入与上一步的状态混合。梯度每经过一步就乘一次同样的权重，因此随距离衰减或增大。',
    },
    keywords: ['recurrent', 'sequence', 'elman', 'bptt', 'time', '循环神经网络', '序列'],
    paper: { label: 'Elman 1990', url: 'https://doi.org/10.1016/0364-0213(90)90002-E' },
  },
  fields: {
    ...recurrentFields,
    nonlinearity: {
      type: 'choice',
      label: { en: 'Activation', zh: '激活函数' },
      default: 'tanh',
      options: [
        { value: 'tanh', label: { en: 'Tanh', zh: 'Tanh' } },
        { value: 'relu', label: { en: 'ReLU', zh: 'ReLU' } },
      ],
    },
  },
  export: {
    torch: (ctx) =>
      recurrentTorch(
        ctx,
        'nn.RNN',
        ctx.params.nonlinearity === 'relu' ? { nonlinearity: 'relu' } : {},
      ),
  },
  gives: (p) => (p.nonlinearity === 'relu' ? { low: 0 } : { low: -1, high: 1 }),
  textbook: (ctx) => recurBook(ctx, cellBook(ctx.params.nonlinearity)),
  lower: (ctx) => recur(ctx, cell(ctx.params.nonlinearity)),
  examples: [
    ...recurrentExamples,
    { params: { units: 2, nonlinearity: 'relu', l2: 0.1 }, at: { in: [[3, 1]] } },
  ],
});
