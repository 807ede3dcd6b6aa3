/**
 * torch.nn.MultiheadAttention with batch_first: queries, keys and values are each multiplied by a
 * matrix of their own, cut into heads that attend by themselves, put side by side again and mixed:
 *
 *     headᵢ = attend(q·Wqᵢᵀ, k·Wkᵢᵀ, v·Wvᵢᵀ),   out = [head₁ … head_h]·Woᵀ + bo
 *
 * Names and layouts are PyTorch's: in_proj_weight [3E, E] holds Wq, Wk and Wv below each other; where
 * keys or values are of another width than queries they are q_proj_weight, k_proj_weight and
 * v_proj_weight. PyTorch draws Wo as nn.Linear does; here one initialiser draws them all. The weights
 * of each head leave by a second output, as with average_attn_weights=False. Vaswani et al. 2017.
 */

import { fail, issue, ok } from '../../base/issue.ts';
import {
  add,
  constant,
  div,
  equation,
  gradient,
  index,
  mul,
  sqrt,
  sum,
  type Tensor,
} from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { figures } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { arriving, leaving, weighing, within } from '../textbook.ts';
import { py } from '../torch.ts';
import { biasField, initField, startedWeights, trainableField, XAVIER } from '../trained.ts';
import {
  arrivingThree,
  attend,
  attendBook,
  attentionPorts,
  causalField,
  causalWord,
} from './attention.ts';

/** [batch, places, width] → [batch, heads, places, width / heads]. */
function parted(b: Builder, x: V, heads: number): V {
  const [batch = 1, places = 1, width = 1] = x.shape;
  return b.permute(b.reshape(x, [batch, places, heads, width / heads]), [0, 2, 1, 3]);
}

/** x·Wᵀ + bias over the last axis. */
function linear(b: Builder, x: V, w: V, bias: V | undefined): V {
  const [batch = 1, places = 1, width = 1] = x.shape;
  const y = b.dot(b.reshape(x, [batch * places, width]), w, { transposeB: true });
  return b.reshape(bias ? b.add(y, bias) : y, [batch, places, w.shape[0]!]);
}

