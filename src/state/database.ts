/**
 * Projects in the browser's own database. The connection is opened when it is needed and again when
 * it was lost (site data cleared, another version of the page in another tab), so that a page which
 * stays open goes on saving.
 */
import { openDB } from 'idb';
import { type Clock, systemClock, within } from '../base/clock.ts';
import {
  isSound,
  type Slots,
  type Training,
  typedTensors,
  typedTraining,
} from '../document/checkpoint.ts';
import { historyIn, type KeptRun, keptOf } from '../document/kept.ts';
import type { Tensor } from '../tensor/tensor.ts';
import {
  type Database,
  RUN_STORES,
  runStorage,
  runsOf,
  type Schema,
  type Tensors,
} from './database-runs.ts';
import {
  judge,
  type Lasting,
  memoryStorage,
  newestFirst,
  type ProjectStorage,
  recordOf,
  revisionOf,
  silent,
} from './storage.ts';

const NAME = 'chainrule';
/** 2: runs of projects. */
const VERSION = 2;
/** An `open` that waits for another tab to let go may never be answered. */
const OPEN_MS = 4_000;

/** The connection of the moment; `lost` makes the next question open another. */
function connection(clock: Clock) {
  let current: Promise<Database> | undefined;
  async function open(): Promise<Database> {
    const mine: Promise<Database> = openDB<Schema>(NAME, VERSION, {
      upgrade(db, from) {
        if (from < 1) {
          db.createObjectStore('projects', { keyPath: 'id' });
          db.createObjectStore('weights');
        }
        if (from < 2) for (const store of RUN_STORES) db.createObjectStore(store);
      },
      // Another tab wants to change or delete the database: it need not wait for this one.
      blocking: () => {
        lose();
        void mine.then((db) => db.close());
      },
      terminated: () => lose(),
    });
    try {
      return await within(clock, OPEN_MS, mine, silent);
    } catch (error) {
      // Whoever comes late is not let in.
      void mine.then(
        (db) => db.close(),
        () => undefined,
      );
      lose();
      throw error;
    }
  }
  function lose() {
    current = undefined;
  }
  const get = (): Promise<Database> => {
    current ??= open();
    return current;
  };
  return {
    get,
    /** Once more over a new connection where the former one turns out to be closed. */
    async use<T>(work: (db: Database) => Promise<T>): Promise<T> {
      try {
        return await work(await get());
      } catch (error) {
        const closed =
          error instanceof DOMException &&
          (error.name === 'InvalidStateError' || error.name === 'NotFoundError');
        if (!closed) throw error;
        lose();
        return work(await get());
      }
    },
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const areWeights = (value: unknown): value is Tensors =>
  isRecord(value) &&
  Object.values(value).every(
    (t) => isRecord(t) && Array.isArray(t.shape) && isRecord(t.data) && isSound(t as never),
  );
const areSlots = (value: unknown): value is Slots<Tensor> =>
  isRecord(value) && Object.values(value).every(areWeights);
const isWholeTraining = (value: unknown): value is Training<Tensor> =>
  isRecord(value) &&
  areSlots(value.slots) &&
  isRecord(value.epochs) &&
  (value.best === undefined ||
    (isRecord(value.best) &&
      areWeights(value.best.weights ?? {}) &&
      areSlots(value.best.slots ?? {})));

/** What was stored of a run, in the form of today or before; what cannot be understood is none. */
export function stateIn(kept: unknown): Partial<KeptRun> {
  if (areWeights(kept)) return Object.keys(kept).length ? { weights: typedTensors(kept) } : {};
  if (!isRecord(kept) || !areWeights(kept.weights)) return {};
  const { weights, training } = kept;
  return {
    weights: typedTensors(weights),
    ...(isWholeTraining(training) && { training: typedTraining(training), ...historyIn(kept) }),
  };
}

/** All that a project has. */
const STORES = ['projects', 'weights', ...RUN_STORES] as const;

/** Weights and runs whose project is gone. */
async function removeOrphans(db: Database): Promise<void> {
  const tx = db.transaction(STORES, 'readwrite');
  const [projects, weights] = await Promise.all([
    tx.objectStore('projects').getAllKeys(),
    tx.objectStore('weights').getAllKeys(),
  ]);
  const there = new Set(projects);
  for (const id of weights) if (!there.has(id)) void tx.objectStore('weights').delete(id);
  for (const store of RUN_STORES.map((name) => tx.objectStore(name)))
    for (const key of await store.getAllKeys()) if (!there.has(key[0])) void store.delete(key);
  await tx.done;
}

/** Some browsers refuse even the question (Firefox without cookies). */
function offered(): boolean {
  try {
    return typeof indexedDB !== 'undefined';
  } catch {
    return false;
  }
}

export async function openStorage(
  lasting: Lasting = 'device',
  clock: Clock = systemClock,
): Promise<ProjectStorage> {
  if (!offered()) return memoryStorage();
  const link = connection(clock);
  try {
    await removeOrphans(await link.get());
  } catch (error) {
    // Blocked storage: the page says that nothing is kept. One that is merely slow is asked again.
    if (error instanceof DOMException && error.name !== 'VersionError') return memoryStorage();
  }
  return {
    lasting,
    list: () => link.use(async (db) => newestFirst(await db.getAll('projects'))),
    read: (id) =>
      link.use(async (db) => {
        const tx = db.transaction(['projects', 'weights']);
        const [project, weights] = await Promise.all([
          tx.objectStore('projects').get(id),
          tx.objectStore('weights').get(id),
          tx.done,
        ]);
        if (!project) return undefined;
        // A record of another version keeps what it holds: as a text that can be exported.
        const text =
          typeof project.text === 'string' ? project.text : JSON.stringify(project, null, 2);
        return {
          project: { ...project, text, revision: revisionOf(project) },
          ...stateIn(weights),
        };
      }),
    write: (save) =>
      link.use(async (db) => {
        const tx = db.transaction(['projects', 'weights'], 'readwrite');
        // Where a request fails, its own error is told; the end of the transaction only repeats it.
        tx.done.catch(() => undefined);
        const projects = tx.objectStore('projects');
        const { answer, put } = judge(await projects.get(save.id), save);
        if (put && answer.kept)
          await Promise.all([
            projects.put(recordOf(save, answer.revision)),
            save.weights ? tx.objectStore('weights').put(keptOf(save), save.id) : undefined,
          ]);
        await tx.done;
        return answer;
      }),
    remove: (id) =>
      link.use(async (db) => {
        const tx = db.transaction(STORES, 'readwrite');
        await Promise.all([
          tx.objectStore('projects').delete(id),
          tx.objectStore('weights').delete(id),
          ...RUN_STORES.map((name) => tx.objectStore(name).delete(runsOf(id))),
          tx.done,
        ]);
      }),
    ...runStorage((work) => link.use(work)),
    persist: async () => {
      await navigator.storage?.persist?.();
    },
  };
}
