/**
 * What each elementwise operation means for one number, in float64. The definition, the reference
 * backend, constant folding and explanations all count with these.
 */
import { erfc } from './erf.ts';

export const UNARY = {
  neg: (x: number) => -x,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  // In the form whose exponential cannot overflow on either side.
  sigmoid: (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  erfc,
  floor: Math.floor,
} as const satisfies Record<string, (x: number) => number>;

export const BINARY = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  // The language's: 1 to the power of ±∞ or NaN is NaN.
  pow: (a: number, b: number) => a ** b,
  max: Math.max as (a: number, b: number) => number,
  min: Math.min as (a: number, b: number) => number,
  less: (a: number, b: number) => (a < b ? 1 : 0),
  equal: (a: number, b: number) => (a === b ? 1 : 0),
} as const satisfies Record<string, (a: number, b: number) => number>;
