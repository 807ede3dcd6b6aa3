/**
 * An engine whose time and whose pauses are a test's: its clock jumps, so that slices, monitoring passes and
 * evaluations end anywhere; training goes on by single breaths while it is held; a backend that can be told
 * to fail. All that a test of its bookkeeping asks of `EngineApi` is asked here.
 */
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import type { RecordingLog } from '../../src/document/kept.ts';
import type { Pace } from '../../src/document/paces.ts';
import type { Document } from '../../src/document/records.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Backend, Instance } from '../../workers/backends/backend.ts';
import { createEngine, type EngineParts } from '../../workers/engine/engine.ts';
import type {
  CursorState,
  EdgeInspection,
  EngineEvent,
  KeptMoments,
  Leaving,
  LoadRequest,
  NodeInspection,
} from '../../workers/engine/protocol.ts';
import { createLateness } from './late.ts';

type Frame = Extract<EngineEvent, { type: 'frame' }>;

const macrotask = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Numbers that look random and come again. */
function jumps(seed: number) {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Driven {
  readonly events: readonly EngineEvent[];
  readonly frames: () => readonly Frame[];
  readonly frame: () => Frame;
  /** Training and evaluating go on by themselves, or only when they are let. */
  hold(): void;
  breathe(times: number): Promise<void>;
  /** So many turns of whatever is under way. */
  turns(count: number): Promise<void>;
  /** Lets go, and waits until nothing is under way. */
  quiet(): Promise<void>;
  /** The backend throws that in the call of a routine behind so many others, once. */
  failAfter(calls: number, error: () => Error, only?: 'train'): void;
  struck(): boolean;
  /** It did, or not; it will not any more. */
  failed(): boolean;

  load(document: Document, more?: Partial<LoadRequest>): Promise<void>;
  train(steps: number): Promise<void>;
  pause(): Promise<void>;
  reset(keepAs?: string): Promise<void>;
  takeBest(keepAs?: string): Promise<void>;
  exchange(name: string): Promise<boolean>;
  dial(name: string, value: number): Promise<void>;
  pace(pace: Pace): Promise<void>;
  watch(edges: readonly string[], hertz: number): Promise<void>;
  write(weights: Tensors): Promise<void>;
  forward(moves?: number): Promise<CursorState | undefined>;
  back(moves?: number): Promise<CursorState | undefined>;
  runTo(node: string): Promise<CursorState | undefined>;
  leave(how?: Leaving): Promise<void>;
  state(): Promise<Checkpoint | undefined>;
  /** The log of what is recorded, and its states kept. */
  recorded(): Promise<RecordingLog | undefined>;
  keepMoments(project: string, ids: readonly string[]): Promise<KeptMoments>;
  /** Of the moment that is visited. */
  moment(): Promise<Checkpoint | undefined>;
  visit(step: number): Promise<void>;
  fork(keepAs?: string): Promise<void>;
  /** What the recording may take. */
  record(bytes: number): Promise<void>;
  node(id: string): Promise<NodeInspection | undefined>;
  edge(id: string): Promise<EdgeInspection | undefined>;
  /** Names of what is laid aside, as told last. */
  kept(): readonly string[];
  close(): Promise<void>;
}

/**
 * How time goes: in jumps, so that anything ends anywhere; not at all, so that nothing is due but what has
 * to be done at once, and the last good state is an old one; or past the end of a slice whenever somebody
 * asks, so that each part of a step has a slice of its own.
 */
export type Clock = 'jumps' | 'stands' | 'races';

export async function driven(
  parts: Omit<EngineParts, 'backends'>,
  backend: Backend,
  seed: number,
  clock: Clock = 'jumps',
  /** Numbers of the device come some macrotasks after they were asked for. */
  late = false,
): Promise<Driven> {
  const next = jumps(seed);
  const lateness = createLateness(jumps(seed + 1));
  let time = 0;
  const pass = {
    jumps: () => {
      const jump = next();
      return jump < 0.85 ? jump / 4 : jump < 0.97 ? 12 : 300;
    },
    stands: () => 0,
    races: () => 12,
  }[clock];
  const now = () => {
    time += pass();
    return time;
  };
  let held = false;
  let breaths = 0;
  const waiting: (() => void)[] = [];
  const yieldToOthers = async () => {
    breaths++;
    if (held) await new Promise<void>((resolve) => waiting.push(resolve));
    else await macrotask();
  };

  let fault: { calls: number; readonly error: () => Error; readonly only?: 'train' } | undefined;
  let struck = false;
  const strike = (what: 'train' | 'run') => {
    if (!fault || (fault.only && fault.only !== what) || fault.calls-- > 0) return;
    const { error } = fault;
    fault = undefined;
    struck = true;
    throw error();
  };
  const fallible: Backend = {
    ...backend,
    instantiate: async (...args) => {
      const instance = await backend.instantiate(...args);
      const wrapped: Instance = {
        plan: instance.plan,
        footprint: instance.footprint,
        threads: instance.threads,
        submit: (...call) => {
          strike('run');
          instance.submit(...call);
        },
        train: async (steps) => {
          strike('train');
          return instance.train(steps);
        },
        fetch: (place) => instance.fetch(place),
        writeOrder: (...call) => instance.writeOrder(...call),
        read: (...call) => instance.read(...call),
        write: (...call) => instance.write(...call),
        reduce: (...call) => instance.reduce(...call),
        snapshot: (regions) => instance.snapshot(regions),
        listing: (...call) => instance.listing(...call),
        dispose: () => instance.dispose(),
      };
      return late ? lateness.over(wrapped) : wrapped;
    },
  };

  const engine = createEngine({
    ...parts,
    backends: [fallible],
    clock: {
      now,
      yieldToOthers,
      wait: (milliseconds) => {
        time += milliseconds;
        return macrotask();
      },
    },
  });
  const events: EngineEvent[] = [];
  await engine.listen((event) => void events.push(event));
  let generation = 0;

  const breathe = async (times: number) => {
    for (let i = 0; i < times; i++) {
      waiting.shift()?.();
      do await macrotask();
      while (lateness.open);
    }
  };
  /** An answer: where it waits for training to breathe, that breathes. */
  async function answer<T>(asked: Promise<T>): Promise<T> {
    let here = false;
    const done = asked.finally(() => {
      here = true;
    });
    // Training is not to go on for as long as the device alone is waited for.
    do await macrotask();
    while (!here && lateness.open);
    while (!here) await breathe(1);
    return done;
  }
  const frames = () => events.flatMap((e) => (e.type === 'frame' ? [e] : []));

  return {
    events,
    frames,
    frame: () => {
      const last = frames().at(-1);
      if (!last) throw new Error('there is no frame yet');
      return last;
    },
    hold() {
      held = true;
    },
    breathe,
    async turns(count) {
      for (let i = 0; i < count; i++) await macrotask();
    },
    async quiet() {
      held = false;
      for (const go of waiting.splice(0)) go();
      const isStill = (before: number) => before === breaths && !lateness.open;
      for (let still = 0, before = -1; still < 3; still = isStill(before) ? still + 1 : 0) {
        before = breaths;
        await macrotask();
      }
    },
    failAfter(calls, error, only) {
      fault = { calls, error, ...(only && { only }) };
      struck = false;
    },
    struck: () => struck,
    failed() {
      fault = undefined;
      return struck;
    },
    load: async (document, more = {}) =>
      void (await answer(engine.load({ document, generation: ++generation, ...more }))),
    train: (steps) => answer(engine.train(steps)),
    pause: () => answer(engine.pause()),
    reset: async (keepAs) => void (await answer(engine.reset(keepAs))),
    takeBest: async (keepAs) => void (await answer(engine.takeBest(keepAs))),
    exchange: (name) => answer(engine.exchange(name)),
    dial: (name, value) => answer(engine.dial(name, value)),
    pace: (pace) => answer(engine.pace(pace)),
    watch: (edges, hertz) => answer(engine.watch(edges, hertz)),
    write: async (weights) => void (await answer(engine.writeWeights(weights))),
    forward: (moves) => answer(engine.stepForward(moves)),
    back: (moves) => answer(engine.stepBack(moves)),
    runTo: (node) => answer(engine.runTo(node)),
    leave: (how) => answer(engine.leaveStepping(how)),
    state: () => answer(engine.readCheckpoint()),
    moment: () => answer(engine.readCheckpoint('moment')),
    kept: () => events.findLast((e) => e.type === 'exchanged')?.kept ?? [],
    recorded: async () => (await answer(engine.readRun()))?.recording,
    keepMoments: (project, ids) => answer(engine.keepMoments(project, ids)),
    visit: (step) => answer(engine.visit(step)),
    fork: async (keepAs) => void (await answer(engine.fork(keepAs))),
    record: (bytes) => answer(engine.recordingBudget(bytes)),
    node: (id) => answer(engine.inspectNode(id)),
    edge: (id) => answer(engine.inspectEdge(id)),
    close: () => answer(engine.dispose()),
  };
}
