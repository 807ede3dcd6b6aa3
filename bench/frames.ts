/**
 * Frames per second of the built app: while training with a chart on each of 50 edges, at rest and
 * while panning; and panning over 1,000 nodes. Measured with requestAnimationFrame in the page.
 */
import type { CDPSession, Page } from 'playwright';
import { serialise } from '../src/document/codec.ts';
import type { Document, EdgeRecord, NodeRecord } from '../src/document/records.ts';
import { atFullSpeed, serve } from './browser.ts';
import { spread, table } from './print.ts';

/** Chains of dense and tanh from one source, each ending in its own loss. */
export function chains(count: number, length: number): Document {
  const nodes: Record<string, NodeRecord> = {
    data1: { id: 'data1', kind: 'data', params: { dataset: 'spiral' }, position: { x: 0, y: 0 } },
  };
  const edges: Record<string, EdgeRecord> = {};
  let made = 0;
  const wire = (a: string, p: string, b: string, q: string) => {
    const id = `e${++made}`;
    edges[id] = { id, source: { node: a, port: p }, target: { node: b, port: q } };
  };
  let n = 0;
  for (let c = 0; c < count; c++) {
    let [from, port] = ['data1', 'x'];
    for (let i = 0; i < length; i++) {
      n++;
      const last = i === length - 1;
      const kind = i % 2 ? 'tanh' : 'dense';
      const id = `${kind}${n}`;
      const params: NodeRecord['params'] = kind === 'dense' ? { units: last ? 1 : 4 } : {};
      nodes[id] = { id, kind, params, position: { x: 240 * (i + 1), y: 150 * c } };
      wire(from, port, id, 'in');
      [from, port] = [id, 'out'];
    }
    const loss = `bceWithLogits${c + 1}`;
    nodes[loss] = {
      id: loss,
      kind: 'bceWithLogits',
      params: {},
      position: { x: 240 * (length + 1), y: 150 * c },
    };
    wire(from, port, loss, 'prediction');
    wire('data1', 'y', loss, 'target');
  }
  return {
    name: 'Bench',
    nodes,
    edges,
    notes: {},
    run: { seed: 1, batchSize: 32, optimiser: { kind: 'adam', params: { lr: 0.001 } } },
  };
}

const COUNT_FRAMES = `
  if (window.framesDrawn === undefined)
    (function tick() {
      window.framesDrawn++;
      requestAnimationFrame(tick);
    })();
  window.framesDrawn = 0;
  window.framesSince = performance.now();
`;
/** By the page's own clock: the way there and back is no part of the window. */
const FRAMES_PER_SECOND = '(1000 * window.framesDrawn) / (performance.now() - window.framesSince)';

const WINDOWS = 5;
type Rates = readonly [min: number, median: number, max: number];

/** What the page's own thread did in a frame, in milliseconds: no other load on the machine changes it much. */
interface Work {
  readonly all: number;
  readonly script: number;
  readonly style: number;
  readonly layout: number;
}
export interface Frames {
  readonly rates: Rates;
  readonly work: Work;
}
const METRICS = {
  all: 'TaskDuration',
  script: 'ScriptDuration',
  style: 'RecalcStyleDuration',
  layout: 'LayoutDuration',
} as const;

/** Seconds of each so far. */
async function spent(session: CDPSession): Promise<Work> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((m) => m.name === name)?.value ?? Number.NaN;
  const { all, script, style, layout } = METRICS;
  return { all: of(all), script: of(script), style: of(style), layout: of(layout) };
}

/** [min, median, max] of some windows: what else the machine does fills one or two of them. */
async function framesWhile(page: Page, seconds: number, act: () => Promise<void>): Promise<Frames> {
  const rates: number[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await spent(session);
  let frames = 0;
  for (let i = 0; i < WINDOWS; i++) {
    // As text: what compiles this file wraps functions in helpers that the page does not have.
    await page.evaluate(COUNT_FRAMES);
    const from = Date.now();
    while (Date.now() - from < seconds * 1000) await act();
    rates.push((await page.evaluate(FRAMES_PER_SECOND)) as number);
    frames += (await page.evaluate('window.framesDrawn')) as number;
  }
  const after = await spent(session);
  await session.detach();
  const each = (of: keyof Work) => (1000 * (after[of] - before[of])) / frames;
  return {
    rates: spread(rates),
    work: {
      all: each('all'),
      script: each('script'),
      style: each('style'),
      layout: each('layout'),
    },
  };
}

async function open(page: Page, url: string, document: Document): Promise<void> {
  await page.goto(url);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'bench.json',
      mimeType: 'application/json',
      buffer: Buffer.from(serialise(document)),
    });
  await page.getByRole('group').nth(10).waitFor();
  await page.waitForTimeout(1500);
}

