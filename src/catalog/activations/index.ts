/** The activations with a curve, in palette order: what a neuron may choose from. */
import { linear } from './linear.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { step } from './step.ts';
import { tanh } from './tanh.ts';

export const CURVES = [step, linear, sigmoid, tanh, relu] as const;

/** An activation by its name; the names come from a checked choice, so a stranger is linear. */
export const curveOf = (name: string) => CURVES.find((a) => a.name === name) ?? linear;
