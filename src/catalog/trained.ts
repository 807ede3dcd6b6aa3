/** What kinds with weights of their own ask alike: how the weights start, whether they learn, a bias. */
import type { BooleanField, Hyperparameters, Thing, ThingField } from '../base/fields.ts';
import type { Kind } from './kind.ts';

export const XAVIER: Thing = { kind: 'xavier', params: { distribution: 'uniform' } };

export const initField = (
  start: Thing,
  label = { en: 'Initial weights', zh: '初始权重' },
): ThingField => ({
  type: 'thing',
  label,
  family: 'initialisers',
  default: start,
  ofWeights: true,
});

export const biasField: BooleanField = {
  type: 'boolean',
  label: { en: 'Bias', zh: '偏置' },
  default: true,
};

export const trainableField: BooleanField = {
  type: 'boolean',
  label: { en: 'Trainable', zh: '可训练' },
  hint: { en: 'Off: the weights stay as they are.', zh: '关闭后权重保持不变。' },
  default: true,
  ofWeights: true,
};

/** The facet `weights` of a kind with `initField` and `trainableField`, by these names. */
export const startedWeights = { trainable: 'trainable', init: 'init' } as const;

/** The same where `biasField` is added last. */
export const biasedWeights = { ...startedWeights, bias: 'bias' } as const;

const trainableOf = ({ weights }: Kind, params: Hyperparameters) =>
  weights && params[weights.trainable];

/** Whether a node of this kind has weights, and training changes them. */
export const isTrained = (kind: Kind, params: Hyperparameters): boolean =>
  trainableOf(kind, params) === true;

/** Whether a node of this kind has weights, and training leaves them as they are. */
export const isFrozen = (kind: Kind, params: Hyperparameters): boolean =>
  trainableOf(kind, params) === false;
