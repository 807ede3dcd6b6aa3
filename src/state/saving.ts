/**
 * The saving of what is open. A *sheet* is one opening of one project: which revision its storage
 * has, and which document and state of its run are stored. It is clean when these are the present ones; else a
 * write is under way, waits for its time, or has failed. Whatever is answered belongs to the sheet
 * for which it was asked; once that is over (left, deleted) the answer changes nothing.
 */
import type { Clock } from '../base/clock.ts';
import { type Checkpoint, tensorsOf } from '../document/checkpoint.ts';
import { serialise } from '../document/codec.ts';
import { historyText, type KeptRun, keptOf } from '../document/kept.ts';
import { isMuch } from '../document/parcel.ts';
import type { Document } from '../document/records.ts';
import type { Filing } from './filing.ts';
import { JOURNAL_LIMIT, type Journal } from './journal.ts';
import type { Change, Get } from './slice.ts';
import { type ProjectStorage, type Save, SilentStorage, type Writer } from './storage.ts';

/** A rest in editing … */
const REST_MS = 1_000;
/** … and the longest that an edit waits for one. */
const MOST_MS = 2_000;
/** How often an edit is journalled at the most, until it is saved: a tab may be killed, and tells nobody. */
const JOURNAL_MS = 250;
/** How often weights are stored while a network trains. */
const WEIGHTS_MS = 10_000;
/** Space may have been made elsewhere. */
const RETRY_MS = 15_000;
/** Characters of a weight in a file, at the least. */
const CHARACTERS = 4;

interface Sheet {
  id: string;
  /** The revision in the storage; 0 before the first write. */
  base: number;
  /** What is stored of it. */
  document?: Document;
  keptRun: KeptRun | undefined;
  /** The newest that the page knows. */
  run: KeptRun | undefined;
  /** Left or deleted: nothing of it is written any more. */
  over: boolean;
}

export interface Opening {
  readonly id: string;
  /** The revision in the storage; 0 where it is not stored yet. */
  readonly base: number;
  /** The document as it is stored. */
  readonly document?: Document;
  readonly run?: KeptRun;
}

export interface Saving {
  /** Another project is open from now on. */
  begin(opening: Opening): void;
  /** The document changed: save it soon. */
  changed(): void;
  /** The state of the run, brought over for the open project. */
  keep(run: KeptRun): void;
  /** Saves what is not stored yet; whether all is. */
  saveNow(): Promise<boolean>;
  /** Whether leaving what is open would lose nothing. */
  clean(): boolean;
  /** Nothing more of what is open is wanted: it is deleted, or given up. The answer takes it back. */
  end(): () => void;
  /**
   * The page may go away at once. Writes down what is not stored yet; false where that would be lost.
   * @param gone it goes for certain: the next start need not ask whether this page lives.
   */
  leaving(gone: boolean): boolean;
  /** One after another with the saves, so that none is overtaken by what it must not meet. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** A name that no project has yet. */
  named(wanted: string): Promise<string>;
  writer(): Writer;
  dispose(): void;
}

/** Why nothing is stored, as the page says it. */
export const refusal = (error: unknown, otherwise = 'files.notSaved'): string => {
  if (error instanceof SilentStorage) return 'files.silent';
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'files.full';
  return name === 'VersionError' ? 'files.newerOpen' : otherwise;
};

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}

/** Of the same step and with the same weights: then the rest is the same, too. */
function sameRun(a: Checkpoint, b: Checkpoint): boolean {
  const names = Object.keys(a.weights);
  return (
    a === b ||
    (a.training?.step === b.training?.step &&
      a.training?.since === b.training?.since &&
      names.length === Object.keys(b.weights).length &&
      names.every((name) => {
        const x = a.weights[name]?.data;
        const y = b.weights[name]?.data;
        return x && y && sameNumbers(x, y);
      }))
  );
}

