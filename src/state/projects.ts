/**
 * Projects and their saving. A project is saved about a second after an edit, its weights when a run
 * rests and every ten seconds while it trains. What is shown of it is what is so. Where another tab
 * has written in the meantime, this one's work goes into a copy, and that is said.
 */
import type { Pack } from '../../workers/export/worker.ts';
import { fail, issue, type Result } from '../base/issue.ts';
import { vocabulary } from '../catalog/index.ts';
import { type Opened, parse, serialise, unsavableWeights } from '../document/codec.ts';
import { emptyDocument, type Weights } from '../document/records.ts';
import type { Sample } from '../samples/sample.ts';
import type { Actions, ProjectInfo, Selection } from './app.ts';
import { keepLast, readLast } from './last.ts';
import type { Change, Get } from './slice.ts';
import type { ProjectStorage, StoredProject } from './storage.ts';
import type { SmallStorage } from './view.ts';

const SAVE_MS = 1_000;
/** After so long somebody who waits is told what for. */
const SLOW_MS = 700;

type FileActions = Pick<
  Actions,
  | 'exportJson'
  | 'exportTorch'
  | 'importText'
  | 'openSample'
  | 'newProject'
  | 'openProject'
  | 'renameProject'
  | 'duplicateProject'
  | 'deleteProject'
  | 'listProjects'
  | 'openFile'
  | 'saveNow'
>;

export interface Projects {
  readonly actions: FileActions;
  /** The document changed: save it soon. */
  changed(): void;
  keepWeights(weights: Weights): void;
  /** Reopens where one left, or the first sample. */
  start(firstSample: string): Promise<void>;
  dispose(): void;
}

export interface ProjectOptions {
  readonly storage: ProjectStorage;
  readonly samples: readonly Sample[];
  readonly small?: SmallStorage;
  /** Puts a document on the canvas and compiles it. */
  readonly open: (opened: Opened, selection?: Selection) => Promise<void>;
  /** The engine's present weights. */
  readonly weights: () => Promise<Weights | undefined>;
  /** Once no edit is waiting to be compiled. */
  readonly settled: () => Promise<void>;
  readonly pack?: Pack;
}

const freshProject = (name: string): ProjectInfo => ({
  id: crypto.randomUUID(),
  name,
  savedAt: 0,
});

