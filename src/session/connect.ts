/**
 * The session over one wire or, when a worker dies, over the next one. Fills the rings and the curves
 * from the frames, drops what is late, and paints at most once a frame. Whatever was being asked when
 * a worker died is answered here, so that nobody waits for ever; loading the document into the new
 * worker is up to whoever holds the document and hears of the trouble.
 */
import { type Endpoint, proxy, type Remote, releaseProxy, wrap } from 'comlink';
import type { CurvePoint, EngineApi, EngineEvent } from '../../workers/engine/protocol.ts';
import { type Issue, issue } from '../base/issue.ts';
import { clear, push, type Ring, ring } from '../base/ring.ts';
import type { EdgeRings, Session } from './session.ts';

const RING = 120;
const CURVE = 4_000;
/** Workers in a row that die without an answer before nobody starts another unasked. */
const ATTEMPTS = 2;

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

export function createSession(spawn: () => Wire): Session {
  let generation = 0;
  let watching: readonly [readonly string[], number] | undefined;
  let disposed = false;
  const listeners = new Set<(event: EngineEvent) => void>();
  const rings = new Map<string, EdgeRings>();
  const lossRings = new Map<string, Ring>();
  let curve: CurvePoint[] = [];
  /** Curves of runs that were laid aside, by the engine's names for them. */
  const laid = new Map<string, CurvePoint[]>();
  const painting = paintOnce();

  function hear(event: EngineEvent): void {
    if (disposed || event.generation < generation) return;
    if (event.type === 'frame') {
      for (const [i, edge] of event.edges.entries()) {
        const { value, gradient } = ringsOf(edge);
        push(value, event.taps[2 * i] ?? 0);
        push(gradient, event.taps[2 * i + 1] ?? 0);
      }
      for (const [node, loss] of Object.entries(event.losses ?? {})) push(lossRing(node), loss);
      curve = extended(curve, event.step, event.points);
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

  function clearCurves(): void {
    curve = [];
    for (const own of lossRings.values()) clear(own);
    for (const { value, gradient } of rings.values()) {
      clear(value);
      clear(gradient);
    }
    painting.ask();
  }

  function ringsOf(edge: string): EdgeRings {
    const own = rings.get(edge) ?? { value: ring(RING), gradient: ring(RING) };
    rings.set(edge, own);
    return own;
  }

  function lossRing(node: string): Ring {
    const own = lossRings.get(node) ?? ring(RING);
    lossRings.set(node, own);
    return own;
  }

  // ── The wire, and the next one ──────────────────────────────────────────────────────────────

  /** Absent after too many deaths in a row: the next question is another attempt. */
  let line: Line | undefined;
  /** Deaths since the last answer. */
  let fruitless = 0;

  interface Line {
    readonly remote: Remote<EngineApi>;
    readonly died: Promise<Issue>;
    close(): void;
  }

  function draw(): Line {
    const wire = spawn();
    const remote = wrap<EngineApi>(wire.endpoint);
    let dead = false;
    const died = new Promise<Issue>((resolve) => {
      wire.onDeath((reason) => {
        if (dead || disposed) return;
        dead = true;
        const last = ++fruitless > ATTEMPTS;
        const trouble = issue(
          last ? 'engine.unusable' : 'engine.died',
          fruitless > 2
            ? 'The training worker cannot be started: {reason}.'
            : 'The training worker stopped: {reason}. A new one was started with the last good weights.',
          { args: { reason } },
        );
        wire.close();
        resolve(trouble);
        line = last ? undefined : draw();
        hear({ type: 'trouble', generation, issues: [trouble] });
      });
    });
    // Late events of a dead worker are those of nobody.
    void Promise.resolve(remote.listen(proxy((event) => void (dead || hear(event))))).catch(
      () => {},
    );
    if (watching) void remote.watch(...watching).catch(() => {});
    return {
      remote,
      died,
      close: () => {
        dead = true;
        remote[releaseProxy]();
        wire.close();
      },
    };
  }
  line = draw();

  /** The answer of the worker or, where it dies before, what is said in its place. */
  async function ask<T>(
    question: (remote: Remote<EngineApi>) => Promise<T>,
    otherwise: (trouble: Issue) => T,
  ): Promise<T> {
    if (disposed) return otherwise(issue('engine.closed', 'The session is closed.'));
    line ??= draw();
    const { remote, died } = line;
    const answer = question(remote).then((value) => {
      fruitless = 0;
      return value;
    });
    try {
      return await Promise.race([answer, died.then(otherwise)]);
    } catch (error) {
      // What cannot cross the wire (a value that cannot be cloned) fails here.
      const reason = error instanceof Error ? error.message : String(error);
      const trouble = issue('engine.call', 'The engine did not answer: {reason}.', {
        args: { reason },
      });
      hear({ type: 'trouble', generation, issues: [trouble] });
      return otherwise(trouble);
    }
  }
  const nothing = () => undefined;

  const engine: EngineApi = {
    load: (request) =>
      ask(
        (remote) => remote.load(request),
        (trouble) => ({
          generation: request.generation,
          compilation: {
            key: '',
            issues: [trouble],
            shapes: {},
            batch: 0,
            parameters: [],
            sources: [],
            losses: [],
            looks: [],
            penalised: false,
          },
          moves: [],
          status: 'failed' as const,
          restarted: [],
          data: [],
        }),
      ),
    train: (steps) => ask((remote) => remote.train(steps), nothing),
    pause: () => ask((remote) => remote.pause(), nothing),
    reset: (keepAs) =>
      ask(
        (remote) => remote.reset(keepAs),
        () => 'same' as const,
      ),
    takeBest: (keepAs) =>
      ask(
        (remote) => remote.takeBest(keepAs),
        () => 'same' as const,
      ),
    exchange: (name) =>
      ask(
        (remote) => remote.exchange(name),
        () => false,
      ),
    dial: (name, value) => ask((remote) => remote.dial(name, value), nothing),
    watch: (edges, hertz) => {
      watching = [edges, hertz];
      return ask((remote) => remote.watch(edges, hertz), nothing);
    },
    listen: async (callback) => void listeners.add(callback),
    stepForward: () => ask((remote) => remote.stepForward(), nothing),
    stepBack: () => ask((remote) => remote.stepBack(), nothing),
    runTo: (node) => ask((remote) => remote.runTo(node), nothing),
    leaveStepping: () => ask((remote) => remote.leaveStepping(), nothing),
    explain: (index, row) => ask((remote) => remote.explain(index, row), nothing),
    inspectNode: (node, first) => ask((remote) => remote.inspectNode(node, first), nothing),
    inspectInside: (node, sample) => ask((remote) => remote.inspectInside(node, sample), nothing),
    inspectEdge: (edge, first) => ask((remote) => remote.inspectEdge(edge, first), nothing),
    plan: (routine) => ask((remote) => remote.plan(routine), nothing),
    code: (routine, step) => ask((remote) => remote.code(routine, step), nothing),
    measure: (routine, from) => ask((remote) => remote.measure(routine, from), nothing),
    map: (request) => ask((remote) => remote.map(request), nothing),
    readWeights: () =>
      ask(
        (remote) => remote.readWeights(),
        () => ({}),
      ),
    readCheckpoint: () => ask((remote) => remote.readCheckpoint(), nothing),
    writeWeights: (weights) =>
      ask(
        (remote) => remote.writeWeights(weights),
        (trouble) => [trouble],
      ),
    dispose: () => ask((remote) => remote.dispose(), nothing),
  };

  return {
    engine,
    edge: ringsOf,
    loss: lossRing,
    curves: () => curve,
    onPaint: painting.add,
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
      line?.close();
    },
  };
}

/**
 * The curve with new points. What lies beyond them (after a reset, a step back) goes. When it grows
 * too long every second point goes, so that the far past is coarse and the last steps are not.
 */
export function extended(
  curve: CurvePoint[],
  step: number,
  points: readonly CurvePoint[],
): CurvePoint[] {
  const from = Math.min(points[0]?.step ?? Number.POSITIVE_INFINITY, step + 1);
  let keep = curve.length;
  while (keep > 0 && (curve[keep - 1]?.step ?? 0) >= from) keep--;
  if (keep === curve.length && !points.length) return curve;
  const all = [...curve.slice(0, keep), ...points];
  if (all.length <= CURVE) return all;
  return all.filter((_, i) => i % 2 === 0 || i === all.length - 1);
}

/** Callbacks that are called together, at most once an animation frame. */
function paintOnce() {
  const callbacks = new Set<() => void>();
  let asked: (() => void) | undefined;
  const soon = (body: () => void): (() => void) => {
    if (typeof requestAnimationFrame === 'function') {
      const id = requestAnimationFrame(body);
      return () => cancelAnimationFrame(id);
    }
    const id = setTimeout(body, 16);
    return () => clearTimeout(id);
  };
  return {
    ask() {
      asked ??= soon(() => {
        asked = undefined;
        for (const callback of callbacks) callback();
      });
    },
    add(callback: () => void) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    stop() {
      asked?.();
      asked = undefined;
      callbacks.clear();
    },
  };
}
