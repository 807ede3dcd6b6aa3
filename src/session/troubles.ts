/** What is said of a training worker that is not what it should be. */
import { type Issue, issue } from '../base/issue.ts';

export const stopped = (reason: string): Issue =>
  issue(
    'engine.died',
    {
      en: 'The training worker stopped: {reason}. A new one was started with the last good weights.',
      zh: '训练线程停止：{reason}。已用最近的权重重新启动。',
    },
    { args: { reason } },
  );

export const silent = (): Issue =>
  issue('engine.silent', {
    en: 'The training worker no longer answers. A new one was started with the last good weights.',
    zh: '训练线程不再应答。已用最近的权重重新启动。',
  });

/** The last of several that came to the same end: no other is started at once. */
export const unusable = ({ args }: Issue): Issue =>
  issue(
    'engine.unusable',
    { en: 'The training worker cannot be started: {reason}.', zh: '训练线程无法启动：{reason}。' },
    {
      args: { reason: args?.reason ?? { en: 'it does not answer', zh: '没有应答' } },
    },
  );

export const back = (): Issue =>
  issue(
    'engine.back',
    { en: 'The training worker could be started.', zh: '训练线程已能启动。' },
    { severity: 'info' },
  );
