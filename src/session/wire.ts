/** A worker as what is connected to: its channel, and how one hears that it died. */
import type { Wire } from './connect.ts';

export const wireOf = (worker: Worker): Wire => ({
  endpoint: worker,
  onDeath(callback) {
    worker.addEventListener('error', (event) => {
      // The event of a script that cannot be loaded says nothing.
      callback(event.message || 'it could not be loaded');
    });
    worker.addEventListener('messageerror', () => callback('a message could not be read'));
  },
  close: () => worker.terminate(),
});
