/** How training ends, in words: it diverged, it stopped early, or it left better weights behind. */
import { type Issue, issue } from '../../src/base/issue.ts';
import type { Words } from '../../src/base/words.ts';
import { formatNumber } from '../../src/tensor/format.ts';
import { causesOf, type Diagnosis, type Wild } from './diagnosis.ts';
import type { Executor } from './executor.ts';
import type { Runtime } from './runtime.ts';
import type { EarlyStopping } from './train-state.ts';

const PHASES: Readonly<Record<NonNullable<Diagnosis['found']>['phase'], Words>> = {
  init: { en: 'init', zh: '初始化' },
  forward: { en: 'forward', zh: '前向' },
  backward: { en: 'backward', zh: '反向' },
  update: { en: 'update', zh: '更新' },
};

/** @param wild weights that were out of range when training began */
export function divergence(r: Runtime, { step, found }: Diagnosis, wild: readonly Wild[]): Issue[] {
  const why = found
    ? issue(
        'run.not-finite',
        {
          en: 'Training stopped at step {step}: {node} gave numbers that are not finite in its {phase} pass. The weights from before this step are kept.',
          zh: '训练在第 {step} 步停止：{node} 在 {phase} 阶段给出了非有限数。已保留这一步之前的权重。',
        },
        {
          args: { step, node: { node: found.node }, phase: PHASES[found.phase] },
          where: { node: found.node },
        },
      )
    : issue(
        'run.cost-not-finite',
        {
          en: 'Training stopped at step {step}: the cost is not finite. The weights from before this step are kept.',
          zh: '训练在第 {step} 步停止：代价不是有限数。已保留这一步之前的权重。',
        },
        { args: { step } },
      );
  return [why, ...causesOf(r, wild)];
}

/** Of an executor that stands at the step at which patience ended. */
export function stoppedEarly({ step: at, earlyStopping }: Executor): Issue {
  const { cost, step, storage } = earlyStopping;
  const args = { at, best: step, cost: formatNumber(cost) };
  return storage
    ? issue(
        'run.stopped-back',
        {
          en: 'Stopped early at step {at}: the validation cost was lowest at step {best}, {cost}. The weights are those of that step again.',
          zh: '已在第 {at} 步早停：验证代价在第 {best} 步最低，为 {cost}。权重已恢复到那一步。',
        },
        { severity: 'info', args },
      )
    : issue(
        'run.stopped',
        {
          en: 'Stopped early at step {at}: the validation cost was lowest at step {best}, {cost}.',
          zh: '已在第 {at} 步早停：验证代价在第 {best} 步最低，为 {cost}。',
        },
        { severity: 'info', args },
      );
}

/** @param now the validation cost at the step at which the executor stands */
export const leftBetter = ({ step: at }: Executor, best: EarlyStopping, now: number): Issue =>
  issue(
    'run.better',
    {
      en: 'The validation cost was lowest at step {best}, {cost}; at step {at} it is {now}.',
      zh: '验证代价在第 {best} 步最低，为 {cost}；第 {at} 步为 {now}。',
    },
    {
      severity: 'info',
      args: { best: best.step, cost: formatNumber(best.cost), at, now: formatNumber(now) },
    },
  );
