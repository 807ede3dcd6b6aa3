/**
 * Projects: opening, importing, copying, deleting. What is to be opened is read first; then what is
 * open is left, which saves it, and where that fails asks; then the two are exchanged at once. So an
 * edit made meanwhile is saved too, and of two wishes the later one counts. How saving goes on stands
 * in `saving`.
 */
import { fail, issue, type Result } from '../base/issue.ts';
import { FOREIGN_HEAD, foreignFile } from '../data/foreign.ts';
import { runOf } from '../document/checkpoint.ts';
import { type Opened, serialise } from '../document/codec.ts';
import { historyFrom, type KeptRun, keptOf } from '../document/kept.ts';
import { inLanguage } from '../samples/language.ts';
import type { Sample } from '../samples/sample.ts';
import type { Actions, Selection } from './app.ts';
import { createExporting, type ExportOptions } from './exporting.ts';
import { createJournal, type Journal } from './journal.ts';
import { keepLast, readLast } from './last.ts';
import type { Moments } from './moments.ts';
import { type Beginning, createOpening, fresh } from './opening.ts';
import { dropRecommended } from './recommended.ts';
import { recover } from './recovery.ts';
import type { Runs } from './runs.ts';
import { createSaving, refusal } from './saving.ts';
import type { Change, Get } from './slice.ts';
import { impatient, PATIENCE_MS, type ProjectInfo, type ProjectStorage } from './storage.ts';
import type { SmallStorage } from './view.ts';

type FileActions = Pick<
  Actions,
  | 'exportJson'
  | 'exportTorch'
  | 'exportStored'
  | 'importText'
  | 'openSample'
  | 'openAsProject'
  | 'newProject'
  | 'openProject'
  | 'renameProject'
  | 'duplicateProject'
  | 'deleteProject'
  | 'listProjects'
  | 'openFile'
  | 'saveNow'
  | 'answerLeaving'
>;

export interface Projects {
  readonly actions: FileActions;
  /** The document changed: save it soon. */
  changed(): void;
  keepState(run: KeptRun): void;
  /** Opens it as a new project, under that name or one like it. */
  openNew(beginning: Beginning, name: string): Promise<boolean>;
  /** Reopens where one left, or the first sample. */
  start(firstSample: string): Promise<void>;
  /** The page may go away at once; false where that would lose something. */
  leaving(gone: boolean): boolean;
  dispose(): void;
}

interface ProjectOptions extends ExportOptions {
  readonly storage: ProjectStorage;
  readonly samples: readonly Sample[];
  readonly small?: SmallStorage;
  readonly journal?: Journal;
  /** This page's name among those that write. */
  readonly page?: string;
  /** Puts a document on the canvas at once, and compiles it. */
  readonly open: (opened: Beginning, project: string, selection?: Selection) => Promise<void>;
  /** Brings over what has been trained since the last time. */
  readonly latest: () => Promise<void>;
  readonly moments: Moments;
  readonly runs: Pick<Runs, 'stored' | 'copied'>;
}

