/**
 * Projects against what a person may count on, whatever the engine and the storage do: answer late,
 * never, or with an error; be written by two pages at once; end in the midst of everything. Each edit
 * leaves its own number in a note, each project's weights and points carry its tag, each figure its generation, so
 * that one can ask where every edit is, whose weights and curve are stored with whom, and whose figures are shown
 * with what.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ring } from '../../src/base/ring.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { serialise } from '../../src/document/codec.ts';
import type { CurvePoint } from '../../src/document/curve.ts';
import type { Document } from '../../src/document/records.ts';
import type { Session } from '../../src/session/session.ts';
import { createJournal, type JournalStorage } from '../../src/state/journal.ts';
import { memoryStorage, type ProjectStorage } from '../../src/state/storage.ts';
import { type App, createApp } from '../../src/state/store.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { EngineApi, EngineEvent } from '../../workers/engine/protocol.ts';
import { localStorageOf } from './world.ts';

type Mood = 'prompt' | 'late' | 'fails' | 'never' | 'mute';
const LATE_MS = 700;

/** Answers as it is in the mood for; `mute` does what it is asked and does not say so. */
function moody() {
  let mood: Mood = 'prompt';
  return {
    set: (next: Mood) => {
      mood = next;
    },
    isLate: () => mood === 'late',
    async call<T>(work: () => T | Promise<T>): Promise<T> {
      const today = mood;
      if (today === 'fails') throw new DOMException('full', 'QuotaExceededError');
      if (today === 'never') return new Promise(() => undefined);
      if (today === 'late') await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      const value = await work();
      return today === 'mute' ? new Promise(() => undefined) : value;
    },
  };
}

const tagOf = (text: string): number => Number(/P(\d+)/.exec(text)?.[1] ?? 0);
const noteOf = (document: Document): string => document.notes.note1?.text ?? '';

function project(tag: number): string {
  const note = {
    id: 'note1',
    text: `P${tag}|`,
    position: { x: 0, y: 0 },
    size: { width: 200, height: 100 },
  };
  return serialise({ ...emptyDocument(`Project ${tag}`), notes: { note1: note } });
}

function pointOf(step: number, cost: number): CurvePoint {
  const none = Number.NaN;
  const unmeasured = { objective: none, accuracy: none, validationCost: none };
  return { step, epoch: 0, cost, ...unmeasured, validationAccuracy: none };
}

/** States of recordings, as engines keep them: the names of each project's. */
type Moments = Map<string, ReadonlySet<string>>;
const isOf = (tag: number) => (name: string) => name.startsWith(`P${tag} `);

/**
 * An engine by its protocol: loads follow each other, questions wait for the load before them, and what was
 * laid aside is gone with the project. In a late mood its frames are late, too. The cost that it tells is
 * the generation, of which `tags` says whose it is. Each tenth state is recorded, under a name that begins with the tag.
 */
