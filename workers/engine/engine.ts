/**
 * The engine: everything that `protocol.ts` promises, over one machine at a time. It trains in slices
 * and yields between them, so that whatever the page asks is heard at once. Time decides only when
 * things are shown, never what is computed.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { adopt, takeWeights, weightsOf } from './adopt.ts';
import { type Cursor, createCursor } from './cursor.ts';
import { diagnose } from './diagnosis.ts';
import { createEvaluation, type Evaluation, type Metrics, NO_METRICS } from './evaluation.ts';
import { advanceFor, createMeter, pointOf, tapsOf } from './frames.ts';
import { createInspector, type Inspector } from './inspection.ts';
import {
  dataInfo,
  type EngineParts,
  internal,
  type Loaded,
  meaningOf,
  messageOf,
  place,
  type Understood,
  understand,
} from './loading.ts';
import {
  finite,
  initialise,
  keep,
  look,
  type Machine,
  restore,
  trainStep,
  writeDials,
} from './machine.ts';
import { mapChunks } from './map.ts';
import type {
  CursorState,
  CurvePoint,
  EngineApi,
  EngineEvent,
  LoadReply,
  LoadRequest,
  Status,
} from './protocol.ts';
import { tensorView } from './views.ts';
import { macrotask } from './yield.ts';

export type { EngineParts } from './loading.ts';

/** Milliseconds. */
const SLICE = 10;
const FRAME = 50;
const POINT = 20;
const EVALUATE = 250;
const KEEP = 250;
/** A look may take this share of the time, an evaluation that one. */
const LOOK_SHARE = 0.2;
const EVALUATE_SHARE = 0.1;
/** Each of the first steps gives a point: most of a small network's curve happens there. */
const FIRST_POINTS = 50;

interface Run {
  readonly loaded: Loaded;
  readonly machine: Machine;
  readonly cursor: Cursor;
  readonly inspector: Inspector;
  /** The backend threw: only the last good snapshot is to be trusted. */
  broken: boolean;
}

function createRun(loaded: Loaded, machine: Machine, cursor = createCursor(machine)): Run {
  const inspector = createInspector(loaded, machine, cursor);
  return { loaded, machine, cursor, inspector, broken: false };
}

