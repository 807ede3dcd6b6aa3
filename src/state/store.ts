/**
 * The one store, put together: document and history, projects, the run, the view. Each part is its
 * own file; here is only how they meet. No DOM: what a browser has is handed in.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Pack } from '../../workers/export/worker.ts';
import { must } from '../base/assert.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { emptyDocument } from '../catalog/empty.ts';
import { changesSemantics } from '../compile/dials.ts';
import { keptOf } from '../document/kept.ts';
import type { Patch } from '../document/patch.ts';
import type { Document } from '../document/records.ts';
import { type LayOut, layOut } from '../placement/document.ts';
import type { Sample } from '../samples/sample.ts';
import type { Session } from '../session/session.ts';
import { type AppState, FIRST_PACE } from './app.ts';
import { createEditing, NOTHING } from './editing.ts';
import { type Clerk, createFiling } from './filing.ts';
import type { Journal } from './journal.ts';
import { createProjects, type Projects } from './projects.ts';
import { createRunning, NO_METRICS, type Running } from './running.ts';
import { createRuns } from './runs.ts';
import { impatient, PATIENCE_MS, type ProjectStorage } from './storage.ts';
import { keepView, readView, type ViewOptions, viewActions } from './view.ts';

export interface AppOptions extends ViewOptions {
  readonly samples?: readonly Sample[];
  /** Lays graphs out in the background; by default on the spot. */
  readonly layOut?: LayOut;
  /** Packs the document for PyTorch in the background; without it the export says that it cannot. */
  readonly pack?: Pack;
  /** Reads and writes large files in the background; without it the page does. */
  readonly clerk?: Clerk;
  /** Keeps what is not stored yet over the end of the page. */
  readonly journal?: Journal;
  /** This page's name among those that write. */
  readonly page?: string;
  readonly clock?: Clock;
}

export interface App extends StoreApi<AppState> {
  /** Reopens where one left, or the first sample. */
  start(): Promise<void>;
  /** The page may go away at once; false where that would lose something. `gone`: for certain. */
  leaving(gone: boolean): boolean;
  stop(): void;
}

const FIRST_SAMPLE = 'spiral';

/** Nobody has chosen one. */
const ANY_SAMPLE = { sample: 0, sampleChosen: false, average: false };

export function createApp(
  session: Session,
  storage: ProjectStorage,
  options: AppOptions = {},
): App {
  const { small, samples = [], clock = systemClock } = options;
  let parts: { running: Running; projects: Projects } | undefined;
  const store = createStore<AppState>()((set, get) => {
    const filing = createFiling(options.clerk);
    const runs = createRuns(set, get, {
      session,
      storage: impatient(storage, PATIENCE_MS, clock),
      filing,
      clock,
      openNew: (beginning, name) => projects.openNew(beginning, name),
      state: () => running.state(),
    });
    const running = createRunning(set, get, session, clock, {
      runs,
      onState: (state) => projects.keepState(state),
      onLaidAside: (label, run) => editing.laidAside(label, run),
    });
    const onEdit = (document: Document, patch: Patch, goesBack = false) => {
      if (changesSemantics(patch)) running.changed(document, goesBack);
      projects.changed();
    };
    const editing = createEditing(
      set,
      get,
      clock,
      options.layOut ?? (async (r) => layOut(r)),
      onEdit,
      (run) => void running.exchange(run),
    );
    const projects = createProjects(set, get, {
      storage,
      samples,
      clock,
      ...(small ? { small } : {}),
      ...(options.journal ? { journal: options.journal } : {}),
      ...(options.page ? { page: options.page } : {}),
      latest: running.latest,
      state: running.state,
      settled: running.settled,
      ...(options.pack ? { pack: options.pack } : {}),
      filing,
      moments: running.moments,
      runs,
      open: async ({ document, ...run }, project, selection) => {
        editing.open(document, selection);
        const notices = get().notices.filter((n) => n.run === undefined);
        set({ ...NO_METRICS, ...ANY_SAMPLE, pinnedEdges: [], until: {}, trouble: [], notices });
        runs.open(project, run.weights && run.run);
        await running.load(run.weights ? { ...keptOf(run), project } : { fresh: true });
      },
    });
    parts = { running, projects };
    return {
      document: emptyDocument(),
      opening: 0,
      canUndo: false,
      canRedo: false,
      selection: NOTHING,
      project: { id: '', name: '', savedAt: 0 },
      save: 'saved',
      refused: 'files.notSaved',
      lasting: storage.lasting,
      fileIssues: [],
      notices: [],
      compiling: false,
      issues: [],
      trouble: [],
      status: 'empty',
      ...NO_METRICS,
      unrolled: false,
      row: 0,
      playing: false,
      lecture: false,
      cardTells: false,
      ...ANY_SAMPLE,
      pinnedEdges: [],
      until: {},
      runs: [],
      run: runs.id,
      runsKept: storage.lasting !== 'page',
      recommendedPace: FIRST_PACE,
      ...readView(options),
      session,
      actions: {
        ...editing.actions,
        ...running.actions,
        ...projects.actions,
        ...runs.actions,
        ...viewActions(set, get),
      },
    };
  });
  const { running, projects } = must(parts, 'the store was not put together');
  const letGo = () => {
    const { trainingPace, recommendedPace } = store.getState();
    void session.engine.pace(trainingPace ?? recommendedPace);
  };
  letGo();
  const record = () =>
    void session.engine.recordingBudget(store.getState().recordingBudget * 2 ** 20);
  record();
  const forget = store.subscribe((state, before) => {
    if (
      state.trainingPace !== before.trainingPace ||
      state.recommendedPace !== before.recommendedPace
    )
      letGo();
    if (state.recordingBudget !== before.recordingBudget) record();
    if (
      state.theme !== before.theme ||
      state.language !== before.language ||
      state.singleKeys !== before.singleKeys ||
      state.shortcuts !== before.shortcuts ||
      state.dock !== before.dock ||
      state.stride !== before.stride ||
      state.playRate !== before.playRate ||
      state.trainingPace !== before.trainingPace ||
      state.curveView !== before.curveView ||
      state.recordingBudget !== before.recordingBudget ||
      state.predict !== before.predict ||
      state.hint !== before.hint ||
      state.wheel !== before.wheel ||
      state.panels !== before.panels
    )
      keepView(state, small);
  });
  return Object.assign(store, {
    start: () => projects.start(FIRST_SAMPLE),
    leaving: projects.leaving,
    stop: () => {
      forget();
      running.dispose();
      projects.dispose();
      session.dispose();
    },
  });
}
