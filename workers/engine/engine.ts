/**
 * The engine: everything that `protocol.ts` promises, over one executor at a time. It says what may be
 * asked when; how training, loading and stepping are done stands in trainer, reloading and cursor.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { isSound, tensorsOf } from '../../src/document/checkpoint.ts';
import { takeWeights, weightsOf } from './adopt.ts';
import { isEqual, restoreCheckpoint } from './checkpoint.ts';
import { type EngineClock, engineClock } from './clock.ts';
import { type Job, newJob } from './compiling.ts';
import { type EngineParts, internal, messageOf } from './loading.ts';
import { mapChunks } from './map.ts';
import { measure } from './measuring.ts';
import { handedOver, Outgoing } from './moving.ts';
import { planChunks } from './plan-reading.ts';
import type { CursorState, EngineApi, Laid } from './protocol.ts';
import { createLoader } from './reloading.ts';
import { type Runtime, stateOf } from './runtime.ts';
import { createShelf } from './shelf.ts';
import { EngineState } from './state.ts';
import { createTelemetry } from './telemetry.ts';
import { readFrom } from './train-state.ts';
import { createTrainer } from './trainer.ts';
import { settleOnBest } from './validation-checks.ts';
import { tensorView } from './views.ts';
import type { Work } from './work.ts';

export type { EngineParts } from './loading.ts';

/** Each buffer is read once. */
function memoized<T>(read: (buffer: number) => T): (buffer: number) => T {
  const known = new Map<number, T>();
  return (buffer) => {
    const found = known.get(buffer) ?? read(buffer);
    known.set(buffer, found);
    return found;
  };
}

/** Milliseconds of a map, or of reading a plan, between two breaths. */
const BREATH = 10;

