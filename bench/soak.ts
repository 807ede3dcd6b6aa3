/**
 * What hours of training cost the page: the sample of the spiral at full speed, with charts on its wires,
 * the curves and the decision map. After a warm-up, how much the heaps of page and workers and the memory
 * of the page's process grow in a minute (the slope of a line through all readings), and how long the page
 * is deaf. Garbage is collected before each reading: what grows then is held by somebody.
 */
import { loadavg } from 'node:os';
import type { Page } from 'playwright';
import { atFullSpeed, serve } from './browser.ts';
import { heapsOf } from './heaps.ts';
import { amount, table } from './print.ts';
import { privateMemory, rendererOf, waitingOf } from './renderer.ts';

/** Seconds from one reading to the next; every other one is printed. */
const EVERY = 30;
const WARM_UP_SHARE = 0.25;
/** Milliseconds. */
const LONG = 50;
const TOO_LONG = 100;

/** Megabytes. */
interface Reading {
  readonly minute: number;
  readonly page: number;
  readonly workers: number;
  /** Memory that is the process's alone, garbage collected. */
  readonly process: number;
  /** The same before the collection: what the machine has to give. */
  readonly uncollected: number;
}

/** A time in which the page heard nothing, by the clock of `Date.now`. */
interface Lag {
  readonly end: number;
  readonly milliseconds: number;
}
interface Deaf extends Lag {
  /** Its thread was ready, but no core was free. */
  readonly waited: number;
}

/** Time between two turns of the page's event loop, beyond what was asked for. */
const LISTEN = `
  window.lags = [];
  window.lastTurn = performance.now();
  setInterval(() => {
    const now = performance.now();
    const milliseconds = now - window.lastTurn - 20;
    window.lastTurn = now;
    if (milliseconds > ${LONG / 2})
      window.lags.push({ end: performance.timeOrigin + now, milliseconds });
  }, 20);
`;
/** Taken away, and listening begins anew: a collection of garbage that was asked for counts for nothing. */
const HEARD = 'window.lags.splice(0)';
const ANEW = 'window.lags.length = 0; window.lastTurn = performance.now()';

/** Of the line that lies closest to all points. */
function slope(readings: readonly Reading[], of: (r: Reading) => number): number {
  const mean = (f: (r: Reading) => number) =>
    readings.reduce((sum, r) => sum + f(r), 0) / readings.length;
  const [x, y] = [mean((r) => r.minute), mean(of)];
  const up = readings.reduce((sum, r) => sum + (r.minute - x) * (of(r) - y), 0);
  return up / readings.reduce((sum, r) => sum + (r.minute - x) ** 2, 0);
}

/** The count of steps in the bar. */
async function stepsOf(page: Page): Promise<number> {
  const count = page.getByText('step', { exact: true }).first().locator('xpath=..');
  return Number((await count.innerText()).replace(/\D/g, '') || Number.NaN);
}

const GROWING = ['page', 'workers', 'process', 'uncollected'] as const;

export interface Soak {
  readonly minutes: number;
  /** After the warm-up. */
  readonly readings: readonly Reading[];
  /** Megabytes a minute. */
  readonly growth: Readonly<Record<(typeof GROWING)[number], number>>;
  readonly steps: number;
  /** Those above 50 ms, the longest first. */
  readonly lags: readonly Deaf[];
}

function summary(readings: readonly Reading[], lags: readonly Deaf[]) {
  const growth = Object.fromEntries(
    GROWING.map((what) => [what, slope(readings, (r) => r[what])]),
  ) as Soak['growth'];
  const sorted = [...lags].sort((a, b) => b.milliseconds - a.milliseconds);
  const own = Math.max(0, ...lags.map((l) => l.milliseconds - l.waited));
  return { growth, sorted, own };
}

const counted = (lags: readonly Deaf[], least: number) =>
  lags.filter((l) => l.milliseconds > least).length;

function told(readings: readonly Reading[], lags: readonly Deaf[]): string {
  const { growth, sorted, own } = summary(readings, lags);
  const each = GROWING.map((what) => `${what} ${growth[what].toFixed(2)}`).join(', ');
  const longest = (sorted[0]?.milliseconds ?? 0).toFixed(0);
  return `${each} MB a minute; longest lag ${longest} ms (${own.toFixed(0)} without waiting for a core), ${counted(lags, TOO_LONG)} above ${TOO_LONG} ms`;
}

export async function measureSoak(minutes: number): Promise<Soak> {
  const { url, browser, close } = await serve('.');
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await atFullSpeed(page);
  page.on('pageerror', (e) => console.error(String(e)));
  await page.goto(url);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const heaps = await heapsOf(page);
  await page.waitForTimeout(2000);
  const pid = await rendererOf(browser);
  const waiting = waitingOf(pid);
  await page.evaluate(LISTEN);
  const begin = Date.now();
  const passed = () => (Date.now() - begin) / 60_000;
  const readings: Reading[] = [];
  const lags: Deaf[] = [];
  let steps = await stepsOf(page);
  for (let turn = 1; passed() < minutes; turn++) {
    await page.waitForTimeout(Math.max(0, 1000 * EVERY * turn - (Date.now() - begin)));
    const heard = (await page.evaluate(HEARD)) as readonly Lag[];
    const warm = passed() > minutes * WARM_UP_SHARE;
    for (const lag of heard) {
      const waited = waiting.within(lag.end - lag.milliseconds - 20, lag.end);
      if (warm && lag.milliseconds > LONG)
        lags.push({ ...lag, waited: Math.min(waited, lag.milliseconds) });
    }
    const minute = passed();
    const uncollected = privateMemory(pid);
    const { page: own, workers } = await heaps.collected();
    const reading = { minute, page: own, workers, process: privateMemory(pid), uncollected };
    await page.evaluate(ANEW);
    if (warm) readings.push(reading);
    const now = await stepsOf(page);
    if (!(now > steps)) throw new Error(`The training stopped at step ${now}, before its time.`);
    steps = now;
    if (turn % 2) continue;
    console.log(
      `  ${minute.toFixed(1)} min: page ${amount(own)}, workers ${amount(workers)}, process ${amount(reading.process)} MB (${amount(uncollected)} before collecting); load ${loadavg()[0]?.toFixed(1)}`,
    );
    // A run that is cut short tells as well.
    if (readings.length > 2) console.log(`      so far ${told(readings, lags)}`);
  }
  waiting.stop();
  await close();
  const { growth, sorted, own } = summary(readings, lags);
  const each = (what: keyof Soak['growth']) => `${growth[what].toFixed(2)} MB a minute`;
  console.log(
    `\nTraining the spiral for ${minutes} minutes, ${amount(steps)} steps; after a quarter of them`,
  );
  console.log(
    table([
      ['heap of the page', each('page')],
      ['heaps of its workers', each('workers')],
      ['the process alone, garbage collected', each('process')],
      ['the same, as it lies', each('uncollected')],
      [`longest lag of the page`, `${(sorted[0]?.milliseconds ?? 0).toFixed(0)} ms`],
      ['without waiting for a core', `${own.toFixed(0)} ms`],
      [`lags above ${LONG} ms`, `${counted(lags, LONG)}`],
      [`lags above ${TOO_LONG} ms`, `${counted(lags, TOO_LONG)}`],
    ]),
  );
  return { minutes, readings, growth, steps, lags: sorted };
}
