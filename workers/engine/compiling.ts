/**
 * Compiling in slices, between which messages are heard: training goes on, signs of life are answered, and
 * what nobody wants any more is given up.
 */
import { Cancelled, type Piecemeal } from '../../src/base/piecemeal.ts';
import type { Progress } from '../../src/compile/compilation.ts';
import type { Making } from '../../src/data/dataset.ts';
import type { Translated } from '../backends/backend.ts';
import type { EngineClock } from './clock.ts';

/** Milliseconds of compiling between two breaths. */
const SLICE = 15;
/** What takes no longer than this is done before anybody could read how far it is. */
const SILENT = 1_000;
/** How often it is told from then on. */
const OFTEN = 150;

/** A document that is being loaded. */
export interface Job {
  /** A newer document came: this one changes nothing any more. */
  superseded: boolean;
  /** Somebody would rather not wait: what can be told without a plan is. */
  cancelled: boolean;
  /** It was given up on the way, for the one reason or the other. */
  stopped: boolean;
}

/** How far a load is: in the compiler, in making its data, or in the backend behind both. */
export type Told = Progress | Making | Translated;

export const newJob = (): Job => ({ superseded: false, cancelled: false, stopped: false });

/** @param tell hears how far it is, once it takes long */
export function createSlices(clock: EngineClock, tell: (progress: Told) => void) {
  const begun = clock.now();
  let told = begun + SILENT - OFTEN;
  return async <T>(work: Piecemeal<T, Told>, job: Job): Promise<T> => {
    let until = clock.now() + SLICE;
    for (let next = work.next(); ; ) {
      if (next.done) return next.value;
      const time = clock.now();
      if (time >= until) {
        if (time - told >= OFTEN) {
          told = time;
          tell(next.value);
        }
        await clock.yieldToOthers();
        until = clock.now() + SLICE;
      }
      job.stopped ||= job.superseded || job.cancelled;
      next = job.stopped ? work.throw(new Cancelled()) : work.next();
    }
  };
}
