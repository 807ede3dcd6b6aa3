/** What is said of a training worker that is not what it should be. */
import { type Issue, issue } from '../base/issue.ts';

export const stopped = (reason: string): Issue =>
  issue(
    'engine.died',
    'The training worker stopped: {reason}. A new one was started with the last good weights.',
    { args: { reason } },
  );

export const silent = (): Issue =>
  issue(
    'engine.silent',
    'The training worker no longer answers. A new one was started with the last good weights.',
  );

/** The last of several that came to the same end: no other is started at once. */
export const unusable = ({ args }: Issue): Issue =>
  issue('engine.unusable', 'The training worker cannot be started: {reason}.', {
    args: { reason: args?.reason ?? 'it does not answer' },
  });

export const back = (): Issue =>
  issue('engine.back', 'The training worker could be started.', { severity: 'info' });
