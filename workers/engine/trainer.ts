/**
 * The trainer: runs training steps in slices and tells of them. It holds what is running and in which
 * state; the engine's other parts ask it to start, stop, rest or speak. Time decides only when things
 * are shown, never what is computed.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import { formatNumber } from '../../src/tensor/format.ts';
import { LostThread } from '../backends/backend.ts';
import type { Clock } from './clock.ts';
import type { Told } from './compiling.ts';
import { causesOf, diagnose, type Wild, wildWeights } from './diagnosis.ts';
import { createEvaluation, penaltyOf } from './evaluation.ts';
import { advanceFor, createMeter, lossesOf, pointOf, tapsOf } from './frames.ts';
import { internal } from './loading.ts';
import { finite, glanceOn, keep, type Machine } from './machine.ts';
import { type Evaluation, type Metrics, NO_METRICS } from './metrics.ts';
import { createPacing, SLICE } from './pacing.ts';
import type { CurvePoint, EngineEvent, Status } from './protocol.ts';
import { type Run, trains } from './run.ts';
import { betterThan, goOn, isOver, settleOnBest } from './validation-checks.ts';

type Frame = Extract<EngineEvent, { type: 'frame' }>;
type Exchanged = Extract<EngineEvent, { type: 'exchanged' }>;

/** Milliseconds. */
const FRAME = 100;
/** A rest by what the slice before it took: a quarter of a core is what the page leaves over. */
const REST = 3;
/** A longer one would be felt by whoever watches the curve. */
const LONGEST_REST = 30;
const POINT = 20;
const EVALUATE = 250;
const KEEP = 250;
/** Glances may take this share of the time (so that with their drawing they stay under a tenth), evaluations that one. */
const GLANCE_SHARE = 0.06;
const EVALUATE_SHARE = 0.1;
/** Each of the first steps gives a point: most of a small network's curve happens there. */
const FIRST_POINTS = 50;
/** So many validation checks are drawn in one frame. */
const CHECK_POINTS = 100;

export interface Trainer {
  run: Run | undefined;
  status: Status;
  generation: number;
  /** The document has nothing to run: what was loaded before waits for an edit, and is not spoken of. */
  idle: boolean;
  listen(listener: (event: EngineEvent) => unknown): void;
  /** Something to tell; what it means for the status is told by the frame behind it. */
  trouble(...issues: readonly Issue[]): void;
  frame(): void;
  /** Tells whose curve is shown from now on: before any frame of it. */
  exchanged(what: Omit<Exchanged, 'type' | 'generation'>): void;
  /** How far loading the document of that generation is. */
  compiling(generation: number, progress: Told): void;
  breakDown(what: string, error: unknown): void;
  /** Puts a run whose backend broke down on a new instance, at its last good weights. */
  heal(run: Run): Promise<Run | undefined>;
  watch(edges: readonly string[], hertz: number): void;
  /** So many frames a second at most while training. */
  pace(hertz: number): void;
  /** Between two slices training rests three times as long as the last one took, or not. */
  giveWay(on: boolean): void;
  /** The status of what stands still. */
  atRest(): Status;
  start(steps: number): void;
  stop(): void;
  /**
   * Evaluates what stands still, then tells of it.
   * @param ended training was ended from outside: better weights that it has seen are offered
   */
  settle(ended?: boolean): Promise<void>;
  /** The same once the answer to what is being asked is on its way: metrics come after it. */
  settleSoon(): void;
  /** A training step was stepped to its end: its numbers lie in the buffers of `watch`. */
  stepped(r: Run): void;
  /** Points, metrics and pace belong to the past: after a load or a reset. */
  forget(): void;
  /** Nobody listens any more. */
  close(): void;
}

