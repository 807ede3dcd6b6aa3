/**
 * Scaled dot-product attention, torch.nn.functional.scaled_dot_product_attention for one head:
 *
 *     out = softmax(q·kᵀ / √d + mask) · v,   q [T, d], k [S, d], v [S, e]
 *
 * Causal: place t looks at places 0 … t only. Masked scores are the lowest number rather than
 * −∞, so that nothing becomes NaN on the way back. Vaswani et al. 2017.
 */

import type { BooleanField } from '../../base/fields.ts';
import { fail, type Issue, issue, ok, type Result } from '../../base/issue.ts';
import {
  add,
  cases,
  compare,
  constant,
  div,
  type Equation,
  type Expr,
  equation,
  gradient,
  type Index,
  index,
  mul,
  softmax,
  sqrt,
  sub,
  sum,
  type Tensor,
} from '../../equations/expression.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { softmaxOf } from '../activations/softmax.ts';
import type { Arriving, ShapeContext } from '../facets.ts';
import { figures } from '../fit.ts';
import { defineKind, type Language, OUT, type Ports } from '../kind.ts';
import { arriving, type BookContext, leaving } from '../textbook.ts';
import { py } from '../torch.ts';

/** The lowest float32: no score lies below it, and what a shift makes of it is 0 after exp. */
const NEVER = -3.4028234663852886e38;

/** The mixture of values and the weights that made it; axes before the last two are batches. */
export function attend(
  b: Builder,
  q: V,
  k: V,
  v: V,
  causal: boolean,
): { readonly out: V; readonly weights: V } {
  const width = q.shape.at(-1)!;
  const scores = b.mul(b.dot(q, k, { transposeB: true }), 1 / Math.sqrt(width));
  const plane = scores.shape.slice(-2);
  const later = () => b.less(b.iota(plane, 0), b.iota(plane, 1));
  const seen = causal ? b.select(b.broadcastTo(later(), scores.shape), NEVER, scores) : scores;
  const weights = softmaxOf(b, seen);
  return { out: b.dot(weights, v), weights };
}

interface AttendBook {
  /** What stands before the places: the sample, the head. */
  readonly at: readonly Index[];
  /** A query's place, a key's place, a feature of both. */
  readonly i: Index;
  readonly j: Index;
  readonly c: Index;
  /** q·k, without the root. */
  readonly score: (i: Expr, j: Expr) => Expr;
  readonly weights: Tensor;
  /** What comes back along the mixture of values to the weight of a pair. */
  readonly mixed: (i: Expr, j: Expr) => Expr;
}
/** How attention is written: the softmax of the scores, and what comes back to them. */
export function attendBook(
  { params, local, isRead }: Pick<BookContext<{ causal: boolean }>, 'params' | 'local' | 'isRead'>,
  { at, i, j, c, score, weights: a, mixed }: AttendBook,
): { readonly weights: Equation; readonly slopes: Tensor } {
  const scaled = div(score(i, j), sqrt(constant('d', c.extent)));
  const seen = params.causal
    ? cases([[compare(j, '≤', i), scaled]], Number.NEGATIVE_INFINITY)
    : scaled;
  const s = local('s', [...at, i, j], seen);
  const k = index('k', j.extent);
  const own = isRead('weights') ? gradient(a)(...at, i, j) : 0;
  const da = local({ base: 'α' }, [...at, i, j], add(own, mixed(i, j)), { hue: 'gradient' });
  const ds = local(
    'δ',
    [...at, i, j],
    mul(a(...at, i, j), sub(da(...at, i, j), sum(k, mul(da(...at, i, k), a(...at, i, k))))),
    { hue: 'gradient' },
  );
  return { weights: equation(a(...at, i, j), softmax(k, j, s(...at, i, k))), slopes: ds };
}

export const attentionPorts = (): Ports => ({
  inputs: [{ name: 'query' }, { name: 'key' }, { name: 'value' }],
  outputs: [OUT, { name: 'weights', planes: true }],
});

export const causalField: BooleanField = {
  type: 'boolean',
  label: { en: 'Causal', zh: '因果' },
  hint: {
    en: 'Each place looks only at itself and those before it.',
    zh: '每个位置只看自己和之前的位置。',
  },
  default: false,
};
export const causalWord = (causal: boolean, language: Language): string =>
  causal ? (language === 'zh' ? '因果' : 'causal') : '';

/** Places × numbers, or what is wrong. */
export function sequenceIssue(x: Arriving, node: string, port: string) {
  return x.shape.length === 2
    ? undefined
    : issue(
        'shape.sequence',
        {
          en: '{title} needs a sequence of places×numbers, {from} gives {gives}.',
          zh: '{title} 需要“位置×数”的序列，而 {from} 给出 {gives}。',
        },
        {
          args: { title: { node }, from: x.from, gives: figures(x.shape) },
          where: { node, port },
        },
      );
}

