/** All generators, in the order of the form. A person's own table (`csv`) is not one of them. */
import { digits } from './digits.ts';
import { and, or, xorPoints } from './gates.ts';
import type { Generator } from './generator.ts';
import { circle, gaussians, moons, spiral, xor } from './plane.ts';
import {
  playgroundCircle,
  playgroundGauss,
  playgroundGaussRegression,
  playgroundPlane,
  playgroundSpiral,
  playgroundXor,
} from './playground.ts';
import { plane, sine } from './regression.ts';

export const GENERATORS: readonly Generator[] = [
  xorPoints,
  and,
  or,
  xor,
  circle,
  gaussians,
  moons,
  spiral,
  plane,
  sine,
  digits,
  playgroundCircle,
  playgroundXor,
  playgroundGauss,
  playgroundSpiral,
  playgroundPlane,
  playgroundGaussRegression,
];

export const generatorNamed = (name: string): Generator | undefined =>
  GENERATORS.find((g) => g.name === name);
