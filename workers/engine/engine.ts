/**
 * The engine: everything that `protocol.ts` promises, over one executor at a time. It says what may be
 * asked when; how training, loading and stepping are done stands in trainer, reloading and cursor.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { type Checkpoint, isSound, tensorsOf } from '../../src/document/checkpoint.ts';
import { takeWeights, weightsOf } from './adopt.ts';
import { createChecker, NO_COST } from './checker.ts';
import { isEqual, restoreCheckpoint } from './checkpoint.ts';
import { type EngineClock, engineClock } from './clock.ts';
import { type Job, newJob } from './compiling.ts';
import { explained } from './explaining.ts';
import { wrongEnd } from './goal.ts';
import { type EngineParts, internal, messageOf } from './loading.ts';
import { mapChunks } from './map.ts';
import { measure } from './measuring.ts';
import { handedOver } from './moving.ts';
import { createPathSums } from './path-sums.ts';
import { planChunks } from './plan-reading.ts';
import type { CursorState, EngineApi, Laid, Leaving, Until } from './protocol.ts';
import { createQueue } from './queue.ts';
import { createRecalling } from './recalling.ts';
import { RECORDING_BYTES } from './recording.ts';
import { createLoader } from './reloading.ts';
import { laidAside, momentOf, type Runtime, stateOf } from './runtime.ts';
import { createShelf } from './shelf.ts';
import { EngineState } from './state.ts';
import { createTelemetry } from './telemetry.ts';
import { readFrom } from './train-state.ts';
import { createTrainer } from './trainer.ts';
import { settleOnBest } from './validation-checks.ts';
import { createVisits } from './visits.ts';
import { tellingSample } from './wire-tensors.ts';
import type { Work } from './work.ts';

export type { EngineParts } from './loading.ts';

/** Milliseconds of a map, or of reading a plan, between two breaths. */
const BREATH = 10;