/** Two sequences that do not go together along an axis. */
export const differ = (
  a: Arriving,
  c: Arriving,
  axis: 0 | 1,
  { node }: { readonly node: string },
  port: string,
): Issue =>
  issue(
    axis === 0 ? 'shape.attention-pairs' : 'shape.attention-width',
    axis === 0
      ? {
          en: '{title}: {from} gives {gives}, {to} gives {wants}; keys and values come in pairs.',
          zh: '{title}：{from} 给出 {gives}，{to} 给出 {wants}；键和值必须成对。',
        }
      : {
          en: '{title}: {from} gives {gives}, {to} gives {wants}; queries and keys need the same width.',
          zh: '{title}：{from} 给出 {gives}，{to} 给出 {wants}；查询与键的宽度必须相同。',
        },
    {
      args: {
        title: { node },
        from: a.from,
        gives: figures(a.shape),
        to: c.from,
        wants: figures(c.shape),
      },
      where: { node, port },
    },
  );

/** Queries, keys and values as they arrive: sequences, with as many keys as values. */
export function arrivingThree<P>(
  ctx: ShapeContext<P>,
): Result<{ readonly q: Arriving; readonly k: Arriving; readonly v: Arriving }> {
  const { at, node } = ctx;
  const [[q], [k], [v]] = [at('query'), at('key'), at('value')];
  if (!q || !k || !v) return fail();
  const wrong = [
    sequenceIssue(q, node, 'query'),
    sequenceIssue(k, node, 'key'),
    sequenceIssue(v, node, 'value'),
  ].filter((i): i is Issue => i !== undefined);
  if (wrong.length) return fail(...wrong);
  return k.shape[0] === v.shape[0] ? ok({ q, k, v }) : fail(differ(k, v, 0, ctx, 'value'));
}

const ATTEND = `def attend(query, key, value, causal):
    """Scaled dot-product attention: the mixture of values, and its weights."""
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=query.device).triu(1)
        scores = scores.masked_fill(later, float("-inf"))
    weights = torch.softmax(scores, -1)
    return weights @ value, weights`;

export const attention = defineKind({
  name: 'attention',
  family: 'layers',
  title: { en: 'Attention', zh: '注意力' },
  lesson: {
    help: {
      en: 'Each query compares itself with all keys; softmax turns the scores into weights that add up to 1, and the output is that mixture of the values. It has no weights of its own; those that it made leave by the second output.',
      zh: '每个查询与所有键比较；softmax 把得分变成总和为 1 的权重，输出是值按这些权重的混合。它自身没有可训练的权重；算出的注意力权重从第二个输出给出。',
    },
    keywords: ['transformer', 'query', 'key', 'value', 'dot product', '变换器', '查询', '键', '值'],
    paper: { label: 'Vaswani et al. 2017', url: 'https://arxiv.org/abs/1706.03762' },
  },
  ui: {
    icon: 'combine',
    summary: (p, language = 'en') => causalWord(p.causal, language),
    preview: 'maps',
  },
  fields: { causal: causalField },
  ports: attentionPorts,
  shape: (ctx) => {
    const three = arrivingThree(ctx);
    if (!three.ok) return three;
    const { q, k, v } = three.value;
    if (q.shape[1] !== k.shape[1]) return fail(differ(q, k, 1, ctx, 'key'));
    const [places = 1, keys = 1] = [q.shape[0], k.shape[0]];
    return ok({ out: [places, v.shape[1]!], weights: [places, keys] });
  },
  export: {
    torch: ({ params, input }) => ({
      helper: ATTEND,
      forward: [
        ['out', 'weights'],
        `attend(${['query', 'key', 'value'].map((p) => input(p).value).join(', ')}, ${py(params.causal)})`,
      ],
    }),
  },
  textbook: (ctx) => {
    const { batch, wire, out } = ctx;
    const [Q, K, V] = [wire('query'), wire('key'), wire('value')];
    const [q, k, v] = [arriving(Q, 'q'), arriving(K, 'k'), arriving(V, 'v')];
    const [n, i, j] = [index('n', batch, true), index('i', Q.shape[1]!), index('j', K.shape[1]!)];
    const [c, e] = [index('c', Q.shape[2]!), index('e', V.shape[2]!)];
    const y = leaving('out', out('out'));
    const a = leaving('weights', out('weights'), 'a');
    const g = gradient(y);
    const { weights, slopes } = attendBook(ctx, {
      at: [n],
      i,
      j,
      c,
      score: (i, j) => sum(c, mul(q(n, i, c), k(n, j, c))),
      weights: a,
      mixed: (i, j) => sum(e, mul(g(n, i, e), v(n, j, e))),
    });
    const root = sqrt(constant('d', Q.shape[2]!));
    return {
      forward: [weights, equation(y(n, i, e), sum(j, mul(a(n, i, j), v(n, j, e))))],
      backward: [
        equation(gradient(q)(n, i, c), div(sum(j, mul(slopes(n, i, j), k(n, j, c))), root)),
        equation(gradient(k)(n, j, c), div(sum(i, mul(slopes(n, i, j), q(n, i, c))), root)),
        equation(gradient(v)(n, j, e), sum(i, mul(a(n, i, j), g(n, i, e)))),
      ],
    };
  },
  lower: ({ params, b, input }) =>
    attend(b, input('query'), input('key'), input('value'), params.causal),
  examples: [
    { at: { query: [[2, 3]], key: [[4, 3]], value: [[4, 2]] } },
    { params: { causal: true }, at: { query: [[3, 2]], key: [[3, 2]], value: [[3, 2]] } },
  ],
});
