/** How training ends, in words: it diverged, it stopped early, or it left better weights behind. */
import { type Issue, issue } from '../../src/base/issue.ts';
import { formatNumber } from '../../src/tensor/format.ts';
import { causesOf, type Diagnosis, type Wild } from './diagnosis.ts';
import type { Executor } from './executor.ts';
import type { Runtime } from './runtime.ts';
import type { EarlyStopping } from './train-state.ts';

/** @param wild weights that were out of range when training began */
export function divergence(r: Runtime, { step, found }: Diagnosis, wild: readonly Wild[]): Issue[] {
  const why = found
    ? issue(
        'run.not-finite',
        'Training stopped at step {step}: {node} gave numbers that are not finite in its {phase} pass. The weights from before this step are kept.',
        {
          args: { step, node: { node: found.node }, phase: found.phase },
          where: { node: found.node },
        },
      )
    : issue(
        'run.cost-not-finite',
        'Training stopped at step {step}: the cost is not finite. The weights from before this step are kept.',
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
        'Stopped early at step {at}: the validation cost was lowest at step {best}, {cost}. The weights are those of that step again.',
        { severity: 'info', args },
      )
    : issue(
        'run.stopped',
        'Stopped early at step {at}: the validation cost was lowest at step {best}, {cost}.',
        { severity: 'info', args },
      );
}

/** @param now the validation cost at the step at which the executor stands */
export const leftBetter = ({ step: at }: Executor, best: EarlyStopping, now: number): Issue =>
  issue(
    'run.better',
    'The validation cost was lowest at step {best}, {cost}; at step {at} it is {now}.',
    {
      severity: 'info',
      args: { best: best.step, cost: formatNumber(best.cost), at, now: formatNumber(now) },
    },
  );
