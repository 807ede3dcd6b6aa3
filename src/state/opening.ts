/**
 * Opening a project: read, leave, exchange. What is to be opened is read first; then what is open is
 * left, which saves it, and where that fails asks; then the two are exchanged at once.
 */
import { type Clock, within } from '../base/clock.ts';
import { emptyDocument } from '../catalog/empty.ts';
import { type KeptRun, keptOf } from '../document/kept.ts';
import type { Document } from '../document/records.ts';
import type { WrittenSweep } from '../document/sweeps.ts';
import { type DockTab, FIRST_PACE, type Selection, type TrainingPace } from './app.ts';
import type { Filing } from './filing.ts';
import { keepRecommended, recommendedOf } from './recommended.ts';
import type { Saving } from './saving.ts';
import type { Change, Get } from './slice.ts';
import { infoOf, type ProjectInfo, type ProjectStorage, type Stored } from './storage.ts';
import type { SmallStorage } from './view.ts';

/** What is left waits so long for an engine's weights before it goes without the newest. */
const LATEST_MS = 2_000;

/** A document, and where its run begins. */
export interface Beginning extends Partial<KeptRun> {
  readonly document: Document;
}

/** What is to be opened. */
export interface Next extends Beginning {
  readonly project: ProjectInfo;
  /** The revision in the storage, and whether it is this document. */
  readonly base: number;
  readonly stored: boolean;
  readonly selection?: Selection;
  /** How fast it is best let go, for who has not chosen a pace. */
  readonly pace?: TrainingPace | undefined;
  /** The sweep that it comes with, which is shown. */
  readonly sweep?: WrittenSweep | undefined;
}

/** A tab that came with what was open goes with it. */
const leavesSweep = (dock: DockTab): { dock: DockTab } => ({
  dock: dock === 'sweep' ? 'curves' : dock,
});

export const fresh = (
  { document, pace, sweep, ...run }: Beginning & Pick<Next, 'pace' | 'sweep'>,
  name = document.name,
): Next => ({
  project: { id: crypto.randomUUID(), name, savedAt: 0 },
  base: 0,
  stored: false,
  document,
  pace,
  sweep,
  ...keptOf(run),
});

interface Parts {
  readonly storage: ProjectStorage;
  readonly filing: Filing;
  readonly saving: Saving;
  readonly clock: Clock;
  /** Puts a document on the canvas at once, and compiles it. */
  readonly open: (opened: Beginning, project: string, selection?: Selection) => Promise<void>;
  /** Brings over what has been trained since the last time. */
  readonly latest: () => Promise<void>;
  /** Nothing that a storage does wrong passes without a word. */
  readonly told: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  /** Keeps what is open for the next start. */
  readonly remember: () => void;
  readonly small?: SmallStorage;
}

export function createOpening(set: Change, get: Get, options: Parts) {
  const { storage, filing, saving, told, remember, small } = options;
  /** Counts what is asked to be opened: only the latest is. */
  let wishes = 0;
  let answer: ((may: boolean) => void) | undefined;

  /** Something is asked to be opened; gives whether it is still what was asked for last. */
  function wish(): () => boolean {
    const mine = ++wishes;
    return () => mine === wishes;
  }

  /** Saves what is open; where that fails the person decides. Whether another may take its place. */
  async function leave(): Promise<boolean> {
    await within(options.clock, LATEST_MS, options.latest(), () => undefined);
    // An edit made while it was saved is saved as well.
    while (!saving.clean()) {
      await saving.saveNow();
      if (saving.clean()) break;
      if (get().save !== 'failed') continue;
      if (!(await ask())) return false;
    }
    return true;
  }

  /** Whether what cannot be saved may be left. */
  function ask(): Promise<boolean> {
    answer?.(false);
    set({ dialog: 'leaving' });
    return new Promise((resolve) => {
      answer = (may) => {
        answer = undefined;
        if (get().dialog === 'leaving') set({ dialog: undefined });
        if (may) saving.end();
        resolve(may);
      };
    });
  }

  async function enter(next: Next): Promise<void> {
    const { project, base, document, selection } = next;
    if (next.pace !== undefined || next.sweep)
      keepRecommended(small, project.id, { pace: next.pace, sweep: next.sweep });
    const kept = recommendedOf(small, project.id);
    const pace = next.pace ?? kept.pace ?? FIRST_PACE;
    const sweep = next.sweep ?? kept.sweep;
    const { weights } = next;
    const run = weights && { weights, ...keptOf(next) };
    // What is on the canvas, what is saved and what is asked of the engine change in one go.
    const compiled = options.open({ document, ...run }, project.id, selection);
    saving.begin({
      id: project.id,
      base,
      ...(next.stored ? { document } : {}),
      ...(run && { run }),
    });
    set({
      project,
      recommendedPace: pace,
      recommendedSweep: sweep,
      ...(next.sweep
        ? { dock: 'sweep' }
        : !sweep && get().recommendedSweep && leavesSweep(get().dock)),
      save: next.stored ? 'saved' : 'unsaved',
      fileIssues: [],
      dialog: undefined,
    });
    remember();
    if (!next.stored) await saving.saveNow();
    await compiled;
  }

  async function open(prepare: () => Promise<Next | undefined>): Promise<boolean> {
    const wanted = wish();
    const next = await told(prepare);
    if (!next || !wanted()) return false;
    do if (!(await leave()) || !wanted()) return false;
    while (!saving.clean());
    await enter(next);
    if (next.stored && next.weights && !next.training) weightsOnly();
    return true;
  }

  /** A stored project as it can be opened; one that cannot be read is told, and can be exported. */
  async function understand(found: Stored, selection?: Selection): Promise<Next | undefined> {
    const { text, revision } = found.project;
    const { id, name, savedAt } = infoOf(found.project);
    const opened = await filing.read(text);
    if (!opened.ok) {
      set({ unreadable: { name, text, issues: opened.issues }, dialog: 'unreadable' });
      return undefined;
    }
    const run = keptOf(found.weights ? found : opened.value);
    return {
      project: { id, name: opened.value.document.name || name, savedAt },
      base: revision,
      stored: true,
      document: opened.value.document,
      ...run,
      ...(selection ? { selection } : {}),
    };
  }

  async function stored(id: string, selection?: Selection): Promise<Next | undefined> {
    const found = await storage.read(id);
    if (found) return understand(found, selection);
    if (selection === undefined) get().actions.notify({ tone: 'info', text: 'files.gone' });
    return undefined;
  }

  const untitled = async (): Promise<Next> => {
    const document = emptyDocument();
    const name = await saving.named(document.name).catch(() => document.name);
    return fresh({ document: { ...document, name } });
  };

  /** Reads for renaming and copying, which need a document. */
  async function readable(id: string): Promise<(Stored & Beginning) | undefined> {
    const found = await storage.read(id);
    const opened = found && (await filing.read(found.project.text));
    if (!found || !opened?.ok) return undefined;
    const { document, ...run } = opened.value;
    return { document, project: found.project, ...keptOf(found.weights ? found : run) };
  }

  /** Training does not go on from there as if it had never stopped. */
  const weightsOnly = () => get().actions.notify({ tone: 'info', text: 'files.weightsOnly' });

  return {
    enter,
    open,
    readable,
    stored,
    untitled,
    weightsOnly,
    wish,
    answerLeaving: (may: boolean) => answer?.(may),
  };
}
