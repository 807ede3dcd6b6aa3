/**
 * Softmax cross-entropy −Σ tᵢ log softmax(x)ᵢ over the last axis, in log-sum-exp form, as
 * torch.nn.CrossEntropyLoss with class probabilities. Of several axes the mean over all but the last.
 */
import { fail, issue } from '../../base/issue.ts';
import type { Builder, V } from '../../ir/builder.ts';
import { shifted, softmaxOf } from '../activations/softmax.ts';
import { lossShape } from '../fit.ts';
import { defineKind } from '../kind.ts';
import { allOf, lossPorts } from './judging.ts';

/** Classes less the place of the first largest number along the last axis: equal where argmax is. */
function leader(b: Builder, x: V): V {
  const classes = x.shape[x.shape.length - 1] as number;
  const top = b.equal(x, b.reduceMax(x, [-1], true));
  const rank = b.sub(classes, b.iota(x.shape, x.shape.length - 1));
  return b.reduceMax(b.select(top, rank, 0), [-1]);
}

export const crossEntropy = defineKind({
  name: 'crossEntropy',
  family: 'losses',
  title: { en: 'Cross-entropy', zh: '交叉熵' },
  help: {
    en: 'For targets that are one of several classes, written one-hot or as probabilities. It takes the numbers before softmax (the logits) and applies softmax itself.',
    zh: '用于多类别目标，目标为独热或概率形式。它接收 softmax 之前的数（logits），并自行应用 softmax。',
  },
  formula: String.raw`\val{L} = -\sum_i \val{t_i} \log \frac{e^{\val{x_i}}}{\sum_j e^{\val{x_j}}}`,
  derivative: String.raw`\grad{\frac{\partial L}{\partial x_i}} = \operatorname{softmax}(\val{x})_i \textstyle\sum_j \val{t_j} - \val{t_i}`,
  keywords: ['softmax', 'nll', 'classes', 'logits', 'log loss', '多分类', '对数似然'],
  icon: 'target',
  fields: {},
  ports: lossPorts,
  shape: (ctx) => {
    const [p] = ctx.at('prediction');
    const fits = lossShape(ctx);
    const classes = p?.shape[p.shape.length - 1] ?? 1;
    if (!fits.ok || !p || classes > 1) return fits;
    return fail(
      issue(
        'shape.classes',
        '{title} needs one number for each class, {from} gives 1 number. Use binary cross-entropy?',
        {
          args: { title: ctx.title, from: p.from },
          where: { node: ctx.node, port: 'prediction' },
          fix: { type: 'replace-kind', node: ctx.node, kind: 'bceWithLogits' },
        },
      ),
    );
  },
  judge: (ctx) => {
    const { b } = ctx;
    const x = ctx.input('prediction');
    const t = ctx.input('target');
    const z = shifted(b, x);
    const logp = b.sub(z, b.log(b.sum(b.exp(z), [-1], true)));
    const each = b.neg(b.sum(b.mul(t, logp), [-1]));
    const hits = b.equal(leader(b, x), leader(b, t));
    const places = each.shape.slice(1).reduce((n, d) => n * d, 1);
    const flat = (v: V) => b.reshape(v, [ctx.batch, places]);
    return {
      loss: each.shape.length === 1 ? each : b.mean(flat(each), [1]),
      correct: each.shape.length === 1 ? hits : allOf(b, flat(hits)),
      prediction: softmaxOf(b, x),
    };
  },
  face: 'gauge',
  examples: [
    { at: { prediction: [[4]], target: [[4]] }, data: { target: 'onehot' } },
    { at: { prediction: [[3]], target: [[3]] }, data: { target: 'probability' } },
    { at: { prediction: [[2, 3]], target: [[2, 3]] }, data: { target: 'onehot' } },
  ],
});
