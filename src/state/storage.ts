/**
 * Where projects are kept. The browser's own database through idb; in memory where a browser
 * refuses that (and in Node). Each write says which revision it stands on, so that two tabs with
 * the same project cannot silently destroy each other's work.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Weights } from '../document/records.ts';
import type { ProjectInfo } from './app.ts';

export interface StoredProject extends ProjectInfo {
  /** 1 for the first write; one more with each. */
  readonly revision: number;
  /** The document as its file's text. */
  readonly text: string;
}

export interface ProjectStorage {
  /** False where everything is forgotten when the page closes. */
  readonly lasting: boolean;
  /** Newest first. */
  list(): Promise<readonly ProjectInfo[]>;
  read(id: string): Promise<StoredProject | undefined>;
  /** Writes only over `revision − 1`; false where something else is there. Rejects when full. */
  write(project: StoredProject): Promise<boolean>;
  readWeights(id: string): Promise<Weights | undefined>;
  writeWeights(id: string, weights: Weights | undefined): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  projects: { key: string; value: StoredProject };
  weights: { key: string; value: Weights };
}

const newest = (projects: readonly StoredProject[]): readonly ProjectInfo[] =>
  projects
    .map(({ id, name, savedAt }) => ({ id, name, savedAt }))
    .sort((a, b) => b.savedAt - a.savedAt);

/** Whether a write with this revision may replace what is there. */
const follows = (stored: StoredProject | undefined, revision: number): boolean =>
  (stored?.revision ?? 0) === revision - 1;

export async function openStorage(): Promise<ProjectStorage> {
  if (typeof indexedDB === 'undefined') return memoryStorage();
  let db: IDBPDatabase<Schema>;
  try {
    db = await openDB<Schema>('chainrule', 1, {
      upgrade(fresh) {
        fresh.createObjectStore('projects', { keyPath: 'id' });
        fresh.createObjectStore('weights');
      },
    });
  } catch {
    // Private windows and blocked storage: the page says that nothing is kept.
    return memoryStorage();
  }
  return {
    lasting: true,
    list: async () => newest(await db.getAll('projects')),
    read: (id) => db.get('projects', id),
    write: async (project) => {
      const tx = db.transaction('projects', 'readwrite');
      const fits = follows(await tx.store.get(project.id), project.revision);
      if (fits) await tx.store.put(project);
      await tx.done;
      return fits;
    },
    readWeights: (id) => db.get('weights', id),
    writeWeights: async (id, weights) => {
      if (weights) await db.put('weights', weights, id);
      else await db.delete('weights', id);
    },
    remove: async (id) => {
      const tx = db.transaction(['projects', 'weights'], 'readwrite');
      await tx.objectStore('projects').delete(id);
      await tx.objectStore('weights').delete(id);
      await tx.done;
    },
  };
}

export function memoryStorage(): ProjectStorage {
  const projects = new Map<string, StoredProject>();
  const weights = new Map<string, Weights>();
  return {
    lasting: false,
    list: async () => newest([...projects.values()]),
    read: async (id) => projects.get(id),
    write: async (project) => {
      const fits = follows(projects.get(project.id), project.revision);
      if (fits) projects.set(project.id, project);
      return fits;
    },
    readWeights: async (id) => weights.get(id),
    writeWeights: async (id, w) => {
      if (w) weights.set(id, w);
      else weights.delete(id);
    },
    remove: async (id) => {
      projects.delete(id);
      weights.delete(id);
    },
  };
}
