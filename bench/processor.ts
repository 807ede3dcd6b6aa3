/**
 * The time that threads were really on a processor. Where a machine is shared, a window of a second may
 * hold half a second of work for one contestant and a tenth for the next; steps per second of processor
 * time do not know of it. Linux tells it by thread, in nanoseconds; elsewhere there are only windows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright';

/** Seconds so far of the workers of a page; undefined where that cannot be told. */
export type Processor = () => number | undefined;

/** Threads of this name run the code of a worker; others of the process compile for it or draw. */
const WORKER = 'DedicatedWorker';

export async function workersOf(browser: Browser): Promise<Processor> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter((p) => p.type === 'renderer').map((p) => p.id);
  return () => {
    try {
      return renderers.reduce((sum, pid) => sum + workers(pid), 0);
    } catch {
      return undefined;
    }
  };
}

function workers(pid: number): number {
  let seconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const about = `/proc/${pid}/task/${task}`;
    if (!readFileSync(`${about}/comm`, 'utf8').startsWith(WORKER)) continue;
    seconds += Number(readFileSync(`${about}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
  }
  return seconds;
}
