/** Threads of a sweep: workers with an engine each. */
import type { Wire } from '../../session/connect.ts';
import { remoteRunner } from '../../sweep/remote.ts';
import type { Runner } from '../../sweep/runner.ts';

function spawn(): Wire {
  const worker = new Worker(new URL('../../../workers/sweep.ts', import.meta.url), {
    type: 'module',
    name: 'sweep',
  });
  return {
    endpoint: worker,
    onDeath(callback) {
      worker.addEventListener('error', (event) => {
        // The event of a script that cannot be loaded says nothing.
        callback(event.message || 'it could not be loaded');
      });
      worker.addEventListener('messageerror', () => callback('a message could not be read'));
    },
    close: () => worker.terminate(),
  };
}

/** All cores but one, which is the page's. */
export const threadsFor = (runs: number): number =>
  Math.max(1, Math.min(runs, navigator.hardwareConcurrency - 1));

export const openRunner = (): Runner => remoteRunner(spawn);
