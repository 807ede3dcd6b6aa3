/**
 * What hours of training cost the page: the sample of the spiral at full speed, with charts on its wires,
 * the curves and the decision map. After a warm-up, how much the heaps of page and workers and the memory
 * of the page's process grow in a minute (the slope of a line through all samples), and how long the page
 * is deaf at most.
 */
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright';
import { serve } from './browser.ts';
import { amount, table } from './print.ts';

const EVERY_SECONDS = 10;
const WARM_UP_SHARE = 0.25;
const PAGE = 4096;
const MEBI = 2 ** 20;

/** Megabytes. */
interface Sample {
  readonly minute: number;
  readonly pageHeap: number;
  /** Of page and workers together, by the browser's own account; NaN where it gives none. */
  readonly allHeaps: number;
  readonly process: number;
}

/** Longest time between two turns of the page's event loop, beyond what was asked for. */
const LISTEN = `
  window.longestLag = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.longestLag = Math.max(window.longestLag, now - last - 20);
    last = now;
  }, 20);
`;
const ALL_HEAPS = `
  'measureUserAgentSpecificMemory' in performance
    ? performance.measureUserAgentSpecificMemory().then((m) => m.bytes, () => NaN)
    : NaN
`;

/** Bytes of the renderers that live now; NaN where the machine does not tell. */
async function processBytes(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  try {
    return processInfo
      .filter((p) => p.type === 'renderer')
      .map((p) => Number(readFileSync(`/proc/${p.id}/statm`, 'utf8').split(' ')[1]) * PAGE)
      .reduce((a, b) => Math.max(a, b), 0);
  } catch {
    return Number.NaN;
  }
}

async function sample(page: Page, own: CDPSession, all: CDPSession, minute: number) {
  const allHeaps = ((await page.evaluate(ALL_HEAPS)) as number) / MEBI;
  await own.send('HeapProfiler.collectGarbage');
  const { usedSize } = await own.send('Runtime.getHeapUsage');
  const process = (await processBytes(all)) / MEBI;
  return { minute, pageHeap: usedSize / MEBI, allHeaps, process };
}

/** Of the line that lies closest to all points. */
function slope(samples: readonly Sample[], of: (s: Sample) => number): number {
  const mean = (f: (s: Sample) => number) =>
    samples.reduce((sum, s) => sum + f(s), 0) / samples.length;
  const [x, y] = [mean((s) => s.minute), mean(of)];
  const up = samples.reduce((sum, s) => sum + (s.minute - x) * (of(s) - y), 0);
  return up / samples.reduce((sum, s) => sum + (s.minute - x) ** 2, 0);
}

export interface Soak {
  readonly minutes: number;
  readonly samples: readonly Sample[];
  /** Megabytes a minute after the warm-up. */
  readonly growth: Readonly<Record<'pageHeap' | 'allHeaps' | 'process', number>>;
  /** Milliseconds. */
  readonly longestLag: number;
}

export async function measureSoak(minutes: number): Promise<Soak> {
  const { url, browser, close } = await serve('.');
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(url);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const [own, all] = [
    await page.context().newCDPSession(page),
    await browser.newBrowserCDPSession(),
  ];
  await own.send('HeapProfiler.enable');
  const begin = Date.now();
  const passed = () => (Date.now() - begin) / 60_000;
  const samples: Sample[] = [];
  let listening = false;
  let longestLag = 0;
  while (passed() < minutes) {
    const warm = passed() > minutes * WARM_UP_SHARE;
    // Collecting garbage makes the page deaf; what is heard here lies between two samples.
    if (warm && !listening) {
      await page.evaluate(LISTEN);
      listening = true;
    } else if (warm) await page.evaluate('window.longestLag = 0');
    await page.waitForTimeout(1000 * EVERY_SECONDS);
    if (listening)
      longestLag = Math.max(longestLag, (await page.evaluate('window.longestLag')) as number);
    const next = await sample(page, own, all, passed());
    if (warm) samples.push(next);
    const { minute, pageHeap, allHeaps, process } = next;
    console.log(
      `  ${minute.toFixed(1)} min: page ${amount(pageHeap)}, all ${amount(allHeaps)}, process ${amount(process)} MB, lag ${longestLag.toFixed(0)} ms`,
    );
  }
  await close();
  const growth = {
    pageHeap: slope(samples, (s) => s.pageHeap),
    allHeaps: slope(samples, (s) => s.allHeaps),
    process: slope(samples, (s) => s.process),
  };
  console.log(`\nTraining the spiral for ${minutes} minutes: growth after a quarter of them`);
  console.log(
    table([
      ['heap of the page', `${growth.pageHeap.toFixed(2)} MB a minute`],
      ['heaps of page and workers', `${growth.allHeaps.toFixed(2)} MB a minute`],
      ['the process', `${growth.process.toFixed(2)} MB a minute`],
      ['longest lag of the page', `${longestLag.toFixed(0)} ms`],
    ]),
  );
  return { minutes, samples, growth, longestLag };
}