function engineOf(mood: ReturnType<typeof moody>, moments: Moments) {
  const tags = new Map([[0, 0]]);
  /** Runs that were asked for and are not there. */
  const missed: string[] = [];
  let laid = new Set<string>();
  let generation = 0;
  let now = 0;
  let weights: Tensors = {};
  /** As the session keeps it: the cost of each point is the tag of the project that was trained. */
  let curve: readonly CurvePoint[] = [];
  let training = false;
  let step = 0;
  let tag = 0;
  let recorded: readonly { readonly id: string; readonly step: number }[] = [];
  let loading: Promise<unknown> = Promise.resolve();
  const record = (anew: boolean) => {
    if (anew) recorded = [];
    const id = `P${tag} ${crypto.randomUUID()}`;
    if (anew || step % 10 === 0) recorded = [...recorded, { id, step }];
  };
  const listeners = new Set<(event: EngineEvent) => void>();
  const tell = () => {
    const status = training
      ? ('training' as const)
      : step
        ? ('paused' as const)
        : ('ready' as const);
    const frame: EngineEvent = {
      type: 'frame',
      generation: now,
      status,
      step,
      epoch: 0,
      stepsPerSecond: 0,
      now: pointOf(step, now),
      points: [],
      edges: [],
      taps: new Float32Array(),
      tapSteps: [],
    };
    const deliver = () => {
      for (const listener of listeners) listener(frame);
    };
    // Answers and events come over one wire, in their order.
    if (mood.isLate()) setTimeout(deliver, LATE_MS);
    else deliver();
  };
  const draw = () => {
    weights = tag ? { w: { shape: [2], data: Float64Array.of(tag, step) } } : {};
  };
  const clock = setInterval(() => {
    if (!training) return;
    step++;
    draw();
    record(false);
    // What is late is dropped.
    if (now === generation) curve = [...curve, pointOf(step, tag)];
    tell();
  }, 100);
  const engine = {
    pace: async () => {},
    recordingBudget: async () => {},
    keepMoments: (project, ids) => {
      const own = new Set(recorded.map(({ id }) => id));
      return mood.call(() => {
        const there = moments.get(project);
        moments.set(project, new Set(ids.filter((id) => own.has(id) || there?.has(id))));
        return { kept: true, letGo: [] };
      });
    },
    dropMoments: (but) =>
      mood.call(() => {
        for (const project of moments.keys()) if (!but.includes(project)) moments.delete(project);
      }),
    load: (request) => {
      const job = loading.then(() =>
        mood.call(() => {
          now = request.generation;
          tag = tagOf(noteOf(request.document));
          tags.set(now, tag);
          if (request.weights || request.fresh) {
            laid = new Set();
            training = false;
            step = request.training?.step ?? 0;
            weights = request.weights ?? {};
            if (!request.weights) draw();
            const { project = '', log } = request.recording ?? {};
            const ids = log?.states.map(({ id }) => id) ?? [];
            if (log && (log.key !== String(tag) || !ids.every(isOf(tag))))
              missed.push(`recorded of ${log.key} in ${tag}`);
            record(true);
            const known = log?.states.filter(({ id }) => moments.get(project)?.has(id)) ?? [];
            recorded = [...known, ...recorded];
          }
          tell();
          return {
            generation: now,
            compilation: {
              key: '',
              issues: [],
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
            status: training ? ('training' as const) : ('ready' as const),
            restarted: [],
            data: [],
          };
        }),
      );
      loading = job.catch(() => undefined);
      return job;
    },
    train: () =>
      mood.call(() => {
        training = tag !== 0;
      }),
    pause: () =>
      mood.call(() => {
        training = false;
        tell();
      }),
    reset: (keepAs) => {
      const before = loading;
      return mood.call(async () => {
        await before;
        if (!step || keepAs === undefined) return 'same';
        laid.add(keepAs);
        training = false;
        step = 0;
        curve = [];
        draw();
        record(true);
        tell();
        return 'kept';
      });
    },
    exchange: (name) => {
      const before = loading;
      return mood.call(async () => {
        await before;
        if (!laid.has(name)) missed.push(name);
        return laid.has(name);
      });
    },
    readRun: () => {
      const before = loading;
      return mood.call(async () => {
        await before;
        const counters = { network: '', since: 0, epochs: { step: 0, epoch: 0, length: 1 } };
        const states = recorded.map((state) => ({ ...state, isSeam: false }));
        const log = { key: String(tag), end: step, dials: {}, dialling: [], walks: [], states };
        return { weights, training: { step, slots: {}, ...counters }, recording: log };
      });
    },
    leaveStepping: async () => undefined,
    dial: async () => undefined,
  } as Partial<EngineApi> as EngineApi;
  const session: Session = {
    engine,
    edge: () => ({ step: ring(1), value: ring(1), gradient: ring(1) }),
    curves: () => curve,
    wires: () => ({}),
    laid: () => undefined,
    onPaint: () => () => undefined,
    onFrame: () => () => undefined,
    onEvent: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    generation: () => generation,
    nextGeneration: () => ++generation,
    clearCurves: (points = []) => {
      curve = points;
    },
    dispose: () => clearInterval(clock),
  };
  return { session, tags, missed };
}

type Op =
  | {
      readonly do:
        | 'edit'
        | 'train'
        | 'pause'
        | 'reset'
        | 'undo'
        | 'hide'
        | 'reload'
        | 'kill'
        | 'close'
        | 'import';
      readonly tab: number;
    }
  | { readonly do: 'open' | 'delete'; readonly tab: number; readonly which: number }
  | { readonly do: 'answer'; readonly tab: number; readonly may: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'storage'; readonly mood: Mood }
  | { readonly do: 'engine'; readonly mood: Mood };

const tab = fc.nat(1);
const which = fc.nat(4);
const mood = fc.constantFrom<Mood>('prompt', 'late', 'fails', 'never', 'mute');
const ops: fc.Arbitrary<readonly Op[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), tab }) },
    {
      weight: 7,
      arbitrary: fc.record({
        do: fc.constantFrom(
          ...['train', 'pause', 'reset', 'undo', 'hide', 'reload', 'kill', 'close', 'import'],
        ),
        tab,
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('open', 'delete'), tab, which }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('answer' as const), tab, may: fc.boolean() }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        ms: fc.constantFrom(50, 900, 2_100, 11_000),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('storage' as const, 'engine' as const), mood }),
    },
  ) as fc.Arbitrary<Op>,
  { maxLength: 24 },
);

