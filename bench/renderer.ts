/** The process of a page as Linux tells it: its memory, and how long its first thread waited for a core. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';

/** The renderer with the largest memory: that of the page, once it shows something. */
export async function rendererOf(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  try {
    const sized = processInfo
      .filter((p) => p.type === 'renderer')
      .map((p) => ({
        id: p.id,
        pages: Number(readFileSync(`/proc/${p.id}/statm`, 'utf8').split(' ')[1]),
      }));
    return sized.sort((a, b) => b.pages - a.pages)[0]?.id;
  } catch {
    return undefined;
  }
}

/** Megabytes that are this process's alone: no files, nothing shared. NaN where nobody tells. */
export function privateMemory(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
    return (of('Anonymous') - of('LazyFree')) / 1024;
  } catch {
    return Number.NaN;
  }
}

export interface Waiting {
  /** Milliseconds within a window, by the clock of `Date.now`, that the thread was ready and had no core. */
  within(from: number, to: number): number;
  stop(): void;
}

const EVERY = 20;
/** A minute and more. */
const KEPT = 5_000;

/** Of the first thread of a process: a renderer's runs the page. */
export function waitingOf(pid: number | undefined): Waiting {
  const times: number[] = [];
  const waited: number[] = [];
  const read = () => {
    try {
      const text = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8');
      times.push(Date.now());
      waited.push(Number(text.split(' ')[1]) / 1e6);
      if (times.length > KEPT) {
        times.splice(0, KEPT / 2);
        waited.splice(0, KEPT / 2);
      }
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(read, EVERY);
  return {
    within(from, to) {
      const begin = times.findLastIndex((t) => t <= from);
      const after = times.findIndex((t) => t >= to);
      const end = after < 0 ? times.length - 1 : after;
      return (waited[end] ?? Number.NaN) - (waited[Math.max(begin, 0)] ?? Number.NaN);
    },
    stop: () => clearInterval(timer),
  };
}
