/** Settling: the metrics of exactly the weights that stand still, a few milliseconds at a time, then a frame. */
import type { EngineClock } from './clock.ts';
import { createEvaluation, penaltyOf } from './evaluation.ts';
import { advanceFor } from './frames.ts';
import { leftBetter } from './outcomes.ts';
import type { Queue } from './queue.ts';
import type { Runtime } from './runtime.ts';
import { SLICE } from './slicing.ts';
import type { EngineState } from './state.ts';
import type { Evaluating } from './tasks/evaluating.ts';
import type { Telemetry } from './telemetry.ts';
import { betterThan } from './validation-checks.ts';

/** What is settling; `over` when it is told, or given up. */
export interface Settled {
  readonly over: Promise<void>;
}

interface Settling {
  /**
   * Its first part is done when it answers. To be called by whoever holds the queue.
   * @param ended training was ended from outside: better weights that it has seen are offered
   */
  settle(ended?: boolean): Promise<Settled>;
  /** The same once the answer to what is being asked is on its way: metrics come after it. */
  soon(): void;
  /** Nothing stands still any more, or nobody listens: what is under way is given up. */
  giveUp(): void;
  /** Better weights are not offered any more. */
  forget(): void;
}

/** @param evaluating hears how long one takes. @param failed is called with what the backend threw */
export function createSettling(
  clock: EngineClock,
  queue: Queue,
  state: EngineState,
  telemetry: Telemetry,
  evaluating: Pick<Evaluating, 'drop' | 'took'>,
  failed: (error: unknown) => void,
): Settling {
  /** Counts up: one that is not the latest gives up. */
  let latest = 0;
  /** Training was ended from outside, and what it left is still to be compared with the best. */
  let offersBest = false;

  function offer({ executor }: Runtime, validationCost: number): void {
    const best = betterThan(executor, validationCost);
    offersBest = false;
    if (!best) return;
    telemetry.tell({ type: 'better', issue: leftBetter(executor, best, validationCost) });
  }

  /** What is to be done part by part, true behind the last one; nothing where there is nothing. */
  function begin(ended: boolean): (() => Promise<boolean>) | undefined {
    const mine = ++latest;
    offersBest ||= ended;
    const r = state.runtime;
    if (!r) return undefined;
    evaluating.drop();
    const { executor, cursor } = r;
    const { step } = executor;
    const { walking } = cursor;
    const isWanted = () =>
      mine === latest &&
      state.runtime === r &&
      !state.training &&
      !state.idle &&
      !r.broken &&
      // Else the weights are about to be others.
      cursor.walking === walking;
    const evaluation = createEvaluation(executor);
    let told = false;
    let spent = 0;
    return async () => {
      if (!isWanted()) return true;
      // Somebody who steps has the buffers of `watch`.
      const begin = clock.now();
      const found = await advanceFor(evaluation, SLICE, clock, cursor.begun);
      spent += clock.now() - begin;
      if (!isWanted()) return true;
      if (found) {
        evaluating.took(r, spent);
        const unknown = Number.isNaN(executor.cost) && !cursor.begun;
        const metrics = unknown ? { ...found, penalty: await penaltyOf(executor) } : found;
        // In the midst of a step the cost is that of the step to come.
        telemetry.settled(r, metrics, r.trains && executor.step === step && !cursor.walking);
        if (offersBest && executor.step === step) offer(r, found.validationCost);
      }
      if (found || !told) telemetry.frame();
      told = true;
      return found !== undefined;
    };
  }

  async function settle(ended = false): Promise<Settled> {
    const over = Promise.resolve();
    try {
      const part = begin(ended);
      if (!part) telemetry.frame();
      else if (!(await part())) return { over: rest(part) };
    } catch (error) {
      failed(error);
    }
    return { over };
  }
  async function rest(part: () => Promise<boolean>): Promise<void> {
    try {
      do await clock.yieldToOthers();
      while (!(await queue.hold(part)));
    } catch (error) {
      failed(error);
    }
  }

  return {
    settle,
    soon() {
      const mine = latest;
      telemetry.frame();
      void clock
        .yieldToOthers()
        .then(() => queue.hold(() => (mine === latest ? settle() : undefined)));
    },
    giveUp() {
      latest++;
    },
    forget() {
      offersBest = false;
    },
  };
}
