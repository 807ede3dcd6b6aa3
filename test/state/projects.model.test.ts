/**
 * Projects against what a person may count on, whatever the engine and the storage do: answer late,
 * never, or with an error; be written by two pages at once; end in the midst of everything. Each edit
 * leaves its own number in a note, each project's weights carry its tag, so that at the end one can
 * ask where every edit is and whose weights are stored with whom.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ring } from '../../src/base/ring.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { serialise } from '../../src/document/codec.ts';
import type { Document } from '../../src/document/records.ts';
import type { Session } from '../../src/session/session.ts';
import { createJournal, type JournalStorage } from '../../src/state/journal.ts';
import { memoryStorage, type ProjectStorage } from '../../src/state/storage.ts';
import { type App, createApp } from '../../src/state/store.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { EngineApi, EngineEvent } from '../../workers/engine/protocol.ts';
import { localStorageOf } from './world.ts';

type Mood = 'prompt' | 'late' | 'fails' | 'never' | 'mute';

/** Answers as it is in the mood for; `mute` does what it is asked and does not say so. */
function moody() {
  let mood: Mood = 'prompt';
  return {
    set: (next: Mood) => {
      mood = next;
    },
    async call<T>(work: () => T | Promise<T>): Promise<T> {
      const today = mood;
      if (today === 'fails') throw new DOMException('full', 'QuotaExceededError');
      if (today === 'never') return new Promise(() => undefined);
      if (today === 'late') await new Promise((resolve) => setTimeout(resolve, 700));
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

/** An engine by its protocol: loads follow each other, questions wait for the load before them. */
function engineOf(mood: ReturnType<typeof moody>) {
  let generation = 0;
  let now = 0;
  let weights: Tensors = {};
  let training = false;
  let step = 0;
  let tag = 0;
  let loading: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(event: EngineEvent) => void>();
  const tell = () => {
    const status = training
      ? ('training' as const)
      : step
        ? ('paused' as const)
        : ('ready' as const);
    for (const listener of listeners)
      listener({
        type: 'frame',
        generation: now,
        status,
        step,
        epoch: 0,
        stepsPerSecond: 0,
        points: [],
        edges: [],
        taps: new Float32Array(),
      });
  };
  const draw = () => {
    weights = tag ? { w: { shape: [2], data: Float64Array.of(tag, step) } } : {};
  };
  const clock = setInterval(() => {
    if (!training) return;
    step++;
    draw();
    tell();
  }, 100);
  const engine = {
    load: (request) => {
      const job = loading.then(() =>
        mood.call(() => {
          now = request.generation;
          tag = tagOf(noteOf(request.document));
          if (request.weights || request.fresh) {
            training = false;
            step = request.weights?.w?.data[1] ?? 0;
            weights = request.weights ?? {};
            if (!request.weights) draw();
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
              sources: [],
              losses: [],
              intermediates: [],
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
    readCheckpoint: () => {
      const before = loading;
      return mood.call(async () => {
        await before;
        return { weights };
      });
    },
    leaveStepping: async () => undefined,
    dial: async () => undefined,
  } as Partial<EngineApi> as EngineApi;
  const session: Session = {
    engine,
    edge: () => ({ value: ring(1), gradient: ring(1) }),
    loss: () => ring(1),
    curves: () => [],
    onPaint: () => () => undefined,
    onFrame: () => () => undefined,
    onEvent: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    generation: () => generation,
    nextGeneration: () => ++generation,
    clearCurves: () => undefined,
    dispose: () => clearInterval(clock),
  };
  return session;
}

type Op =
  | {
      readonly do: 'edit' | 'train' | 'pause' | 'reload' | 'kill' | 'close' | 'import';
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
      weight: 5,
      arbitrary: fc.record({
        do: fc.constantFrom('train', 'pause', 'reload', 'kill', 'close', 'import'),
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

const RUNS = Number(process.env.RUNS ?? 60);

/** An edit of a tab newer than this need not survive that the tab is killed. */
const SAFE_MS = 2_000;
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function play(script: readonly Op[]): Promise<void> {
  const disk = memoryStorage('device');
  const storing = moody();
  const computing = moody();
  const small = localStorageOf();
  const alive = new Set<string>();
  let pages = 0;
  let projects = 0;
  let edits = 0;
  /** Edits that must be found at the end, and when and where they were made. */
  const made = new Map<number, { readonly at: number; readonly page: string }>();
  const deleted = new Set<string>();
  /** Projects that nobody else had when they were deleted: no copy of them may come up either. */
  const dead = new Set<number>();
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
    const page = `page${++pages}`;
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
    };
    alive.add(page);
    const app: App = createApp(engineOf(computing), storage, {
      page,
      small: own,
      journal: createJournal(own, async () => alive),
    });
    void app.start();
    return {
      app,
      page,
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
      const { app, page, end } = await tabAt(at);
      const { actions, document } = app.getState();
      const text = noteOf(document);
      if (op.do === 'edit' && text) {
        made.set(++edits, { at: Date.now(), page });
        actions.setNote('note1', { text: `${text}|${edits}` });
      }
      if (op.do === 'import') void actions.importText(project(++projects));
      if (op.do === 'train') void actions.train();
      if (op.do === 'pause') void actions.pause();
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
            if (!before && !(await stands(tagOf(doomed), chosen.id))) dead.add(tagOf(doomed));
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
    }
  }
  // In the end everything works again, and then every page ends without a word.
  storing.set('prompt');
  computing.set('prompt');
  for (const { app } of open()) app.getState().actions.answerLeaving(false);
  await settle(40_000);
  const states = open().map(({ app }) => app.getState().save);
  for (const { end } of open()) end();
  const last = visit();
  await settle(5_000);
  last.end();

  const stored = await Promise.all((await disk.list()).map(async ({ id }) => disk.read(id)));
  const found = new Set(stored.flatMap((s) => numbers(s?.project.text ?? '')));
  expect({
    lost: [...made.keys()].filter((n) => !found.has(n)),
    astray: stored.flatMap((s) => {
      const whose = s?.weights?.w?.data[0];
      const tag = tagOf(s?.project.text ?? '');
      return whose === undefined || whose === tag ? [] : [`weights of ${whose} under ${tag}`];
    }),
    back: stored.flatMap((s) =>
      s && (deleted.has(s.project.id) || dead.has(tagOf(s.project.text))) ? [s.project.name] : [],
    ),
    unsaved: states.filter((state) => state !== 'saved'),
  }).toEqual({ lost: [], astray: [], back: [], unsaved: [] });
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
    'a full storage and a kill': [{ do: 'storage', mood: 'fails' }, edit, wait(2_100), kill],
  };
  for (const [what, script] of Object.entries(cases))
    it(`are kept through ${what}`, () => play(script), 20_000);

  it(
    'are not lost, mixed up or brought back, whatever answers late, fails, or never answers',
    async () => {
      await fc.assert(fc.asyncProperty(ops, play), { numRuns: RUNS });
    },
    60_000 + 1_000 * RUNS,
  );
});
