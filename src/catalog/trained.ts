/** What kinds with weights of their own ask alike: how the weights start, whether they learn, a bias. */
import type { BooleanField, Thing, ThingField } from '../base/fields.ts';

export const XAVIER: Thing = { kind: 'xavier', params: { distribution: 'uniform' } };

export const initField = (start: Thing, label = 'Initial weights'): ThingField => ({
  type: 'thing',
  label,
  family: 'initialisers',
  default: start,
  ofWeights: true,
});

export const biasField: BooleanField = { type: 'boolean', label: 'Bias', default: true };

export const trainableField: BooleanField = {
  type: 'boolean',
  label: 'Trainable',
  hint: 'Off: the weights stay as they are.',
  default: true,
  ofWeights: true,
};
