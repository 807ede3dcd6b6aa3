/**
 * Visits to moments of a run: the nearest state before is loaded, and the run is replayed from there in slices,
 * between which others are heard. The latest wish counts: another visit, or whatever else is asked of the run,
 * ends one that is under way.
 */
import type { EngineClock } from './clock.ts';
import type { Queue } from './queue.ts';
import type { Runtime } from './runtime.ts';
import { SLICE } from './slicing.ts';
import type { EngineState } from './state.ts';
import type { Telemetry } from './telemetry.ts';
import type { Trainer } from './trainer.ts';

/** Milliseconds between two frames of a replay: the state from which it began is seen that soon. */
const FRAME = 100;

interface Visit {
  /** Loads the state. To be called by whoever holds the queue. */
  go(r: Runtime | undefined): Promise<void>;
  /** Replays, and tells of the moment; done where another wish came between. */
  arrive(): Promise<void>;
}

interface Visits {
  /**
   * @param step beyond the last one: back to the end of the run
   * @param again it is there, and other wires are to be read
   */
  begin(step: number, again?: boolean): Visit;
  /** Where a visit is under way it goes no further. */
  end(): void;
  /** The same, and what is visited is changed by somebody. */
  stray(r: Runtime): void;
}

export function createVisits(
  clock: EngineClock,
  queue: Queue,
  state: EngineState,
  telemetry: Telemetry,
  trainer: Trainer,
): Visits {
  /** Counts up: one that is not the latest goes no further. */
  let latest = 0;

  /** Figures of where the executor was are none of where it is. */
  const moved = () => {
    trainer.forget();
    state.placed();
  };

  return {
    begin(step, again = false) {
      const mine = ++latest;
      let where: Runtime | undefined;
      const isWanted = () =>
        mine === latest && where !== undefined && state.runtime === where && !where.broken;
      return {
        async go(r) {
          if (mine !== latest || !r?.timeline.span || Number.isNaN(step)) return;
          const { timeline, cursor, executor } = r;
          if (!timeline.isVisiting) {
            // There it is: whoever trains or walks on is not disturbed.
            if (step >= executor.step) return;
            trainer.stop();
            if (await cursor.finish()) await telemetry.stepped(r);
            // Points of the curve that nobody was told of yet.
            telemetry.frame();
          }
          const { last } = timeline.span ?? { last: 0 };
          if (step > last) {
            await timeline.goBack();
            moved();
            await trainer.settle();
            return;
          }
          const at = Math.trunc(step);
          // Whoever stops a replay where it is does not wait for its wires.
          const reads = telemetry.beat !== undefined && (again || !timeline.isAt(at));
          await timeline.goTo(at, reads);
          moved();
          where = r;
        },
        async arrive() {
          let shown = clock.now();
          while (isWanted()) {
            const isThere = await queue.hold(async () => {
              if (!where || !isWanted()) return false;
              const { timeline, executor } = where;
              const read = (at: number) => telemetry.watched(executor, at);
              if (await timeline.replay(clock, clock.now() + SLICE, read)) {
                await executor.keepGood();
                state.placed();
                await trainer.settle();
                return true;
              }
              if (clock.now() - shown < FRAME) return false;
              shown = clock.now();
              telemetry.frame();
              return false;
            });
            if (isThere) return;
            await clock.yieldToOthers();
          }
        },
      };
    },
    end() {
      latest++;
    },
    stray({ timeline }) {
      latest++;
      if (timeline.isVisiting) timeline.strayed();
    },
  };
}
