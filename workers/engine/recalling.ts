/** A run that was kept with its project has its recording again: its states are read once it is loaded. */
import type { RecordingLog } from '../../src/document/kept.ts';
import { MOMENTS_BYTES, type MomentsRoom } from '../../src/document/moments.ts';
import type { MomentStore } from './moments.ts';
import type { KeptMoments } from './protocol.ts';
import type { Queue } from './queue.ts';
import type { Runtime } from './runtime.ts';
import type { EngineState } from './state.ts';

interface Recalling {
  /** Reads what was recorded of the run that is loaded, once it is. */
  begin(
    of: { readonly project: string; readonly log: RecordingLog },
    loaded: Promise<unknown>,
  ): void;
  /** Once that is there, or cannot be had. */
  over(): Promise<void>;
  keep(project: string, ids: readonly string[]): Promise<KeptMoments>;
  copy(from: string, to: string): Promise<KeptMoments>;
  room(project: string): Promise<MomentsRoom | undefined>;
  drop(but: readonly string[]): Promise<void>;
}

const NOT_KEPT: KeptMoments = { kept: false, letGo: [] };
const told = (kept: Promise<readonly string[]>): Promise<KeptMoments> =>
  kept.then(
    (letGo) => ({ kept: true, letGo }),
    () => NOT_KEPT,
  );

export function createRecalling(
  store: MomentStore | undefined,
  state: EngineState,
  queue: Queue,
  recalled: () => void,
): Recalling {
  let recalling: Promise<void> = Promise.resolve();

  async function recall(project: string, log: RecordingLog): Promise<void> {
    const r = state.runtime;
    const isOf = (runtime: Runtime | undefined): runtime is Runtime =>
      runtime !== undefined && runtime === r && !runtime.broken && runtime.replayKey === log.key;
    if (!store || !isOf(r)) return;
    const ids = log.states.map(({ id }) => id);
    const states = await store.read(project, ids);
    await queue.hold(() => {
      const { runtime } = state;
      if (isOf(runtime)) runtime.timeline.recall(log, states);
    });
    recalled();
  }

  return {
    begin({ project, log }, loaded) {
      // Where it cannot be read the run begins to be recorded where it is.
      recalling = loaded.then(() => recall(project, log)).catch(() => undefined);
    },
    over: () => recalling,
    keep(project, ids) {
      if (!store) return Promise.resolve({ kept: ids.length === 0, letGo: [] });
      // At once: what runs may be another network by the time the store is asked.
      const recorded = state.runtime?.timeline.recorded;
      return told(store.keep(project, ids, (id) => recorded?.stateOf(id)));
    },
    copy: async (from, to) => (store ? told(store.copy(from, to)) : NOT_KEPT),
    async room(project) {
      const sizes = await store?.sizes().catch(() => undefined);
      if (!sizes) return undefined;
      const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
      return { own: sizes.get(project) ?? 0, all, most: MOMENTS_BYTES };
    },
    async drop(but) {
      await store?.drop(but).catch(() => undefined);
    },
  };
}
