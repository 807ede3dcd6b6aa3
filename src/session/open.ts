/** A session over the training worker; one that dies is replaced. */
import { createSession, type Wire } from './connect.ts';
import type { Session } from './session.ts';

export const openSession = (): Session => createSession(spawn);

function spawn(): Wire {
  const worker = new Worker(new URL('../../workers/train.ts', import.meta.url), {
    type: 'module',
    name: 'train',
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
