/**
 * Where projects are kept: a document and its run, written together under one revision. Each
 * write says which revision it stands on, so that two tabs with the same project cannot silently
 * destroy each other's work, neither the document nor the weights. `database` keeps them in the
 * browser; here is what any storage promises, and one in memory.
 */
import { type Clock, within } from '../base/clock.ts';
import type { Checkpoint } from '../document/checkpoint.ts';
import { type KeptRun, keptOf } from '../document/kept.ts';
import type { StoredRun } from '../document/runs.ts';

/** Which page wrote, and its how manieth write it was: a page's own writes follow each other. */
export interface Writer {
  readonly page: string;
  readonly turn: number;
}

export interface ProjectInfo {
  readonly id: string;
  readonly name: string;
  readonly savedAt: number;
}

export interface StoredProject extends ProjectInfo {
  /** 1 for the first write; one more with each, of the document or of the weights. */
  readonly revision: number;
  /** The document as its file's text. */
  readonly text: string;
  readonly writer?: Writer;
}

/** A project as it stood at one moment. */
export interface Stored extends Partial<KeptRun> {
  readonly project: StoredProject;
}

/** Without weights: the run that is stored stays, with its curve and its recording. */
export interface Save extends ProjectInfo, Partial<KeptRun> {
  /** The revision that was read or written before; 0 where nothing should be there. */
  readonly base: number;
  readonly writer: Writer;
  readonly text: string;
}

export type Written =
  | { readonly kept: true; readonly revision: number }
  /** Somebody else wrote it meanwhile, or deleted it. */
  | { readonly kept: false; readonly gone: boolean };

/**
 * How long it lasts: until it is deleted, until the window closes (private windows), or until the
 * page closes (in memory).
 */
export type Lasting = 'device' | 'window' | 'page';

/** Runs of a project, beside the one that is open, which is written with its document. They go with the project. */
export interface RunStorage {
  /** By their numbers. */
  runs(project: string): Promise<readonly StoredRun[]>;
  /** Its state at its end. */
  readEnd(project: string, run: string): Promise<Checkpoint | undefined>;
  /** @param end absent: what is kept of its state stays */
  writeRun(project: string, run: StoredRun, end?: Checkpoint | 'none'): Promise<void>;
  removeRun(project: string, run: string): Promise<void>;
  copyRuns(from: string, to: string): Promise<void>;
}

/** Everything may reject: refused, full, or no answer in time. */
export interface ProjectStorage extends RunStorage {
  readonly lasting: Lasting;
  /** Newest first. */
  list(): Promise<readonly ProjectInfo[]>;
  read(id: string): Promise<Stored | undefined>;
  /** All or nothing, and nothing over what somebody else wrote. Rejects when full. */
  write(save: Save): Promise<Written>;
  remove(id: string): Promise<void>;
  /** Asks the browser not to clear it when space runs short. */
  persist?(): Promise<void>;
}

/** 0 for a record whose revision cannot be understood. */
export const revisionOf = ({ revision }: StoredProject): number =>
  Number.isInteger(revision) ? revision : 0;

/**
 * What a write does to what is stored. A page that did not hear of its last write (no answer in
 * time) still follows it; a write that arrives behind a later one of the same page is superseded.
 */
export function judge(
  stored: StoredProject | undefined,
  { base, writer }: Save,
): { readonly answer: Written; readonly put: boolean } {
  if (!stored)
    return base === 0
      ? { answer: { kept: true, revision: 1 }, put: true }
      : { answer: { kept: false, gone: true }, put: false };
  const own = stored.writer?.page === writer.page;
  if (own && (stored.writer?.turn ?? 0) >= writer.turn)
    return { answer: { kept: true, revision: revisionOf(stored) }, put: false };
  const revision = revisionOf(stored);
  return own || revision === base
    ? { answer: { kept: true, revision: revision + 1 }, put: true }
    : { answer: { kept: false, gone: false }, put: false };
}

export const recordOf = (
  {
    base: _,
    weights: __,
    training: ___,
    curve: ____,
    recording: _____,
    run: ______,
    wires: _______,
    ...save
  }: Save,
  revision: number,
) => ({
  ...save,
  revision,
});

/** What is stored may be of another version, or spoilt: the list names it all the same. */
export const infoOf = ({ id, name, savedAt }: ProjectInfo): ProjectInfo => ({
  id: String(id),
  name: typeof name === 'string' && name ? name : '?',
  savedAt: Number.isFinite(savedAt) ? savedAt : 0,
});

export const newestFirst = (projects: readonly ProjectInfo[]): readonly ProjectInfo[] =>
  projects.map(infoOf).sort((a, b) => b.savedAt - a.savedAt);

export function memoryStorage(lasting: Lasting = 'page'): ProjectStorage {
  const projects = new Map<string, StoredProject>();
  const states = new Map<string, Partial<KeptRun>>();
  /** By project, then by run. */
  const runs = new Map<string, Map<string, { run: StoredRun; end?: Checkpoint | undefined }>>();
  const of = (project: string) => {
    const own = runs.get(project) ?? new Map();
    runs.set(project, own);
    return own;
  };
  return {
    runs: async (project) =>
      [...of(project).values()].map(({ run }) => run).sort((a, b) => a.number - b.number),
    readEnd: async (project, run) => of(project).get(run)?.end,
    writeRun: async (project, run, end) => {
      const kept = end === undefined ? of(project).get(run.id)?.end : end;
      of(project).set(run.id, { run, ...(kept !== 'none' && { end: kept }) });
    },
    removeRun: async (project, run) => void of(project).delete(run),
    copyRuns: async (from, to) => {
      for (const [id, kept] of of(from)) of(to).set(id, kept);
    },
    lasting,
    list: async () => newestFirst([...projects.values()]),
    read: async (id) => {
      const project = projects.get(id);
      return project && { project, ...states.get(id) };
    },
    write: async (save) => {
      const { answer, put } = judge(projects.get(save.id), save);
      if (put && answer.kept) {
        projects.set(save.id, recordOf(save, answer.revision));
        if (save.weights) states.set(save.id, keptOf(save));
      }
      return answer;
    },
    remove: async (id) => {
      projects.delete(id);
      states.delete(id);
      runs.delete(id);
    },
  };
}

/** A storage that has not answered by then is one that does not. */
export const PATIENCE_MS = 8_000;

/** A storage that rejects instead of never answering. */
export function impatient(storage: ProjectStorage, ms: number, clock: Clock): ProjectStorage {
  const answered = <T>(work: Promise<T>): Promise<T> => within(clock, ms, work, silent);
  return {
    lasting: storage.lasting,
    list: () => answered(storage.list()),
    read: (id) => answered(storage.read(id)),
    write: (save) => answered(storage.write(save)),
    remove: (id) => answered(storage.remove(id)),
    runs: (project) => answered(storage.runs(project)),
    readEnd: (project, run) => answered(storage.readEnd(project, run)),
    writeRun: (project, run, end) => answered(storage.writeRun(project, run, end)),
    removeRun: (project, run) => answered(storage.removeRun(project, run)),
    copyRuns: (from, to) => answered(storage.copyRuns(from, to)),
    ...(storage.persist ? { persist: () => storage.persist?.() ?? Promise.resolve() } : {}),
  };
}

export class SilentStorage extends Error {
  override name = 'SilentStorage';
  constructor() {
    super('the storage does not answer');
  }
}

export function silent(): never {
  throw new SilentStorage();
}
