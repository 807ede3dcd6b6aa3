/**
 * The run: what the engine is asked for and what it tells. Of what is compiled only the answer to the
 * latest document counts, told by its generation. Frames reach the store as they come (session/tempo
 * says how often); the numbers for charts never do (see session/).
 */
import type {
  CurvePoint,
  EngineEvent,
  KeptMoments,
  Laid,
  LoadRequest,
  Losses,
} from '../../workers/engine/protocol.ts';
import type { Clock } from '../base/clock.ts';
import { hasErrors, type Issue, issue } from '../base/issue.ts';
import { compiledAlike, dialsOf } from '../compile/dials.ts';
import type { Checkpoint } from '../document/checkpoint.ts';
import { packed, unpacked } from '../document/curve.ts';
import { type KeptRun, keptOf } from '../document/kept.ts';
import type { Document } from '../document/records.ts';
import type { Session } from '../session/session.ts';
import type { Actions } from './app.ts';
import { createChecking } from './checking.ts';
import { type Moments, momentFrom } from './moments.ts';
import { createPathSums } from './paths.ts';
import type { Runs } from './runs.ts';
import type { Change, Get } from './slice.ts';
import { createStepping, NOTHING_ASKED, type StepActions } from './stepping.ts';

/** Wiring in quick succession compiles once. */
const DEBOUNCE_MS = 60;
/**
 * How often weights are brought over while training: for a fresh start, and for whoever leaves in the
 * midst of it. Many take a while to cross the channel.
 */
const KEEP_MS = 2_000;
const MANY_MS = 10_000;
const MANY = 250_000;
/** What is told when another engine took the place of the former one, empty yet. */
const NEW_ENGINE: ReadonlySet<string> = new Set(['engine.died', 'engine.silent', 'engine.back']);

type RunActions = StepActions &
  Pick<
    Actions,
    | 'checkGradients'
    | 'stopCheck'
    | 'dropCheck'
    | 'sumPaths'
    | 'dropPaths'
    | 'lightPath'
    | 'train'
    | 'pause'
    | 'trainOneStep'
    | 'visit'
    | 'visitBy'
    | 'reset'
    | 'takeBest'
    | 'reload'
    | 'cancelCompiling'
  >;

/** Where a run begins: at weights, with or without the rest of its state, or at drawn ones. */
interface Begin extends Partial<KeptRun>, Pick<LoadRequest, 'fresh'> {
  /** Under which the states of its recording are kept. */
  readonly project?: string;
}

export interface Running {
  readonly actions: RunActions;
  /**
   * The document changed: compile it soon, or write its live numbers at once.
   * @param goesBack by undo or redo
   */
  changed(document: Document, goesBack: boolean): void;
  /** Compiles the open document now; weights from a file, or all drawn anew. */
  load(options?: Begin): Promise<void>;
  /** Once nothing is waiting to be compiled. */
  settled(): Promise<void>;
  /** Takes up the state of the run that was laid aside under that name, and lays aside what is. */
  exchange(run: string): Promise<void>;
  /** The present state, of a moment that is visited, or the last that was brought over; its weights are finite. */
  state(): Promise<Checkpoint | undefined>;
  /** Brings over what has changed since the last time, as if training had paused. */
  latest(): Promise<void>;
  readonly moments: Moments;
  dispose(): void;
}

const NOTHING_KEPT: KeptMoments = { kept: false, letGo: [] };
const NO_LOSSES: Losses = {};
/** Where nothing has a cost. */
const NO_COST = {
  cost: Number.NaN,
  losses: NO_LOSSES,
  objective: Number.NaN,
  accuracy: Number.NaN,
  validationCost: Number.NaN,
  validationAccuracy: Number.NaN,
} as const;
export const NO_METRICS = {
  step: 0,
  epoch: 0,
  stepsPerSecond: 0,
  timeline: undefined,
  ...NO_COST,
} as const;