export function createEngine(parts: EngineParts): EngineApi {
  const now = parts.now ?? (() => performance.now());
  const yieldToOthers = parts.yieldToOthers ?? macrotask();

  const listeners: ((event: EngineEvent) => unknown)[] = [];
  let generation = 0;
  let status: Status = 'empty';
  let run: Run | undefined;
  /** Loads one after another; other calls wait for the one under way. */
  let loading: Promise<unknown> = Promise.resolve();

  let looping = false;
  let remaining = 0;
  /** Steps between two looks at the clock, so that a slice of tiny steps is not spent on reading it. */
  let stride = 1;
  const meter = createMeter();

  let watched: readonly string[] = [];
  let hertz = 0;
  let taps: Float32Array | undefined;
  let points: CurvePoint[] = [];
  let metrics: Metrics = NO_METRICS;
  let evaluation: Evaluation | undefined;
  let settled = 0;
  const due = { look: 0, point: 0, frame: 0, evaluate: 0, keep: 0 };

  const emit = (event: EngineEvent) => {
    for (const listener of listeners) {
      try {
        // Over a wire the listener answers with a promise, which fails when nobody is there any more.
        Promise.resolve(listener(event)).catch(() => {});
      } catch {
        // A listener's failure is not the engine's.
      }
    }
  };
  const trouble = (...issues: readonly Issue[]) => emit({ type: 'trouble', generation, issues });
  const frame = () => {
    emit({
      type: 'frame',
      generation,
      status,
      step: run?.machine.step ?? 0,
      epoch: run ? run.machine.feed.epoch(run.machine.step) : 0,
      stepsPerSecond: status === 'training' ? meter.rate : 0,
      points,
      edges: taps ? watched : [],
      taps: taps ?? new Float32Array(0),
    });
    points = [];
    taps = undefined;
    due.frame = now() + FRAME;
  };
  /** A point of this very step takes the place of an earlier one: its metrics are newer. */
  const point = (r: Run) => {
    if (points.at(-1)?.step === r.machine.step) points.pop();
    points.push(pointOf(r.machine, metrics));
  };
  const breakDown = (what: string, error: unknown) => {
    if (run) {
      run.broken = true;
      status = 'failed';
    }
    trouble(internal(what, error));
    frame();
  };

  const stop = () => {
    if (status === 'training') status = atRest();
    remaining = 0;
  };
  const atRest = (): Status => (!run ? 'empty' : run.machine.step > 0 ? 'paused' : 'ready');
  const trains = (r: Run) => r.loaded.plan.routines.train !== undefined;

  // ── Training ────────────────────────────────────────────────────────────────────────────────

  function notFinite(r: Run): void {
    const { machine } = r;
    const { step, found } = diagnose(machine, machine.step);
    status = 'failed';
    remaining = 0;
    points = points.filter((p) => p.step < step);
    const node = found?.node;
    const title = node ? (r.loaded.document.nodes[node]?.title ?? node) : undefined;
    trouble(
      title && found
        ? issue(
            'run.not-finite',
            'Training stopped at step {step}: {node} gave numbers that are not finite in its {phase} pass. The weights from before this step are kept; a lower learning rate may help.',
            { args: { step, node: title, phase: found.phase }, where: { node } },
          )
        : issue(
            'run.cost-not-finite',
            'Training stopped at step {step}: the cost is not finite. The weights from before this step are kept; a lower learning rate may help.',
            { args: { step } },
          ),
    );
    frame();
  }

  function slice(r: Run): void {
    const { machine } = r;
    const begin = now();
    if (hertz > 0 && watched.length && begin >= due.look) {
      look(machine);
      taps = tapsOf(machine, watched);
      const spent = now() - begin;
      due.look = begin + Math.max(1_000 / hertz, spent / LOOK_SHARE);
    }
    const until = begin + SLICE;
    const first = machine.step;
    let time = begin;
    while (time < until && remaining > 0) {
      for (let k = 0; k < stride && remaining > 0; k++) {
        trainStep(machine);
        remaining--;
        if (!Number.isFinite(machine.cost)) {
          notFinite(r);
          return;
        }
        if (machine.step <= FIRST_POINTS) point(r);
      }
      time = now();
    }
    const perStep = (time - begin) / Math.max(1, machine.step - first);
    // About a millisecond between looks at the clock.
    stride = Math.min(4_096, Math.max(1, Math.floor(1 / Math.max(perStep, 1e-4))));
    meter.mark(machine.step, time);
    if (time >= due.point) {
      point(r);
      due.point = time + POINT;
    }
    if (time >= due.keep) {
      if (!finite(machine)) {
        notFinite(r);
        return;
      }
      keep(machine, machine.good);
      due.keep = time + Math.max(KEEP, 50 * (now() - time));
    }
    if (time >= due.evaluate) {
      const start = now();
      evaluation ??= createEvaluation(machine, r.loaded.compilation.losses);
      const found = advanceFor(evaluation, SLICE * EVALUATE_SHARE, now);
      const end = now();
      due.evaluate = end + (end - start) * (1 / EVALUATE_SHARE - 1);
      if (found) {
        metrics = found;
        evaluation = undefined;
        due.evaluate = Math.max(due.evaluate, end + EVALUATE);
      }
    }
    if (remaining <= 0) {
      status = atRest();
      void settle();
    } else if (now() >= due.frame) frame();
  }

  async function loop(): Promise<void> {
    looping = true;
    try {
      while (run && status === 'training') {
        slice(run);
        if (status === 'training') await yieldToOthers();
      }
    } catch (error) {
      breakDown('Training', error);
    } finally {
      looping = false;
    }
  }

  /** At rest: the metrics of exactly these weights, a few milliseconds at a time, then a frame. */
  async function settle(): Promise<void> {
    const turn = ++settled;
    const r = run;
    if (!r) return frame();
    evaluation = undefined;
    try {
      const own = createEvaluation(r.machine, r.loaded.compilation.losses);
      const { step } = r.machine;
      for (let told = false; ; told = true) {
        if (turn !== settled || run !== r || status === 'training' || r.broken) return;
        const found = advanceFor(own, SLICE, now, r.cursor.begun);
        if (found) {
          metrics = found;
          if (trains(r) && r.machine.step === step) point(r);
          return frame();
        }
        if (!told) frame();
        await yieldToOthers();
      }
    } catch (error) {
      breakDown('Evaluating', error);
    }
  }

  // ── Loading ─────────────────────────────────────────────────────────────────────────────────

  const reply = (
    request: LoadRequest,
    { compilation, datasets }: Understood,
    more: readonly Issue[] = [],
    restarted: readonly string[] = [],
  ): LoadReply => {
    const { plan, ...rest } = compilation;
    return {
      generation: request.generation,
      compilation: { ...rest, issues: [...rest.issues, ...more] },
      moves: plan?.moves ?? [],
      status,
      restarted,
      data: dataInfo(datasets),
    };
  };

  const same = (request: LoadRequest): boolean =>
    run !== undefined && !run.broken && status !== 'failed' && !request.fresh && !request.weights;

  async function load(request: LoadRequest): Promise<LoadReply> {
    if (run && same(request) && meaningOf(request.document) === run.loaded.key) {
      generation = request.generation;
      writeDials(run.machine, run.loaded.plan.dials);
      const loaded = { ...run.loaded, document: request.document };
      run = createRun(loaded, run.machine, run.cursor);
      frame();
      return reply(request, { compilation: loaded.compilation, datasets: loaded.datasets });
    }
    const understood = await understand(parts, request.document, run?.loaded);
    const { loaded } = understood;
    if (!loaded) {
      generation = request.generation;
      frame();
      return reply(request, understood);
    }
    if (
      run &&
      same(request) &&
      run.machine.seed === request.document.run.seed &&
      [...loaded.datasets].every(([node, d]) => run?.loaded.datasets.get(node) === d) &&
      // The same plan but for its live numbers.
      run.loaded.compilation.key === loaded.compilation.key
    ) {
      generation = request.generation;
      writeDials(run.machine, loaded.plan.dials);
      if (finite(run.machine)) keep(run.machine, run.machine.good);
      run = createRun(loaded, run.machine, run.cursor);
      frame();
      return reply(request, understood);
    }
    const placed = await place(parts, loaded);
    const { machine } = placed;
    if (!machine) {
      generation = request.generation;
      frame();
      return reply(request, understood, placed.issues);
    }
    try {
      initialise(machine);
    } catch (error) {
      machine.instance.dispose();
      generation = request.generation;
      return reply(request, understood, [internal('Starting the weights', error)]);
    }
    // From here to the end nothing is awaited: the former plan trained up to this very moment.
    const former = run;
    const more: Issue[] = [...placed.issues];
    let restarted: readonly string[] = [];
    if (request.weights) more.push(...takeWeights(machine, request.weights).issues);
    else if (former && !request.fresh) restarted = takeOver(former, loaded, machine);
    const trainsOn =
      status === 'training' && !request.fresh && !request.weights && loaded.plan.routines.train;
    former?.machine.instance.dispose();
    run = createRun(loaded, machine);
    generation = request.generation;
    status = trainsOn ? 'training' : atRest();
    if (!trainsOn) remaining = 0;
    metrics = NO_METRICS;
    evaluation = undefined;
    points = [];
    taps = undefined;
    stride = 1;
    meter.clear();
    if (status === 'training') frame();
    else void settle();
    return reply(request, understood, more, restarted);
  }

  /** Edit while training: what still fits goes on, with its step and epoch. */
  function takeOver(former: Run, loaded: Loaded, machine: Machine): readonly string[] {
    const old = former.machine;
    if (!former.broken) former.cursor.finish();
    const storage = former.broken ? old.good.storage : old.storage;
    const adoption = adopt(machine, former.loaded.plan, storage);
    if (!adoption.kept) return [];
    const step = former.broken ? old.good.step : old.step;
    const slotsSince = former.broken ? old.good.slotsSince : old.slotsSince;
    machine.step = step;
    machine.slotsSince = adoption.slots ? slotsSince : step;
    const sameRows =
      old.feed.perEpoch === machine.feed.perEpoch &&
      [...loaded.datasets].every(([node, d]) => former.loaded.datasets.get(node) === d);
    machine.feed.base = sameRows ? old.feed.base : { step, epoch: old.feed.epoch(step) };
    keep(machine, machine.good);
    return adoption.restarted;
  }

  /** A plan whose backend broke down is put on a new instance, at its last good weights. */
  async function repair(r: Run): Promise<Run | undefined> {
    const { machine, issues } = await place(parts, r.loaded);
    if (!machine) {
      trouble(...issues);
      return undefined;
    }
    restore(machine, r.machine.good);
    keep(machine, machine.good);
    machine.feed.base = r.machine.feed.base;
    try {
      r.machine.instance.dispose();
    } catch {
      // It is broken: nothing more can be freed.
    }
    run = createRun(r.loaded, machine);
    status = atRest();
    return run;
  }

  /** The run after loads under way, on a backend that works. */
  async function ready(): Promise<Run | undefined> {
    await loading;
    return run?.broken ? repair(run) : run;
  }

  /** Nothing throws across the wire. */
  const safely = async <T>(
    what: string,
    otherwise: T,
    body: () => Promise<T> | T,
    breaks = true,
  ): Promise<T> => {
    try {
      return await body();
    } catch (error) {
      if (breaks) breakDown(what, error);
      else trouble(internal(what, error));
      return otherwise;
    }
  };

  // ── Stepping ────────────────────────────────────────────────────────────────────────────────

  const leave = (r: Run) => {
    const finished = r.cursor.finish();
    if (!r.cursor.begun) return;
    if (finished) stepped(r);
    if (finite(r.machine)) keep(r.machine, r.machine.good);
    r.cursor.leave();
  };
  /** A training step was stepped to its end: its numbers lie in the buffers of `watch`. */
  const stepped = (r: Run) => {
    if (watched.length && hertz > 0) taps = tapsOf(r.machine, watched);
    if (trains(r)) point(r);
  };
  const step = (what: string, body: (r: Run) => boolean): Promise<CursorState | undefined> =>
    safely(what, undefined, async () => {
      const r = await ready();
      if (!r?.loaded.plan.moves.length || !r.loaded.plan.routines.watch) return undefined;
      stop();
      const before = r.machine.step;
      body(r);
      status = r.cursor.begun || r.machine.step > 0 ? 'paused' : 'ready';
      if (r.machine.step !== before) void settle();
      else frame();
      return r.cursor.state(generation);
    });

  return {
    load: (request) => {
      const job = loading.then(() =>
        load(request).catch((error: unknown) => {
          generation = request.generation;
          const issues = [internal('Loading', error)];
          const compilation = {
            key: '',
            issues,
            shapes: {},
            batch: 0,
            parameters: [],
            sources: [],
            losses: [],
          };
          return reply(request, { compilation, datasets: new Map() });
        }),
      );
      loading = job;
      return job;
    },
    train: (steps) =>
      safely('Training', undefined, async () => {
        const r = await ready();
        if (!r)
          return trouble(issue('run.nothing', 'There is no network that could be trained yet.'));
        if (!trains(r))
          return trouble(
            issue('run.no-loss', 'Nothing to train towards: add a loss and wire it up.'),
          );
        if (steps !== undefined && !(Number.isInteger(steps) && steps >= 0))
          return trouble(
            issue('run.steps', 'Asked for {got} steps; expected a whole number from 0 up.', {
              args: { got: String(steps) },
            }),
          );
        leave(r);
        if (steps === 0) return frame();
        remaining = steps ?? Number.POSITIVE_INFINITY;
        status = 'training';
        meter.clear();
        meter.mark(r.machine.step, now());
        settled++;
        frame();
        if (!looping) void loop();
      }),
    pause: () =>
      safely('Pausing', undefined, async () => {
        if (status !== 'training') return;
        stop();
        await settle();
      }),
    reset: () =>
      safely('Reset', undefined, async () => {
        const r = await ready();
        if (!r) return;
        stop();
        r.cursor.leave();
        r.machine.feed.base = { step: 0, epoch: 0 };
        initialise(r.machine);
        status = 'ready';
        points = [];
        taps = undefined;
        metrics = NO_METRICS;
        void settle();
      }),
    dial: (name, value) =>
      safely('Setting', undefined, async () => {
        await loading;
        const dial = name === 'step' ? undefined : run?.loaded.plan.dials[name];
        if (!run || !dial || !Number.isFinite(value))
          return trouble(
            issue('run.dial', 'There is no live setting {name} that could be {value}.', {
              args: { name, value: String(value) },
              severity: 'warning',
            }),
          );
        // A replay from here on must not meet the former value.
        if (!run.broken && !run.cursor.begun && finite(run.machine))
          keep(run.machine, run.machine.good);
        run.machine.instance.view(dial.buffer)[0] = value;
        if (!run.cursor.begun) run.machine.looked = false;
      }),
    watch: async (edges, rate) => {
      watched = [...edges];
      hertz = Number.isFinite(rate) ? Math.min(20, Math.max(0, rate)) : 0;
      taps = undefined;
      due.look = 0;
    },
    listen: async (callback) => {
      listeners.push(callback);
    },

    stepForward: () =>
      step('Stepping', (r) => {
        const finished = r.cursor.forward();
        if (finished) stepped(r);
        return finished;
      }),
    stepBack: () => step('Stepping back', (r) => r.cursor.back()),
    runTo: (node) => step('Stepping', (r) => r.cursor.runTo(node, () => stepped(r))),
    leaveStepping: () =>
      safely('Stepping', undefined, async () => {
        const r = await ready();
        if (!r?.cursor.begun) return;
        leave(r);
        status = atRest();
        void settle();
      }),
    explain: (index) =>
      safely(
        'Explaining',
        undefined,
        async () => {
          const r = await ready();
          const move = r?.cursor.move;
          if (!r || !move) return undefined;
          const explained = parts.explain({
            plan: r.loaded.plan,
            document: r.loaded.document,
            move,
            ...(index ? { index } : {}),
            now: (buffer) => r.machine.instance.view(buffer),
            before: r.cursor.before,
            view: (data, shape) => tensorView(data, 0, shape),
          });
          return { move, ...explained };
        },
        false,
      ),

    inspectNode: (node) =>
      safely('Inspecting', undefined, async () => (await ready())?.inspector.node(node)),
    inspectEdge: (edge) =>
      safely('Inspecting', undefined, async () => (await ready())?.inspector.edge(edge)),
    map: (request) =>
      safely('The decision map', undefined, async () => {
        const r = await ready();
        if (!r) return undefined;
        const guard = () => r.cursor.begun;
        const chunks = mapChunks(r.loaded, r.machine, request, generation, guard);
        let until = now() + SLICE;
        for (;;) {
          const next = chunks.next();
          if (next.done) return next.value;
          if (now() < until) continue;
          await yieldToOthers();
          if (run !== r || r.broken) return undefined;
          until = now() + SLICE;
        }
      }),
    readWeights: () =>
      safely('Reading the weights', {}, async () => {
        await loading;
        if (!run) return {};
        const { machine, loaded, broken } = run;
        return weightsOf(loaded.plan, broken ? machine.good.storage : machine.storage);
      }),
    writeWeights: (weights) =>
      safely<readonly Issue[]>('Writing the weights', [], async () => {
        const r = await ready();
        if (!r) return [issue('run.nothing', 'There is no network that could take weights yet.')];
        r.cursor.finish();
        r.cursor.leave();
        const { issues } = takeWeights(r.machine, weights);
        if (status === 'failed') status = atRest();
        if (status !== 'training') void settle();
        return issues;
      }),
    dispose: async () => {
      await loading;
      stop();
      settled++;
      try {
        run?.machine.instance.dispose();
      } catch (error) {
        trouble(issue('engine.dispose', messageOf(error), { severity: 'warning' }));
      }
      run = undefined;
      status = 'empty';
      listeners.length = 0;
    },
  };
}
