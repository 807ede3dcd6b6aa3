/**
 * The runs of the open project. The one that is open is the engine's and the session's; where it gives way to
 * another one (Reset, a fork, an edit that starts weights anew), which the engine tells, it is kept here as it was:
 * document, curve, state. Whoever undoes that takes the same run up again. A run is listed once it has trained.
 */
import type { EngineEvent } from '../../workers/engine/protocol.ts';
import type { Clock } from '../base/clock.ts';
import { vocabulary } from '../catalog/index.ts';
import { nameOfDifferences } from '../catalog/setting-words.ts';
import { type Checkpoint, tensorsOf } from '../document/checkpoint.ts';
import { packed } from '../document/curve.ts';
import { differencesOf } from '../document/differences.ts';
import type { Document } from '../document/records.ts';
import type { StoredRun } from '../document/runs.ts';
import type { LaidAside, Session } from '../session/session.ts';
import type { Actions } from './app.ts';
import type { Filing } from './filing.ts';
import type { Beginning } from './opening.ts';
import { beyondBudget, type Run } from './run.ts';
import { refusal } from './saving.ts';
import type { Change, Get } from './slice.ts';
import type { ProjectStorage } from './storage.ts';

/** Between two edits, as when a slider is drawn along, what trained shorter than that is no run that anybody wanted. */
const BRIEF_MS = 1_000;
/** So many changes of settings are told of a run. */
const MOST_CHANGES = 50;

type Exchanged = Extract<EngineEvent, { type: 'exchanged' }>;
type Frame = Pick<Extract<EngineEvent, { type: 'frame' }>, 'step' | 'status' | 'timeline'>;

export interface Runs {
  readonly actions: Pick<Actions, 'setRunView' | 'removeRun' | 'openRun' | 'readRunDocument'>;
  /** The one that is open. */
  readonly id: string;
  /** Another project is open from now on, with that run or with a new one. */
  open(project: string, run: string | undefined): void;
  /** @param ran the document that is trained */
  frame(frame: Frame, ran: Document): void;
  /** @param byEdit it gave way to an edit, not to Reset or the like */
  exchanged(event: Exchanged, byEdit: boolean): void;
  /** The state of the open run was stored under that project. */
  stored(project: string): void;
  /** What is open is another project from now on, a copy of that one. */
  copied(from: string, to: string): void;
}

const fresh = (from?: string): Run => ({
  id: crypto.randomUUID(),
  number: 0,
  changes: [],
  time: 0,
  wires: {},
  stateBytes: 0,
  // The step is known with the first frame.
  ...(from !== undefined && { from: { run: from, step: 0 } }),
});

