/** What kinds with weights of their own ask alike: how the weights start, whether they learn, a bias. */
import type { BooleanField, Thing, ThingField } from '../base/fields.ts';

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