export function createEngine(parts: EngineParts): EngineApi {
  const clock: EngineClock = { ...engineClock(), ...parts.clock };
  const state = new EngineState();
  const telemetry = createTelemetry(state, clock);
  const queue = createQueue();
  const trainer = createTrainer(clock, queue, state, telemetry, heal);
  const shelf = createShelf(parts.shelfBytes);
  const budget = { bytes: RECORDING_BYTES };
  const loader = createLoader(parts, state, telemetry, trainer, shelf, clock, queue, budget);
  const recalling = createRecalling(parts.moments, state, queue, () => telemetry.frame());
  const checker = createChecker(parts, clock);
  const pathSums = createPathSums(parts, clock);
  /** Loads one after another; other calls wait for the one under way. */
  let loading: Promise<unknown> = Promise.resolve();
  /** Loads that are asked for and not answered. */
  const jobs = new Set<Job>();
  const inLine = <T>(body: (job: Job) => Promise<T>): Promise<T> => {
    const job = newJob();
    jobs.add(job);
    const answer = loading.then(() => body(job)).finally(() => jobs.delete(job));
    loading = answer;
    return answer;
  };

  function heal(lost: Runtime): Promise<Runtime | undefined> {
    const healed = loading.then(() => (state.runtime === lost ? loader.repair(lost) : undefined));
    loading = healed.catch(() => {});
    return healed;
  }

  /** What is loaded after loads under way, on a backend that works. */
  async function ready(): Promise<Runtime | undefined> {
    await loading;
    const { runtime } = state;
    return runtime?.broken ? loader.repair(runtime) : runtime;
  }

  /** What training has half done would begin anew for whoever runs something now, and might never end. */
  const mayRun = (r: Runtime): boolean => !state.training || !r.executor.isBusy;
  /**
   * What is loaded and works, with the device to itself until `body` ends: not to be called within another.
   * @param may else others go on until it may
   */
  async function use<T>(
    body: (r: Runtime | undefined) => Promise<T> | T,
    may: (r: Runtime) => boolean = () => true,
  ): Promise<T> {
    for (;;) {
      const r = await ready();
      const used = await queue.hold(async () => {
        const lives = !r || (state.runtime === r && !r.broken);
        return lives && (!r || may(r)) ? { answer: await body(r) } : undefined;
      });
      if (used) return used.answer;
      await clock.yieldToOthers();
    }
  }

  const visits = createVisits(clock, queue, state, telemetry, trainer);

  /** Nothing throws at whoever asks, who may be another thread. */
  const safely = async <T>(
    what: Work,
    otherwise: T,
    body: () => Promise<T> | T,
    breaks = true,
  ): Promise<T> => {
    try {
      return await body();
    } catch (error) {
      if (breaks) trainer.breakDown(what, error);
      else telemetry.trouble(internal(what, error));
      return otherwise;
    }
  };

  const visit = (to: number, again = false): Promise<void> =>
    safely('Going back', undefined, async () => {
      const { go, arrive } = visits.begin(to, again);
      await use(go);
      await arrive();
    });
  /** Whatever was begun by stepping is finished or taken back, and forgotten by the cursor. */
  const leave = async (r: Runtime, how: Leaving = 'finish'): Promise<void> => {
    if (!r.cursor.begun) return;
    if (how === 'takeBack') r.cursor.takeBack();
    else if (await r.cursor.finish()) await telemetry.stepped(r);
    if (await r.executor.isFinite()) await r.executor.keepGood();
    r.cursor.leave();
  };
  /**
   * The state of the run gives way to another one, and is laid aside under that name.
   * @param how `back`: the name of what takes its place, where that was laid aside before; `goesOn`: the
   * curve and the count of steps do
   */
  async function replace(
    r: Runtime,
    keepAs: string | undefined,
    body: () => Promise<void>,
    how: { readonly back?: string; readonly goesOn?: boolean } = {},
  ): Promise<Laid> {
    const { back, goesOn } = how;
    visits.end();
    const before = keepAs === undefined ? undefined : await laidAside(r);
    r.cursor.leave();
    await body();
    if (!goesOn && back === undefined) await r.timeline.begin();
    trainer.forget();
    const same = before && !back && isEqual(before.checkpoint, await stateOf(r));
    const kept = before && keepAs !== undefined && !same && shelf.put(keepAs, before);
    const lost = before !== undefined && !same && !kept;
    telemetry.tell({
      type: 'exchanged',
      ...(kept && { left: keepAs }),
      ...(lost && { lost }),
      ...(back !== undefined && { back }),
      ...(back === undefined && !goesOn && { anew: true }),
      kept: shelf.names,
    });
    trainer.settleSoon();
    return lost ? 'lost' : kept ? 'kept' : 'same';
  }
  /** The moment that is visited becomes the end of another run; the one that was is laid aside under that name. */
  function forked(r: Runtime, keepAs?: string): Promise<Laid> {
    return replace(r, keepAs, () => r.timeline.fork(), { goesOn: true });
  }
  const step = (
    what: Work,
    body: (r: Runtime) => Promise<unknown>,
  ): Promise<CursorState | undefined> =>
    safely(what, undefined, () =>
      use(async (r) => {
        if (!r?.loaded.plan.moves.length || !r.loaded.plan.routines.watch) return undefined;
        trainer.stop();
        visits.stray(r);
        const before = r.executor.step;
        await body(r);
        state.placed();
        if (r.executor.step !== before) await trainer.settle();
        else telemetry.frame();
        return { ...r.cursor.state(state.generation), sample: await tellingSample(r) };
      }),
    );

  /** A long piece of work in chunks, with room for others between them; nothing when its run is gone. */
  async function inBreaths<T>(
    r: Runtime,
    chunks: Generator<void, T> | AsyncGenerator<void, T>,
    may = (_: Runtime): boolean => true,
  ): Promise<T | undefined> {
    const isGone = () => state.runtime !== r || r.broken;
    let until = clock.now() + BREATH;
    while (!isGone()) {
      const next = await queue.hold(() => (isGone() || !may(r) ? undefined : chunks.next()));
      if (next?.done) return next.value;
      if (next && clock.now() < until) continue;
      await clock.yieldToOthers();
      until = clock.now() + BREATH;
    }
    return undefined;
  }

  /** As an answer, where its numbers are finite. */
  function sound(found: Checkpoint | undefined): Checkpoint | undefined {
    if (!found || !Object.values(found.weights).every(isSound)) return undefined;
    // Weights are worth keeping even where the optimiser's numbers are out of range.
    const all = tensorsOf(found);
    return all.every(isSound)
      ? handedOver(found, all)
      : handedOver({ weights: found.weights }, Object.values(found.weights));
  }

  return {
    load: (request) => {
      for (const job of jobs) job.superseded = true;
      const reply = inLine((job) => loader.load(request, job));
      if (request.recording) recalling.begin(request.recording, reply);
      return reply;
    },
    cancel: async () => {
      for (const job of jobs) job.cancelled = true;
    },
    train: (until = {}) =>
      safely('Training', undefined, () =>
        use(async (r) => {
          if (!r || state.idle)
            return telemetry.trouble(
              issue('run.nothing', {
                en: 'There is no network that could be trained yet.',
                zh: '还没有可以训练的网络。',
              }),
            );
          if (!r.trains)
            return telemetry.trouble(
              issue('run.no-loss', {
                en: 'Nothing to train towards: add a loss and wire it up.',
                zh: '没有训练目标：请放上损失并接好线。',
              }),
            );
          const end: Until = typeof until === 'number' ? { steps: until } : until;
          const hasAccuracy = r.loaded.compilation.losses.some((loss) => loss.hasAccuracy);
          const wrong = wrongEnd(end, hasAccuracy);
          if (wrong) return telemetry.trouble(wrong);
          await leave(r);
          if (r.timeline.isVisiting) await forked(r);
          const { steps = Infinity, epochs = Infinity, goal } = end;
          const most = Math.min(steps, epochs * r.executor.dataLoader.perEpoch);
          if (most === 0) return telemetry.frame();
          await trainer.start(most, goal);
        }),
      ),
    pause: () =>
      safely('Pausing', undefined, async () => {
        const was = state.training;
        // In the midst of a slice it takes no further step; a start that waits is ended behind it.
        trainer.goNoFurther();
        const settled = await queue.hold(() => {
          if (!was && !state.training) return undefined;
          trainer.stop();
          return trainer.settle(true);
        });
        await settled?.over;
      }),
    reset: (keepAs) =>
      safely<Laid>('Reset', 'same', () =>
        use(async (r) => {
          if (!r) return 'same';
          trainer.stop();
          return replace(r, keepAs, async () => {
            await r.executor.initialise();
            state.placed();
          });
        }),
      ),
    takeBest: (keepAs) =>
      safely<Laid>('Going back', 'same', () =>
        use(async (r) => {
          // Of the run as it ended, where one of its moments is visited.
          if (!r || !(r.timeline.left ?? r.executor).state.earlyStopping.storage) return 'same';
          trainer.stop();
          await r.timeline.goBack();
          // The curve stays: the steps were taken.
          return replace(r, keepAs, () => settleOnBest(r.executor), { goesOn: true });
        }),
      ),
    exchange: (name) =>
      safely('Going back', false, () =>
        use(async (r) => {
          const found = r && shelf.take(name);
          if (!r || !found) return false;
          trainer.stop();
          const { key } = r.loaded.compilation;
          await replace(
            r,
            name,
            async () => {
              r.executor.record();
              await r.executor.initialise();
              await restoreCheckpoint(r.executor, key, found.checkpoint);
              await r.takeUp(found);
              state.placed();
            },
            { back: name },
          );
          return true;
        }),
      ),
    visit: (step) => visit(step),
    fork: (keepAs) =>
      safely<Laid>('Going back', 'same', () =>
        use(async (r) => {
          if (!r?.timeline.isVisiting) return 'same';
          await leave(r);
          return forked(r, keepAs);
        }),
      ),
    recordingBudget: async (bytes) => {
      if (!(bytes >= 0)) return;
      budget.bytes = bytes;
      await loading;
      await queue.hold(() => state.runtime?.timeline.budgetChanged());
    },
    dial: (name, value) =>
      safely('Setting', undefined, async () => {
        await loading;
        if (!state.runtime) return;
        if (!Number.isFinite(value))
          return telemetry.trouble(
            issue(
              'run.dial',
              {
                en: '{name} cannot be {value}; expected a finite number.',
                zh: '{name} 不能设为 {value}；应为有限的数。',
              },
              {
                args: { name, value: String(value) },
                severity: 'warning',
              },
            ),
          );
        await queue.hold(async () => {
          if (!state.runtime) return;
          const { executor, cursor, broken } = state.runtime;
          // A replay from here on must not meet the former value.
          if (!broken && !cursor.begun && (await executor.isFinite())) await executor.keepGood();
          executor.setDial(name, value);
        });
      }),
    watch: async (edges, hertz) => {
      trainer.watch(edges, hertz);
      // At a moment that is visited these are read as well.
      const visited = state.runtime?.timeline.visited;
      if (visited !== undefined && telemetry.beat !== undefined) await visit(visited, true);
    },
    show: async (what) => trainer.show(what),
    listen: async (callback) => telemetry.listen(callback),
    beat: async () => {},
    pace: async (pace) => trainer.pace(pace),
    frameRate: async (hertz) => telemetry.frameRate(hertz),
    throttle: async (on) => {
      parts.throttle?.(on);
      trainer.throttle(on);
    },

    stepForward: (moves = 1) =>
      step('Stepping', async (r) => {
        for (let i = 0; i < moves; i++) if (await r.cursor.forward()) await telemetry.stepped(r);
      }),
    stepBack: (moves = 1) =>
      step('Stepping back', async (r) => {
        for (let i = 0; i < moves && r.cursor.back(); i++);
      }),
    runTo: (node) => step('Stepping', (r) => r.cursor.runTo(node, () => telemetry.stepped(r))),
    leaveStepping: (how) =>
      safely('Stepping', undefined, () =>
        use(async (r) => {
          if (!r?.cursor.begun) return;
          visits.stray(r);
          await leave(r, how);
          state.placed();
          await trainer.settle();
        }),
      ),
    explain: (index, row, sample) =>
      safely(
        'Explaining',
        undefined,
        () =>
          use(
            async (r) => r && explained(parts.explain, r, state.generation, { index, row, sample }),
          ),
        false,
      ),
    foretell: (index, sample) =>
      safely(
        'Explaining',
        undefined,
        () =>
          use(async (r) => {
            // The first move draws a batch, the last one ends the step: both are more than a number.
            const { done, total } = r?.cursor.state(state.generation) ?? { done: 0, total: 0 };
            if (!r?.cursor.begun || done + 1 >= total) return undefined;
            await r.cursor.forward();
            try {
              return await explained(parts.explain, r, state.generation, { index, sample });
            } finally {
              r.cursor.back();
            }
          }),
        false,
      ),

    inspectNode: (node, first) =>
      safely('Inspecting', undefined, () => use((r) => r?.inspector.node(node, first), mayRun)),
    inspectInside: (node, sample) =>
      safely('Inspecting', undefined, () => use((r) => r?.inspector.inside(node, sample), mayRun)),
    inspectEdge: (edge, first) =>
      safely('Inspecting', undefined, () => use((r) => r?.inspector.edge(edge, first), mayRun)),
    inspectWires: (edges, of) =>
      safely('Inspecting', undefined, () => use((r) => r?.inspector.wires(edges, of), mayRun)),
    plan: (routine) =>
      safely(
        'Reading the plan',
        undefined,
        async () => {
          const r = await ready();
          if (!r) return undefined;
          const { device } = r.executor;
          return inBreaths(r, planChunks(device, routine, state.generation, shelf.bytes));
        },
        false,
      ),
    code: (routine, step) =>
      safely(
        'Reading the code',
        undefined,
        async () => (await ready())?.executor.listing(routine, step),
        false,
      ),
    measure: (routine, from) =>
      safely('Measuring', undefined, () =>
        use((r) => r && measure(r.executor, routine, from, state.generation, clock), mayRun),
      ),
    checkGradients: (scope, next) =>
      safely(
        'Checking the gradients',
        undefined,
        async () => {
          if (next === undefined)
            await use(async (r) => {
              if (r?.trains) await checker.begin(r, scope);
              else telemetry.trouble(NO_COST);
            });
          const r = await ready();
          return r && checker.goOn(r, next ?? 0, state.generation);
        },
        false,
      ),
    sumPaths: (start, next) =>
      safely(
        'Summing over the paths',
        undefined,
        async () => {
          if (next === undefined)
            await use(async (r) => {
              if (r?.trains) await pathSums.begin(r, start);
              else telemetry.trouble(NO_COST);
            });
          const r = await ready();
          return r && pathSums.goOn(r, next ?? 0, state.generation);
        },
        false,
      ),
    map: (request) =>
      safely('The decision map', undefined, async () => {
        const r = await ready();
        if (!r) return undefined;
        const guard = () => r.cursor.begun;
        const chunks = mapChunks(r.loaded, r.executor, request, state.generation, guard);
        return inBreaths(r, chunks, mayRun);
      }),
    readWeights: () =>
      safely('Reading the weights', {}, async () => {
        await loading;
        return queue.hold(async () => {
          if (!state.runtime) return {};
          const { executor, loaded, broken } = state.runtime;
          const { plan } = loaded;
          const refs = plan.storage.filter((v) => !v.slot).map((v) => v.ref);
          const weights = weightsOf(
            plan,
            broken ? readFrom(plan, executor.good.storage) : await executor.readTensors(refs),
          );
          return handedOver(weights, Object.values(weights));
        });
      }),
    readCheckpoint: (of = 'end') =>
      safely('Reading the state of the run', undefined, async () => {
        await loading;
        const read = of === 'end' ? stateOf : momentOf;
        return sound(await queue.hold(() => state.runtime && read(state.runtime)));
      }),
    // A copy is made on its way.
    readLaid: async (name) => {
      const found = shelf.see(name)?.checkpoint;
      return found && tensorsOf(found).every(isSound) ? found : undefined;
    },
    readRun: () =>
      safely('Reading the state of the run', undefined, async () => {
        await loading;
        await recalling.over();
        return queue.hold(async () => {
          const r = state.runtime;
          const found = r && sound(await stateOf(r));
          const recording = found?.training && r?.timeline.log(r.replayKey, found.training.step);
          return found && Object.assign(found, recording && { recording });
        });
      }),
    keepMoments: recalling.keep,
    copyMoments: recalling.copy,
    momentsRoom: recalling.room,
    dropMoments: recalling.drop,
    writeWeights: (weights) =>
      safely<readonly Issue[]>('Writing the weights', [], () =>
        use(async (r) => {
          if (!r)
            return [
              issue('run.nothing', {
                en: 'There is no network that could take weights yet.',
                zh: '还没有可以载入权重的网络。',
              }),
            ];
          visits.stray(r);
          await r.cursor.finish();
          r.cursor.leave();
          const { issues } = await takeWeights(r.executor, weights);
          state.mended();
          // Nothing is measured by halves at these weights and at those.
          telemetry.frame();
          trainer.forget();
          if (!state.training) await trainer.settle();
          return issues;
        }),
      ),
    dispose: async () => {
      await loading;
      trainer.stop();
      try {
        await queue.hold(() => state.runtime?.dispose());
      } catch (error) {
        telemetry.trouble(
          issue(
            'engine.dispose',
            {
              en: 'The training engine was not closed in order: {reason}.',
              zh: '训练引擎未能正常关闭：{reason}。',
            },
            { severity: 'warning', args: { reason: messageOf(error) } },
          ),
        );
      }
      state.unload();
      trainer.close();
    },
  };
}
