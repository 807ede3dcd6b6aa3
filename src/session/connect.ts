/**
 * The session over one channel or, when a worker dies, over the next one. Fills the rings and the curves
 * from the frames, drops what is late, and paints at most once a frame. Whatever was being asked when
 * a worker died is answered here, so that nobody waits for ever; loading the document into the new
 * worker is up to whoever holds the document and hears of the trouble.
 */
import { type Endpoint, proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { EngineApi, EngineEvent, Shown } from '../../workers/engine/protocol.ts';
import { type Issue, issue } from '../base/issue.ts';
import type { Pace } from '../document/paces.ts';
import { paintOnce } from './painting.ts';
import { passedOn } from './passing.ts';
import './parcels.ts';
import { feelPulse, later, PATIENCE, type Patience } from './pulse.ts';
import type { Session } from './session.ts';
import { createTraces } from './traces.ts';
import { back, silent, stopped, unusable } from './troubles.ts';

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
  const traces = createTraces();
  /** The first generation of the project that is open, or of a run that was begun anew. */
  let first = 0;
  const painting = paintOnce();

  function hear(event: EngineEvent): void {
    if (disposed) return;
    // What an edit laid aside is laid aside, also where another edit came before the word of it.
    const isExchange = event.type === 'exchanged' && (event.lost || event.generation >= first);
    if (event.generation < generation && !isExchange) return;
    if (event.type === 'frame') traces.frame(event);
    if (event.type === 'exchanged') traces.exchanged(event);
    if (event.type === 'frame' || event.type === 'exchanged') painting.ask();
    for (const listener of listeners) listener(event);
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
    edge: traces.edge,
    curves: traces.curve,
    wires: traces.wires,
    laid: traces.laid,
    onPaint: painting.add,
    onFrame: painting.onFrame,
    onEvent: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    generation: () => generation,
    nextGeneration: () => ++generation,
    clearCurves(points, wires) {
      first = generation;
      traces.begin(points, wires);
      painting.ask();
    },
    dispose() {
      disposed = true;
      listeners.clear();
      painting.stop();
      giveUpWaiting();
      line?.close();
    },
  };
}
