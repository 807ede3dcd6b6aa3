import type { MomentStore } from '../../workers/engine/moments.ts';
import type { SavedState } from '../../workers/engine/train-state.ts';

/** States in memory, for as long as the test goes; copies, as a database makes them. */
export function momentStore() {
  const kept = new Map<string, ReadonlyMap<string, SavedState>>();
  const moments: MomentStore = {
    read: async (project, ids) =>
      new Map([...(kept.get(project) ?? [])].filter(([id]) => ids.includes(id))),
    keep: async (project, ids, given) => {
      const own = kept.get(project);
      const all = ids.flatMap((id) => {
        const saved = own?.get(id) ?? given(id);
        return saved ? [[id, structuredClone(saved)] as const] : [];
      });
      kept.set(project, new Map(all));
      return [];
    },
    copy: async (from, to) => {
      kept.set(to, structuredClone(kept.get(from) ?? new Map()));
      return [];
    },
    sizes: async () =>
      new Map(
        [...kept].map(([project, states]) => {
          const arrays = [...states.values()].flatMap(({ storage }) => storage);
          return [project, arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)];
        }),
      ),
    drop: async (but) => {
      for (const project of kept.keys()) if (!but.includes(project)) kept.delete(project);
    },
  };
  return { kept, moments };
}
