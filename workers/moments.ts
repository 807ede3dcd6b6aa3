/**
 * States of recordings in the browser's database, a database of their own: a page that opens projects need not
 * wait for them. One record for each, under its project and name; best weights, which many states have in common,
 * once.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { systemClock, within } from '../src/base/clock.ts';
import type { Floats } from './backends/backend.ts';
import type { MomentStore } from './engine/moments.ts';
import type { SavedState, TrainState } from './engine/train-state.ts';

const NAME = 'chainrule-moments';
/** Bytes that one transaction writes, about: training goes on between two. */
const AT_ONCE = 4 * 1024 * 1024;
/** A database that has not answered by then is one that does not. */
const PATIENCE_MS = 8_000;

/** Project, name of the state, name of the best weights that it has, or ''. */
type StateKey = [project: string, id: string, best: string];
type BestKey = [project: string, best: string];
interface Schema extends DBSchema {
  states: { key: StateKey; value: SavedState };
  bests: { key: BestKey; value: readonly Floats[] };
}

const of = (project: string) => IDBKeyRange.bound([project], [project, []]);
function silent(): never {
  throw new Error('the database does not answer');
}

export function openMoments(): MomentStore {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const db = () => {
    opened ??= openDB<Schema>(NAME, 1, {
      upgrade(fresh) {
        for (const store of ['states', 'bests'] as const) fresh.createObjectStore(store);
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

  async function write(
    project: string,
    states: readonly (readonly [string, SavedState])[],
  ): Promise<void> {
    const tx = (await db()).transaction(['states', 'bests'], 'readwrite');
    tx.done.catch(() => undefined);
    const puts = states.map(async ([id, { state, storage }]) => {
      const { storage: best, ...earlyStopping } = state.earlyStopping;
      const name = nameOf(best);
      const bests = tx.objectStore('bests');
      if (best && !(await bests.getKey([project, name]))) await bests.put(best, [project, name]);
      const plain: TrainState = { ...state, earlyStopping };
      await tx.objectStore('states').put({ state: plain, storage }, [project, id, name]);
    });
    await Promise.all(puts);
    await tx.done;
  }

  return {
    read: (project, ids) =>
      answered(
        inTurn(async () => {
          const tx = (await db()).transaction(['states', 'bests']);
          const wanted = new Set(ids);
          const [states, bests] = [tx.objectStore('states'), tx.objectStore('bests')];
          const keys = (await states.getAllKeys(of(project))).filter(([, id]) => wanted.has(id));
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
          await tx.done;
          return found;
        }),
      ),
    keep: (project, ids, given) => {
      // Held at once: the recording thins out meanwhile.
      const own = new Map(ids.map((id) => [id, given(id)]));
      return inTurn(async () => {
        const tx = (await db()).transaction(['states', 'bests'], 'readwrite');
        tx.done.catch(() => undefined);
        const [states, bests] = [tx.objectStore('states'), tx.objectStore('bests')];
        const keys = await states.getAllKeys(of(project));
        const [left, gone] = [new Set<string>(), keys.filter(([, id]) => !own.has(id))];
        for (const [, id, best] of keys) if (own.has(id)) left.add(best).add(`id ${id}`);
        const dropped = (await bests.getAllKeys(of(project))).filter(([, best]) => !left.has(best));
        await Promise.all([
          ...gone.map((key) => states.delete(key)),
          ...dropped.map((key) => bests.delete(key)),
        ]);
        await tx.done;
        let batch: (readonly [string, SavedState])[] = [];
        let bytes = 0;
        for (const [id, saved] of own) {
          if (!saved || left.has(`id ${id}`)) continue;
          batch.push([id, saved]);
          for (const { byteLength } of saved.storage) bytes += byteLength;
          if (bytes < AT_ONCE) continue;
          await answered(write(project, batch));
          batch = [];
          bytes = 0;
        }
        if (batch.length) await answered(write(project, batch));
      });
    },
    drop: (but) =>
      inTurn(async () => {
        const kept = new Set(but);
        const tx = (await db()).transaction(['states', 'bests'], 'readwrite');
        tx.done.catch(() => undefined);
        for (const name of ['states', 'bests'] as const) {
          const store = tx.objectStore(name);
          for (const key of await store.getAllKeys())
            if (!kept.has(key[0])) await store.delete(key as StateKey & BestKey);
        }
        await tx.done;
      }),
  };
}