export const multiHeadAttention = defineKind({
  name: 'multiHeadAttention',
  family: 'layers',
  title: { en: 'Multi-head attention', zh: '多头注意力' },
  lesson: {
    help: {
      en: 'Attention that learns what to ask, what to answer to and what to tell: queries, keys and values go through matrices first, and several heads look at different things. Wire one sequence to all three ports for self-attention.',
      zh: '可学习的注意力：查询、键和值先各乘一个矩阵，再由多个头分别关注不同的内容。把同一序列接到三个端口即为自注意力。',
    },
    keywords: ['transformer', 'mha', 'self-attention', 'heads', '变换器', '自注意力', '多头'],
    paper: { label: 'Vaswani et al. 2017', url: 'https://arxiv.org/abs/1706.03762' },
  },
  ui: {
    icon: 'combine',
    summary: (p, language = 'en') =>
      [
        `${p.heads} ${language === 'zh' ? '个头' : p.heads === 1 ? 'head' : 'heads'}`,
        causalWord(p.causal, language),
      ]
        .filter((word) => word)
        .join(' · '),
    preview: 'maps',
  },
  fields: {
    heads: {
      type: 'number',
      label: { en: 'Heads', zh: '头数' },
      hint: { en: 'The width is divided evenly among them.', zh: '宽度平均分给各头。' },
      default: 2,
      min: 1,
      max: 64,
      integer: true,
      step: 1,
    },
    causal: causalField,
    bias: biasField,
    init: initField(XAVIER),
    trainable: trainableField,
  },
  ports: attentionPorts,
  shape: (ctx) => {
    const three = arrivingThree(ctx);
    if (!three.ok) return three;
    const { q, k } = three.value;
    const { heads } = ctx.params;
    const [places = 1, width = 1] = q.shape;
    if (width % heads !== 0)
      return fail(
        issue(
          'shape.heads',
          {
            en: '{title} divides the width among {heads} heads; {from} gives {gives}, {width} numbers for each place.',
            zh: '{title} 把宽度分给 {heads} 个头；{from} 给出 {gives}，每个位置 {width} 个数，无法平分。',
          },
          {
            args: {
              title: { node: ctx.node },
              heads,
              from: q.from,
              gives: figures(q.shape),
              width,
            },
            where: { node: ctx.node, param: 'heads' },
          },
        ),
      );
    return ok({ out: [places, width], weights: [heads, places, k.shape[0]!] });
  },
  export: {
    torch: ({ params: { heads, bias, causal }, self, input }) => {
      const [q, k, v] = [input('query'), input('key'), input('value')];
      const [[places, width], [keys, own], [, told]] = [q.shape, k.shape, v.shape];
      const widths = own === width && told === width ? '' : `, kdim=${own}, vdim=${told}`;
      const mask = causal
        ? `, attn_mask=torch.ones(${places}, ${keys}, dtype=torch.bool, device=${q.value}.device).triu(1)`
        : '';
      return {
        init: `nn.MultiheadAttention(${width}, ${heads}, bias=${py(bias)}${widths}, batch_first=True)`,
        forward: [
          ['out', 'weights'],
          `${self}(${q.value}, ${k.value}, ${v.value}, average_attn_weights=False${mask})`,
        ],
      };
    },
  },
  textbook: (ctx) => {
    const { params, batch, wire, out, local } = ctx;
    const wires = [wire('query'), wire('key'), wire('value')] as const;
    const [[, places = 1, width = 1], [, keys = 1]] = [wires[0].shape, wires[1].shape];
    const { heads, bias } = params;
    const d = width / heads;
    const alike = wires.every((w) => w.shape[2] === width);
    const [n, h, c] = [index('n', batch, true), index('h', heads), index('c', d)];
    const [i, j, m] = [index('i', places), index('j', keys), index('m', width)];
    const row = within(h, d, c);
    const projected = wires.map((arrived, part) => {
      const letter = 'qkv'[part]!;
      const features = arrived.shape[2]!;
      const x = arriving(arrived, letter);
      const W = weighing(
        alike ? 'in_proj_weight' : `${letter}_proj_weight`,
        [width, features],
        { base: 'W', below: letter },
        alike ? { offset: part * width * width } : {},
      );
      const b = weighing(
        'in_proj_bias',
        [width],
        { base: 'b', below: letter },
        { offset: part * width },
      );
      const t = part === 0 ? i : j;
      const k = index('k', features);
      const y = local(
        letter.toUpperCase(),
        [n, h, t, c],
        add(sum(k, mul(x(n, t, k), W(row, k))), bias ? b(row) : 0),
      );
      return { x, W, b, t, k, y };
    });
    const [Q, K, V] = projected.map((p) => p.y) as [Tensor, Tensor, Tensor];
    const a = leaving('weights', out('weights'), 'a');
    const y = leaving('out', out('out'));
    const g = gradient(y);
    const [Wo, bo] = [
      weighing('out_proj.weight', [width, width], { base: 'W', below: 'o' }),
      weighing('out_proj.bias', [width], { base: 'b', below: 'o' }),
    ];
    const o = local('o', [n, h, i, c], sum(j, mul(a(n, h, i, j), V(n, h, j, c))));
    const back = { hue: 'gradient' } as const;
    const go = local(
      { base: 'δ', above: 'o' },
      [n, h, i, c],
      sum(m, mul(g(n, i, m), Wo(m, row))),
      back,
    );
    const { weights, slopes } = attendBook(ctx, {
      at: [n, h],
      i,
      j,
      c,
      score: (i, j) => sum(c, mul(Q(n, h, i, c), K(n, h, j, c))),
      weights: a,
      mixed: (i, j) => sum(c, mul(go(n, h, i, c), V(n, h, j, c))),
    });
    const root = sqrt(constant('d', d));
    const slope = slopes(n, h, i, j);
    const comesBack = [
      div(sum(j, mul(slope, K(n, h, j, c))), root),
      div(sum(i, mul(slope, Q(n, h, i, c))), root),
      sum(i, mul(a(n, h, i, j), go(n, h, i, c))),
    ];
    return {
      forward: [
        weights,
        equation(y(n, i, m), add(sum([h, c], mul(Wo(m, row), o(n, h, i, c))), bias ? bo(m) : 0)),
      ],
      backward: [
        ...projected.flatMap(({ x, W, b, t, k }, part) => {
          const delta = local(
            { base: 'δ', above: 'qkv'[part]! },
            [n, h, t, c],
            comesBack[part]!,
            back,
          )(n, h, t, c);
          return [
            equation(gradient(x)(n, t, k), sum([h, c], mul(delta, W(row, k)))),
            equation(gradient(W)(row, k), sum([n, t], mul(delta, x(n, t, k)))),
            ...(bias ? [equation(gradient(b)(row), sum([n, t], delta))] : []),
          ];
        }),
        equation(gradient(Wo)(m, row), sum([n, i], mul(g(n, i, m), o(n, h, i, c)))),
        ...(bias ? [equation(gradient(bo)(m), sum([n, i], g(n, i, m)))] : []),
      ],
    };
  },
  lower: ({ params: { heads, causal, bias, init, trainable }, b, input, weight }) => {
    const [q, k, v] = [input('query'), input('key'), input('value')];
    const width = q.shape[2]!;
    const declare = (name: string, rows: number, columns: number) =>
      weight(name, {
        shape: [rows, columns],
        init,
        fan: { in: columns, out: rows },
        trainable,
      });
    const shift = (name: string, rows: number) =>
      bias
        ? weight(name, {
            shape: [rows],
            init: { kind: 'zeros', params: {} },
            fan: { in: width, out: rows },
            trainable,
          })
        : undefined;
    const alike = [k, v].every((x) => x.shape[2] === width);
    const all = alike ? declare('in_proj_weight', 3 * width, width) : undefined;
    const shifts = shift('in_proj_bias', 3 * width);
    const [queries, keys, values] = [q, k, v].map((x, i) => {
      const w = all
        ? b.slice(all, [i * width, 0], [width, width])
        : declare(`${'qkv'[i]}_proj_weight`, width, x.shape[2]!);
      const own = shifts && b.slice(shifts, [i * width], [width]);
      return parted(b, linear(b, x, w, own), heads);
    }) as [V, V, V];
    const { out, weights } = attend(b, queries, keys, values, causal);
    const together = b.reshape(b.permute(out, [0, 2, 1, 3]), q.shape);
    const mix = declare('out_proj.weight', width, width);
    return { out: linear(b, together, mix, shift('out_proj.bias', width)), weights };
  },
  weights: startedWeights,
  examples: [
    { params: { heads: 2 }, at: { query: [[3, 4]], key: [[3, 4]], value: [[3, 4]] } },
    {
      params: { heads: 1, causal: true },
      at: { query: [[3, 2]], key: [[3, 2]], value: [[3, 2]] },
    },
    {
      params: { heads: 2, bias: false },
      at: { query: [[2, 4]], key: [[3, 3]], value: [[3, 2]] },
    },
  ],
});