export function createProjects(set: Change, get: Get, options: ProjectOptions): Projects {
  const { small, journal = createJournal(undefined), page = crypto.randomUUID() } = options;
  const { filing, clock } = options;
  const storage = impatient(options.storage, PATIENCE_MS, clock);
  function remember(): void {
    const { project, selection } = get();
    keepLast(small, { id: project.id, selection });
  }

  /** Nothing that a storage does wrong may pass without a word. */
  async function told<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      get().actions.notify({ tone: 'problem', text: refusal(error, 'files.noAnswer') });
      return undefined;
    }
  }

  const saving = createSaving(set, get, {
    storage,
    journal,
    filing,
    clock,
    page,
    onStored: remember,
    onRunStored: (id, states) => {
      options.moments.keep(id, states);
      options.runs.stored(id);
    },
    onCopied: options.runs.copied,
  });
  const opening = createOpening(set, get, { ...options, storage, filing, saving, told, remember });
  const { enter, open, readable, stored, untitled, weightsOnly, wish } = opening;
  const isOpen = (id: string) => get().project.id === id;

  function refuse(result: Result<unknown>): void {
    set({ fileIssues: result.issues, dialog: 'issues' });
  }

  async function importText(text: string, name?: string): Promise<boolean> {
    const reading = filing.read(text);
    let read: Result<Opened>;
    if ('then' in reading) {
      const wanted = wish();
      read = await reading;
      // Something else was asked for meanwhile.
      if (!wanted()) return false;
    } else read = reading;
    if (!read.ok) {
      refuse(read);
      return false;
    }
    const { document, ...run } = read.value;
    const title = document.name.trim() || name || 'Untitled';
    const kept = { document: { ...document, name: title }, ...runOf(run) };
    const opened = await open(async () => fresh(kept));
    if (opened && run.weights && !run.training) weightsOnly();
    if (opened && read.issues.length) set({ fileIssues: read.issues, dialog: 'issues' });
    return opened;
  }

  const runsIn = async (id: string) =>
    Promise.all(
      (await storage.runs(id)).map(
        async (run) => [run, await storage.readEnd(id, run.id)] as const,
      ),
    );

  async function deleteProject(id: string): Promise<void> {
    // What it was at last, for whoever takes the deletion back.
    if (isOpen(id)) await saving.saveNow();
    const found = await storage.read(id);
    if (!found) return;
    // Where somebody else had written it, what is open here is a copy by now, and stays.
    const wasOpen = isOpen(id);
    const takeBack = wasOpen ? saving.end() : () => {};
    const runs = await runsIn(id).catch(() => []);
    try {
      // Behind a save that is under way.
      await saving.inTurn(() => storage.remove(id));
    } catch (error) {
      takeBack();
      throw error;
    }
    journal.forget(id);
    if (wasOpen && isOpen(id)) {
      const [newest] = await storage.list().catch(() => []);
      const next = newest && (await stored(newest.id).catch(() => undefined));
      wish();
      await enter(next ?? (await untitled()));
    }
    const { project, ...run } = found;
    const restore = () =>
      saving.inTurn(async () => {
        await storage.write({
          ...project,
          base: 0,
          writer: saving.writer(),
          ...run,
        });
        for (const [own, end] of runs) await storage.writeRun(id, own, end);
      });
    get().actions.notify({
      tone: 'info',
      text: 'files.deleted',
      args: { name: project.name },
      undo: () => void told(restore),
    });
  }

  const openNew = (beginning: Beginning, wanted: string) =>
    open(async () => {
      const name = await saving.named(wanted);
      return fresh({ ...beginning, document: { ...beginning.document, name } });
    });

  const actions: FileActions = {
    ...createExporting(set, get, options),
    exportStored: async (id) => (await told(() => storage.read(id)))?.project.text,
    importText,
    openSample: async (id) => {
      const sample = options.samples.find((s) => s.id === id);
      if (!sample) return;
      const document = inLanguage(sample, get().language);
      await open(async () => fresh({ ...sample, document }));
    },
    openAsProject: (document, run, wanted) => openNew({ ...run, document }, wanted),
    newProject: async () => void (await open(untitled)),
    openProject: async (id) => {
      if (isOpen(id)) set({ dialog: undefined });
      else await open(() => stored(id));
    },
    renameProject: async (id, name) => {
      if (isOpen(id)) {
        get().actions.rename(name);
        await saving.saveNow();
        return;
      }
      await told(async () => {
        const found = await readable(id);
        if (!found || !name.trim()) return;
        const document = { ...found.document, name: name.trim() };
        const { revision: base, ...project } = found.project;
        const text = serialise(document);
        await storage.write({
          ...project,
          name: document.name,
          text,
          base,
          writer: saving.writer(),
        });
      });
    },
    duplicateProject: async (id) => {
      await told(async () => {
        if (isOpen(id)) await saving.saveNow();
        const found = await readable(id);
        if (!found) return;
        const name = await saving.named(found.project.name);
        const copy = crypto.randomUUID();
        await storage.write({
          id: copy,
          name,
          savedAt: clock.now(),
          base: 0,
          writer: saving.writer(),
          text: serialise({ ...found.document, name }),
          ...keptOf(found),
        });
        await storage.copyRuns(id, copy);
        if (found.recording?.states.length) options.moments.copy(id, copy);
      });
    },
    deleteProject: async (id) => void (await told(() => deleteProject(id))),
    listProjects: () => storage.list(),
    openFile: async (file) => {
      if (/\.(csv|tsv|txt)$/i.test(file.name) || file.type === 'text/csv') {
        set({ csvFile: file, dialog: 'csv' });
        return;
      }
      try {
        const head = new Uint8Array(await file.slice(0, FOREIGN_HEAD).arrayBuffer());
        const foreign = foreignFile(head, file.name);
        if (foreign) return refuse(fail(foreign));
        await importText(await file.text(), file.name.replace(/\.json$/i, ''));
      } catch (error) {
        refuse(
          fail(
            issue(
              'file.read',
              {
                en: 'The file {name} cannot be read: {reason}.',
                zh: '无法读取文件 {name}：{reason}。',
              },
              {
                args: { name: file.name, reason: error instanceof Error ? error.message : '' },
              },
            ),
          ),
        );
      }
    },
    saveNow: async () => void (await saving.saveNow()),
    answerLeaving: opening.answerLeaving,
  };

  async function start(firstSample: string): Promise<void> {
    saving.begin({ id: '', base: 0, document: get().document });
    const wanted = wish();
    const still = () => wanted() && saving.clean();
    const { copies, stranded } = await recover(journal, storage, saving.named).catch(() => ({
      copies: new Map<string, ProjectInfo>(),
      stranded: [],
    }));
    for (const { name } of copies.values())
      get().actions.notify({ tone: 'info', text: 'files.savedAsCopy', args: { name } });
    if (!still()) return;
    const entry = stranded.at(-1);
    const rescued = entry && (await filing.read(entry.text));
    if (entry && rescued?.ok) {
      const { id, name, savedAt, base } = entry;
      const run = { ...rescued.value, ...historyFrom(entry.history ?? '') };
      await enter({ ...run, project: { id, name, savedAt }, base, stored: false });
      // This page keeps it from now on.
      if (saving.clean() || saving.leaving(false)) journal.drop(entry.writer);
      return;
    }
    await told(async () => {
      const last = readLast(small);
      const known = last ? [copies.get(last.id)?.id ?? last.id] : [];
      const all = (await storage.list()).map((p) => p.id);
      options.moments.drop(all);
      dropRecommended(small, [...known, ...all]);
      const ids = new Set([...known, ...all]);
      for (const id of last?.id === '' ? [] : ids) {
        const next = await stored(id, id === last?.id ? last.selection : undefined);
        if (!still()) return;
        if (!next) continue;
        // What could not be read stays told of.
        const { dialog } = get();
        await enter(next);
        if (next.weights && !next.training) weightsOnly();
        set({ dialog });
        return;
      }
    });
    if (!still() || get().project.id !== '') return;
    const { dialog } = get();
    await actions.openSample(firstSample);
    if (get().project.id === '') await actions.newProject();
    set({ dialog });
  }

  return {
    actions,
    changed: saving.changed,
    keepState: saving.keep,
    openNew,
    start,
    leaving: saving.leaving,
    dispose: saving.dispose,
  };
}