/** All that is done in the first of the two tabs. */
const inOneTab = (script: readonly Op[]): readonly Op[] =>
  script.map((op) => ('tab' in op ? { ...op, tab: 0 } : op));
/** In one tab, whose storage says what it has done. */
const isAlone = (script: readonly Op[]): boolean =>
  script.every((op) =>
    op.do === 'storage' ? ['prompt', 'late'].includes(op.mood) : !('tab' in op) || op.tab === 0,
  );

const RUNS = Number(process.env.RUNS ?? 60);

/** An edit of a tab newer than this need not survive that the tab is killed. */
const SAFE_MS = 2_000;
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function play(script: readonly Op[]): Promise<void> {
  const disk = memoryStorage('device');
  const storing = moody();
  const computing = moody();
  const small = localStorageOf();
  const moments: Moments = new Map();
  const alive = new Set<string>();
  let visits = 0;
  let projects = 0;
  let edits = 0;
  /** Edits that must be found at the end, and when and where they were made. */
  const made = new Map<number, { readonly at: number; readonly page: string }>();
  const deleted = new Set<string>();
  /** Projects that nobody else had when they were deleted: no copy of them may come up either. */
  const dead = new Set<number>();
  /** Figures and answers that were shown with a project or a generation that they are not of. */
  const strays: string[] = [];
  const numbers = (text: string) => [...text.matchAll(/\|(\d+)/g)].map((m) => Number(m[1]));
  const forgive = (text: string) => {
    for (const n of numbers(text)) made.delete(n);
  };

  /** What the journal holds of a project. */
  const kept = (id: string): readonly string[] =>
    Array.from({ length: small.length }, (_, i) => small.getItem(small.key(i) ?? '') ?? '').filter(
      (entry) => JSON.parse(entry).id === id,
    );

  function visit() {
    const page = `page${++visits}`;
    let gone = false;
    // Of a page that is gone only what it has written is there.
    const own: JournalStorage = {
      get length() {
        return small.length;
      },
      key: small.key,
      getItem: small.getItem,
      setItem: (key, value) => void (gone || small.setItem(key, value)),
      removeItem: (key) => void (gone || small.removeItem(key)),
    };
    const ask = <T>(work: () => Promise<T>): Promise<T> =>
      storing.call(() => (gone ? new Promise<T>(() => undefined) : work()));
    const storage: ProjectStorage = {
      lasting: 'device',
      list: () => ask(() => disk.list()),
      read: (id) => ask(() => disk.read(id)),
      write: (save) => ask(() => disk.write(save)),
      remove: (id) => ask(() => disk.remove(id)),
      runs: (id) => ask(() => disk.runs(id)),
      readEnd: (id, run) => ask(() => disk.readEnd(id, run)),
      writeRun: (id, run, end) => ask(() => disk.writeRun(id, run, end)),
      removeRun: (id, run) => ask(() => disk.removeRun(id, run)),
      copyRuns: (from, to) => ask(() => disk.copyRuns(from, to)),
    };
    alive.add(page);
    const { session, tags, missed } = engineOf(computing, moments);
    const app: App = createApp(session, storage, {
      page,
      small: own,
      journal: createJournal(own, async () => alive),
    });
    app.subscribe(({ cost, compiled }, before) => {
      const now = session.generation();
      if (!Object.is(cost, before.cost) && !Number.isNaN(cost) && cost !== now)
        strays.push(`figures of generation ${cost} in ${now}`);
      if (compiled && compiled !== before.compiled && compiled.generation !== now)
        strays.push(`what was compiled in generation ${compiled.generation} in ${now}`);
    });
    void app.start();
    return {
      app,
      page,
      /** What stands on the page is of one project. */
      check: () => {
        const { cost, document } = app.getState();
        const own = tagOf(noteOf(document));
        const theirs = Number.isNaN(cost) ? own : tags.get(cost);
        if (theirs !== own) strays.push(`figures of project ${theirs} with ${own}`);
        for (const { cost: whose } of session.curves())
          if (whose !== own) strays.push(`points of project ${whose} with ${own}`);
        if (missed.length) strays.push(`of another project: ${missed.splice(0)}`);
      },
      end: () => {
        gone = true;
        alive.delete(page);
        app.stop();
      },
    };
  }

  type Tab = ReturnType<typeof visit>;
  const first = visit();
  const second = visit();
  await settle(100);
  // The same project in both, and another beside it.
  await Promise.all([first.app.getState().actions.importText(project(++projects)), settle(100)]);
  await Promise.all([first.app.getState().actions.importText(project(++projects)), settle(100)]);
  const [newest] = await disk.list();
  if (newest)
    await Promise.all([second.app.getState().actions.openProject(newest.id), settle(100)]);
  /** Where nothing stands the tab is closed. */
  const tabs: [Tab | undefined, Tab | undefined] = [first, second];
  const open = () => tabs.flatMap((t) => t ?? []);
  async function tabAt(at: 0 | 1): Promise<Tab> {
    const there = tabs[at] ?? visit();
    if (!tabs[at]) await settle(10);
    tabs[at] = there;
    return there;
  }

  /**
   * Whether a project stands anywhere but under this id: in a copy, on a page or, as what a page asks
   * about, behind a dialog.
   */
  const stands = async (tag: number, but: string, on = ''): Promise<boolean> =>
    open().some(
      ({ app, page }) =>
        app.getState().dialog === 'leaving' ||
        (page !== on && tagOf(noteOf(app.getState().document)) === tag),
    ) ||
    (await Promise.all((await disk.list()).map(({ id }) => disk.read(id)))).some(
      (s) => s && s.project.id !== but && tagOf(s.project.text) === tag,
    );

  for (const op of script) {
    if (op.do === 'wait') await settle(op.ms);
    else if (op.do === 'storage') storing.set(op.mood);
    else if (op.do === 'engine') computing.set(op.mood);
    else {
      const at = op.tab as 0 | 1;
      const { app, page, end, check } = await tabAt(at);
      const { actions, document } = app.getState();
      const text = noteOf(document);
      if (op.do === 'edit' && text) {
        made.set(++edits, { at: Date.now(), page });
        actions.setNote('note1', { text: `${text}|${edits}` });
      }
      if (op.do === 'import') void actions.importText(project(++projects));
      if (op.do === 'train') void actions.train();
      if (op.do === 'pause') void actions.pause();
      if (op.do === 'reset') void actions.reset();
      if (op.do === 'undo' && app.getState().undoLabel === 'reset') actions.undo();
      // Another tab is in front: the page may be gone at any time.
      if (op.do === 'hide') app.leaving(false);
      if (op.do === 'answer' && app.getState().dialog === 'leaving') {
        if (op.may) forgive(text);
        actions.answerLeaving(op.may);
      }
      if (op.do === 'open' || op.do === 'delete') {
        const all = await disk.list();
        const chosen = all[op.which % Math.max(1, all.length)];
        if (chosen && op.do === 'open') void actions.openProject(chosen.id);
        if (chosen && op.do === 'delete') {
          // Given up: what is stored of it, and what of it stands on a page.
          const doomed = (await disk.read(chosen.id))?.project.text ?? '';
          forgive(doomed);
          for (const entry of kept(chosen.id)) forgive(entry);
          const before = await stands(tagOf(doomed), chosen.id, page);
          for (const { app: other } of open())
            if (other.getState().project.id === chosen.id)
              forgive(noteOf(other.getState().document));
          void actions.deleteProject(chosen.id);
          await settle(20_000);
          if (!(await disk.read(chosen.id))) {
            deleted.add(chosen.id);
            // One that a page begins with has no tag, and others come after it.
            if (!before && tagOf(doomed) && !(await stands(tagOf(doomed), chosen.id)))
              dead.add(tagOf(doomed));
          }
        }
      }
      if (op.do === 'reload' || op.do === 'kill' || op.do === 'close') {
        if (op.do !== 'kill') {
          app.leaving(false);
          app.leaving(true);
        } else
          for (const [n, edit] of made)
            if (edit.page === page && Date.now() - edit.at < SAFE_MS) made.delete(n);
        end();
        await settle(10);
        tabs[at] = op.do === 'close' ? undefined : visit();
      }
      await settle(0);
      check();
    }
    for (const { check } of open()) check();
  }
  // In the end everything works again, and then every page ends without a word.
  storing.set('prompt');
  computing.set('prompt');
  for (const { app } of open()) app.getState().actions.answerLeaving(false);
  await settle(40_000);
  for (const { check } of open()) check();
  const states = open().map(({ app }) => app.getState().save);
  const pages = await Promise.all(
    open().map(async ({ app }) => {
      const { project, document } = app.getState();
      const there = await disk.read(project.id);
      const own = tagOf(noteOf(document));
      // Another page may have deleted it.
      return { own, stored: there ? tagOf(there.project.text) : own };
    }),
  );
  for (const { end } of open()) end();
  const last = visit();
  await settle(5_000);
  last.end();

  const stored = await Promise.all((await disk.list()).map(async ({ id }) => disk.read(id)));
  // What a page begins with has none.
  const tagged = stored.map((s) => tagOf(s?.project.text ?? '')).filter((tag) => tag > 0);
  const found = new Set(stored.flatMap((s) => numbers(s?.project.text ?? '')));
  // Where nothing fails and no page goes each moment that is told is there.
  const isQuiet = script.every((op) =>
    op.do === 'storage'
      ? ['prompt', 'late'].includes(op.mood)
      : !['engine', 'reload', 'kill', 'close', 'hide'].includes(op.do),
  );
  const forgotten = stored.flatMap((s) => {
    const there = moments.get(s?.project.id ?? '');
    return s?.recording?.states.filter(({ id }) => !there?.has(id)) ?? [];
  });
  expect({
    forgotten: isQuiet ? forgotten : [],
    lost: [...made.keys()].filter((n) => !found.has(n)),
    astray: stored.flatMap((s) => {
      const whose = s?.weights?.w?.data[0];
      const tag = tagOf(s?.project.text ?? '');
      const points = s?.curve?.cost.filter((cost) => cost !== tag) ?? [];
      const log = s?.recording?.states.map(({ id }) => id) ?? [];
      const states = [...log, ...(moments.get(s?.project.id ?? '') ?? [])];
      return [
        ...states.filter((id) => !isOf(tag)(id)).map((id) => `moments of ${id} under ${tag}`),
        ...(whose === undefined || whose === tag ? [] : [`weights of ${whose} under ${tag}`]),
        ...(points.length ? [`points of ${points[0]} under ${tag}`] : []),
      ];
    }),
    back: stored.flatMap((s) =>
      s && (deleted.has(s.project.id) || dead.has(tagOf(s.project.text))) ? [s.project.name] : [],
    ),
    unsaved: states.filter((state) => state !== 'saved'),
    strays,
    elsewhere: pages.filter(({ own, stored }) => own !== stored),
    // Where one page at a time writes nothing is written beside what is there.
    copies: isAlone(script) ? tagged.length - new Set(tagged).size : 0,
  }).toEqual({
    forgotten: [],
    lost: [],
    astray: [],
    back: [],
    unsaved: [],
    strays: [],
    elsewhere: [],
    copies: 0,
  });
}

