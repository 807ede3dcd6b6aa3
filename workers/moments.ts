/**
 * States of recordings in the browser's database, a database of their own: a page that opens projects need not
 * wait for them. One record for each, under its project and name; best weights, which many states have in common,
 * once. What a record takes stands in its key, so that it can be counted without being read.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { systemClock, within } from '../src/base/clock.ts';
import { type Holding, lettingGo, MOMENTS_BYTES } from '../src/document/moments.ts';
import type { Floats } from './backends/backend.ts';
import type { MomentStore } from './engine/moments.ts';
import type { SavedState, TrainState } from './engine/train-state.ts';

const NAME = 'chainrule-moments';
const VERSION = 2;
/** Bytes that one transaction writes, about: training goes on between two. */
const AT_ONCE = 4 * 1024 * 1024;
/** A database that has not answered by then is one that does not. */
const PATIENCE_MS = 8_000;

/** Project, name of the state, name of the best weights that it has, or ''. */
type StateKey = [project: string, id: string, best: string, bytes: number];
type BestKey = [project: string, best: string, bytes: number];
interface Schema extends DBSchema {
  states: { key: StateKey; value: SavedState };
  bests: { key: BestKey; value: readonly Floats[] };
  /** When each project's were written or read last. */
  used: { key: string; value: number };
}
const STORES = ['states', 'bests', 'used'] as const;
type Writing = IDBPTransaction<Schema, typeof STORES, 'readwrite'>;
type Reading = IDBPTransaction<Schema, typeof STORES, 'readonly' | 'readwrite'>;

/** One to be written, and what it takes. */
type Record = readonly [key: StateKey, saved: SavedState];

const of = (project: string) => IDBKeyRange.bound([project], [project, []]);
const bytesOf = (arrays: readonly Floats[]): number =>
  arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
function silent(): never {
  throw new Error('the database does not answer');
}
const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'QuotaExceededError';

/** What is kept of each project. */
async function holdings(tx: Reading): Promise<readonly Holding[]> {
  const bytes = new Map<string, number>();
  for (const [project, , , size] of await tx.objectStore('states').getAllKeys())
    bytes.set(project, (bytes.get(project) ?? 0) + size);
  for (const [project, , size] of await tx.objectStore('bests').getAllKeys())
    bytes.set(project, (bytes.get(project) ?? 0) + size);
  const used = tx.objectStore('used');
  return Promise.all(
    [...bytes].map(async ([project, size]) => ({
      project,
      bytes: size,
      used: (await used.get(project)) ?? 0,
    })),
  );
}
async function remove(tx: Writing, project: string): Promise<void> {
  await Promise.all([
    tx.objectStore('states').delete(of(project)),
    tx.objectStore('bests').delete(of(project)),
    tx.objectStore('used').delete(project),
  ]);
}

