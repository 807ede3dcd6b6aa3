/** A session over the training worker; one that dies is replaced. */
import { createSession } from './connect.ts';
import type { Session } from './session.ts';
import { wireOf } from './wire.ts';

export const openSession = (): Session => createSession(spawn);

const spawn = () =>
  wireOf(
    new Worker(new URL('../../workers/train.ts', import.meta.url), {
      type: 'module',
      name: 'train',
    }),
  );