export function createRuns(
  set: Change,
  get: Get,
  parts: {
    readonly session: Session;
    readonly storage: ProjectStorage;
    readonly filing: Filing;
    readonly clock: Clock;
    /** Opens it as a project of its own. */
    readonly openNew: (beginning: Beginning, name: string) => Promise<boolean>;
    /** The state of the open run, or of the moment of it that is visited. */
    readonly state: () => Promise<Checkpoint | undefined>;
  },
): Runs {
  const { session, storage, filing, clock } = parts;
  let project = '';
  let current = fresh();
  /** The step with which it begins; not known before its first frame. */
  let origin: number | undefined;
  let last = 0;
  /** The document that the last frame was of. */
  let seen: Document | undefined;
  /** The curve as it was then. */
  let curve = session.curves();
  /** When the last frame of its training came. */
  let trainedAt: number | undefined;
  /** What is kept of the project is listed. */
  let isRead = false;
  /** Those that an edit began. */
  const ofEdit = new Set<string>();
  /** Runs by the engine's names for what it laid aside. */
  let laid = new Map<string, Run>();
  /** One write after another, so that none is overtaken. */
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<unknown>) => {
    queue = queue.then(work).catch((error: unknown) => {
      if (get().runsKept) get().actions.notify({ tone: 'problem', text: refusal(error) });
      set({ runsKept: false });
    });
  };

  const found = (id: string) => get().runs.find((run) => run.id === id);
  const list = (runs: readonly Run[]) =>
    set({ runs: runs.toSorted((a, b) => a.number - b.number), run: current.id });
  const change = (id: string, of: (run: Run) => Run) => {
    if (current.id === id) current = of(current);
    list(get().runs.map((run) => (run.id === id ? of(run) : run)));
  };

  async function documentOf(run: Run | undefined): Promise<Document | undefined> {
    if (!run || run.document) return run?.document;
    const read = run.text === undefined ? undefined : await filing.read(run.text);
    return read?.ok ? read.value.document : undefined;
  }

  /** @param end of its state; absent: what is kept of that stays */
  function write(run: Run, end?: Checkpoint | 'none', to = project): void {
    if (run.number === 0) return;
    const { document, text, ...facts } = run;
    inTurn(async () => {
      const own = document ? await filing.write(document) : (text ?? '');
      const { curve, ...others } = facts;
      // The curve of the one that is open is kept with its state.
      const stored: StoredRun = { ...others, text: own, ...(curve && { curve }) };
      await storage.writeRun(to, stored, end);
      set({ runsKept: storage.lasting !== 'page' });
    });
  }

  /** In what it differs from the first one. */
  async function name(id: string): Promise<void> {
    const own = project;
    const run = found(id);
    const [base] = get().runs;
    if (!run?.document || !base || base.id === id) return;
    const before = await documentOf(base);
    if (!before || own !== project || found(id)?.document !== run.document) return;
    const differs = nameOfDifferences(
      differencesOf(before, run.document, vocabulary),
      before,
      run.document,
    );
    change(id, ({ differs: _, ...others }) => ({ ...others, ...(differs && { differs }) }));
    const named = found(id);
    if (named) write(named);
  }

  /** The open run has trained steps of its own: it is one of the list. */
  function enlist(ran: Document): void {
    const number = Math.max(0, ...get().runs.map((run) => run.number)) + 1;
    current = { ...current, number, document: ran };
    list([...get().runs, current]);
    void name(current.id);
    write(current);
  }

  /** Steps behind the last one go by another document. */
  function goesBy(ran: Document): void {
    const before = current.document;
    const what = before && nameOfDifferences(differencesOf(before, ran, vocabulary), before, ran);
    const told = current.changes.filter(({ step }) => step !== last);
    const changes = what ? [...told, { step: last, what }].slice(-MOST_CHANGES) : current.changes;
    change(current.id, (run) => ({ ...run, document: ran, changes }));
    void name(current.id);
  }

  /** What of the oldest has to go. */
  function trim(): void {
    const beyond = beyondBudget(get().runs, current.id);
    if (!beyond.states.length && !beyond.runs.length) return;
    const gone = new Set(beyond.runs);
    for (const id of beyond.states) {
      change(id, (run) => ({ ...run, stateBytes: 0 }));
      const run = found(id);
      if (run) write(run, 'none');
    }
    list(get().runs.filter((run) => !gone.has(run.id)));
    const from = project;
    for (const id of gone) inTurn(() => storage.removeRun(from, id));
    const args = { states: beyond.states.length, runs: gone.size };
    get().actions.notify({ tone: 'info', text: 'runs.trimmed', args });
  }

  /** It is kept as it was when it gave way. */
  function lay(run: Run, aside: LaidAside, end: Promise<Checkpoint | undefined>): void {
    if (run.number === 0) return;
    const own = project;
    change(run.id, (r) => ({ ...r, curve: packed(aside.curve), wires: aside.wires }));
    const listed = found(run.id);
    if (!listed) return;
    write(listed, 'none');
    void end.then((state) => {
      if (!state || own !== project) return;
      const stateBytes = tensorsOf(state).reduce((n, { data }) => n + data.byteLength, 0);
      change(run.id, (r) => ({ ...r, stateBytes }));
      const kept = found(run.id);
      if (kept) write(kept, state);
      trim();
    });
  }

  /** It is listed again where it is taken up and trains on. */
  function dropped(run: Run): Run {
    const from = project;
    list(get().runs.filter(({ id }) => id !== run.id));
    inTurn(() => storage.removeRun(from, run.id));
    return { ...run, number: 0 };
  }

  function begin(run: Run): void {
    current = run;
    origin = undefined;
    last = Number.POSITIVE_INFINITY;
    trainedAt = undefined;
    set({ run: run.id });
  }

  /** The open run is one that is listed, of which a frame may have come meanwhile. */
  async function takeUp(run: Run): Promise<void> {
    current = { ...run, time: run.time + current.time };
    const document = await documentOf(run);
    if (document) change(run.id, (r) => ({ ...r, document }));
  }

  const clocked = (now: number): void => {
    if (trainedAt === undefined) return;
    const time = current.time + now - trainedAt;
    current = { ...current, time };
    trainedAt = now;
  };

  const actions: Runs['actions'] = {
    setRunView: (id, view) => {
      change(id, (run) => {
        const { title, ...others } = { ...run, ...view };
        return { ...others, ...(title?.trim() && { title: title.trim() }) };
      });
      const run = found(id);
      if (run) write(run);
    },
    removeRun: async (id) => {
      const run = found(id);
      // The one that is open goes on.
      if (!run || id === current.id) return;
      const from = project;
      list(get().runs.filter((r) => r.id !== id));
      let end: Checkpoint | undefined;
      inTurn(async () => {
        end = await storage.readEnd(from, id);
        await storage.removeRun(from, id);
      });
      const restore = () => {
        // It may have been taken up again meanwhile.
        if (from === project && !found(id) && current.id !== id) list([...get().runs, run]);
        inTurn(async () => write(run, end, from));
      };
      get().actions.notify({ tone: 'info', text: 'runs.removed', undo: restore });
    },
    openRun: async (id, title) => {
      const run = found(id);
      const document = await documentOf(run);
      if (!run || !document) return;
      const isOpen = id === current.id;
      const end = await (isOpen ? parts.state() : storage.readEnd(project, id)).catch(
        () => undefined,
      );
      const curve = isOpen ? packed(session.curves(), end?.training?.step) : run.curve;
      const beginning = { document, ...end, ...(end?.training && curve && { curve }) };
      const opened = await parts.openNew(beginning, `${get().document.name} · ${title}`);
      if (opened && !end) get().actions.notify({ tone: 'info', text: 'runs.noState' });
    },
    readRunDocument: (id) => documentOf(found(id)),
  };

  return {
    actions,
    get id() {
      return current.id;
    },
    open: (next, run) => {
      project = next;
      laid = new Map();
      begin(run === undefined ? fresh() : { ...fresh(), id: run });
      origin = 0;
      seen = undefined;
      isRead = false;
      set({ runs: [], run: current.id, runsKept: storage.lasting !== 'page' });
      const read = async () => {
        // What is still to be written is of the project before, or of this one.
        await queue;
        return storage.runs(next);
      };
      void read()
        .catch(() => [])
        .then(async (kept) => {
          if (next !== project) return;
          isRead = true;
          // Its curve went with the state of another run: there is nothing to show of it.
          const isWhole = (r: StoredRun) => r.curve !== undefined || r.id === current.id;
          const whole = kept.filter(isWhole);
          const broken = kept.filter((r) => !isWhole(r));
          for (const { id } of broken) inTurn(() => storage.removeRun(next, id));
          list(whole);
          const own = whole.find((r) => r.id === current.id);
          if (own) await takeUp(own);
          else if (seen && last > 0 && last < Number.POSITIVE_INFINITY) enlist(seen);
        });
    },
    frame: ({ step, status, timeline }, ran) => {
      if (timeline?.visits !== undefined) return;
      const now = clock.now();
      clocked(now);
      const ends = trainedAt !== undefined && status !== 'training';
      trainedAt = status === 'training' ? now : undefined;
      if (origin === undefined) {
        origin = step;
        const { from, ...others } = current;
        // From the beginning on it goes on from nowhere.
        if (current.number === 0)
          current = { ...others, ...(from && step > 0 && { from: { ...from, step } }) };
      }
      if (current.number === 0) {
        if (step > origin && isRead) enlist(ran);
      } else if (step > last && ran !== current.document) goesBy(ran);
      if (ends && current.number) change(current.id, () => current);
      last = step;
      seen = ran;
      curve = session.curves();
    },
    exchanged: ({ left, back, anew, lost }, byEdit) => {
      clocked(clock.now());
      const isBrief = ofEdit.has(current.id) && current.time < BRIEF_MS;
      const { starred, title } = current;
      const drops = byEdit && back === undefined && isBrief && !starred && title === undefined;
      const former = drops ? dropped(current) : current;
      const aside = left === undefined ? undefined : session.laid(left);
      const taken = back === undefined ? undefined : laid.get(back);
      if (left !== undefined) laid.set(left, former);
      if (aside) lay(former, aside, session.engine.readLaid(left ?? ''));
      else if (lost) lay(former, { curve, wires: {} }, Promise.resolve(undefined));
      if (back !== undefined) begin(taken ? { ...taken, ...found(taken.id) } : fresh());
      else if (left !== undefined || lost) {
        begin(fresh(former.number ? former.id : former.from?.run));
        if (byEdit) ofEdit.add(current.id);
      } else if (anew && former.number === 0) begin(former);
    },
    stored: (to) => {
      if (to === project && current.number) write({ ...current });
    },
    copied: (from, to) => {
      if (from !== project) return;
      project = to;
      inTurn(() => storage.copyRuns(from, to));
    },
  };
}