export function createProjects(set: Change, get: Get, options: ProjectOptions): Projects {
  const { storage, small } = options;
  let revision = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Writes follow each other: a save must know the revision of the one before. */
  let queue: Promise<void> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  };

  const remember = () => {
    const { project, selection } = get();
    keepLast(small, { id: project.id, selection });
  };

  /** Why nothing is kept, said once until it works again. */
  const failed = (error: unknown) => {
    if (get().save !== 'failed') {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      get().actions.notify({ tone: 'problem', text: full ? 'files.full' : 'files.notSaved' });
    }
    set({ save: 'failed' });
  };

  const named = async (wanted: string): Promise<string> => {
    const taken = new Set((await storage.list()).map((p) => p.name));
    if (!taken.has(wanted)) return wanted;
    let n = 2;
    while (taken.has(`${wanted} ${n}`)) n++;
    return `${wanted} ${n}`;
  };

  async function write(): Promise<void> {
    const { document, project } = get();
    set({ save: 'saving' });
    try {
      const stored: StoredProject = {
        id: project.id,
        name: document.name,
        savedAt: Date.now(),
        revision: revision + 1,
        text: serialise(document),
      };
      let kept = stored;
      if (!(await storage.write(stored))) {
        kept = {
          ...stored,
          ...freshProject(await named(document.name)),
          savedAt: stored.savedAt,
          revision: 1,
        };
        await storage.write(kept);
        get().actions.notify({
          tone: 'info',
          text: 'files.savedAsCopy',
          args: { name: kept.name },
        });
      }
      // Another project was opened while this one was written.
      if (get().project.id !== project.id) return;
      revision = kept.revision;
      set({
        project: { id: kept.id, name: kept.name, savedAt: kept.savedAt },
        save: get().document === document ? (storage.lasting ? 'saved' : 'unsaved') : 'unsaved',
      });
      remember();
    } catch (error) {
      failed(error);
    }
  }

  const cancel = () => {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
  };

  async function saveNow(): Promise<void> {
    cancel();
    await inTurn(write);
  }

  /** Saves what is open, so that nothing is lost when another project takes its place. */
  async function leave(): Promise<void> {
    if (get().save === 'unsaved' || timer !== undefined) await saveNow();
  }

  async function begin(project: ProjectInfo, at: number, opened: Opened, selection?: Selection) {
    cancel();
    revision = at;
    set({ project, save: at > 0 ? 'saved' : 'unsaved', fileIssues: [], dialog: undefined });
    await options.open(opened, selection);
    remember();
    if (at === 0) await saveNow();
  }

  async function openStored(id: string, selection?: Selection): Promise<boolean> {
    const stored = await storage.read(id);
    if (!stored) return false;
    const opened = parse(stored.text, vocabulary);
    if (!opened.ok) {
      set({ fileIssues: opened.issues, dialog: 'issues' });
      return false;
    }
    const weights = await storage.readWeights(id);
    const { savedAt, name } = stored;
    await begin(
      { id, name, savedAt },
      stored.revision,
      { document: opened.value.document, ...(weights ? { weights } : {}) },
      selection,
    );
    return true;
  }

  function refuse(result: Result<Opened>): void {
    set({ fileIssues: result.issues, dialog: 'issues' });
  }

  async function importText(text: string, name?: string): Promise<boolean> {
    const read = parse(text, vocabulary);
    if (!read.ok) {
      refuse(read);
      return false;
    }
    const { document, weights } = read.value;
    await leave();
    const title = document.name.trim() || name || 'Untitled';
    const kept = { ...document, name: title };
    await begin(freshProject(title), 0, { document: kept, ...(weights ? { weights } : {}) });
    if (weights) await storage.writeWeights(get().project.id, weights).catch(failed);
    if (read.issues.length) set({ fileIssues: read.issues, dialog: 'issues' });
    return true;
  }

  const isOpen = (id: string) => get().project.id === id;

  let exporting = false;
  const actions: FileActions = {
    exportJson: async (wanted) => {
      const weights = wanted.weights ? await options.weights() : undefined;
      for (const left of unsavableWeights(weights ?? {}))
        get().actions.notify({ tone: 'problem', issue: left });
      return serialise(get().document, weights);
    },
    exportTorch: async (folder) => {
      const { pack } = options;
      if (!pack || exporting) return undefined;
      exporting = true;
      // A small network is packed at once; what takes a while says so.
      const slow = setTimeout(
        () => get().actions.notify({ tone: 'info', text: 'files.exporting' }),
        SLOW_MS,
      );
      try {
        await options.settled();
        const { document } = get();
        const weights = (await options.weights()) ?? {};
        const packed = await pack({ document, weights, folder });
        if (packed.ok) return packed.value;
        set({ fileIssues: packed.issues, dialog: 'exportIssues' });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        set({
          fileIssues: [
            issue('engine.failed', '{what} failed: {reason}', {
              args: { what: 'The export', reason },
            }),
          ],
          dialog: 'exportIssues',
        });
      } finally {
        clearTimeout(slow);
        exporting = false;
      }
      return undefined;
    },
    importText,
    openSample: async (id) => {
      const sample = options.samples.find((s) => s.id === id);
      if (!sample) return;
      await leave();
      const { document, weights } = sample;
      await begin(freshProject(document.name), 0, { document, ...(weights ? { weights } : {}) });
    },
    newProject: async () => {
      await leave();
      const name = await named('Untitled');
      await begin(freshProject(name), 0, { document: emptyDocument(name) });
    },
    openProject: async (id) => {
      if (isOpen(id)) {
        set({ dialog: undefined });
        return;
      }
      await leave();
      await openStored(id);
    },
    renameProject: async (id, name) => {
      if (isOpen(id)) {
        get().actions.rename(name);
        await saveNow();
        return;
      }
      const stored = await storage.read(id);
      const opened = stored && parse(stored.text, vocabulary);
      if (!stored || !opened?.ok || !name.trim()) return;
      const document = { ...opened.value.document, name: name.trim() };
      await storage.write({
        ...stored,
        name: document.name,
        text: serialise(document),
        revision: stored.revision + 1,
      });
    },
    duplicateProject: async (id) => {
      if (isOpen(id)) await leave();
      const stored = await storage.read(id);
      const opened = stored && parse(stored.text, vocabulary);
      if (!stored || !opened?.ok) return;
      const name = await named(stored.name);
      const fresh = freshProject(name);
      await storage.write({
        ...fresh,
        savedAt: Date.now(),
        revision: 1,
        text: serialise({ ...opened.value.document, name }),
      });
      await storage.writeWeights(fresh.id, await storage.readWeights(id));
    },
    deleteProject: async (id) => {
      const stored = await storage.read(id);
      const weights = await storage.readWeights(id);
      if (!stored) return;
      await storage.remove(id);
      if (isOpen(id)) {
        cancel();
        const [next] = await storage.list();
        if (!(next && (await openStored(next.id)))) await actions.newProject();
      }
      get().actions.notify({
        tone: 'info',
        text: 'files.deleted',
        args: { name: stored.name },
        undo: () =>
          void inTurn(async () => {
            await storage.write({ ...stored, revision: 1 });
            await storage.writeWeights(id, weights);
          }),
      });
    },
    listProjects: () => storage.list(),
    openFile: async (file) => {
      if (/\.(csv|tsv|txt)$/i.test(file.name) || file.type === 'text/csv') {
        set({ csvFile: file, dialog: 'csv' });
        return;
      }
      try {
        await importText(await file.text(), file.name.replace(/\.json$/i, ''));
      } catch (error) {
        refuse(
          fail(
            issue('file.read', 'The file {name} cannot be read: {reason}.', {
              args: { name: file.name, reason: error instanceof Error ? error.message : '' },
            }),
          ),
        );
      }
    },
    saveNow,
  };

  return {
    actions,
    changed: () => {
      cancel();
      set({ save: get().save === 'failed' ? 'failed' : 'unsaved' });
      timer = setTimeout(() => {
        timer = undefined;
        void inTurn(write);
      }, SAVE_MS);
    },
    keepWeights: (weights) => {
      const { id } = get().project;
      void inTurn(() => storage.writeWeights(id, weights)).catch(failed);
    },
    start: async (firstSample) => {
      const last = readLast(small);
      if (last && (await openStored(last.id, last.selection))) return;
      const [newest] = await storage.list().catch(() => []);
      if (newest && (await openStored(newest.id))) return;
      await actions.openSample(firstSample);
      if (get().project.id === '') await actions.newProject();
    },
    dispose: cancel,
  };
}
