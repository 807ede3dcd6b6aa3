/** The activations with a curve, in palette order: what a neuron may choose from. */
import { elu } from './elu.ts';
import { gelu } from './gelu.ts';
import { leakyRelu } from './leaky-relu.ts';
import { linear } from './linear.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softplus } from './softplus.ts';
import { step } from './step.ts';
import { tanh } from './tanh.ts';

export const CURVES = [
  step,
  linear,
  sigmoid,
  tanh,
  relu,
  leakyRelu,
  elu,
  gelu,
  silu,
  softplus,
] as const;

/** An activation by its name; the names come from a checked choice, so a stranger is linear. */
export const curveOf = (name: string) => CURVES.find((a) => a.name === name) ?? linear;
