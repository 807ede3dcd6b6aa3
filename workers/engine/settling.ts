/** Settling: the metrics of exactly the weights that stand still, a few milliseconds at a time, then a frame. */
import type { EngineClock } from './clock.ts';
import { createEvaluation, penaltyOf } from './evaluation.ts';
import { advanceFor } from './frames.ts';
import { leftBetter } from './outcomes.ts';
import { SLICE } from './pacing.ts';
import type { Runtime } from './runtime.ts';
import type { EngineState } from './state.ts';
import type { Telemetry } from './telemetry.ts';
import { betterThan } from './validation-checks.ts';

export interface Settling {
  /** @param ended training was ended from outside: better weights that it has seen are offered */
  settle(ended?: boolean): Promise<void>;
  /** The same once the answer to what is being asked is on its way: metrics come after it. */
  soon(): void;
  /** Nothing stands still any more, or nobody listens: what is under way is given up. */
  giveUp(): void;
  /** Better weights are not offered any more. */
  forget(): void;
}

/** @param begins is called before each, @param failed with what the backend threw */
export function createSettling(
  clock: EngineClock,
  state: EngineState,
  telemetry: Telemetry,
  begins: () => void,
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

  async function settle(ended = false): Promise<void> {
    const mine = ++latest;
    offersBest ||= ended;
    const r = state.runtime;
    if (!r) return telemetry.frame();
    begins();
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
    try {
      const evaluation = createEvaluation(executor);
      for (let told = false; isWanted(); told = true) {
        // Somebody who steps has the buffers of `watch`.
        const found = advanceFor(evaluation, SLICE, clock, cursor.begun);
        if (found) {
          const unknown = Number.isNaN(executor.cost) && !cursor.begun;
          const metrics = unknown ? { ...found, penalty: penaltyOf(executor) } : found;
          // In the midst of a step the cost is that of the step to come.
          telemetry.settled(r, metrics, r.trains && executor.step === step && !cursor.walking);
          if (offersBest && executor.step === step) offer(r, found.validationCost);
          return telemetry.frame();
        }
        if (!told) telemetry.frame();
        await clock.yieldToOthers();
      }
    } catch (error) {
      failed(error);
    }
  }

  return {
    settle,
    soon() {
      const mine = latest;
      telemetry.frame();
      void clock.yieldToOthers().then(() => (mine === latest ? settle() : undefined));
    },
    giveUp() {
      latest++;
    },
    forget() {
      offersBest = false;
    },
  };
}
