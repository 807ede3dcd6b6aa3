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
import { adding, echo } from './recall.ts';
import { plane, sine } from './regression.ts';
import { sortingDigits } from './sorting.ts';
import { text } from './text.ts';
import { sineNext, waveforms } from './waves.ts';

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
  echo,
  adding,
  sineNext,
  waveforms,
  sortingDigits,
  text,
  playgroundCircle,
  playgroundXor,
  playgroundGauss,
  playgroundSpiral,
  playgroundPlane,
  playgroundGaussRegression,
];

export const generatorNamed = (name: string): Generator | undefined =>
  GENERATORS.find((g) => g.name === name);
