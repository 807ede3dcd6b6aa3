/**
 * Cuts the learning rate when the cost stops falling, as torch.optim.lr_scheduler.ReduceLROnPlateau
 * (mode min, relative threshold) that is shown a cost after every `every` steps: the training cost
 * averaged over them, or the validation cost of the weights behind them, which the engine takes then
 * and there. Either way the rate is a function of the steps alone, equal in every run and exact when
 * stepping back. One thing differs: the threshold is relative to the size of the best cost. PyTorch
 * multiplies the best by 1 − threshold also below 0, and takes a worse cost for a better one there.
 */
import {
  add,
  and,
  cases,
  compare,
  constant,
  div,
  type Expr,
  larger,
  mul,
  pow,
  smaller,
  sub,
} from '../../equations/expression.ts';
import type { V } from '../../ir/builder.ts';
import { defineSchedule } from '../thing.ts';
import { py } from '../torch.ts';
import { gammaField, stepsField } from './fields.ts';

/** A cut that would change the rate by less is none, as in PyTorch. */
const SMALLEST = 1e-8;

const PLATEAU = `class Reduce(torch.optim.lr_scheduler.ReduceLROnPlateau):
    """Its threshold is relative to the size of the best cost, which may be below 0."""

    def is_better(self, cost, best):
        return cost < best * (1 - self.threshold if best > 0 else 1 + self.threshold)


class Plateau:
    """ReduceLROnPlateau, shown a cost after every so many steps: their mean, or the validation cost."""

    def __init__(self, optimiser, every, validation, **options):
        self.inner = Reduce(optimiser, **options)
        self.every, self.validation = every, validation
        self.total, self.steps = 0.0, 0

    def look(self, judge, done):
        if self.validation and done % self.every == 0:
            self.inner.step(judge())

    def step(self, cost, judge, done):
        self.total += cost
        self.steps += 1
        if not self.validation and self.steps % self.every == 0:
            self.inner.step(self.total / self.every)
            self.total = 0.0
        self.look(judge, done)`;

