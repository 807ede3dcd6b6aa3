/**
 * A runner in another thread. One that dies, or hangs, is replaced: whoever waited for its run hears that
 * it was lost, and may give it to the next one.
 */
import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import { type Issue, issue } from '../base/issue.ts';
import type { Wire } from '../session/connect.ts';
import '../session/parcels.ts';
import { feelPulse, PATIENCE, type Patience } from '../session/pulse.ts';
import type { Landscape, LandscapeRequest } from './landscape.ts';
import type { Runner } from './runner.ts';
import type { RunRequest, Swept } from './training.ts';

/** What the thread exposes. */
interface RunnerApi {
  run(request: RunRequest, onStep: (step: number) => void): Promise<Swept>;
  landscape(request: LandscapeRequest): Promise<Landscape | undefined>;
  /** A sign of life. */
  beat(): Promise<void>;
}
/** The same over a runner. */
export const apiOf = ({ run, landscape }: Omit<Runner, 'dispose'>): RunnerApi => ({
  run,
  landscape,
  beat: async () => {},
});

/** Threads in a row that die without a run: the next one would die as well. */
const ATTEMPTS = 2;

const died = (reason: string): Issue =>
  issue(
    'sweep.lost',
    {
      en: 'A thread that trained it stopped: {reason}.',
      zh: '训练它的线程停止：{reason}。',
    },
    { args: { reason } },
  );
const hung = (): Issue =>
  issue('sweep.hung', {
    en: 'A thread that trained it no longer answers.',
    zh: '训练它的线程不再应答。',
  });

interface Line {
  readonly remote: Remote<RunnerApi>;
  /** Resolves when it will answer nothing any more, with why. */
  readonly death: Promise<Issue>;
  close(): void;
}

function draw(spawn: () => Wire, patience: Patience): Line {
  const wire = spawn();
  const remote = wrap<RunnerApi>(wire.endpoint);
  let die = (_: Issue) => {};
  const death = new Promise<Issue>((resolve) => {
    die = resolve;
  });
  wire.onDeath((reason) => die(died(reason)));
  const pulse = feelPulse(
    patience.beat,
    () => patience.loading,
    () => remote.beat(),
    () => die(hung()),
  );
  return {
    remote,
    death,
    close() {
      pulse.stop();
      remote[releaseProxy]();
      wire.close();
    },
  };
}

/** @param spawn starts a thread, when there is something to run */
export function remoteRunner(spawn: () => Wire, patience: Patience = PATIENCE): Runner {
  let line: Line | undefined;
  let fruitless = 0;
  let last: Issue | undefined;
  let disposed = false;

  return {
    get isGone() {
      return fruitless > ATTEMPTS;
    },
    async run(request, onStep = () => {}) {
      // Nobody waits for it any more, and no thread is begun for nobody.
      if (disposed) return new Promise<Swept>(() => {});
      if (last && fruitless > ATTEMPTS) return { ok: false, issues: [last], lost: true };
      line ??= draw(spawn, patience);
      const { remote, death, close } = line;
      // Steps come by another port than the answer, and may come behind it.
      let over = false;
      const told = proxy((step: number) => {
        if (!over) onStep(step);
      });
      const lost = death.then((trouble): Swept => {
        last = trouble;
        return { ok: false, issues: [trouble], lost: true };
      });
      const swept = await Promise.race([remote.run(request, told), lost]);
      over = true;
      if (swept.ok || !swept.lost) fruitless = 0;
      else {
        fruitless++;
        close();
        line = undefined;
      }
      return swept;
    },
    async landscape(request) {
      if (disposed) return undefined;
      line ??= draw(spawn, patience);
      const { remote, death } = line;
      return await Promise.race([remote.landscape(request), death.then(() => undefined)]);
    },
    dispose() {
      disposed = true;
      line?.close();
      line = undefined;
    },
  };
}