export function createEngine(parts: EngineParts): EngineApi {
  const clock: EngineClock = { ...engineClock(), ...parts.clock };
  const state = new EngineState();
  const telemetry = createTelemetry(state, clock);
  const trainer = createTrainer(clock, state, telemetry, heal);
  const shelf = createShelf(parts.shelfBytes);
  const loader = createLoader(parts, state, telemetry, trainer, shelf, clock);
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
  /** What is loaded, once it may run something else. */
  async function free(): Promise<Runtime | undefined> {
    for (;;) {
      const r = await ready();
      if (!r || mayRun(r)) return r;
      await clock.yieldToOthers();
    }
  }

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

  /** Whatever was begun by stepping is finished, and forgotten by the cursor. */
  const leave = (r: Runtime) => {
    const finished = r.cursor.finish();
    if (!r.cursor.begun) return;
    if (finished) telemetry.stepped(r);
    if (r.executor.isFinite()) r.executor.keepGood();
    r.cursor.leave();
  };
  /**
   * The state of the run gives way to another one, and is laid aside under that name.
   * @param how `back`: the name of what takes its place, where that was laid aside before; `goesOn`: the
   * curve and the count of steps do
   */
  function replace(
    r: Runtime,
    keepAs: string | undefined,
    body: () => void,
    how: { readonly back?: string; readonly goesOn?: boolean } = {},
  ): Laid {
    const { back, goesOn } = how;
    const before = keepAs === undefined ? undefined : stateOf(r);
    r.cursor.leave();
    body();
    trainer.forget();
    const same = before && !back && isEqual(before, stateOf(r));
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
  const step = (what: Work, body: (r: Runtime) => void): Promise<CursorState | undefined> =>
    safely(what, undefined, async () => {
      const r = await ready();
      if (!r?.loaded.plan.moves.length || !r.loaded.plan.routines.watch) return undefined;
      trainer.stop();
      const before = r.executor.step;
      body(r);
      state.placed();
      if (r.executor.step !== before) void trainer.settle();
      else telemetry.frame();
      return r.cursor.state(state.generation);
    });

  /** A long piece of work in chunks, with room for others between them; nothing when its run is gone. */
  async function inBreaths<T>(
    r: Runtime,
    chunks: Generator<void, T>,
    may = (_: Runtime): boolean => true,
  ): Promise<T | undefined> {
    let until = clock.now() + BREATH;
    for (;;) {
      const next = chunks.next();
      if (next.done) return next.value;
      if (clock.now() < until) continue;
      do {
        await clock.yieldToOthers();
        if (state.runtime !== r || r.broken) return undefined;
      } while (!may(r));
      until = clock.now() + BREATH;
    }
  }

  return {
    load: (request) => {
      for (const job of jobs) job.superseded = true;
      return inLine((job) => loader.load(request, job));
    },
    cancel: async () => {
      for (const job of jobs) job.cancelled = true;
    },
    train: (steps) =>
      safely('Training', undefined, async () => {
        const r = await ready();
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
        if (steps !== undefined && !(Number.isInteger(steps) && steps >= 0))
          return telemetry.trouble(
            issue(
              'run.steps',
              {
                en: 'Asked for {got} steps; expected a whole number from 0 up.',
                zh: '要求训练 {got} 步；应为不小于 0 的整数。',
              },
              {
                args: { got: String(steps) },
              },
            ),
          );
        leave(r);
        if (steps === 0) return telemetry.frame();
        trainer.start(steps ?? Number.POSITIVE_INFINITY);
      }),
    pause: () =>
      safely('Pausing', undefined, async () => {
        if (!state.training) return;
        trainer.stop();
        await trainer.settle(true);
      }),
    reset: (keepAs) =>
      safely<Laid>('Reset', 'same', async () => {
        const r = await ready();
        if (!r) return 'same';
        trainer.stop();
        return replace(r, keepAs, () => {
          r.executor.initialise();
          state.placed();
        });
      }),
    takeBest: (keepAs) =>
      safely<Laid>('Going back', 'same', async () => {
        const r = await ready();
        if (!r?.executor.earlyStopping.storage) return 'same';
        trainer.stop();
        // The curve stays: the steps were taken.
        return replace(r, keepAs, () => settleOnBest(r.executor), { goesOn: true });
      }),
    exchange: (name) =>
      safely('Going back', false, async () => {
        const r = await ready();
        const found = r && shelf.take(name);
        if (!r || !found) return false;
        trainer.stop();
        replace(
          r,
          name,
          () => {
            r.executor.initialise();
            restoreCheckpoint(r.executor, r.loaded.compilation.key, found);
            state.placed();
          },
          { back: name },
        );
        return true;
      }),
    dial: (name, value) =>
      safely('Setting', undefined, async () => {
        await loading;
        const { runtime } = state;
        if (!runtime) return;
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
        // A replay from here on must not meet the former value.
        const { executor, cursor, broken } = runtime;
        if (!broken && !cursor.begun && executor.isFinite()) executor.keepGood();
        executor.setDial(name, value);
      }),
    watch: async (edges, hertz) => trainer.watch(edges, hertz),
    listen: async (callback) => telemetry.listen(callback),
    beat: async () => {},
    pace: async (hertz) => telemetry.pace(hertz),
    throttle: async (on) => {
      parts.throttle?.(on);
      trainer.throttle(on);
    },

    stepForward: () =>
      step('Stepping', (r) => {
        if (r.cursor.forward()) telemetry.stepped(r);
      }),
    stepBack: () => step('Stepping back', (r) => void r.cursor.back()),
    runTo: (node) => step('Stepping', (r) => void r.cursor.runTo(node, () => telemetry.stepped(r))),
    leaveStepping: () =>
      safely('Stepping', undefined, async () => {
        const r = await ready();
        if (!r?.cursor.begun) return;
        leave(r);
        state.placed();
        void trainer.settle();
      }),
    explain: (index, row) =>
      safely(
        'Explaining',
        undefined,
        async () => {
          const r = await ready();
          const move = r?.cursor.move;
          if (!r || !move) return undefined;
          const out = new Outgoing();
          const { executor, cursor } = r;
          const now = memoized((buffer: number) => executor.readBuffer(buffer));
          const explained = parts.explain({
            plan: r.loaded.plan,
            document: r.loaded.document,
            compilation: r.loaded.compilation,
            move,
            ...(index ? { index } : {}),
            ...(row === undefined ? {} : { row }),
            now,
            before: memoized(cursor.before),
            view: (data, shape) => tensorView(out, data, shape),
          });
          return out.mark({ move, ...explained });
        },
        false,
      ),

    inspectNode: (node, first) =>
      safely('Inspecting', undefined, async () => (await free())?.inspector.node(node, first)),
    inspectInside: (node, sample) =>
      safely('Inspecting', undefined, async () => (await free())?.inspector.inside(node, sample)),
    inspectEdge: (edge, first) =>
      safely('Inspecting', undefined, async () => (await free())?.inspector.edge(edge, first)),
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
      safely('Measuring', undefined, async () => {
        const r = await free();
        return r && measure(r.executor, routine, from, state.generation, clock);
      }),
    map: (request) =>
      safely('The decision map', undefined, async () => {
        const r = await free();
        if (!r) return undefined;
        const guard = () => r.cursor.begun;
        const chunks = mapChunks(r.loaded, r.executor, request, state.generation, guard);
        return inBreaths(r, chunks, mayRun);
      }),
    readWeights: () =>
      safely('Reading the weights', {}, async () => {
        await loading;
        const { runtime } = state;
        if (!runtime) return {};
        const { executor, loaded, broken } = runtime;
        const weights = weightsOf(
          loaded.plan,
          broken ? readFrom(loaded.plan, executor.good.storage) : (ref) => executor.read(ref),
        );
        return handedOver(weights, Object.values(weights));
      }),
    readCheckpoint: () =>
      safely('Reading the state of the run', undefined, async () => {
        await loading;
        const found = state.runtime && stateOf(state.runtime);
        if (!found || !Object.values(found.weights).every(isSound)) return undefined;
        // Weights are worth keeping even where the optimiser's numbers are out of range.
        const all = tensorsOf(found);
        return all.every(isSound)
          ? handedOver(found, all)
          : handedOver({ weights: found.weights }, Object.values(found.weights));
      }),
    writeWeights: (weights) =>
      safely<readonly Issue[]>('Writing the weights', [], async () => {
        const r = await ready();
        if (!r)
          return [
            issue('run.nothing', {
              en: 'There is no network that could take weights yet.',
              zh: '还没有可以载入权重的网络。',
            }),
          ];
        r.cursor.finish();
        r.cursor.leave();
        const { issues } = takeWeights(r.executor, weights);
        state.mended();
        if (!state.training) void trainer.settle();
        return issues;
      }),
    dispose: async () => {
      await loading;
      trainer.stop();
      try {
        state.runtime?.dispose();
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
