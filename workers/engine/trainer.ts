/**
 * The trainer: puts training, and what goes on beside it, together; says what follows when training ends,
 * diverges, or loses its backend. The work itself is done by tasks, of which the scheduler shares the time.
 */
import type { Issue } from '../../src/base/issue.ts';
import type { Pace } from '../../src/document/paces.ts';
import { LostThread } from '../backends/backend.ts';
import type { EngineClock } from './clock.ts';
import { diagnose, type Wild, wildWeights } from './diagnosis.ts';
import { internal } from './loading.ts';
import * as outcomes from './outcomes.ts';
import type { Goal, Shown } from './protocol.ts';
import type { Queue } from './queue.ts';
import type { Runtime } from './runtime.ts';
import { createScheduler } from './scheduler.ts';
import { createSettling, type Settled } from './settling.ts';
import type { EngineState } from './state.ts';
import { createEvaluating } from './tasks/evaluating.ts';
import { createKeeping } from './tasks/keeping.ts';
import { createMonitoring } from './tasks/monitoring.ts';
import { createRecording } from './tasks/recording.ts';
import { createShowing } from './tasks/showing.ts';
import { createTraining } from './tasks/training.ts';
import type { Telemetry } from './telemetry.ts';
import { settleOnBest } from './validation-checks.ts';
import type { Work } from './work.ts';

export interface Trainer {
  /** At most so many steps. To be called by whoever holds the queue. */
  start(steps: number, goal?: Goal): Promise<void>;
  /** The same. */
  stop(): void;
  /** What is under way is the last; to be stopped then. */
  goNoFurther(): void;
  /**
   * Evaluates what stands still, then tells of it; its first part is done when it answers. To be called by
   * whoever holds the queue.
   * @param ended training was ended from outside: better weights that it has seen are offered
   */
  settle(ended?: boolean): Promise<Settled>;
  /** The same once the answer to what is being asked is on its way: metrics come after it. */
  settleSoon(): void;
  watch(edges: readonly string[], hertz: number): void;
  /** What is told in pictures. */
  show(what: Partial<Shown>): void;
  /** From now on. */
  pace(pace: Pace): void;
  /** Between two slices training waits three times as long as the last one took, or not. */
  throttle(on: boolean): void;
  /** A backend threw. One that only lost a thread is put on a new instance, and training goes on. */
  breakDown(what: Work, error: unknown): void;
  /** All that was measured or begun belongs to the past: after a load or a reset. */
  forget(): void;
  /** Nobody listens any more. */
  close(): void;
}

/** @param heal puts a runtime whose backend broke down on a new instance, at its last good weights */
export function createTrainer(
  clock: EngineClock,
  queue: Queue,
  state: EngineState,
  telemetry: Telemetry,
  heal: (lost: Runtime) => Promise<Runtime | undefined>,
): Trainer {
  /** Weights that were out of range when training was started. */
  let wild: readonly Wild[] = [];

  const evaluating = createEvaluating(clock, telemetry);
  const training = createTraining(clock, telemetry, notFinite, ended, evaluating.isAwaited);
  const monitoring = createMonitoring(clock, telemetry, training.showsEach);
  const showing = createShowing(clock, telemetry, () => state.generation, training.showsEach);
  const keeping = createKeeping(clock, notFinite);
  const recording = createRecording(clock);
  const scheduler = createScheduler(
    clock,
    queue,
    { observers: [monitoring, evaluating, showing], training, behind: [keeping, recording] },
    {
      get runtime() {
        const { runtime } = state;
        return state.training && !runtime?.broken ? runtime : undefined;
      },
      async sliceOver(r) {
        if (state.training && training.isDone(r)) {
          state.stop();
          // Whoever takes single steps looks at each of them.
          await settling.settle(training.asked > 1);
        }
        telemetry.sliceOver(training.showsEach(r), showing.shows(r));
      },
      failed: (error) => breakDown('Training', error),
    },
  );
  const settling = createSettling(clock, queue, state, telemetry, evaluating, (error) =>
    breakDown('Evaluating', error),
  );

  function stop(): void {
    state.stop();
    training.stop();
  }

  async function notFinite(r: Runtime): Promise<void> {
    const { executor } = r;
    const diagnosis = await diagnose(executor, executor.step);
    state.fail();
    training.stop();
    telemetry.undone(diagnosis.step);
    telemetry.trouble(...outcomes.divergence(r, diagnosis, wild));
    // In its first step: what these weights cost has yet to be found out.
    if (Number.isNaN(executor.cost)) await settling.settle();
  }

  /** @param reached a goal is; else patience is at its end */
  async function ended({ executor }: Runtime, reached?: Issue): Promise<void> {
    // The last step as it was, before the weights go back.
    telemetry.ended(executor);
    telemetry.frame();
    const issue = reached ?? outcomes.stoppedEarly(executor);
    if (!reached) await settleOnBest(executor);
    stop();
    telemetry.tell({ type: 'stopped', issue });
    await settling.settle();
  }

  function breakDown(what: Work, error: unknown): void {
    const { runtime } = state;
    // What was begun on that instance ends with it.
    evaluating.drop();
    monitoring.drop();
    showing.drop();
    if (runtime && error instanceof LostThread) {
      if (!runtime.broken) void goOnHealed(runtime);
      runtime.breakDown();
      return;
    }
    state.breakDown();
    telemetry.trouble(internal(what, error));
  }

  /** From the last good step on: the same steps give the same numbers once more. */
  async function goOnHealed(lost: Runtime): Promise<void> {
    try {
      const healed = await heal(lost);
      await queue.hold(async () => {
        if (!healed || state.runtime !== healed) return;
        const { step } = healed.executor;
        telemetry.undone(step + 1);
        if (state.training)
          await start(training.remaining + lost.executor.step - step, training.goal);
        else await settling.settle();
      });
    } catch (error) {
      breakDown('Training', error);
    }
  }

  async function start(steps: number, goal?: Goal): Promise<void> {
    const { runtime } = state;
    if (!runtime) return;
    settling.forget();
    wild = await wildWeights(runtime);
    training.start(steps, runtime.executor.step, goal);
    evaluating.started(runtime);
    state.start();
    monitoring.drop();
    showing.drop();
    telemetry.started(runtime.executor);
    settling.giveUp();
    telemetry.frame();
    scheduler.start();
  }

  return {
    start,
    stop,
    goNoFurther: training.stop,
    settle: settling.settle,
    settleSoon: settling.soon,
    watch(edges, hertz) {
      telemetry.watch(edges, hertz);
      monitoring.watch();
    },
    show: showing.show,
    pace: training.pace,
    throttle: scheduler.throttle,
    breakDown,
    forget() {
      telemetry.forget();
      evaluating.drop();
      settling.forget();
      training.forget();
      monitoring.drop();
      showing.drop();
    },
    close() {
      settling.giveUp();
      telemetry.close();
    },
  };
}
