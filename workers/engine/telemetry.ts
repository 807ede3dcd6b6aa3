/**
 * Telemetry: what the engine tells while it runs. It hears of steps, checks, evaluations and watched values,
 * keeps points of the curves and figures until a frame takes them along, and decides when a frame is due.
 * It drives nothing: whatever is told, or is not, the same is computed.
 */
import type { Issue } from '../../src/base/issue.ts';
import type { EngineClock } from './clock.ts';
import type { Executor } from './executor.ts';
import { createMeter, pointOf, tapsOf } from './frames.ts';
import { type Metrics, NO_METRICS } from './metrics.ts';
import { SLICE } from './pacing.ts';
import type { CurvePoint, EngineEvent } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import type { EngineView } from './state.ts';

type Frame = Extract<EngineEvent, { type: 'frame' }>;
/** An event but for the generation that it belongs to. */
type Untold = EngineEvent extends infer E
  ? E extends { readonly type: 'compiling' | 'frame' }
    ? never
    : Omit<E, 'generation'>
  : never;
type Compiling = Extract<EngineEvent, { type: 'compiling' }>;

/** Milliseconds between two frames, and between two points of a curve, at least. */
const FRAME = 100;
const POINT = 20;
/** Each of the first steps gives a point: most of a small network's curve happens there. */
export const FIRST_POINTS = 50;
/** So many validation checks are drawn in one frame. */
const CHECK_POINTS = 100;
/** Frames with watched values a second at most. */
const MOST_WATCHED = 20;

export interface Telemetry {
  listen(listener: (event: EngineEvent) => unknown): void;
  /** Nobody listens any more. */
  close(): void;
  tell(event: Untold): void;
  /** How far loading the document of that generation is. */
  compiling(told: Omit<Compiling, 'type'>): void;
  /** Something is wrong; what it means for the status is told by the frame behind it. */
  trouble(...issues: readonly Issue[]): void;
  frame(): void;

  /** Which edges' values are wanted, and how often a second. */
  watch(edges: readonly string[], hertz: number): void;
  /** So many frames a second at most while training. */
  pace(hertz: number): void;
  /** Milliseconds between two readings of the watched values; none where nothing is watched. */
  readonly beat: number | undefined;

  /** Training begins at the step at which that executor stands. */
  started(executor: Executor): void;
  /** So many steps were trained, of which its step is the last; or the check behind it is over, with that cost. */
  trained(executor: Executor, steps: number, checked: number | undefined): void;
  /** A slice of training is over, in which so many steps were trained. */
  trainedFor(executor: Executor, steps: number): void;
  /** Training ends with the step at which the executor stands. */
  ended(executor: Executor): void;
  /** The values of the watched edges are those of the step to come. */
  watched(executor: Executor): Promise<void>;
  /** A training step was stepped to its end: its numbers lie in the buffers of `watch`. */
  stepped(r: Runtime): Promise<void>;
  evaluated(metrics: Metrics): void;
  /** The same of what stands still. @param isPoint the metrics are of a point of the curve */
  settled(r: Runtime, metrics: Metrics, isPoint: boolean): void;
  /** Steps from that one on did not count. */
  undone(from: number): void;
  /** A slice is over: a frame is told where one is due. */
  sliceOver(): void;
  /** Points, metrics and pace belong to the past: after a load or a reset. */
  forget(): void;
}

export function createTelemetry(state: EngineView, clock: EngineClock): Telemetry {
  const listeners: ((event: EngineEvent) => unknown)[] = [];
  const meter = createMeter();
  let edges: readonly string[] = [];
  let hertz = 0;
  let paceAtMost = Number.POSITIVE_INFINITY;
  let points: CurvePoint[] = [];
  let metrics: Metrics = NO_METRICS;
  /** Watched values that no frame has taken along yet. */
  let taken: Pick<Frame, 'taps'> | undefined;
  const due = { frame: 0, point: 0 };

  const emit = (event: EngineEvent) => {
    for (const listener of listeners) {
      try {
        // To another thread the listener answers with a promise, which fails when nobody is there any more.
        Promise.resolve(listener(event)).catch(() => {});
      } catch {
        // A listener's failure is not the engine's.
      }
    }
  };
  const isWatching = () => edges.length > 0 && hertz > 0;
  /** A point of this very step takes the place of an earlier one: its metrics are newer. */
  const point = (executor: Executor) => {
    if (points.at(-1)?.step === executor.step) points.pop();
    points.push(pointOf(executor, metrics));
  };

  const self: Telemetry = {
    listen: (listener) => void listeners.push(listener),
    close() {
      listeners.length = 0;
    },
    tell: (event) => emit({ ...event, generation: state.generation } as EngineEvent),
    compiling: (told) => emit({ type: 'compiling', ...told }),
    trouble(...issues) {
      self.tell({ type: 'trouble', issues });
      self.frame();
    },
    frame() {
      const { runtime, status, generation, idle } = state;
      emit({
        type: 'frame',
        generation,
        status,
        step: runtime?.executor.step ?? 0,
        epoch: runtime ? runtime.executor.feed.epoch(runtime.executor.step) : 0,
        stepsPerSecond: status === 'training' ? meter.rate : 0,
        ...(runtime?.trains && !idle && { now: pointOf(runtime.executor, metrics) }),
        ...(runtime?.cursor.walking && { walking: true }),
        points,
        edges: taken ? edges : [],
        taps: new Float32Array(0),
        ...taken,
      });
      points = [];
      taken = undefined;
      // Watched values that are due then come up to two slices later, and take the frame along.
      const later = isWatching() ? 2 * SLICE : 0;
      due.frame = clock.now() + Math.max(FRAME, 1_000 / paceAtMost) + later;
    },

    watch(wanted, rate) {
      edges = [...wanted];
      hertz = Number.isFinite(rate) ? Math.min(MOST_WATCHED, Math.max(0, rate)) : 0;
      taken = undefined;
    },
    pace(rate) {
      if (rate > 0) paceAtMost = rate;
    },
    get beat() {
      return isWatching() ? 1_000 / Math.min(hertz, paceAtMost) : undefined;
    },

    started(executor) {
      meter.clear();
      meter.mark(executor.step, clock.now());
    },
    trained(executor, steps, checked) {
      // A check is exact for its step: the curve shows what training goes by.
      if (checked !== undefined) metrics = { ...metrics, validationCost: checked };
      const isEarly = steps > 0 && executor.step <= FIRST_POINTS;
      if (isEarly || (checked !== undefined && points.length < CHECK_POINTS)) point(executor);
    },
    trainedFor(executor, steps) {
      if (!steps) return;
      const time = clock.now();
      meter.mark(executor.step, time);
      if (time < due.point) return;
      point(executor);
      due.point = time + POINT;
    },
    ended: point,
    async watched(executor) {
      const asked = edges;
      const taps = await tapsOf(executor, asked);
      // Others may be wanted by now.
      if (edges === asked) taken = { taps };
    },
    async stepped(r) {
      if (r.trains) point(r.executor);
      if (isWatching()) await self.watched(r.executor);
    },
    evaluated(found) {
      metrics = found;
    },
    settled(r, found, isPoint) {
      metrics = found;
      if (isPoint) point(r.executor);
    },
    undone(from) {
      points = points.filter((p) => p.step < from);
    },
    sliceOver() {
      if (state.status === 'training' && (taken || clock.now() >= due.frame)) self.frame();
    },
    forget() {
      metrics = NO_METRICS;
      points = [];
      taken = undefined;
      meter.clear();
    },
  };
  return self;
}