describe('projects', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const edit: Op = { do: 'edit', tab: 0 };
  const kill: Op = { do: 'kill', tab: 0 };
  const wait = (ms: number): Op => ({ do: 'wait', ms });
  const times = (n: number, ...script: Op[]): Op[] =>
    Array.from({ length: n }, () => script).flat();
  const cases: Record<string, readonly Op[]> = {
    'steady editing': [...times(12, edit, wait(900)), kill],
    'an edit and a reload in the same second': [edit, { do: 'reload', tab: 0 }],
    'an edit and a reload in the same second, before a storage that is slow': [
      { do: 'storage', mood: 'late' },
      edit,
      { do: 'reload', tab: 0 },
      wait(2_100),
    ],
    'an import over what the storage refused': [
      { do: 'storage', mood: 'fails' },
      edit,
      wait(1_100),
      { do: 'import', tab: 0 },
      wait(2_100),
      { do: 'storage', mood: 'prompt' },
    ],
    'an edit behind a write that never ends': [
      { do: 'storage', mood: 'never' },
      edit,
      wait(1_100),
      edit,
      wait(2_100),
      kill,
    ],
    'an edit while another project is read': [
      { do: 'storage', mood: 'late' },
      { do: 'open', tab: 0, which: 1 },
      wait(300),
      edit,
      wait(3_000),
    ],
    'weights that come when another project is open': [
      { do: 'engine', mood: 'late' },
      { do: 'train', tab: 0 },
      wait(11_000),
      { do: 'pause', tab: 0 },
      wait(750),
      { do: 'open', tab: 0, which: 1 },
      wait(11_000),
    ],
    'a deletion during a save': [
      { do: 'storage', mood: 'late' },
      edit,
      wait(1_100),
      { do: 'delete', tab: 0, which: 0 },
      wait(11_000),
    ],
    'a deletion of what a page that is gone had not stored': [
      { do: 'storage', mood: 'never' },
      { do: 'edit', tab: 1 },
      wait(1_100),
      { do: 'close', tab: 1 },
      { do: 'storage', mood: 'prompt' },
      { do: 'delete', tab: 0, which: 0 },
      wait(2_100),
    ],
    'a deletion of what somebody else has written meanwhile': [
      { do: 'edit', tab: 1 },
      wait(2_100),
      edit,
      { do: 'delete', tab: 0, which: 0 },
      edit,
    ],
    'two tabs that train and edit one project': [
      { do: 'train', tab: 0 },
      { do: 'train', tab: 1 },
      wait(11_000),
      edit,
      { do: 'edit', tab: 1 },
      wait(11_000),
    ],
    'a storage that does as it is told and never says so': [
      { do: 'storage', mood: 'mute' },
      edit,
      wait(11_000),
      edit,
      wait(2_100),
      kill,
    ],
    'figures of a network that come when it is another one': [
      { do: 'train', tab: 0 },
      wait(2_100),
      { do: 'engine', mood: 'late' },
      wait(300),
      edit,
      wait(750),
      { do: 'open', tab: 0, which: 1 },
      wait(3_000),
    ],
    'a state that is laid aside when another project is open': [
      { do: 'train', tab: 0 },
      wait(2_100),
      { do: 'pause', tab: 0 },
      wait(2_100),
      { do: 'engine', mood: 'late' },
      { do: 'reset', tab: 0 },
      wait(50),
      { do: 'open', tab: 0, which: 1 },
      wait(3_000),
      { do: 'undo', tab: 0 },
      wait(900),
    ],
    'a run with its moments, in another project and back': [
      { do: 'train', tab: 0 },
      wait(11_000),
      { do: 'pause', tab: 0 },
      wait(2_100),
      { do: 'open', tab: 0, which: 1 },
      { do: 'train', tab: 0 },
      wait(2_100),
      { do: 'open', tab: 0, which: 1 },
      { do: 'train', tab: 0 },
      wait(11_000),
    ],
    'another project, of which more was written': [
      ...times(4, edit, wait(2_100)),
      { do: 'reload', tab: 0 },
      { do: 'open', tab: 0, which: 1 },
      edit,
      wait(2_100),
    ],
    'a save that is heard of when another project is open': [
      ...times(4, edit, wait(2_100)),
      { do: 'reload', tab: 0 },
      { do: 'storage', mood: 'late' },
      edit,
      { do: 'hide', tab: 0 },
      { do: 'storage', mood: 'prompt' },
      { do: 'open', tab: 0, which: 1 },
      wait(900),
      edit,
      wait(2_100),
    ],
    'an edit that a storage does not answer while the page is hidden': [
      { do: 'storage', mood: 'never' },
      edit,
      { do: 'hide', tab: 0 },
    ],
    'a full storage and a kill': [{ do: 'storage', mood: 'fails' }, edit, wait(2_100), kill],
  };
  for (const [what, script] of Object.entries(cases))
    it(`are kept through ${what}`, () => play(script));

  it(
    'are not lost, mixed up or brought back, whatever answers late, fails, or never answers',
    async () => {
      await fc.assert(fc.asyncProperty(ops, play), { numRuns: RUNS });
    },
    300_000 + 5_000 * RUNS,
  );
  it(
    'nor, in one tab, written beside what is there',
    async () => {
      await fc.assert(fc.asyncProperty(ops.map(inOneTab), play), { numRuns: RUNS });
    },
    300_000 + 5_000 * RUNS,
  );
});