/** @param most what the states of all projects together may take */
export function openMoments(most = MOMENTS_BYTES): MomentStore {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const db = () => {
    opened ??= openDB<Schema>(NAME, VERSION, {
      upgrade(fresh, before) {
        // The keys of the first one did not say what it takes.
        if (before === 1)
          for (const name of ['states', 'bests'] as const) fresh.deleteObjectStore(name);
        for (const name of STORES) fresh.createObjectStore(name);
      },
      // A later version in another tab must not wait for this one.
      blocking: () => {
        void opened?.then((one) => one.close());
        opened = undefined;
      },
      terminated: () => {
        opened = undefined;
      },
    });
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
  const begun = async () => {
    const tx = (await db()).transaction(STORES, 'readwrite');
    tx.done.catch(() => undefined);
    return tx;
  };
  const names = new WeakMap<readonly Floats[], string>();
  const nameOf = (best: readonly Floats[] | undefined): string => {
    if (!best) return '';
    const name = names.get(best) ?? crypto.randomUUID();
    names.set(best, name);
    return name;
  };
  /** One after another, so that none writes what the next has let go of. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const answered = <T>(work: Promise<T>) => within(systemClock, PATIENCE_MS, work, silent);

  async function put(records: readonly Record[]): Promise<void> {
    const tx = await begun();
    const bests = tx.objectStore('bests');
    const puts = records.map(async ([key, { state, storage }]) => {
      const [project, , name] = key;
      const { storage: best, ...earlyStopping } = state.earlyStopping;
      const place: BestKey | undefined = best && [project, name, bytesOf(best)];
      if (best && place && !(await bests.getKey(place))) await bests.put(best, place);
      const plain: TrainState = { ...state, earlyStopping };
      await tx.objectStore('states').put({ state: plain, storage }, key);
    });
    await Promise.all(puts);
    await tx.done;
  }
  /** Makes room for so much more of that project. */
  async function makeRoom(project: string, more: number): Promise<readonly string[]> {
    const tx = await begun();
    const gone = lettingGo(await holdings(tx), project, more, most);
    for (const one of gone) await remove(tx, one);
    await tx.objectStore('used').put(Date.now(), project);
    await tx.done;
    return gone;
  }
  /** In parts. Where the browser itself has no more room, others go as well. */
  async function write(project: string, records: readonly Record[]): Promise<readonly string[]> {
    const sizes = records.map(([[, , , bytes]]) => bytes);
    const gone = [
      ...(await makeRoom(
        project,
        sizes.reduce((sum, bytes) => sum + bytes, 0),
      )),
    ];
    for (let from = 0, to = 0; from < records.length; from = to) {
      for (let sum = 0; to < records.length && sum < AT_ONCE; to++) sum += sizes[to] ?? 0;
      const part = records.slice(from, to);
      for (;;) {
        try {
          await answered(put(part));
          break;
        } catch (error) {
          const tx = await begun();
          const [oldest] = lettingGo(await holdings(tx), project, 1, 0);
          if (!isFull(error) || oldest === undefined) throw error;
          await remove(tx, oldest);
          await tx.done;
          gone.push(oldest);
        }
      }
    }
    return gone;
  }
  async function read(project: string, wanted: (id: string) => boolean) {
    const tx = await begun();
    const [states, bests] = [tx.objectStore('states'), tx.objectStore('bests')];
    const keys = (await states.getAllKeys(of(project))).filter(([, id]) => wanted(id));
    const best = new Map<string, readonly Floats[]>();
    for (const key of await bests.getAllKeys(of(project))) {
      const arrays = await bests.get(key);
      if (!arrays) continue;
      best.set(key[1], arrays);
      names.set(arrays, key[1]);
    }
    const found = new Map<string, SavedState>();
    await Promise.all(
      keys.map(async (key) => {
        const [, id, name] = key;
        const one = await states.get(key);
        const arrays = best.get(name);
        if (!one || (name && !arrays)) return;
        const { state, storage } = one;
        const earlyStopping = { ...state.earlyStopping, ...(arrays && { storage: arrays }) };
        found.set(id, { state: { ...state, earlyStopping }, storage });
      }),
    );
    if (keys.length) await tx.objectStore('used').put(Date.now(), project);
    await tx.done;
    return found;
  }
  const recordOf = (project: string, id: string, saved: SavedState): Record => [
    [project, id, nameOf(saved.state.earlyStopping.storage), bytesOf(saved.storage)],
    saved,
  ];

  return {
    read: (project, ids) => {
      const wanted = new Set(ids);
      return answered(inTurn(() => read(project, (id) => wanted.has(id))));
    },
    keep: (project, ids, given) => {
      // Held at once: the recording thins out meanwhile.
      const own = new Map(ids.map((id) => [id, given(id)]));
      return inTurn(async () => {
        const tx = await begun();
        const [states, bests] = [tx.objectStore('states'), tx.objectStore('bests')];
        const keys = await states.getAllKeys(of(project));
        const left = keys.filter(([, id]) => own.has(id));
        const [there, used] = [new Set(left.map((k) => k[1])), new Set(left.map((k) => k[2]))];
        const unused = (await bests.getAllKeys(of(project))).filter(([, best]) => !used.has(best));
        await Promise.all([
          ...keys.filter(([, id]) => !own.has(id)).map((key) => states.delete(key)),
          ...unused.map((key) => bests.delete(key)),
        ]);
        await tx.done;
        return write(
          project,
          [...own].flatMap(([id, saved]) =>
            saved && !there.has(id) ? [recordOf(project, id, saved)] : [],
          ),
        );
      });
    },
    copy: (from, to) =>
      inTurn(async () => {
        const all = await read(from, () => true);
        const size = [...all.values()].reduce((sum, { storage }) => sum + bytesOf(storage), 0);
        // The one that is copied must not go for its copy.
        if (2 * size > most) throw new Error('there is no room for both');
        return write(
          to,
          [...all].map(([id, saved]) => recordOf(to, id, saved)),
        );
      }),
    drop: (but) =>
      inTurn(async () => {
        const kept = new Set(but);
        const tx = await begun();
        for (const { project } of await holdings(tx))
          if (!kept.has(project)) await remove(tx, project);
        await tx.done;
      }),
    sizes: () =>
      answered(
        inTurn(async () => {
          const held = await holdings((await db()).transaction(STORES));
          return new Map(held.map(({ project, bytes }) => [project, bytes]));
        }),
      ),
  };
}
