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
import { isMilestone } from './milestones.ts';
import type { CurvePoint, EngineEvent, Pictures } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import { SLICE } from './slicing.ts';
import type { EngineView } from './state.ts';

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

/** Values of the watched edges, of one training step. */
interface Reading {
  readonly step: number;
  readonly taps: Float32Array;
}
/** One behind the other. */
function joined(readings: readonly Reading[]): Float32Array {
  const all = new Float32Array(readings.reduce((n, { taps }) => n + taps.length, 0));
  let at = 0;
  for (const { taps } of readings) {
    all.set(taps, at);
    at += taps.length;
  }
  return all;
}

export interface Telemetry {
  listen(listener: (event: EngineEvent) => unknown): void;
  /** Nobody listens any more. */
  close(): void;
  tell(event: Untold): void;
  /** How far loading the document of that generation is. */
  compiling(told: Omit<Compiling, 'type'>): void;
  /** Something is wrong; what it means for the status is told by the frame behind it. */
  trouble(...issues: readonly Issue[]): void;
  /** @param pictures what the page shows in pictures, of this very step */
  frame(pictures?: Pictures): void;

  /** Which edges' values are wanted, and how often a second. */
  watch(edges: readonly string[], hertz: number): void;
  /** So many frames a second at most while training. */
  frameRate(hertz: number): void;
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
  /** The values of the watched edges are there, of that step: the one to come, or the one that was stepped to its end. */
  watched(executor: Executor, step: number): Promise<void>;
  /** They are those of the step to come: a frame waits for that. */
  awaits(executor: Executor): boolean;
  /** They are those of the step that is over. */
  isTaken(executor: Executor): boolean;
  /** A training step was stepped to its end: its numbers lie in the buffers of `watch`. */
  stepped(r: Runtime): Promise<void>;
  /** Measured at the step at which the executor stands: a point of the curve. */
  evaluated(executor: Executor, metrics: Metrics): void;
  /** The same of what stands still. @param isPoint the metrics are of a point of the curve */
  settled(r: Runtime, metrics: Metrics, isPoint: boolean): void;
  /** Steps from that one on did not count. */
  undone(from: number): void;
  /** Steps came that no frame has told, and one is due. */
  owesFrame(time: number): boolean;
  /**
   * A slice is over: a frame is told where one is due.
   * @param each a step is shown before the next is taken
   * @param shows and its frame comes with pictures, from who reads them
   */
  sliceOver(each: boolean, shows: boolean): void;
  /** Points, metrics and pace belong to the past: after a load or a reset. */
  forget(): void;
}

export function createTelemetry(state: EngineView, clock: EngineClock): Telemetry {
  const listeners: ((event: EngineEvent) => unknown)[] = [];
  const meter = createMeter();
  let edges: readonly string[] = [];
  let hertz = 0;
  let mostFrames = Number.POSITIVE_INFINITY;
  let points: CurvePoint[] = [];
  /** The latest, for the bar. */
  let metrics: Metrics = NO_METRICS;
  /** Those of one step, for its point. */
  let measured = { step: Number.NaN, metrics: NO_METRICS };
  /** Watched values that no frame has taken along yet, each of a step; the last may be that of the step to come. */
  let taken: Reading[] = [];
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
  const measuredAt = (step: number): Metrics =>
    measured.step === step ? measured.metrics : NO_METRICS;
  /** @param own what of all was measured at this very step */
  const measure = ({ step }: Executor, all: Metrics, own: Partial<Metrics> = all) => {
    metrics = all;
    measured = { step, metrics: { ...measuredAt(step), ...own } };
  };
  /** The curve is that of the run: nothing of a visit to one of its moments belongs to it. */
  const isVisiting = () => state.runtime?.timeline.isVisiting === true;
  /** A point of this very step takes the place of an earlier one: its metrics are newer. */
  const point = (executor: Executor) => {
    if (isVisiting()) return;
    if (points.at(-1)?.step === executor.step) points.pop();
    // What was measured at another step is no point of this one.
    points.push(pointOf(executor, measuredAt(executor.step)));
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
    frame(pictures) {
      const { runtime, status, generation, idle } = state;
      const step = runtime?.executor.step ?? 0;
      const span = idle ? undefined : runtime?.timeline.span;
      // What was watched for a step that is not over comes with that, or never.
      const told = taken.filter((reading) => reading.step <= step);
      emit({
        type: 'frame',
        generation,
        status,
        step,
        epoch: runtime?.executor.dataLoader.epoch(step) ?? 0,
        stepsPerSecond: status === 'training' ? meter.rate : 0,
        ...(runtime?.trains && !idle && { now: pointOf(runtime.executor, metrics) }),
        ...(runtime?.cursor.walking && { walking: true }),
        ...(span && { timeline: span }),
        points,
        edges: told.length ? edges : [],
        taps: joined(told),
        tapSteps: told.map((reading) => reading.step),
        ...(pictures && { pictures }),
      });
      points = [];
      taken = taken.slice(told.length);
      due.frame = clock.now() + Math.max(FRAME, 1_000 / mostFrames);
    },

    watch(wanted, rate) {
      edges = [...wanted];
      hertz = Number.isFinite(rate) ? Math.min(MOST_WATCHED, Math.max(0, rate)) : 0;
      taken = [];
    },
    frameRate(rate) {
      if (rate > 0) mostFrames = rate;
    },
    get beat() {
      return isWatching() ? 1_000 / Math.min(hertz, mostFrames) : undefined;
    },

    started(executor) {
      taken = taken.filter(({ step }) => step <= executor.step);
      meter.clear();
      meter.mark(executor.step, clock.now());
    },
    trained(executor, steps, checked) {
      // A check is exact for its step: the curve shows what training goes by.
      if (checked !== undefined) {
        const own = { validationCost: checked };
        measure(executor, { ...metrics, ...own }, own);
      }
      const isDue = steps > 0 && (executor.step <= FIRST_POINTS || isMilestone(executor.step));
      if (isDue || (checked !== undefined && points.length < CHECK_POINTS)) point(executor);
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
    async watched(executor, step) {
      const asked = edges;
      const taps = await tapsOf(executor, asked);
      // Others may be wanted by now.
      if (edges !== asked) return;
      taken = [...taken.filter((reading) => reading.step < step), { step, taps }];
    },
    awaits: ({ step }) => taken.at(-1)?.step === step + 1,
    isTaken: ({ step }) => taken.at(-1)?.step === step,
    async stepped(r) {
      if (r.trains) point(r.executor);
      if (isWatching()) await self.watched(r.executor, r.executor.step);
    },
    evaluated(executor, found) {
      measure(executor, found);
      point(executor);
    },
    settled(r, found, isPoint) {
      measure(r.executor, found);
      if (isPoint) point(r.executor);
    },
    undone(from) {
      points = points.filter((p) => p.step < from);
      taken = taken.filter(({ step }) => step < from);
    },
    owesFrame: (time) => state.status === 'training' && points.length > 0 && time >= due.frame,
    sliceOver(each, shows) {
      const { status, runtime } = state;
      if (status !== 'training' || !runtime || shows) return;
      const time = clock.now();
      // Of steps that come slowly a frame takes along as many as there are. Else watched values that are
      // due come up to two slices later, and take the frame along.
      const isDue = each
        ? self.owesFrame(time)
        : self.isTaken(runtime.executor) || time >= due.frame + (isWatching() ? 2 * SLICE : 0);
      if (isDue) self.frame();
    },
    forget() {
      metrics = NO_METRICS;
      measured = { step: Number.NaN, metrics };
      points = [];
      taken = [];
      meter.clear();
    },
  };
  return self;
}
