/**
 * Training steps beside the peers: for each workload all contestants are prepared, their first losses are
 * compared, and then they are measured in turn, window by window, so that whatever else the machine does
 * meanwhile falls on all of them.
 */
import type { Page } from 'playwright';
import { type Contestant, type Job, jobOf, type Window } from './job.ts';
import { findTorch, startTorch } from './native.ts';
import { amount, rate, spread, table } from './print.ts';
import type { Processor } from './processor.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

export const OURS = 'chainrule';
/** The same on two threads. */
export const OURS_THREADED = 'chainrule-threads';
/** tfjs-wasm with the gradient of a filter that TensorFlow.js itself has, in its cpu backend. */
export const OWN_PATCH = 'tfjs-wasm-own';
/** One thread each; against the best of these we are measured. */
export const ALONE = ['tfjs-cpu', 'tfjs-wasm', OWN_PATCH, 'jax-wasm'] as const;
const THREADED: readonly string[] = ['tfjs-wasm-threads', 'jax-wasm-threads'];
const MANY: readonly string[] = [OURS_THREADED, ...THREADED];
export const NATIVE = 'pytorch';
export const CONTESTANTS: readonly string[] = [OURS, OURS_THREADED, ...ALONE, ...THREADED, NATIVE];

/** Those who have something of their own to do on a network: without a filter nothing of a patch is run. */
export const differing = (names: readonly string[], { layers }: Job): readonly string[] =>
  names.filter((name) => name !== OWN_PATCH || layers.some((l) => l.kind === 'conv2d'));

/** All must do the same work: losses of the first steps agree to this, relatively. */
const SAME = 1e-3;
const COMPARED = 20;
/** Time in which a contestant may compile and take its first steps, and then for one window. */
const PATIENCE_MS = 150_000;
/** GFLOP/s. Debian's PyTorch runs on whatever BLAS is installed, its plainest one reaches 2. */
const SLOW_BLAS = 10;

type Spread = readonly [min: number, median: number, max: number];

export interface Result {
  readonly windows?: readonly Window[];
  /** Steps per second. */
  readonly rates?: Spread;
  /** Steps per second of processor time, of contestants on one thread. */
  readonly alone?: Spread | undefined;
  /** How many losses were compared. */
  readonly compared?: number;
  readonly bytes?: number | undefined;
  /** Why there are no figures. */
  readonly fault?: string;
  /** The fault is that its losses are not ours: somebody computes something else. */
  readonly otherWork?: true;
}
export type Results = Readonly<Record<string, Result>>;

export interface Pace {
  readonly rounds: number;
  readonly windowMs: number;
}

