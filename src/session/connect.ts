/**
 * The session over one channel or, when a worker dies, over the next one. Fills the rings and the curves
 * from the frames, drops what is late, and paints at most once a frame. Whatever was being asked when
 * a worker died is answered here, so that nobody waits for ever; loading the document into the new
 * worker is up to whoever holds the document and hears of the trouble.
 */
import { type Endpoint, proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { EngineApi, EngineEvent, Shown } from '../../workers/engine/protocol.ts';
import { type Issue, issue } from '../base/issue.ts';
import { clear, last, pop, push, ring } from '../base/ring.ts';
import { type CurvePoint, thinned } from '../document/curve.ts';
import type { Pace } from '../document/paces.ts';
import { paintOnce } from './painting.ts';
import { passedOn } from './passing.ts';
import './parcels.ts';
import { feelPulse, later, PATIENCE, type Patience } from './pulse.ts';
import type { EdgeRings, Session } from './session.ts';
import { back, silent, stopped, unusable } from './troubles.ts';

const RING = 120;
/** In the place of a norm, which is never negative. */
const NO_GRADIENT = -1;
const CURVE = 4_000;
const NONE: readonly CurvePoint[] = [];
/** Workers in a row that die without an answer before nobody starts another at once. */
const ATTEMPTS = 2;
/** Milliseconds: what cannot be loaded is tried again at least that often. */
const LONGEST_AGAIN = 60_000;

/** One worker, or whatever answers like one. */
export interface Wire {
  readonly endpoint: Endpoint;
  /** Called at most once: nothing will be answered any more. */
  onDeath(callback: (reason: string) => void): void;
  close(): void;
}

/** A session over an endpoint that does not die. */
export const connect = (endpoint: Endpoint): Session =>
  createSession(() => ({ endpoint, onDeath: () => {}, close: () => {} }));

export function createSession(spawn: () => Wire, patience: Patience = PATIENCE): Session {
  let generation = 0;
  let throttled = false;
  let hertzAtMost: number | undefined;
  let pace: Pace | undefined;
  let recordingBytes: number | undefined;
  let watching: readonly [readonly string[], number] | undefined;
  let shown: Partial<Shown> = {};
  let disposed = false;
  const listeners = new Set<(event: EngineEvent) => void>();
  const rings = new Map<string, EdgeRings>();
  let curve: readonly CurvePoint[] = [];
  /** Curves of runs that were laid aside, by the engine's names for them. */
  const laid = new Map<string, readonly CurvePoint[]>();
  /** A document without a cost has no curve; that of the network before it comes back with an undo. */
  let hasCost = true;
  const painting = paintOnce();

  function hear(event: EngineEvent): void {
    if (disposed) return;
    if (event.generation < generation) {
      // What an edit lost is lost, also where another edit came before the word of it.
      if (event.type === 'exchanged' && event.lost)
        for (const listener of listeners) listener(event);
      return;
    }
    if (event.type === 'frame') {
      const { edges, taps, tapSteps, timeline } = event;
      // Curves and charts are those of the run, also while one of its moments is visited.
      const visits = timeline?.visits !== undefined;
      const kept = Math.min(event.step, (tapSteps[0] ?? Number.POSITIVE_INFINITY) - 1);
      for (const own of visits ? [] : rings.values()) endAt(own, kept);
      for (const [k, step] of tapSteps.entries())
        for (const [i, edge] of edges.entries()) {
          const at = 2 * (k * edges.length + i);
          const own = ringsOf(edge);
          push(own.step, step);
          push(own.value, taps[at] ?? 0);
          const norm = taps[at + 1] ?? NO_GRADIENT;
          if (norm !== NO_GRADIENT) push(own.gradient, norm);
        }
      const { now } = event;
      hasCost = now !== undefined;
      if (!visits) {
        // What is known of this very step; while somebody walks through the next its cost is not the step's.
        const ends = now?.step === event.step && !Number.isNaN(now.cost) && !event.walking;
        const known = [...curve.slice(-1), ...event.points].findLast((p) => p.step === event.step);
        curve = extended(curve, event.step, [
          ...event.points.filter((p) => !ends || p.step < event.step),
          ...(ends ? [completed(now, known)] : []),
        ]);
      }
      painting.ask();
    }
    if (event.type === 'exchanged') {
      const { left, back, kept, anew } = event;
      const before = curve;
      if (anew || back !== undefined) clearCurves();
      if (back !== undefined) curve = laid.get(back) ?? [];
      if (left !== undefined) laid.set(left, before);
      for (const name of laid.keys()) if (!kept.includes(name)) laid.delete(name);
      painting.ask();
    }
    for (const listener of listeners) listener(event);
  }

  function clearCurves(points: readonly CurvePoint[] = []): void {
    curve = points;
    for (const { step, value, gradient } of rings.values())
      for (const own of [step, value, gradient]) clear(own);
    painting.ask();
  }

  function ringsOf(edge: string): EdgeRings {
    const own = rings.get(edge) ?? { step: ring(RING), value: ring(RING), gradient: ring(RING) };
    rings.set(edge, own);
    return own;
  }

  // ── The channel, and the next one ──────────────────────────────────────────────────────────────

  /** Absent after too many deaths in a row: the next question is another attempt. */
  let line: Line | undefined;
  /** Deaths since the last answer. */
  let fruitless = 0;
  /** Why no other was started at once; one that lives is told then, for it has no document yet. */
  let givenUp: Issue | undefined;
  /** Loads that are not answered yet. */
  let loads = 0;
  /** Waits to try again what could not be loaded. */
  let giveUpWaiting = () => {};
  let wait = patience.again;

  interface Line {
    readonly remote: Remote<EngineApi>;
    /** Called when it dies; gives the function that takes it back, for a worker lives for hours. */
    onDeath(callback: (trouble: Issue) => void): () => void;
    /** It said something. */
    alive(): void;
    close(): void;
  }

  function draw(): Line {
    giveUpWaiting();
    const wire = spawn();
    const remote = wrap<EngineApi>(wire.endpoint);
    let dead = false;
    let heard = false;
    const alive = () => {
      pulse.felt();
      if (heard) return;
      heard = true;
      wait = patience.again;
      if (!givenUp) return;
      givenUp = undefined;
      hear({ type: 'trouble', generation, issues: [back()] });
    };
    let die = (_: Issue) => {};
    const pulse = feelPulse(
      patience.beat,
      () => (loads ? patience.loading : patience.silence),
      () => remote.beat().then(alive),
      () => die(silent()),
    );
    const waiting = new Set<(trouble: Issue) => void>();
    die = (trouble) => {
      if (dead || disposed) return;
      dead = true;
      pulse.stop();
      const last = ++fruitless > ATTEMPTS;
      const told = last ? unusable(trouble) : trouble;
      wire.close();
      for (const callback of waiting) callback(told);
      if (last) givenUp = told;
      line = last ? undefined : draw();
      // What was never there may come: its script, once the network is back.
      if (last && !heard) tryAgain();
      hear({ type: 'trouble', generation, issues: [told] });
    };
    wire.onDeath((reason) => die(stopped(reason)));
    // Late events of a dead worker are those of nobody.
    const listener = proxy((event: EngineEvent) => {
      if (dead) return;
      alive();
      hear(event);
    });
    void Promise.resolve(remote.listen(listener)).catch(() => {});
    if (throttled) void remote.throttle(true).catch(() => {});
    if (hertzAtMost !== undefined) void remote.frameRate(hertzAtMost).catch(() => {});
    if (pace !== undefined) void remote.pace(pace).catch(() => {});
    if (recordingBytes !== undefined) void remote.recordingBudget(recordingBytes).catch(() => {});
    void remote.show(shown).catch(() => {});
    if (watching) void remote.watch(...watching).catch(() => {});
    return {
      remote,
      onDeath(callback) {
        waiting.add(callback);
        return () => void waiting.delete(callback);
      },
      alive,
      close: () => {
        dead = true;
        pulse.stop();
        remote[releaseProxy]();
        wire.close();
      },
    };
  }

  /** Another worker after a while, or when somebody asks or the network is back; told when it answers. */
  function tryAgain(): void {
    giveUpWaiting = later(wait, () => {
      if (disposed || line) return;
      line = draw();
      void line.remote.beat().then(line.alive, () => {});
    });
    wait = Math.min(2 * wait, LONGEST_AGAIN);
  }
  line = draw();

  /**
   * The answer of the worker or, where it dies before, what is said in its place. What the page asks
   * over and over, for charts and figures, starts no worker where several could not be started: it
   * would have nothing to tell.
   */
  async function request<T>(
    question: (remote: Remote<EngineApi>) => Promise<T>,
    otherwise: (trouble: Issue) => T,
  ): Promise<T> {
    if (disposed)
      return otherwise(
        issue('engine.closed', { en: 'The session is closed.', zh: '会话已关闭。' }),
      );
    if (!line) return otherwise(givenUp ?? silent());
    const { remote, onDeath, alive } = line;
    let forget = () => {};
    const instead = new Promise<T>((resolve) => {
      forget = onDeath((trouble) => resolve(otherwise(trouble)));
    });
    const answer = question(remote).then((value) => {
      alive();
      fruitless = 0;
      return value;
    });
    try {
      return await Promise.race([answer, instead]);
    } catch (error) {
      // What cannot cross the channel (a value that cannot be cloned) fails here.
      const reason = error instanceof Error ? error.message : String(error);
      const trouble = issue(
        'engine.call',
        { en: 'The engine did not answer: {reason}.', zh: '训练引擎没有应答：{reason}。' },
        {
          args: { reason },
        },
      );
      hear({ type: 'trouble', generation, issues: [trouble] });
      return otherwise(trouble);
    } finally {
      forget();
    }
  }
  /** The same for what a person wishes: that is worth another attempt. */
  const ask: typeof request = (question, otherwise) => {
    if (!disposed) line ??= draw();
    return request(question, otherwise);
  };
  const nothing = () => undefined;
  const loading: typeof ask = async (question, otherwise) => {
    loads++;
    try {
      return await ask(question, otherwise);
    } finally {
      loads--;
    }
  };

  const engine: EngineApi = {
    load: (request) =>
      loading(
        (remote) => remote.load(request),
        (trouble) => ({
          generation: request.generation,
          compilation: {
            key: '',
            issues: [trouble],
            shapes: {},
            batch: 0,
            parameters: [],
            states: [],
            sources: [],
            losses: [],
            intermediates: [],
            ungraded: { target: [], indices: [] },
            penalised: false,
          },
          moves: [],
          status: 'failed' as const,
          restarted: [],
          data: [],
        }),
      ),
    throttle: async (on) => {
      if (on === throttled) return;
      throttled = on;
      // Not worth another worker where there is none.
      await line?.remote.throttle(on).catch(() => {});
    },
    frameRate: async (hertz) => {
      hertzAtMost = hertz;
      await line?.remote.frameRate(hertz).catch(() => {});
    },
    pace: async (next) => {
      pace = next;
      await line?.remote.pace(next).catch(() => {});
    },
    recordingBudget: async (bytes) => {
      recordingBytes = bytes;
      await line?.remote.recordingBudget(bytes).catch(() => {});
    },
    watch: (edges, hertz) => {
      watching = [edges, hertz];
      return request((remote) => remote.watch(edges, hertz), nothing);
    },
    show: async (what) => {
      shown = { ...shown, ...what };
      await line?.remote.show(what).catch(() => {});
    },
    listen: async (callback) => void listeners.add(callback),
    ...passedOn((wish, question, instead) => (wish ? ask : request)(question, instead)),
  };

  return {
    engine,
    edge: ringsOf,
    curves: () => (hasCost ? curve : NONE),
    onPaint: painting.add,
    onFrame: painting.onFrame,
    onEvent: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    generation: () => generation,
    nextGeneration: () => ++generation,
    clearCurves,
    dispose() {
      disposed = true;
      listeners.clear();
      painting.stop();
      giveUpWaiting();
      line?.close();
    },
  };
}

/** What was read of later steps goes: they were taken back, or are read anew. */
function endAt({ step, value, gradient }: EdgeRings, kept: number): void {
  while ((last(step) ?? kept) > kept) {
    // A wire has gradients for all of its values, or for none.
    if (gradient.length === value.length) pop(gradient);
    pop(step);
    pop(value);
  }
}

const UNMEASURED = {
  accuracy: Number.NaN,
  validationCost: Number.NaN,
  validationAccuracy: Number.NaN,
} as const;

/**
 * The step of a frame as a point, with what was measured at that very step; the frame itself has the latest that
 * is known, which may be of a step long before.
 */
export function completed(now: CurvePoint, known: CurvePoint | undefined): CurvePoint {
  const isSame = known !== undefined && Object.is(known.cost, now.cost);
  const { accuracy, validationCost, validationAccuracy } = isSame ? known : UNMEASURED;
  return { ...now, accuracy, validationCost, validationAccuracy };
}

/** The curve with new points, thinned where it grows too long. What lies beyond them (after a reset, a step back) goes. */
export function extended(
  curve: readonly CurvePoint[],
  step: number,
  points: readonly CurvePoint[],
): readonly CurvePoint[] {
  const from = Math.min(points[0]?.step ?? Number.POSITIVE_INFINITY, step + 1);
  let keep = curve.length;
  while (keep > 0 && (curve[keep - 1]?.step ?? 0) >= from) keep--;
  if (keep === curve.length && !points.length) return curve;
  return thinned([...curve.slice(0, keep), ...points], CURVE);
}
