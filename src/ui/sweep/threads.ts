/** Threads of a sweep: workers with an engine each. */
import { wireOf } from '../../session/wire.ts';
import { remoteRunner } from '../../sweep/remote.ts';
import type { Runner } from '../../sweep/runner.ts';

const spawn = () =>
  wireOf(
    new Worker(new URL('../../../workers/sweep.ts', import.meta.url), {
      type: 'module',
      name: 'sweep',
    }),
  );

/** All cores but one, which is the page's. */
export const threadsFor = (runs: number): number =>
  Math.max(1, Math.min(runs, navigator.hardwareConcurrency - 1));

export const openRunner = (): Runner => remoteRunner(spawn);