const metricsOf = (point: CurvePoint) => ({
  cost: point.cost,
  losses: point.losses ?? NO_LOSSES,
  objective: point.objective,
  accuracy: point.accuracy,
  validationCost: point.validationCost,
  validationAccuracy: point.validationAccuracy,
});

/** Weights that do not fit are drawn anew; that keeps nothing from running. */
const told = (all: readonly Issue[]): readonly Issue[] =>
  all.map((i) => (i.code.startsWith('weights.') ? { ...i, severity: 'warning' } : i));

/** No worker could be started: what a person wishes is worth another attempt. */
export const noWorker = (issues: readonly Issue[]): boolean =>
  issues.some((i) => i.code.startsWith('engine.'));

export function createRunning(
  set: Change,
  get: Get,
  session: Session,
  clock: Clock,
  tell: {
    /** A state worth keeping was brought over. */
    readonly onState: (state: KeptRun) => void;
    /** The state of the run was laid aside under that name; undo takes it up again. */
    readonly onLaidAside: (label: string, run: string) => void;
    /** The list of the project's runs. */
    readonly runs: Pick<Runs, 'id' | 'frame' | 'exchanged'>;
  },
): Running {
  const { engine } = session;
  /** Takes back the load that an edit waits for. */
  let waiting: (() => void) | undefined;
  /** It was made by undo or redo. */
  let wentBack = false;
  /** The document that was last asked for. */
  let asked: Document | undefined;
  /** The document that is trained: one that cannot be compiled leaves the former one running. */
  let ran: Document | undefined;
  let loading: Promise<void> = Promise.resolve();
  let dials: Readonly<Record<string, number>> = {};
  let lastGood: KeptRun | undefined;
  /** Counts what has weights of its own: another project, weights drawn anew. */
  let line = 0;
  /** The first generation of this line. */
  let begun = 0;
  /** What the engine was to start with, until a document could be loaded with it. */
  let owed: Begin | undefined;
  /** The step that was heard of last; not known behind a load. */
  let heard: number | undefined;
  /** The engine's weights are others than those brought over last. */
  let stale = false;
  let brought = 0;
  /** Names under which states were laid aside because a person said so; all others are the engine's, for an edit. */
  const given = new Set<string>();
  /** A state gives way to another one because a person said so, not for an edit. */
  let replacing = false;
  /** Of which generation the figures are that are shown. */
  let shown = 0;
  let disposed = false;

  const unanswered = (error: unknown): Issue =>
    issue(
      'engine.call',
      { en: 'The engine did not answer: {reason}.', zh: '训练引擎没有应答：{reason}。' },
      {
        args: { reason: error instanceof Error ? error.message : String(error) },
      },
    );

  /** Nothing that the engine does wrong may reach a person as an exception. */
  async function ask<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (!disposed) set({ trouble: [unanswered(error)], status: 'failed' });
      return undefined;
    }
  }

  function cancelWaiting() {
    waiting?.();
    waiting = undefined;
    wentBack = false;
  }

  async function loadNow(options: Begin = {}, trouble: readonly Issue[] = []): Promise<void> {
    const goesBack = wentBack;
    cancelWaiting();
    checking.over();
    pathSums.over();
    const { document } = get();
    asked = document;
    const generation = session.nextGeneration();
    dials = dialsOf(document);
    if (options.fresh || options.weights) {
      const { weights, training, curve, wires } = options;
      // Points are of a training that goes on.
      session.clearCurves(training && curve ? unpacked(curve) : [], training && wires);
      lastGood = weights && { weights, ...keptOf(options) };
      line++;
      begun = generation;
      owed = options;
      heard = undefined;
      ran = document;
    }
    const start = owed;
    // An edit may have changed their shapes, or drawn some anew.
    stale = lastGood !== undefined && !start;
    // Before it is asked: the first frames of what is loaded may come before the reply.
    const none = options.fresh || options.weights ? NO_METRICS : {};
    set({ ...none, compiling: true, progress: undefined, cursor: undefined, ...NOTHING_ASKED });
    const { weights, training, recording, fresh, project = get().project.id } = start ?? {};
    const from = {
      ...(weights && { weights }),
      ...(training && { training }),
      ...(recording && { recording: { project, log: recording } }),
      ...(fresh && { fresh }),
      ...(goesBack && { goesBack }),
    };
    const reply = await ask(() => engine.load({ document, generation, ...from }));
    if (disposed || generation !== session.generation()) return;
    if (!reply) {
      set({ compiling: false, progress: undefined });
      return;
    }
    const issues = told(reply.compilation.issues);
    if (!hasErrors(issues)) {
      owed = undefined;
      ran = document;
    }
    set({
      compiled: { ...reply, compilation: { ...reply.compilation, issues } },
      compiling: false,
      progress: undefined,
      issues,
      status: reply.status,
      ...(hasErrors(issues) ? {} : { trouble }),
    });
    // No figure of the former network stands beside the new one: the frame behind it says what there is.
    if (shown !== generation) set(NO_COST);
  }

  function load(options?: Begin): Promise<void> {
    loading = loadNow(options);
    return loading;
  }

  async function settled(): Promise<void> {
    if (waiting !== undefined) void load();
    // What is heard meanwhile (a new worker) may begin another load.
    for (let last: Promise<void> | undefined; last !== loading; ) {
      last = loading;
      await last;
    }
  }

  function changed(document: Document, goesBack: boolean): void {
    checking.over();
    pathSums.over();
    // A live rate changes what an update comes to.
    if (get().asked) set({ asked: undefined });
    if (!asked || !compiledAlike(document, asked)) {
      cancelWaiting();
      wentBack = goesBack;
      waiting = clock.after(DEBOUNCE_MS, () => void load());
      return;
    }
    // Back to what is loaded before the wait was over: nothing to compile.
    cancelWaiting();
    if (ran && compiledAlike(document, ran)) ran = document;
    const next = dialsOf(document);
    for (const [name, value] of Object.entries(next))
      if (dials[name] !== value) void ask(() => engine.dial(name, value));
    dials = next;
  }

  /** The curve is that of the same run: what begins another one is a line or a generation of its own. */
  const withCurve = (state: KeptRun): KeptRun => {
    if (!state.training) return state;
    const curve = packed(session.curves(), state.training.step);
    return { ...state, curve, wires: session.wires(), run: tell.runs.id };
  };

  /** An answer counts for what was asked about: not for another project, nor the network before an edit. */
  async function readState(): Promise<KeptRun | undefined> {
    const own = line;
    for (;;) {
      const known = lastGood;
      const generation = session.generation();
      const state = await ask(() => engine.readRun());
      if (own !== line) return known;
      if (generation !== session.generation()) continue;
      if (state && Object.keys(state.weights).length) lastGood = withCurve(state);
      return lastGood;
    }
  }

  /** What is exported is what is shown. */
  async function shownState(): Promise<Checkpoint | undefined> {
    const own = line;
    if (get().timeline?.visits === undefined) return readState();
    const moment = await ask(() => engine.readCheckpoint('moment'));
    return own === line ? moment : readState();
  }

  /** The bringing over that is under way, or was last. */
  let bringing: Promise<void> = Promise.resolve();
  function bringState(): Promise<void> {
    bringing = bring();
    return bringing;
  }
  async function bring(): Promise<void> {
    const own = line;
    stale = false;
    brought = clock.now();
    const state = await readState();
    if (state && own === line) tell.onState(state);
  }

  /** The state of the run is another one: nothing of what was shown holds any more. */
  function begunAnew() {
    lastGood = undefined;
    checking.over();
    pathSums.over();
    set({ ...NO_METRICS, cursor: undefined, ...NOTHING_ASKED, trouble: [] });
    void bringState();
  }

  /** The state of the run gives way to another one; that is an entry of the history. */
  async function replace(label: string, text: string, call: (run: string) => Promise<Laid>) {
    await settled();
    const run = `${label} ${crypto.randomUUID()}`;
    given.add(run);
    // Answers that are on their way are of what was.
    line++;
    const project = begun;
    replacing = true;
    const laid = await ask(() => call(run));
    replacing = false;
    // Another project was opened meanwhile: nothing of this one is undone there.
    if (project !== begun) return;
    begunAnew();
    const { notify, undoRun } = get().actions;
    if (laid === 'kept') {
      tell.onLaidAside(label, run);
      notify({ tone: 'info', text, run, undo: () => undoRun(run) });
    }
  }

  async function exchange(run: string): Promise<void> {
    for (const notice of get().notices)
      if (notice.run === run) get().actions.dismissNotice(notice.id);
    // The edits that were undone before it are compiled first.
    await settled();
    line++;
    const project = begun;
    const taken = await ask(() => engine.exchange(run));
    if (project !== begun) return;
    if (!taken) {
      get().actions.notify({ tone: 'problem', text: 'training.notKept' });
      return;
    }
    begunAnew();
  }

  function show(frame: Extract<EngineEvent, { type: 'frame' }>) {
    shown = frame.generation;
    checking.stands(frame.step);
    pathSums.stands(frame.step);
    const before = get().status;
    set({
      status: frame.status,
      step: frame.step,
      epoch: frame.epoch,
      stepsPerSecond: frame.stepsPerSecond,
      timeline: frame.timeline,
      ...(frame.now ? metricsOf(frame.now) : NO_COST),
    });
    if (ran) tell.runs.frame(frame, ran);
    // The state of the run is the one at its end, whichever moment of it is visited.
    if (frame.timeline?.visits !== undefined) return;
    if (heard !== undefined && heard !== frame.step) stale = true;
    heard = frame.step;
    // Trained, stepped through, reset: what rests is worth keeping.
    if (frame.status !== 'training' && (stale || before === 'training')) void bringState();
  }

  function hear(event: EngineEvent): void {
    if (disposed) return;
    if (event.type === 'exchanged') {
      if (event.generation >= begun)
        tell.runs.exchanged(event, event.left !== undefined && !given.has(event.left));
      // Of another project nothing is told any more; of this one also where it was edited again since.
      if (event.lost && event.generation >= begun)
        get().actions.notify({ tone: 'problem', text: 'training.tooLarge' });
      // An edit at a moment that is visited goes on from there.
      else if (event.left && !replacing && get().timeline?.visits !== undefined)
        get().actions.notify({ tone: 'info', text: 'training.editedThere' });
      return;
    }
    if (event.generation !== session.generation()) return;
    if (event.type === 'compiling') {
      // Of another project nothing is shown that is the former one's: no map, no shapes, nothing to train.
      if (get().compiling)
        set({ progress: event.progress, ...(owed && { compiled: undefined, status: 'empty' }) });
      return;
    }
    if (event.type === 'better') {
      const { notify, takeBest } = get().actions;
      const act = { text: 'training.takeBest', perform: () => void takeBest() };
      notify({ tone: 'info', issue: event.issue, act });
      return;
    }
    if (event.type === 'stopped') {
      get().actions.notify({ tone: 'info', issue: event.issue });
      return;
    }
    if (event.type === 'trouble') {
      set({ trouble: event.issues, status: 'failed' });
      // The document and these weights are what survives; the engine may be a new one.
      const anew = event.issues.some((i) => NEW_ENGINE.has(i.code));
      const told = event.issues.filter((i) => i.severity !== 'info');
      if (anew) loading = loadNow(lastGood ?? {}, told);
      return;
    }
    show(event);
  }

  const forget = session.onEvent(hear);
  let unkeep = () => {};
  /** Brings the run over now and then while it trains. */
  function keep(): void {
    unkeep = clock.after(KEEP_MS, keep);
    const numbers = Object.values(lastGood?.weights ?? {}).reduce((n, t) => n + t.data.length, 0);
    const due = numbers <= MANY || clock.now() - brought >= MANY_MS;
    if (get().status === 'training' && due) void bringState();
  }
  unkeep = clock.after(KEEP_MS, keep);

  /** Only a document that compiles can run; otherwise the problems are shown. */
  async function ready(): Promise<boolean> {
    await settled();
    if (noWorker(get().issues)) {
      void load();
      await settled();
    }
    const { compiled, issues, actions } = get();
    if (compiled && !hasErrors(issues) && get().status !== 'empty') return true;
    actions.notify({ tone: 'problem', text: 'training.notReady' });
    actions.setDock('problems');
    return false;
  }

  const checking = createChecking(set, get, session, ask, ready);
  const pathSums = createPathSums(set, get, session, ask, ready);
  const stepping = createStepping(set, get, { engine, ask, ready, clock });

  /** Where a moment is visited another run begins there; the former one is an entry of the history. */
  async function begin(): Promise<void> {
    await stepping.leaveStepping();
    if (get().timeline?.visits === undefined) return;
    await replace('fork', 'training.forked', (run) => engine.fork(run));
  }

  function visit(step: number): void {
    const { timeline } = get();
    if (timeline === undefined) return;
    void stepping.play(false);
    checking.over();
    pathSums.over();
    set({ cursor: undefined, ...NOTHING_ASKED });
    // Who goes to the end is back there, and trains on with the same run.
    void ask(() => engine.visit(step >= timeline.last ? Number.POSITIVE_INFINITY : step));
  }

  /** Of which project it was told that its moments are not kept. */
  let unkept: string | undefined;
  async function keepMoments(project: string, ids: readonly string[]): Promise<void> {
    const { kept, letGo } = (await ask(() => engine.keepMoments(project, ids))) ?? NOTHING_KEPT;
    if (kept) unkept = undefined;
    else if (unkept !== project && get().project.id === project) {
      unkept = project;
      get().actions.notify({ tone: 'info', text: 'files.momentsNotKept' });
    }
    await tellLetGo(letGo);
  }
  async function copyMoments(from: string, to: string): Promise<void> {
    const { kept, letGo } = (await ask(() => engine.copyMoments(from, to))) ?? NOTHING_KEPT;
    if (!kept) get().actions.notify({ tone: 'info', text: 'files.momentsNotCopied' });
    await tellLetGo(letGo);
  }
  /** Those of projects that are deleted nobody misses. */
  async function tellLetGo(projects: readonly string[]): Promise<void> {
    const { listProjects, notify } = get().actions;
    const all = projects.length ? await listProjects().catch(() => []) : [];
    const names = all.flatMap(({ id, name }) => (projects.includes(id) ? [name] : []));
    if (!names.length) return;
    const args = { count: names.length, name: names[0] ?? '' };
    notify({ tone: 'info', text: 'files.momentsLetGo', args });
  }

  const actions: RunActions = {
    ...stepping,
    ...checking.actions,
    ...pathSums.actions,
    train: async () => {
      if (!(await ready())) return;
      await begin();
      set({ trouble: [] });
      await ask(() => engine.train(get().until));
    },
    pause: async () => {
      await ask(() => engine.pause());
    },
    trainOneStep: async () => {
      if (!(await ready())) return;
      await begin();
      await ask(() => engine.train(1));
    },
    visit,
    visitBy: (moments) => {
      const { timeline } = get();
      if (!timeline) return;
      const { first, last, visits = last } = timeline;
      visit(momentFrom(visits, moments, first, last));
    },
    reset: () => replace('reset', 'training.wasReset', (run) => engine.reset(run)),
    takeBest: () => replace('best', 'training.isBest', (run) => engine.takeBest(run)),
    reload: () => load(),
    cancelCompiling: async () => {
      await ask(() => engine.cancel());
    },
  };

  return {
    actions,
    changed,
    load,
    settled,
    exchange,
    state: shownState,
    latest: async () => {
      await (stale || get().status === 'training' ? bringState() : bringing);
    },
    moments: {
      keep: (project, ids) => void keepMoments(project, ids),
      copy: (from, to) => void copyMoments(from, to),
      drop: (but) => void ask(() => engine.dropMoments(but)),
    },
    dispose: () => {
      disposed = true;
      cancelWaiting();
      unkeep();
      forget();
    },
  };
}