const within = <T>(what: string, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = new Error(`${what} took more than ${PATIENCE_MS / 1000} s`);
    const timer = setTimeout(() => reject(late), PATIENCE_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

/** The first line of what went wrong, without the stack. */
const faultOf = (error: unknown): string =>
  String(error instanceof Error ? error.message : error)
    .replace(/^page\.evaluate: (Error: )?/, '')
    .split('\n')[0] ?? '';

/** A worker of the page as a contestant. */
const inPage = (
  page: Page,
  name: string,
  processor: Processor,
): Contestant & { stop(): Promise<void> } => ({
  prepare: (job) => page.evaluate(([n, j]) => window.contest.prepare(n, j), [name, job] as const),
  start: () => page.evaluate((n) => window.contest.start(n), name),
  losses: (steps, ms) =>
    page.evaluate(([n, s, t]) => window.contest.losses(n, s, t), [name, steps, ms] as const),
  async measure(ms) {
    const before = processor();
    const work = page.evaluate(([n, t]) => window.contest.measure(n, t), [name, ms] as const);
    const measured = await work;
    const after = processor();
    return { ...measured, processor: before && after && after - before };
  },
  memory: () => page.evaluate((n) => window.contest.memory(n), name),
  stop: () => page.evaluate((n) => window.contest.stop(n), name),
});

/** Losses that are not the same: told, and a failure of the bench as a whole. */
class OtherWork extends Error {}

function firstDifference(theirs: readonly number[], ours: readonly number[]): string | undefined {
  for (const [i, loss] of theirs.entries()) {
    const own = ours[i];
    if (own === undefined) return undefined;
    if (!(Math.abs(loss - own) <= SAME * Math.abs(own) + 1e-5))
      return `it does other work: the loss of step ${i + 1} is ${loss}, ours ${own}`;
  }
  return undefined;
}

async function workload(
  { document }: Workload,
  names: readonly string[],
  of: (name: string) => Contestant & { stop?(): Promise<void> },
  { rounds, windowMs }: Pace,
): Promise<Results> {
  const { compilation: _, ...job } = jobOf(document);
  const results: Record<string, Result> = {};
  let ours: readonly number[] = [];
  const give = async (name: string, error: unknown) => {
    const otherWork = error instanceof OtherWork;
    results[name] = { fault: faultOf(error), ...(otherWork && { otherWork }) };
    await of(name).stop?.();
  };
  for (const name of names)
    try {
      const contestant = of(name);
      await within('compiling', contestant.prepare(job as Job));
      await contestant.start();
      const losses = await within('the first steps', contestant.losses(COMPARED, 3 * windowMs));
      if (name === OURS) ours = losses;
      const fault = firstDifference(losses, ours);
      if (fault) throw new OtherWork(fault);
      results[name] = { compared: Math.min(losses.length, ours.length), windows: [] };
    } catch (error) {
      await give(name, error);
    }
  const spent = new Map<string, number>();
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const before = results[name];
      const time = spent.get(name) ?? 0;
      // Who needs many seconds for a step has had its share after a few.
      if (!before?.windows || (before.windows.length > 1 && time > 2 * rounds * windowMs)) continue;
      try {
        await of(name).start();
        const window = await within('a window', of(name).measure(windowMs));
        results[name] = { ...before, windows: [...before.windows, window] };
        spent.set(name, time + 1000 * window.seconds);
      } catch (error) {
        await give(name, error);
      }
    }
  for (const name of names) {
    const { windows, ...rest } = results[name]!;
    if (!windows) continue;
    const bytes = await of(name).memory();
    const rates = spread(windows.map((w) => w.steps / w.seconds));
    const used = windows.flatMap((w) => (w.processor ? w.steps / w.processor : []));
    const alone = used.length && !MANY.includes(name) ? spread(used) : undefined;
    results[name] = { ...rest, windows, rates, alone, bytes };
    await of(name).stop?.();
  }
  return results;
}

/**
 * How many times our median is that of the best of some others: of processor time where both have it, as
 * what else the machine does is then left out, else of the windows as they were.
 */
export function ratio(results: Results, others: readonly string[]): readonly [number, string] {
  const fair = [OURS, ...others].every((n) => !results[n]?.rates || results[n]?.alone);
  const median = (name: string) =>
    (fair ? results[name]?.alone?.[1] : results[name]?.rates?.[1]) ?? 0;
  const best = [...others].sort((a, b) => median(b) - median(a))[0] ?? '';
  return [median(OURS) / median(best), median(best) > 0 ? best : '–'];
}

export async function measureSteps(
  page: Page,
  processor: Processor,
  wanted: { readonly workloads: readonly string[]; readonly peers: readonly string[] },
  pace: Pace & { readonly rivalsOnly: boolean },
): Promise<Record<string, Results>> {
  const torch = findTorch();
  const native = torch && startTorch(torch.python);
  if (torch && native) {
    const speed = await native.products();
    const slow =
      speed < SLOW_BLAS ? ' That is a BLAS without vectors: ratios to it tell nothing.' : '';
    console.log(
      `PyTorch ${torch.version}, natively, one thread; its products ${amount(speed)} GFLOP/s.${slow}`,
    );
  }
  const of = (name: string) => {
    if (name !== NATIVE) return inPage(page, name, processor);
    if (native) return native;
    throw new Error('no python3 here has torch');
  };
  const all: Record<string, Results> = {};
  for (const w of WORKLOADS.filter((w) => wanted.workloads.includes(w.name))) {
    const asked = CONTESTANTS.filter(
      (name) => name === OURS || (pace.rivalsOnly ? name === w.rival : wanted.peers.includes(name)),
    );
    const names = differing(asked, jobOf(w.document));
    console.log(`\n${w.name}  ${w.title}`);
    if (names.length < asked.length)
      console.log(`  ${OWN_PATCH} is left out: without a convolution it is tfjs-wasm`);
    const results = await workload(w, names, of, pace);
    all[w.name] = results;
    console.log(
      table([
        ['', 'steps/s', 'min … max', 'per s of CPU', '', 'memory', ''],
        ...names.map((name) => {
          const { rates, alone, bytes, fault, compared } = results[name]!;
          if (!rates) return [name, '–', '', '–', '', fault ?? ''];
          const [min, median, max] = rates;
          const times = name === OURS ? '' : `ours ${amount(ratio(results, [name])[0])} ×`;
          const few = compared === COMPARED ? '' : `${compared} losses compared`;
          const held = bytes === undefined ? '' : `${amount(bytes / 2 ** 20)} MiB`;
          const own = alone ? rate(alone[1]) : '–';
          return [name, rate(median), `${rate(min)} … ${rate(max)}`, own, times, held, few];
        }),
      ]),
    );
  }
  native?.close();
  return all;
}

/** Where we stand: one line for each workload. */
export function standing(all: Readonly<Record<string, Results>>): string {
  const rows = WORKLOADS.flatMap((w) => {
    const results = all[w.name];
    if (!results?.[OURS]?.rates) return [];
    const [times, best] = ratio(results, ALONE);
    const [besideOwn] = ratio(results, [OWN_PATCH]);
    const [withThreads, bestThreaded] = ratio(results, THREADED);
    const [native] = ratio(results, [NATIVE]);
    const [fewer] = ratio(results, [OURS_THREADED]);
    const two = Number.isFinite(fewer) ? 1 / fewer : Number.NaN;
    const met = (value: number, needed: number | undefined) =>
      needed === undefined || !Number.isFinite(value) ? '' : value >= needed ? 'met' : 'not met';
    const told = (value: number) => (Number.isFinite(value) ? `${amount(value)} ×` : '–');
    return [
      [
        ...[w.name, rate(results[OURS].rates[1]), best],
        ...[told(times), `${w.times} ×`, met(times, w.times)],
        ...[told(besideOwn), told(withThreads), bestThreaded],
        ...[told(native), w.timesNative ? `${w.timesNative} ×` : '–', met(native, w.timesNative)],
        ...[told(two), w.timesThreads ? `${w.timesThreads} ×` : '–', met(two, w.timesThreads)],
      ],
    ];
  });
  const heading = [
    ...['', 'steps/s', 'best peer', 'ours', 'needed', ''],
    ...[OWN_PATCH, 'ours', 'best with threads', 'PyTorch', 'needed', ''],
    ...['two threads', 'needed', ''],
  ];
  return table([heading, ...rows]);
}
