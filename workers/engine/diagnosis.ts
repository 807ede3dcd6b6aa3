/**
 * Where a number first stopped being finite. Training notices it in the cost, a step or more after it
 * arose; so the executor goes back to the last good state, replays (every step is a pure function of
 * its number) up to the last step that ends finite, and walks through the next one move by move.
 * Afterwards the executor stands at that last finite step: its weights are the last good ones.
 */
import { must } from '../../src/base/assert.ts';
import { type Args, type Issue, issue } from '../../src/base/issue.ts';
import type { Step } from '../../src/plan/plan.ts';
import { formatNumber } from '../../src/tensor/format.ts';
import type { Executor } from './executor.ts';
import { writesOf } from './regions.ts';
import type { Runtime } from './runtime.ts';
import { takeStep } from './validation-checks.ts';

export interface Diagnosis {
  /** The training step in which it arose, 1 for the first. */
  readonly step: number;
  /** The first of its computations that was not finite; absent when only the fast routine shows it. */
  readonly found?: { readonly node: string; readonly phase: Step['phase'] };
}

export async function diagnose(executor: Executor, noticed: number): Promise<Diagnosis> {
  executor.restore(executor.good);
  let before = await executor.save();
  while (executor.step < noticed) {
    before = await executor.save(before.storage);
    await takeStep(executor);
    if (!Number.isFinite(executor.cost) || !(await executor.isFinite())) break;
  }
  executor.restore(before);
  const step = executor.step + 1;
  const found = await firstBad(executor);
  executor.restore(before);
  await executor.keepGood();
  return found ? { step, found } : { step };
}

async function firstBad(executor: Executor): Promise<Diagnosis['found']> {
  const watch = executor.plan.routines.watch;
  if (!watch) return undefined;
  executor.prepare('watch');
  for (let i = 0; i < watch.steps.length; i++) {
    const step = must(watch.steps[i], 'a step');
    executor.submit('watch', executor.step + 1, i, i + 1);
    const found = await executor.reduce('isFinite', writesOf([step]));
    if (!found.every(Boolean)) return { node: step.origin, phase: step.phase };
  }
  return undefined;
}

/**
 * From where numbers are to blame for a run that diverged. Measured with SGD on normal inputs of 4 numbers,
 * targets ±1 and Xavier's weights, one of the three made larger until 2,000 steps of batch 32 diverge. At
 * the default rate of 0.1: squared errors with inputs whose deviation is 3 (linear), 5 (ReLU 8) and 10 (ReLU
 * 32-32), so that the largest number is some 10 to 30; with targets of 20 to 30 where there is a ReLU; with
 * ReLU and cross-entropy, weights 200 times as large, some 80 (with ReLU and squared errors 3 to 5 times, some
 * 2, which is no weight out of range: there the rate is named). At a rate of 0.01 inputs and targets may be three to
 * seven times as large. What is standardised stays under ten, and so do the weights of all initialisers
 * as they are offered. Networks that saturate (tanh) and Adam bore everything.
 */
const UNSCALED = 10;
const FAR = 20;
const WILD = 80;

const largestOf = (numbers: ArrayLike<number>, from = 0, count = numbers.length): number => {
  let most = 0;
  for (let i = from; i < from + count; i++) {
    const x = Math.abs(numbers[i]!);
    if (!(x <= most)) most = Number.isNaN(x) ? Number.POSITIVE_INFINITY : x;
  }
  return most;
};

export interface Wild {
  readonly name: string;
  readonly node: string | undefined;
  readonly largest: number;
}

/** Weights that are out of range now. Asked for at a start, for later on they are what divergence made of them. */
export async function wildWeights({ loaded, executor }: Runtime): Promise<readonly Wild[]> {
  const weights = loaded.plan.storage.filter(({ slot, state }) => !slot && !state);
  const numbers = await executor.readAll(weights.map(({ ref }) => ref));
  return weights.flatMap(({ name, node }, i) => {
    const largest = largestOf(numbers[i]!);
    return largest > WILD ? [{ name, node, largest }] : [];
  });
}

/**
 * Why a run may have diverged, from what it began with: weights out of range, inputs or targets that are not
 * scaled. Where none of them is to blame it is the learning rate.
 * @param wild weights that were out of range when training was started
 */
export function causesOf({ loaded }: Runtime, wild: readonly Wild[]): Issue[] {
  const told = <A extends Args>(args: A, node?: string) =>
    ({ severity: 'info', args, ...(node !== undefined && { where: { node } }) }) as const;
  const causes = wild.map(({ name, node, largest }) =>
    issue(
      'run.cause-weights',
      {
        en: 'Training began with {largest} in {name}, which is out of range. Reset, or load other weights.',
        zh: '训练开始时 {name} 含有 {largest}，超出正常范围。请重置，或载入别的权重。',
      },
      told({ name, largest: formatNumber(largest) }, node),
    ),
  );
  for (const [id, { features, targets, task, symbols }] of loaded.datasets) {
    const inputs = symbols ? 0 : largestOf(features);
    if (inputs > UNSCALED)
      causes.push(
        issue(
          'run.cause-inputs',
          {
            en: 'The inputs of {node} reach {largest} and are not scaled: training diverges easily. Standardise them in the data.',
            zh: '{node} 的输入达到 {largest}，没有缩放：训练很容易发散。可在数据中选择标准化。',
          },
          told({ node: { node: id }, largest: formatNumber(inputs) }, id),
        ),
      );
    const goal = task === 'regression' ? largestOf(targets) : 0;
    if (goal > FAR)
      causes.push(
        issue(
          'run.cause-targets',
          {
            en: 'The targets of {node} reach {largest}: the loss and the first steps are huge. Scale them, or take a loss that fits them.',
            zh: '{node} 的目标达到 {largest}：损失和第一步都会极大。可缩放目标，或换用与之相称的损失。',
          },
          told({ node: { node: id }, largest: formatNumber(goal) }, id),
        ),
      );
  }
  if (!causes.length)
    causes.push(
      issue(
        'run.cause-rate',
        { en: 'A lower learning rate may help.', zh: '更小的学习率可能有帮助。' },
        told({}),
      ),
    );
  return causes;
}