export function createSaving(
  set: Change,
  get: Get,
  parts: {
    readonly storage: ProjectStorage;
    readonly journal: Journal;
    readonly filing: Filing;
    readonly clock: Clock;
    readonly page: string;
    /** The open project has another place, or another name. */
    readonly onStored: () => void;
    /** The run of that project is stored; of its recording these are the states. */
    readonly onRunStored: (project: string, states: readonly string[]) => void;
    /** What is open is stored as another project. */
    readonly onCopied: (from: string, to: string) => void;
  },
): Saving {
  const { storage, journal, filing, clock, page } = parts;
  let sheet: Sheet = { id: '', base: 0, keptRun: undefined, run: undefined, over: false };
  let turn = 0;
  /** Take back the save, and the entry of the journal, that are to come. */
  let unschedule: (() => void) | undefined;
  let unnote: (() => void) | undefined;
  let journalAt = Number.NEGATIVE_INFINITY;
  /** Since when something waits to be saved. */
  let since: number | undefined;
  let weightsAt = 0;
  let asked = false;
  let queue: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  /** A write is under way: how long the storage takes is its own affair. */
  let flying = false;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };

  const writer = (): Writer => ({ page, turn: ++turn });

  const clean = (own = sheet): boolean =>
    own.over || (own.document === get().document && own.keptRun === own.run);

  const named = async (wanted: string): Promise<string> => {
    const taken = new Set((await storage.list()).map((p) => p.name));
    if (!taken.has(wanted)) return wanted;
    let n = 2;
    while (taken.has(`${wanted} ${n}`)) n++;
    return `${wanted} ${n}`;
  };

  const cancel = () => {
    unschedule?.();
    unnote?.();
    unschedule = undefined;
    unnote = undefined;
    since = undefined;
  };

  const schedule = (ms: number) => {
    unschedule?.();
    unschedule = clock.after(ms, () => void saveNow());
  };

  /** Why nothing is kept, said once until it works again. */
  function failed(own: Sheet, error: unknown): void {
    if (own !== sheet || own.over) return;
    // A write behind it has stored all there is.
    if (clean(own) && get().save === 'saved') return;
    const refused = refusal(error);
    if (get().save !== 'failed') get().actions.notify({ tone: 'problem', text: refused });
    set({ save: 'failed', refused });
    if (!unschedule) schedule(RETRY_MS);
  }

  function settle(own: Sheet, save: Save, document: Document, run: KeptRun | undefined) {
    own.document = document;
    own.keptRun = run;
    journal.drop(save.writer);
    if (save.weights)
      parts.onRunStored(save.id, save.recording?.states.map((state) => state.id) ?? []);
    if (own !== sheet || own.over) return;
    const { id, name, savedAt } = save;
    const saved = clean(own) && storage.lasting !== 'page';
    set({ project: { id, name, savedAt }, save: saved ? 'saved' : 'unsaved' });
    parts.onStored();
    if (!clean(own) && !unschedule) schedule(REST_MS);
    // Worth asking for once somebody has worked, not for having opened a sample.
    if (!asked && own.base > 1) {
      asked = true;
      void storage.persist?.().catch(() => undefined);
    }
  }

  /** What is there now, as a write. */
  function saveOf(own: Sheet, document: Document, text = serialise(document)): Save {
    if (own.id === '') own.id = crypto.randomUUID();
    return {
      id: own.id,
      name: document.name,
      savedAt: clock.now(),
      base: own.base,
      writer: writer(),
      text,
      ...(own.run && own.run !== own.keptRun ? keptOf(own.run) : {}),
    };
  }

  /**
   * Written before the storage is asked: it may be slow, and the page be gone before it answers. Of a
   * large document only where the storage refused it, or the page goes: to write megabytes there
   * stops the page each time.
   */
  const ahead = (
    {
      weights: _,
      training: __,
      curve: ___,
      recording: ____,
      run: _____,
      wires: ______,
      ...save
    }: Save,
    text = save.text,
    more: { readonly left?: boolean; readonly history?: string } = {},
  ): boolean => journal.keep({ ...save, text, left: false, ...more });

  /** An edit that waits for its save, written down as soon as the event that made it is over. */
  function note(): void {
    if (unnote) return;
    const wait = Math.max(0, journalAt + JOURNAL_MS - clock.now());
    unnote = clock.after(wait, () => {
      unnote = undefined;
      const { document } = get();
      if (isMuch(document) || sheet.over) return;
      journalAt = clock.now();
      // Undone before it was saved: the next start must not store it.
      if (clean()) journal.drop({ page, turn });
      else if (sheet.document !== document) ahead(saveOf(sheet, document));
    });
  }

  async function send(own: Sheet, save: Save, document: Document): Promise<void> {
    const { run } = own;
    if (run !== own.keptRun) weightsAt = clock.now();
    try {
      const written = await storage.write(save);
      if (written.kept) {
        own.base = written.revision;
        settle(own, save, document, run);
      } else if (!own.over) await sendCopy(own, document, run, written.gone);
    } catch (error) {
      // What is much is not written down before it is known that it must be.
      if (isMuch(document) && !own.over) ahead(save);
      failed(own, error);
    }
  }

  /** Somebody else has written: what is open goes beside it, with its weights. */
  async function sendCopy(
    own: Sheet,
    document: Document,
    run: KeptRun | undefined,
    gone: boolean,
  ): Promise<void> {
    const name = await named(document.name);
    const renamed = name === document.name ? document : { ...document, name };
    const copy: Save = {
      id: crypto.randomUUID(),
      name,
      savedAt: clock.now(),
      base: 0,
      writer: writer(),
      text: await filing.write(renamed),
      ...run,
    };
    if (!isMuch(document)) ahead(copy);
    const written = await storage.write(copy);
    if (!written.kept) throw new Error('internal: a new name is taken');
    if (own.over) return;
    parts.onCopied(own.id, copy.id);
    own.id = copy.id;
    own.base = written.revision;
    if (renamed !== document)
      set((s) => ({ document: s.document === document ? renamed : { ...s.document, name } }));
    settle(own, copy, renamed, run);
    get().actions.notify({
      tone: 'info',
      text: gone ? 'files.savedAnew' : 'files.savedAsCopy',
      args: { name },
    });
  }

  async function put(own: Sheet): Promise<void> {
    if (clean(own)) {
      // What was to be written was undone.
      if (!own.over && storage.lasting !== 'page') set({ save: 'saved' });
      return;
    }
    const { document } = get();
    if (document !== own.document && get().save !== 'failed') set({ save: 'saving' });
    const written = filing.write(document);
    const text = typeof written === 'string' ? written : await written;
    if (own.over) return;
    const save = saveOf(own, document, text);
    if (!isMuch(document)) ahead(save);
    await send(own, save, document);
  }

  async function saveNow(): Promise<boolean> {
    cancel();
    // One under way and one behind it are enough: the latter writes what is there by then. Until its
    // turn comes the journal holds it.
    if (flying && !clean() && !isMuch(get().document)) ahead(saveOf(sheet, get().document));
    next ??= inTurn(async () => {
      next = undefined;
      flying = true;
      await put(sheet).finally(() => {
        flying = false;
      });
    });
    await next;
    return clean();
  }

  return {
    begin: ({ id, base, document, run }) => {
      cancel();
      sheet.over = true;
      const keptRun = document ? run : undefined;
      sheet = { id, base, keptRun, run, over: false, ...(document ? { document } : {}) };
      weightsAt = clock.now();
    },
    changed: () => {
      set({ save: get().save === 'failed' ? 'failed' : 'unsaved' });
      const now = clock.now();
      since ??= now;
      schedule(Math.max(0, Math.min(REST_MS, since + MOST_MS - now)));
      note();
    },
    keep: (run) => {
      // Brought over once more, or loaded as they were stored: nothing that another tab must heed.
      if (sheet.run && sameRun(sheet.run, run)) return;
      sheet.run = run;
      if (get().status !== 'training' || clock.now() - weightsAt >= WEIGHTS_MS) void saveNow();
    },
    saveNow,
    clean,
    end: () => {
      const own = sheet;
      cancel();
      own.over = true;
      journal.drop({ page, turn });
      return () => {
        own.over = own !== sheet;
      };
    },
    leaving: (gone) => {
      if (clean()) return storage.lasting !== 'page';
      const own = sheet;
      const { document } = get();
      const save = saveOf(own, document);
      const { weights = {}, training } = save;
      const state = { weights, ...(training && { training }) };
      // The whole run, else where it stands, else its weights, else the document alone.
      const journalled = [
        { run: state, history: training && historyText(save) },
        { run: state },
        { run: { weights } },
        { run: { weights: {} } },
      ].some(({ run, history }) => {
        const numbers = tensorsOf(run).reduce((n, t) => n + t.data.length, 0);
        if (numbers * CHARACTERS >= JOURNAL_LIMIT) return false;
        const text = serialise(document, run.weights, run.training);
        return ahead(save, text, { left: gone, ...(history && { history }) });
      });
      // Where it is not gone after all, or the storage is quick, this is the end of it.
      void send(own, save, document);
      return journalled && storage.lasting !== 'page';
    },
    inTurn,
    named,
    writer,
    dispose: cancel,
  };
}