/** Steps a second by the count of steps in the bar, which is written ten times a second. */
async function pace(page: Page, seconds: number): Promise<number> {
  const count = page.getByText('step', { exact: true }).first().locator('xpath=..');
  const read = async () => {
    const text = await count.innerText();
    return { step: Number(text.replace(/\D/g, '') || Number.NaN), at: performance.now() };
  };
  const from = await read();
  await page.waitForTimeout(seconds * 1000);
  const to = await read();
  return (1000 * (to.step - from.step)) / (to.at - from.at);
}

/** As if the page were in another tab: no charts are asked for, no faces, no maps. */
const SEEN = (seen: boolean) => `
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${!seen} });
  document.dispatchEvent(new Event('visibilitychange'));
`;

/** Training's pace while the page is seen and nothing moves, and while nobody looks, in turn. */
async function paces(page: Page, seconds: number): Promise<Pace> {
  const found = { seen: [] as number[], unseen: [] as number[] };
  for (let i = 0; i < WINDOWS; i++)
    for (const seen of [true, false]) {
      await page.evaluate(SEEN(seen));
      await page.waitForTimeout(500);
      found[seen ? 'seen' : 'unseen'].push(await pace(page, seconds));
    }
  await page.evaluate(SEEN(true));
  return { seen: spread(found.seen)[1], unseen: spread(found.unseen)[1] };
}

export interface Pace {
  readonly seen: number;
  readonly unseen: number;
}

export async function measureFrames(
  quick: boolean,
): Promise<{ readonly frames: Record<string, Frames>; readonly pace: Pace }> {
  const seconds = quick ? 0.6 : 2;
  const { url, browser, close } = await serve('.');
  const result: Record<string, Frames> = {};
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await atFullSpeed(page);
  const still = () => page.waitForTimeout(100);
  const pan = async () => {
    const box = { x: 700, y: 450 };
    await page.mouse.move(box.x, box.y);
    await page.mouse.down({ button: 'middle' });
    for (let i = 0; i < 30; i++)
      await page.mouse.move(box.x + 60 * Math.sin(i / 5), box.y + 40 * Math.cos(i / 5));
    await page.mouse.up({ button: 'middle' });
  };

  // 7 chains of 5 nodes: 49 wires with gradients, and the targets'.
  await open(page, url, chains(7, 5));
  await page.keyboard.press('Escape');
  result['with 50 charts, idle'] = await framesWhile(page, seconds, still);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  result['with 50 charts, training'] = await framesWhile(page, seconds, still);
  const trained = await paces(page, seconds);
  result['with 50 charts, training and panning'] = await framesWhile(page, seconds, pan);
  // Each step is a point of each chart: more of them could not be.
  await page.getByRole('button', { name: /^How it trains/ }).click();
  await page.getByRole('radio', { name: '30 steps/s', exact: true }).check();
  await page.keyboard.press('Escape');
  result['with 50 charts, at 30 steps a second'] = await framesWhile(page, seconds, still);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();

  await open(page, url, chains(111, 8));
  result['over 1,000 nodes, panning'] = await framesWhile(page, seconds, pan);
  await close();
  console.log(
    `\nFrames per second, median of ${WINDOWS} windows (min … max), and milliseconds of the page's thread in each`,
  );
  console.log(
    table(
      Object.entries(result).map(([name, { rates, work }]) => {
        const [min, median, max] = rates.map((fps) => fps.toFixed(0));
        const part = (of: keyof Work) => `${of} ${work[of].toFixed(1)}`;
        return [
          name,
          `${median}`,
          `(${min} … ${max})`,
          `${work.all.toFixed(1)} ms`,
          [part('script'), part('style'), part('layout')].join(', '),
        ];
      }),
    ),
  );
  const share = ((100 * trained.seen) / trained.unseen).toFixed(0);
  console.log(
    `Training makes ${trained.seen.toFixed(0)} steps a second while the page is seen and nothing moves, ${share} % of the ${trained.unseen.toFixed(0)} while nobody looks`,
  );
  return { frames: result, pace: trained };
}