export function createTrainer(clock: Clock): Trainer {
  const listeners: ((event: EngineEvent) => unknown)[] = [];
  let looping = false;
  let givesWay = false;
  let remaining = 0;
  /** Steps that were asked for last. */
  let asked = 0;
  /** Weights that were out of range when they were. */
  let wild: readonly Wild[] = [];
  /** Training was ended from outside, and what it left is still to be compared with the best. */
  let offersBest = false;
  const pacing = createPacing();
  /** Whose slice it is: of glancing and evaluating, or of training. */
  let turn: 'glance' | 'train' = 'glance';
  const meter = createMeter();
  let watched: readonly string[] = [];
  let hertz = 0;
  let paceAtMost = Number.POSITIVE_INFINITY;
  /** What the last glance saw, until a frame takes it along. */
  let seen: Pick<Frame, 'taps' | 'losses'> | undefined;
  /** When the glance under way began, and what it has taken so far. */
  let glance: { readonly begin: number; spent: number } | undefined;
  let points: CurvePoint[] = [];
  let metrics: Metrics = NO_METRICS;
  let evaluation: Evaluation | undefined;
  let settled = 0;
  const due = { glance: 0, point: 0, frame: 0, evaluate: 0, keep: 0 };

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
  const tell = (...issues: readonly Issue[]) =>
    emit({ type: 'trouble', generation: self.generation, issues });
  /** A point of this very step takes the place of an earlier one: its metrics are newer. */
  const point = (r: Run) => {
    if (points.at(-1)?.step === r.machine.step) points.pop();
    points.push(pointOf(r.machine, metrics));
  };
  function frame(): void {
    const { run, status, generation } = self;
    emit({
      type: 'frame',
      generation,
      status,
      step: run?.machine.step ?? 0,
      epoch: run ? run.machine.feed.epoch(run.machine.step) : 0,
      stepsPerSecond: status === 'training' ? meter.rate : 0,
      ...(run && !self.idle && trains(run) && { now: pointOf(run.machine, metrics) }),
      ...(run?.cursor.walking && { walking: true }),
      points,
      edges: seen ? watched : [],
      taps: new Float32Array(0),
      ...seen,
    });
    points = [];
    seen = undefined;
    // A glance that is due then comes up to two slices later, and takes the frame along.
    const glances = watched.length && hertz > 0;
    due.frame = clock.now() + Math.max(FRAME, 1_000 / paceAtMost) + (glances ? 2 * SLICE : 0);
  }
  function breakDown(what: string, error: unknown): void {
    const { run } = self;
    // What was begun on that instance ends with it.
    evaluation = undefined;
    glance = undefined;
    if (run && error instanceof LostThread) {
      if (!run.broken) void goOnHealed(run);
      run.broken = true;
      return;
    }
    if (self.run) {
      self.run.broken = true;
      self.status = 'failed';
    }
    tell(internal(what, error));
    frame();
  }

  /** From the last good step on: the same steps give the same numbers once more. */
  async function goOnHealed(lost: Run): Promise<void> {
    try {
      const healed = await self.heal(lost);
      if (!healed || self.run !== healed) return;
      const { step } = healed.machine;
      points = points.filter((p) => p.step <= step);
      if (self.status === 'training') self.start(remaining + lost.machine.step - step);
      else void settle();
    } catch (error) {
      breakDown('Training', error);
    }
  }

  function notFinite(r: Run): void {
    const { machine } = r;
    const { step, found } = diagnose(machine, machine.step);
    self.status = 'failed';
    remaining = 0;
    points = points.filter((p) => p.step < step);
    const node = found?.node;
    tell(
      node && found
        ? issue(
            'run.not-finite',
            'Training stopped at step {step}: {node} gave numbers that are not finite in its {phase} pass. The weights from before this step are kept.',
            { args: { step, node: { node }, phase: found.phase }, where: { node } },
          )
        : issue(
            'run.cost-not-finite',
            'Training stopped at step {step}: the cost is not finite. The weights from before this step are kept.',
            { args: { step } },
          ),
      ...causesOf(r, wild),
    );
    frame();
    // In its first step: what these weights cost has yet to be found out.
    if (Number.isNaN(machine.cost)) void settle();
  }

  function stoppedEarly(r: Run): void {
    const { machine } = r;
    const { cost, step, storage } = machine.earlyStopping;
    // The last step as it was, before the weights go back.
    point(r);
    frame();
    const args = { at: machine.step, best: step, cost: formatNumber(cost) };
    settleOnBest(machine);
    self.stop();
    emit({
      type: 'stopped',
      generation: self.generation,
      issue: storage
        ? issue(
            'run.stopped-back',
            'Stopped early at step {at}: the validation cost was lowest at step {best}, {cost}. The weights are those of that step again.',
            { severity: 'info', args },
          )
        : issue(
            'run.stopped',
            'Stopped early at step {at}: the validation cost was lowest at step {best}, {cost}.',
            { severity: 'info', args },
          ),
    });
    void settle();
  }

  /** A glance for those who watch, until it is over or the time is. */
  function glanceFor(machine: Machine, until: number): void {
    const time = clock.now();
    if (hertz === 0 || !watched.length) glance = undefined;
    else if (time >= due.glance) glance ??= { begin: time, spent: 0 };
    if (!glance) return;
    const { begin } = glance;
    let over: boolean;
    do over = glanceOn(machine);
    while (!over && clock.now() < until);
    if (over) seen = { taps: tapsOf(machine, watched), losses: lossesOf(machine) };
    glance.spent += clock.now() - time;
    if (!over) return;
    const beat = 1_000 / Math.min(hertz, paceAtMost);
    // A glance comes when a slice is over, always a little late: the beat goes on from when it was due.
    const from = begin - due.glance < beat ? due.glance : begin;
    due.glance = Math.max(from + beat, begin + glance.spent / GLANCE_SHARE);
    glance = undefined;
  }

  /** Between two steps: a glance, and a part of an evaluation, where they are due. */
  function glanceAndEvaluate(machine: Machine, until: number): void {
    glanceFor(machine, until);
    const start = clock.now();
    if (start < until && start >= due.evaluate) {
      evaluation ??= createEvaluation(machine);
      const found = advanceFor(evaluation, SLICE * EVALUATE_SHARE, clock);
      const end = clock.now();
      due.evaluate = end + (end - start) * (1 / EVALUATE_SHARE - 1);
      if (found) {
        metrics = found;
        evaluation = undefined;
        due.evaluate = Math.max(due.evaluate, end + EVALUATE);
      }
    }
  }

  /** Training steps for about that long, and what follows from them. */
  function train(r: Run, until: number): void {
    const { machine } = r;
    const begin = machine.step;
    let time = clock.now();
    /** A step in parts is over: glancing has its slice before the next one begins. */
    let over = false;
    do {
      const first = machine.step;
      const { share } = pacing;
      const most = first < FIRST_POINTS ? 1 : Math.min(pacing.stride, remaining);
      const owed = machine.checkPending;
      const goesOn = machine.begun.train > 0;
      const checked = goOn(machine, most, share);
      const done = machine.step - first;
      remaining -= done;
      if (done && !Number.isFinite(machine.cost)) {
        notFinite(r);
        return;
      }
      // A check is exact for its step: the curve shows what training goes by.
      if (checked !== undefined) metrics = { ...metrics, validationCost: checked };
      const early = done > 0 && machine.step <= FIRST_POINTS;
      if (early || (checked !== undefined && points.length < CHECK_POINTS)) point(r);
      if (isOver(machine)) {
        stoppedEarly(r);
        return;
      }
      const before = time;
      time = clock.now();
      if (!owed) pacing.took(time - before, done, goesOn);
      over = share !== undefined && done > 0;
    } while (time < until && !over && (remaining > 0 || machine.checkPending));
    if (machine.step > begin) {
      meter.mark(machine.step, time);
      if (time >= due.point) {
        point(r);
        due.point = time + POINT;
      }
    }
    if (time >= due.keep) {
      if (!finite(machine)) {
        notFinite(r);
        return;
      }
      keep(machine, machine.good);
      due.keep = time + Math.max(KEEP, 50 * (clock.now() - time));
    }
    if (remaining <= 0 && !machine.checkPending) {
      self.status = self.atRest();
      // Whoever takes single steps looks at each of them.
      void settle(asked > 1);
    }
  }

  function offerBest({ machine }: Run, now: number): void {
    const best = betterThan(machine, now);
    offersBest = false;
    if (!best) return;
    const args = {
      best: best.step,
      cost: formatNumber(best.cost),
      at: machine.step,
      now: formatNumber(now),
    };
    emit({
      type: 'better',
      generation: self.generation,
      issue: issue(
        'run.better',
        'The validation cost was lowest at step {best}, {cost}; at step {at} it is {now}.',
        { severity: 'info', args },
      ),
    });
  }

  /** What was begun goes on; else the two take turns, and share a slice where one leaves time. */
  function slice(r: Run): void {
    const until = clock.now() + SLICE;
    if (glance) turn = 'glance';
    else if (r.machine.begun.train > 0) turn = 'train';
    const glances = turn === 'glance';
    if (glances) glanceAndEvaluate(r.machine, until);
    const trains = !glances || (!glance && clock.now() < until);
    if (trains) train(r, until);
    turn = trains ? 'glance' : 'train';
    if (self.status === 'training' && (seen || clock.now() >= due.frame)) frame();
  }

  async function loop(): Promise<void> {
    looping = true;
    try {
      while (self.run && !self.run.broken && self.status === 'training') {
        const begin = clock.now();
        slice(self.run);
        if (self.status !== 'training') break;
        if (givesWay) await clock.wait(Math.min(LONGEST_REST, REST * (clock.now() - begin)));
        await clock.yieldToOthers();
      }
    } catch (error) {
      breakDown('Training', error);
    } finally {
      looping = false;
    }
  }

  /** At rest: the metrics of exactly these weights, a few milliseconds at a time, then a frame. */
  async function settle(ended = false): Promise<void> {
    const turn = ++settled;
    offersBest ||= ended;
    const r = self.run;
    if (!r) return frame();
    evaluation = undefined;
    try {
      const own = createEvaluation(r.machine);
      const { step } = r.machine;
      const { walking } = r.cursor;
      for (let told = false; ; told = true) {
        if (
          turn !== settled ||
          self.run !== r ||
          self.status === 'training' ||
          r.broken ||
          self.idle ||
          // The weights are about to be others.
          r.cursor.walking !== walking
        )
          return;
        const found = advanceFor(own, SLICE, clock, r.cursor.begun);
        if (found) {
          const { machine, cursor } = r;
          // Somebody who steps has the buffers of `watch`.
          const unknown = Number.isNaN(machine.cost) && !cursor.begun;
          metrics = unknown ? { ...found, penalty: penaltyOf(machine) } : found;
          // In the midst of a step the cost is that of the step to come.
          if (trains(r) && machine.step === step && !cursor.walking) point(r);
          if (offersBest && machine.step === step) offerBest(r, found.validationCost);
          return frame();
        }
        if (!told) frame();
        await clock.yieldToOthers();
      }
    } catch (error) {
      breakDown('Evaluating', error);
    }
  }

  const self: Trainer = {
    run: undefined,
    status: 'empty',
    generation: 0,
    idle: false,
    listen: (listener) => void listeners.push(listener),
    trouble(...issues) {
      tell(...issues);
      frame();
    },
    frame,
    compiling: (generation, progress) => emit({ type: 'compiling', generation, progress }),
    exchanged: (what) => emit({ type: 'exchanged', generation: self.generation, ...what }),
    breakDown,
    heal: async () => undefined,
    watch(edges, rate) {
      watched = [...edges];
      hertz = Number.isFinite(rate) ? Math.min(20, Math.max(0, rate)) : 0;
      seen = undefined;
      due.glance = 0;
    },
    pace(rate) {
      if (rate > 0) paceAtMost = rate;
    },
    giveWay(on) {
      givesWay = on;
    },
    atRest: () =>
      !self.run || self.idle ? 'empty' : self.run.machine.step > 0 ? 'paused' : 'ready',
    start(steps) {
      if (!self.run) return;
      remaining = steps;
      asked = steps;
      offersBest = false;
      wild = wildWeights(self.run);
      self.status = 'training';
      glance = undefined;
      meter.clear();
      meter.mark(self.run.machine.step, clock.now());
      settled++;
      frame();
      if (!looping) void loop();
    },
    stop() {
      if (self.status === 'training') self.status = self.atRest();
      remaining = 0;
    },
    settle,
    settleSoon() {
      const turn = settled;
      frame();
      void clock.yieldToOthers().then(() => (turn === settled ? settle() : undefined));
    },
    stepped(r) {
      if (watched.length && hertz > 0)
        seen = { taps: tapsOf(r.machine, watched), losses: lossesOf(r.machine) };
      if (trains(r)) point(r);
    },
    forget() {
      metrics = NO_METRICS;
      evaluation = undefined;
      offersBest = false;
      points = [];
      seen = undefined;
      pacing.reset();
      glance = undefined;
      meter.clear();
    },
    close() {
      settled++;
      listeners.length = 0;
    },
  };
  return self;
}