export const plateau = defineSchedule({
  name: 'plateau',
  title: { en: 'Plateau', zh: '平台' },
  lesson: {
    help: {
      en: 'Multiplies the learning rate by a factor when the cost that it watches has not improved for some time. It is the schedule for those who do not know how long training takes.',
      zh: '所依据的代价一段时间没有改善时，把学习率乘以一个系数。适合事先不知道要训练多久的情形。',
    },
    keywords: ['reduce', 'patience', '耐心'],
  },
  fields: {
    factor: gammaField(0.1),
    watch: {
      type: 'choice',
      label: { en: 'Watches', zh: '依据' },
      default: 'training',
      options: [
        { value: 'training', label: { en: 'training cost', zh: '训练代价' } },
        { value: 'validation', label: { en: 'validation cost', zh: '验证代价' } },
      ],
    },
    every: {
      ...stepsField({ en: 'Steps between looks', zh: '检查间隔步数' }, 20),
      hint: {
        en: 'In training steps: the training cost is averaged over them, the validation cost is taken after them.',
        zh: '以训练步计：训练代价在这些步上取平均，验证代价在这些步之后计算。',
      },
    },
    patience: {
      type: 'number',
      label: { en: 'Patience', zh: '耐心' },
      hint: {
        en: 'How many times in a row it may fail to improve.',
        zh: '允许连续多少次没有改善。',
      },
      default: 10,
      min: 0,
      max: 1e6,
      integer: true,
      step: 1,
    },
    threshold: {
      type: 'number',
      label: { en: 'Threshold', zh: '阈值' },
      hint: {
        en: 'A smaller fall counts as none, relative to the size of the best cost. Below 0 PyTorch takes a worse cost for a better one; here it must have fallen.',
        zh: '相对于最好代价的大小，降幅小于此值视为没有改善。代价低于 0 时，PyTorch 会把略差的代价当作更好；这里必须确实下降。',
      },
      default: 1e-4,
      min: 0,
      max: 0.5,
      step: 0.0001,
    },
    minLr: {
      type: 'number',
      label: { en: 'Lowest rate', zh: '最低学习率' },
      default: 0,
      min: 0,
      max: 100,
      step: 0.0001,
    },
  },
  slots: ['sum', 'count', 'seen', 'best', 'bad', 'cuts'],
  export: {
    torch: (p) =>
      // PyTorch refuses a factor of 1, which changes nothing.
      p.factor >= 1
        ? { init: '' }
        : {
            init: `Plateau(optimiser, ${p.every}, ${py(p.watch === 'validation')}, factor=${p.factor}, patience=${p.patience}, threshold=${p.threshold}, min_lr=${p.minLr})`,
            helpers: [PLATEAU],
            validates: p.watch === 'validation',
          },
  },
  validationInterval: (p) => (p.watch === 'validation' ? p.every : undefined),
  textbook: ({ params, lr, done, cost, slot, validation, local }) => {
    const { factor, every, patience, threshold, minLr, watch } = params;
    const seen = watch === 'validation' ? validation() : undefined;
    const [gamma, low] = [constant('γ', factor), constant({ base: 'η', below: 'min' }, minLr)];
    const rateAfter = (cuts: Expr) => larger(mul(lr, pow(gamma, cuts)), smaller(lr, low));
    const [sumOf, count, looked, best, bad, cuts] = [
      slot('sum', 'S'),
      slot('count', 'c'),
      slot('seen', 'a'),
      slot('best', { base: 'L', accent: 'hat' }),
      slot('bad', 'b'),
      slot('cuts', 'r'),
    ];
    const named = (letter: string, value: Expr) => local(letter, [], value, { hue: 'plain' })();
    // After a warm-up it begins where that ends: before, nothing is counted.
    const running = compare(done, '≥', 0);
    const total = named('S′', add(sumOf, mul(running, cost)));
    const steps = named('c′', add(count, running));
    const due = named(
      'look',
      and(running, seen ? compare(count, '<', seen.count) : compare(steps, '=', every)),
    );
    const mean = seen ? seen.cost : div(total, every);
    const margin = cases([[compare(best, '<', 0), 1 + threshold]], 1 - threshold);
    const better = named(
      'better',
      cases([[compare(looked, '=', 0), 1]], compare(mean, '<', mul(best, margin))),
    );
    const failed = named('b′', cases([[better, 0]], add(bad, 1)));
    const before = named('η′', rateAfter(cuts));
    const fall = sub(before, larger(mul(before, gamma), low));
    const cut = compare(failed, '>', patience);
    const after = add(cuts, and(due, cut, compare(fall, '>', SMALLEST)));
    return {
      rate: seen ? rateAfter(after) : before,
      slots: {
        sum: cases([[due, 0]], total),
        count: seen ? seen.count : cases([[due, 0]], steps),
        seen: larger(looked, due),
        best: cases([[and(due, better), mean]], best),
        bad: cases(
          [
            [and(due, cut), 0],
            [due, failed],
          ],
          bad,
        ),
        cuts: after,
      },
    };
  },
  rate: ({ params, b, lr, done, cost, slot, validation }) => {
    const { factor, every, patience, threshold, minLr, watch } = params;
    const seen = watch === 'validation' ? validation() : undefined;
    const rateAfter = (cuts: V) => b.max(b.mul(lr, b.pow(factor, cuts)), b.min(lr, minLr));
    const before = rateAfter(slot('cuts'));

    // After a warm-up it begins where that ends: before, nothing is counted.
    const running = b.less(-0.5, done);
    const total = b.add(slot('sum'), b.select(running, cost, 0));
    const steps = b.add(slot('count'), running);
    // It counts the validation checks that it has taken into account.
    const due = b.mul(running, seen ? b.less(slot('count'), seen.count) : b.equal(steps, every));
    const mean = seen ? seen.cost : b.mul(total, 1 / every);
    const best = slot('best');
    const margin = b.select(b.less(best, 0), 1 + threshold, 1 - threshold);
    const lower = b.less(mean, b.mul(best, margin));
    const better = b.select(b.equal(slot('seen'), 0), 1, lower);
    const bad = b.select(better, 0, b.add(slot('bad'), 1));
    const cut = b.less(patience, bad);
    const fall = b.sub(before, b.max(b.mul(before, factor), minLr));
    const worth = b.less(SMALLEST, fall);
    const cuts = b.add(slot('cuts'), b.mul(b.mul(due, cut), worth));
    return {
      // The validation cost was taken before this step, which its cut is for; the training cost of
      // this step's own batch can only change the next one.
      rate: seen ? rateAfter(cuts) : before,
      slots: {
        sum: b.select(due, 0, total),
        count: seen ? seen.count : b.select(due, 0, steps),
        seen: b.max(slot('seen'), due),
        best: b.select(b.mul(due, better), mean, best),
        bad: b.select(due, b.select(cut, 0, bad), slot('bad')),
        cuts,
      },
    };
  },
});
