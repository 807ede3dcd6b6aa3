/**
 * What charts on wires cost the training: the engine of the page in a worker, its frames over the wire to
 * the page as in the app, window by window without taps, with none watched and with fifty of them.
 */
import type { Page } from 'playwright';
import type { Document } from '../src/document/records.ts';
import { amount, table } from './print.ts';
import type { Processor } from './processor.ts';
import { percent } from './roofline.ts';
import {
  HERTZ,
  missed,
  STATES,
  type State,
  type Stretch,
  type TapCost,
  tapCost,
  WIRED,
  WIRES,
  wiresOf,
} from './tapping.ts';
import { WORKLOADS } from './workloads.ts';

const ROUNDS = 7;
/** Until the code of an engine is warm, and until the calls of one that goes on have their length. */
const WARM_MS = 600;
const SETTLE_MS = 100;
/** A window begins at another part of the time from look to look in each round (the golden ratio's share). */
const phaseOf = (round: number): number => (round * 0.618) % 1;

/** One state for a time: what the counters say at its end less what they said at its beginning. */
async function stretch(
  page: Page,
  processor: Processor,
  state: State,
  wires: readonly string[],
  ms: number,
  settleMs = SETTLE_MS,
): Promise<Stretch> {
  const mark = async () => {
    const told = await page.evaluate(() => window.taps.mark());
    return { ...told, processor: processor() };
  };
  await page.evaluate(([s, w, h]) => window.taps.train(s, w, h), [
    state,
    state === 'watched' ? wires : [],
    state === 'watched' ? HERTZ : 0,
  ] as const);
  await page.waitForTimeout(settleMs);
  const from = await mark();
  await page.waitForTimeout(ms);
  const to = await mark();
  await page.evaluate((s) => window.taps.rest(s), state);
  return {
    steps: to.steps - from.steps,
    seconds: (to.at - from.at) / 1000,
    looks: to.looks - from.looks,
    processor:
      from.processor === undefined || to.processor === undefined
        ? undefined
        : to.processor - from.processor,
  };
}

async function measure(
  page: Page,
  processor: Processor,
  document: Document,
  ms: number,
): Promise<TapCost> {
  const wires = wiresOf(document);
  const stretches: Record<State, Stretch[]> = { bare: [], unwatched: [], watched: [] };
  await page.evaluate((d) => window.taps.load(d), document);
  for (const state of STATES) await stretch(page, processor, state, wires, WARM_MS);
  for (let round = 0; round < ROUNDS; round++)
    // To and fro, so that a machine that grows slower favours nobody.
    for (const state of round % 2 ? [...STATES].reverse() : STATES) {
      const settleMs = SETTLE_MS + ms * phaseOf(round);
      stretches[state].push(await stretch(page, processor, state, wires, ms, settleMs));
    }
  await page.evaluate(() => window.taps.close());
  return tapCost(wires.length, stretches);
}

export async function measureTaps(
  page: Page,
  processor: Processor,
  names: readonly string[],
  ms: number,
): Promise<Record<string, TapCost>> {
  const costs: Record<string, TapCost> = {};
  for (const { name, document } of [...WORKLOADS, ...WIRED].filter((g) => names.includes(g.name)))
    costs[name] = await measure(page, processor, document, ms);
  const fair = Object.values(costs).every((c) => c.fair);
  console.log(
    `\nTaps: training while nothing is watched and while ${WIRES} wires are, ${HERTZ} times a second; steps/s of ${fair ? 'processor time' : 'the clock'}, median (min … max)`,
  );
  const told = ([min, median, max]: TapCost['looks'], of = amount) => [
    of(median),
    `(${of(min)} … ${of(max)})`,
  ];
  console.log(
    table([
      [
        ...['', 'wires', 'no taps', '', 'none watched', '', 'lost', ''],
        ...['watched', '', 'lost', '', 'looks/s', '', ''],
      ],
      ...Object.entries(costs).map(([name, cost]) => [
        ...[name, `${cost.wires}`, ...told(cost.rates.bare)],
        ...[...told(cost.rates.unwatched), ...told(cost.lost.unwatched, percent)],
        ...[...told(cost.rates.watched), ...told(cost.lost.watched, percent)],
        ...[...told(cost.looks), missed(cost).join(', ') || 'met'],
      ]),
    ]),
  );
  return costs;
}
