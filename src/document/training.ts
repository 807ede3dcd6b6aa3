/**
 * The state of a training in a file: what is written of it, and how it is read. Whatever is wrong in it
 * costs the state alone, never the network or its weights.
 */
import { compareIds } from '../base/ids.ts';
import { fail, type Issue, issue, ok, type Result } from '../base/issue.ts';
import type { Words } from '../base/words.ts';
import type { Tensor, TensorJson, Tensors } from '../tensor/tensor.ts';
import {
  type Checkpoint,
  isSound,
  jsonOf,
  type Slots,
  type Training,
  tensorsOf,
  typedTraining,
} from './checkpoint.ts';
import { atMost, explain, fileIssue, limitIssue, missingIssue, show } from './explain.ts';
import { LIMITS } from './limits.ts';
import { preflight } from './preflight.ts';
import type { Weights } from './records.ts';
import { TrainingSchema } from './schema.ts';
import { checkTensors } from './sound.ts';

type Path = readonly (string | number)[];

const inOrder = <T>(table: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(table).sort(([a], [b]) => compareIds(a, b)));

export const tensorsJson = (tensors: Tensors): Readonly<Record<string, TensorJson>> =>
  inOrder(jsonOf(tensors));
const slotsJson = (slots: Slots) =>
  inOrder(Object.fromEntries(Object.entries(slots).map(([name, t]) => [name, tensorsJson(t)])));

/** Keys in the order in which they are written. */
export function trainingJson(training: Training): object {
  const { network, step, since, epochs, owes, cost, losses, objective, slots, best } = training;
  return {
    network,
    step,
    since,
    epochs: { step: epochs.step, epoch: epochs.epoch, length: epochs.length },
    owes: owes || undefined,
    cost,
    losses: losses && inOrder(losses),
    objective,
    slots: slotsJson(slots),
    best: best && {
      cost: best.cost,
      step: best.step,
      count: best.count,
      failures: best.failures,
      weights: best.weights && tensorsJson(best.weights),
      slots: best.slots && slotsJson(best.slots),
    },
  };
}

const numbersIn = (state: Checkpoint<Tensor>): number =>
  tensorsOf(state).reduce((n, { data }) => n + data.length, 0);

/** What of a state a file can hold, and what is to be told of the rest. */
export function savable(
  own: Tensors = {},
  training?: Training,
): { readonly kept: Checkpoint; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const warning = { severity: 'warning' } as const;
  const sound = Object.entries(own).filter(([name, tensor]) => {
    if (isSound(tensor)) return true;
    issues.push(
      issue(
        'file.weights',
        {
          en: '{name} holds numbers that are not finite; it is left out of the file.',
          zh: '{name} 含有非有限数，没有写入文件。',
        },
        { ...warning, args: { name } },
      ),
    );
    return false;
  });
  const weights = Object.fromEntries(sound);
  const most = LIMITS.numbers;
  const got = numbersIn({ weights });
  if (got > most) {
    issues.push(
      issue(
        'file.weights-size',
        {
          en: 'The weights are {got} numbers, and a file holds at most {most}; they are left out of the file.',
          zh: '权重共有 {got} 个数，文件最多容纳 {most} 个，没有写入文件。',
        },
        { ...warning, args: { got, most } },
      ),
    );
    return { kept: { weights: {} }, issues };
  }
  if (!training) return { kept: { weights }, issues };
  const whole = { weights, training };
  const all = numbersIn(whole);
  if (all <= most && !issues.length && tensorsOf(whole).every(isSound))
    return { kept: whole, issues };
  issues.push(
    all > most
      ? issue(
          'file.training-size',
          {
            en: 'The state of training is {got} numbers with the weights, and a file holds at most {most}: weights only, optimiser and schedule start anew.',
            zh: '训练状态连同权重共有 {got} 个数，文件最多容纳 {most} 个：仅保存权重，优化器与学习率调度从头开始。',
          },
          { ...warning, args: { got: all, most } },
        )
      : issue(
          'file.training-finite',
          {
            en: 'The state of training holds numbers that are not finite: weights only, optimiser and schedule start anew.',
            zh: '训练状态含有非有限数：仅保存权重，优化器与学习率调度从头开始。',
          },
          warning,
        ),
  );
  return { kept: { weights }, issues };
}

/** A state of training beside those weights, or what is wrong with it, as warnings. */
export function readTraining(raw: unknown, weights: Weights | undefined): Result<Training> {
  const found = faults(raw, weights);
  if (found.ok) return found;
  const spoilt = issue('file.training', {
    en: 'The state of training in this file is not sound; the network is opened with its weights only: optimiser and schedule start anew.',
    zh: '文件中的训练状态无效；网络仅以权重打开：优化器与学习率调度从头开始。',
  });
  return fail(
    ...[spoilt, ...found.issues]
      .slice(0, LIMITS.issues)
      .map((i) => ({ ...i, severity: 'warning' as const })),
  );
}

const STEP: Words = { en: 'at most the step', zh: '至多为当前步数' };

function faults(raw: unknown, weights: Weights | undefined): Result<Training> {
  const file = { training: raw };
  const poison = preflight(file);
  if (poison.length) return fail(...poison);
  const checked = TrainingSchema.safeParse(raw);
  if (!checked.success)
    return fail(
      ...explain(
        checked.error.issues.map((i) => ({ ...i, path: ['training', ...i.path] })),
        file,
      ),
    );
  const training = checked.data;
  const issues: Issue[] = [];
  const notAbove = (path: Path, got: number, most: number, what: Words) => {
    if (got > most)
      issues.push(
        fileIssue('file.value', ['training', ...path], show(got), {
          en: `${what.en}, ${most}`,
          zh: `${what.zh} ${most}`,
        }),
      );
  };
  const { step, since, epochs, slots, best } = training;
  notAbove(['since'], since, step, STEP);
  notAbove(['epochs', 'step'], epochs.step, step, STEP);
  if (best) {
    notAbove(['best', 'step'], best.step, step, STEP);
    notAbove(['best', 'count'], best.count, best.step, {
      en: 'at most its step',
      zh: '至多为其步数',
    });
    issues.push(...checkTensors(best.weights ?? {}, ['training', 'best', 'weights']));
  }
  for (const [at, table] of [
    [['slots'], slots],
    [['best', 'slots'], best?.slots ?? {}],
  ] as const)
    for (const [name, own] of Object.entries(table))
      issues.push(...checkTensors(own, ['training', ...at, name]));
  if (!weights)
    issues.push(missingIssue(['weights'], { en: 'the weights that it is of', zh: '它所属的权重' }));
  const got = issues.length ? 0 : numbersIn({ weights: weights ?? {}, training });
  if (got > LIMITS.numbers)
    issues.push(
      limitIssue(['training'], { en: `${got} numbers`, zh: `${got} 个数` }, atMost(LIMITS.numbers)),
    );
  return issues.length ? fail(...issues) : ok(typedTraining(training));
}
