/** The declaration of what is chosen, not placed: optimisers, schedules, stops, clips and initialisers. */

import type { Fields, Hyperparameters, HyperparametersOf, Thing } from '../base/fields.ts';
import type { Issue } from '../base/issue.ts';
import type { Expr } from '../equations/expression.ts';
import type { Builder, V } from '../ir/builder.ts';
import type { Shape } from '../tensor/shape.ts';
import { type About, type Exporters, erased } from './about.ts';
import type {
  ClipBookContext,
  ScheduleBookContext,
  ScheduleSides,
  UpdateBookContext,
  UpdateSides,
} from './textbook.ts';
import type { TorchSchedule } from './torch.ts';

/** What an optimiser sees of one tensor of weights. Everything is a value of the update program. */
export interface UpdateContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
  readonly weight: V;
  readonly gradient: V;
  /** Its own storage, one number for each weight, zero at first; e.g. `m`, `v`. */
  readonly slot: (name: string) => V;
  /** A dial of the optimiser (a scalar input of the plan, written without compiling), by its field's name, e.g. `lr`. */
  readonly dial: (name: string) => V;
  /** The number of this step, 1 for the first. Scalar. */
  readonly step: V;
}
export interface Optimiser<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  /** Its constructor in PyTorch, over `parameters`. */
  readonly export: Exporters<HyperparametersOf<F>, string>;
  /** How it is written. */
  readonly textbook: (ctx: UpdateBookContext<HyperparametersOf<F>>) => UpdateSides;
  /** Names of the slots, each as large as the weights. */
  readonly slots: (params: HyperparametersOf<F>) => readonly string[];
  /** The new weight and the new slots. */
  readonly update: (ctx: UpdateContext<HyperparametersOf<F>>) => {
    readonly weight: V;
    readonly slots: Readonly<Record<string, V>>;
  };
}

/** What a schedule sees of a training step. Everything is a scalar of the update program. */
interface ScheduleContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
  /** The learning rate as it is set. */
  readonly lr: V;
  /** Steps done before this one. */
  readonly done: V;
  /** The cost of this step's batch. */
  readonly cost: V;
  /** Its own storage, one number by name, zero at first. */
  readonly slot: (name: string) => V;
  /** The validation cost at the last validation check, and the count of checks; see `validationInterval`. */
  readonly validation: () => { readonly cost: V; readonly count: V };
  /** What another schedule makes of the step, counted from elsewhere. */
  readonly follow: (next: Thing, done: V) => ScheduledRate;
}
export interface ScheduledRate {
  readonly rate: V;
  readonly slots?: Readonly<Record<string, V>>;
}
/** The learning rate over time, as a program: planned, stepped and replayed like any update. */
export interface Schedule<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  readonly export: {
    /** `follow` gives the form of a schedule inside it; undefined where that one has none. */
    readonly torch:
      | ((
          params: HyperparametersOf<F>,
          follow: (next: Thing) => TorchSchedule | undefined,
        ) => TorchSchedule | undefined)
      | 'none';
  };
  readonly slots?: readonly string[];
  /** How it is written. */
  readonly textbook: (ctx: ScheduleBookContext<HyperparametersOf<F>>) => ScheduleSides;
  /** Training steps between two validation checks, where the schedule depends on the validation cost. */
  readonly validationInterval?: (params: HyperparametersOf<F>) => number | undefined;
  readonly rate: (ctx: ScheduleContext<HyperparametersOf<F>>) => ScheduledRate;
}

/** When training ends by itself; what the engine goes by. */
export interface StopRule {
  /** Epochs between two validation checks. */
  readonly every: number;
  /** Validation checks in a row without an improvement. */
  readonly patience: number;
  /** By how much the cost must fall to count as improved. */
  readonly delta: number;
  /** Restores the weights of the best validation check. */
  readonly restore: boolean;
}
export interface Stop<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  /** Absent: it never ends by itself. The export reads it too. */
  readonly rule?: (params: HyperparametersOf<F>) => StopRule;
}

interface ClipContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
}
/** How a gradient is kept from being too large, before the optimiser sees it. */
export interface Clip<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  /** A call of PyTorch over `parameters`; an empty one where nothing is clipped. */
  readonly export: Exporters<HyperparametersOf<F>, string>;
  /** How it is written: what a number of the gradient becomes. */
  readonly textbook: (ctx: ClipBookContext<HyperparametersOf<F>>) => Expr;
  /** What each number becomes. */
  readonly apply?: (ctx: ClipContext<HyperparametersOf<F>>, gradient: V) => V;
  /**
   * What all are multiplied with, from the norm over all weights. Numbers and norm are counted in units
   * of `unit`, which is 1 unless squares could overflow; what comes out is in units of 1.
   */
  readonly scale?: (ctx: ClipContext<HyperparametersOf<F>>, norm: V, unit: V) => V;
}

export interface InitContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
  readonly shape: Shape;
  readonly fan: { readonly in: number; readonly out: number };
  /** Uniform (0, 1), drawn anew for each call; seeded by the run and the weight's name. */
  readonly uniform: () => V;
  /** Standard normal. */
  readonly normal: () => V;
}
export interface Initialiser<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  readonly draw: (ctx: InitContext<HyperparametersOf<F>>) => V;
  /** All weights start at one number, so that units stay equal: at 0, or at another; and what to start with instead. */
  readonly alike?: { readonly at: 'zero' | 'number'; readonly instead: Thing };
  /** What stands in the way for weights of this shape; where is the caller's. */
  readonly check?: (of: {
    readonly params: HyperparametersOf<F>;
    readonly shape: Shape;
  }) => Issue | undefined;
}

export const defineOptimiser = <const F extends Fields>(o: Optimiser<F>): Optimiser => erased(o);
export const defineInitialiser = <const F extends Fields>(i: Initialiser<F>): Initialiser =>
  erased(i);
export const defineSchedule = <const F extends Fields>(s: Schedule<F>): Schedule => erased(s);
export const defineStop = <const F extends Fields>(s: Stop<F>): Stop => erased(s);
export const defineClip = <const F extends Fields>(c: Clip<F>): Clip => erased(c);
