/**
 * Everything that is not placed but chosen, in a hyperparameter or in the run settings, as lists that one
 * can read; the order is that of the menus.
 */
import type { Fields, ThingField } from '../base/fields.ts';
import type { Words } from '../base/words.ts';
import { clipNone } from './clips/none.ts';
import { clipNorm } from './clips/norm.ts';
import { clipValue } from './clips/value.ts';
import { constantInitialiser } from './initialisers/constant.ts';
import { gaussian } from './initialisers/gaussian.ts';
import { identity } from './initialisers/identity.ts';
import { kaiming } from './initialisers/kaiming.ts';
import { orthogonal } from './initialisers/orthogonal.ts';
import { truncatedNormal } from './initialisers/truncated-normal.ts';
import { uniform } from './initialisers/uniform.ts';
import { xavier } from './initialisers/xavier.ts';
import { zeros } from './initialisers/zeros.ts';
import { adagrad } from './optimisers/adagrad.ts';
import { adam } from './optimisers/adam.ts';
import { adamW } from './optimisers/adam-w.ts';
import { rmsprop } from './optimisers/rmsprop.ts';
import { sgd } from './optimisers/sgd.ts';
import { constantSchedule } from './schedules/constant.ts';
import { cosine } from './schedules/cosine.ts';
import { exponential } from './schedules/exponential.ts';
import { plateau } from './schedules/plateau.ts';
import { stepSchedule } from './schedules/step.ts';
import { warmUp } from './schedules/warm-up.ts';
import { stopEarly } from './stops/early.ts';
import { stopNone } from './stops/none.ts';
import type { Clip, Initialiser, Optimiser, Schedule, Stop } from './thing.ts';

export const OPTIMISERS: readonly Optimiser[] = [sgd, adam, adamW, adagrad, rmsprop];
export const INITIALISERS: readonly Initialiser[] = [
  zeros,
  constantInitialiser,
  uniform,
  gaussian,
  truncatedNormal,
  xavier,
  kaiming,
  orthogonal,
  identity,
];

export const SCHEDULES: readonly Schedule[] = [
  constantSchedule,
  stepSchedule,
  exponential,
  cosine,
  warmUp,
  plateau,
];
export const CLIPS: readonly Clip[] = [clipNone, clipNorm, clipValue];
export const STOPS: readonly Stop[] = [stopNone, stopEarly];

/** What a field of type `thing` may hold. */
export const THINGS = {
  initialisers: INITIALISERS,
  optimisers: OPTIMISERS,
  schedules: SCHEDULES,
  clips: CLIPS,
  stops: STOPS,
} as const;

export const lookup = <T extends { readonly name: string }>(things: readonly T[]) => {
  const byName = new Map(things.map((t) => [t.name, t]));
  return (name: string): T | undefined => byName.get(name);
};
export const optimiserOf = lookup(OPTIMISERS);
export const initialiserOf = lookup(INITIALISERS);
export const scheduleOf = lookup(SCHEDULES);
export const clipOf = lookup(CLIPS);
export const stopOf = lookup(STOPS);

/** The thing of that name where a field takes one of that family. */
export const thingOf = (
  family: ThingField['family'],
  name: string,
): { readonly name: string; readonly title: Words; readonly fields: Fields } | undefined =>
  THINGS[family].find((t) => t.name === name);
