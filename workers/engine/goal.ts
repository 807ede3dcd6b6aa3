/**
 * Goals: training ends where the cost or the accuracy on the training rows is good enough. A goal is checked
 * at steps spaced by ratio, which the step's number alone decides, and of weights that stand still: so a
 * run ends at the same step however fast it goes.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { formatNumber } from '../../src/tensor/format.ts';
import type { Metrics } from './metrics.ts';
import type { Goal, Until } from './protocol.ts';

export const isMet = (goal: Goal, { cost, accuracy }: Metrics): boolean =>
  'cost' in goal ? cost <= goal.cost : accuracy >= goal.accuracy;

const percent = (share: number): string => `${formatNumber(100 * share)} %`;

/** What is wrong with an end, where no run could be told by it whether to go on. */
export function wrongEnd({ steps, epochs, goal }: Until, hasAccuracy: boolean): Issue | undefined {
  for (const [got, unit] of [
    [steps, { en: 'steps', zh: '步' }],
    [epochs, { en: 'epochs', zh: '轮' }],
  ] as const)
    if (got !== undefined && !(Number.isInteger(got) && got >= 0))
      return issue(
        'run.steps',
        {
          en: 'Asked for {got} {unit}; expected a whole number from 0 up.',
          zh: '要求训练 {got} {unit}；应为不小于 0 的整数。',
        },
        { args: { got: String(got), unit } },
      );
  if (!goal) return undefined;
  const got = 'cost' in goal ? goal.cost : goal.accuracy;
  if (!Number.isFinite(got) || ('accuracy' in goal && !(got > 0 && got <= 1)))
    return issue(
      'run.goal',
      {
        en: 'Training cannot end at {got}; expected a finite cost, or an accuracy above 0 and up to 1.',
        zh: '训练无法以 {got} 为目标；应为有限的代价，或大于 0 且不超过 1 的准确率。',
      },
      { args: { got: String(got) } },
    );
  if ('accuracy' in goal && !hasAccuracy)
    return issue('run.goal-accuracy', {
      en: 'Training cannot end at an accuracy: none of the losses has one. Choose a cost instead.',
      zh: '训练无法以准确率为目标：没有损失给出准确率。请改用代价。',
    });
  return undefined;
}

export const reached = (goal: Goal, { cost, accuracy }: Metrics, at: number): Issue =>
  'cost' in goal
    ? issue(
        'run.cost-reached',
        {
          en: 'The goal is reached at step {at}: the cost over the training rows is {found}, at most {goal}.',
          zh: '已在第 {at} 步达到目标：训练集上的代价为 {found}，不超过 {goal}。',
        },
        {
          severity: 'info',
          args: { at, found: formatNumber(cost), goal: formatNumber(goal.cost) },
        },
      )
    : issue(
        'run.accuracy-reached',
        {
          en: 'The goal is reached at step {at}: the accuracy over the training rows is {found}, at least {goal}.',
          zh: '已在第 {at} 步达到目标：训练集上的准确率为 {found}，不低于 {goal}。',
        },
        { severity: 'info', args: { at, found: percent(accuracy), goal: percent(goal.accuracy) } },
      );
