/**
 * Documents near the limits in the built app: what the page's thread does while one is opened, edited,
 * dragged, chosen whole, and while its problems are shown. The longest task and all above 50 ms, as the
 * browser tells them, and the processor time of the thread and of its longest task.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';
import { serialise } from '../src/document/codec.ts';
import type { Document, EdgeRecord, NodeRecord } from '../src/document/records.ts';
import { serve } from './browser.ts';
import { table } from './print.ts';

const RUN = { seed: 1, batchSize: 4, optimiser: { kind: 'sgd', params: { lr: 0.1 } } };

/** Collects nodes and wires. */
function drawing(name: string) {
  const nodes: Record<string, NodeRecord> = {};
  const edges: Record<string, EdgeRecord> = {};
  let made = 0;
  return {
    node(id: string, kind: string, x: number, y: number, params: NodeRecord['params'] = {}) {
      nodes[id] = { id, kind, params, position: { x, y } };
    },
    wire(from: string, to: string) {
      const id = `e${++made}`;
      const [node = '', port = ''] = from.split('.');
      const [target = '', at = ''] = to.split('.');
      edges[id] = { id, source: { node, port }, target: { node: target, port: at } };
    },
    done: (): Document => ({ name, nodes, edges, notes: {}, run: RUN }),
  };
}

/** Two layers of so many neurons, each wired to all of the layer before. */
function neurons(width: number): Document {
  const { node, wire, done } = drawing(`Neurons ${width}`);
  node('data1', 'data', 0, 55 * width);
  for (let i = 1; i <= 2 * width; i++) {
    node(`neuron${i}`, 'neuron', i <= width ? 304 : 608, 112 * ((i - 1) % width));
    if (i <= width) wire('data1.x', `neuron${i}.in`);
    else for (let k = 1; k <= width; k++) wire(`neuron${k}.out`, `neuron${i}.in`);
  }
  const last = `neuron${2 * width + 1}`;
  node(last, 'neuron', 904, 55 * width);
  for (let k = 1; k <= width; k++) wire(`neuron${width + k}.out`, `${last}.in`);
  node('mse1', 'mse', 1104, 55 * width);
  wire(`${last}.out`, 'mse1.prediction');
  wire('data1.y', 'mse1.target');
  return done();
}

/** So many dense layers one after the other, in rows of forty. */
function layers(count: number): Document {
  const { node, wire, done } = drawing(`Layers ${count}`);
  node('data1', 'data', 0, 0, { dataset: 'spiral' });
  let from = 'data1.x';
  for (let i = 1; i <= count; i++) {
    const id = `dense${i}`;
    const units = i === count ? 1 : 4;
    node(id, 'dense', 240 * ((i % 40) + 1), 152 * Math.floor(i / 40), { units });
    wire(from, `${id}.in`);
    from = `${id}.out`;
  }
  node('bce1', 'bceWithLogits', 240 * 42, 0);
  wire(from, 'bce1.prediction');
  wire('data1.y', 'bce1.target');
  return done();
}

const DOCUMENTS: Readonly<Record<string, () => Document>> = {
  '8 layers': () => layers(8),
  '203 nodes, 10,202 wires': () => neurons(100),
  '1,000 layers': () => layers(1_000),
  '4,000 layers': () => layers(4_000),
  '19,990 layers': () => layers(19_990),
};

export interface Stretch {
  /** Milliseconds until the page was at rest. */
  readonly took: number;
  readonly longest: number;
  /** Tasks above 50 ms, and their sum. */
  readonly long: number;
  readonly sum: number;
  /** Processor time of the thread, and of its longest task: other work on the machine changes them little. */
  readonly busy: number;
  readonly heaviest: number;
}

const WATCH = `
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longTasks.push(entry.duration);
  }).observe({ type: 'longtask' });
`;
/** The thread did less than that in a look of so long: it rests. */
const REST_MS = 30;
const LOOK_MS = 200;
/** So many looks at rest in a row are the end. */
const RESTS = 4;
const MOST_MS = 90_000;

async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0);
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces the tasks of all threads; what it gives ends that, and tells of the longest of a page's thread. */
async function tracing(session: CDPSession): Promise<() => Promise<number>> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }) => {
    for (const event of value as TraceEvent[])
      if (event.name === 'thread_name' || event.name.endsWith('RunTask')) events.push(event);
  };
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  return async () => {
    const over = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await over;
    session.off('Tracing.dataCollected', collect);
    const of = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
    const pages = new Set(
      events.filter((e) => e.args?.name === 'CrRendererMain').map((e) => of(e)),
    );
    const tasks = events.filter((e) => pages.has(of(e)) && e.tdur !== undefined);
    return Math.max(0, ...tasks.map((e) => (e.tdur ?? 0) / 1000));
  };
}

async function stretch(
  page: Page,
  session: CDPSession,
  act: () => Promise<unknown>,
): Promise<Stretch> {
  const stop = await tracing(session);
  await page.evaluate('window.longTasks.length = 0');
  const before = await busy(session);
  const from = Date.now();
  await act();
  let last = from;
  let seen = before;
  for (let rests = 0; rests < RESTS && Date.now() - from < MOST_MS; ) {
    await page.waitForTimeout(LOOK_MS);
    const now = await busy(session);
    rests = now - seen < REST_MS ? rests + 1 : 0;
    if (rests === 0) last = Date.now();
    seen = now;
  }
  const tasks = (await page.evaluate('window.longTasks')) as number[];
  return {
    took: last - from,
    longest: Math.max(0, ...tasks),
    long: tasks.length,
    sum: tasks.reduce((a, b) => a + b, 0),
    busy: seen - before,
    heaviest: await stop(),
  };
}

export async function measureLarge(): Promise<Record<string, Record<string, Stretch>>> {
  const { url, browser, close } = await serve('.');
  const folder = mkdtempSync(join(tmpdir(), 'large-'));
  const result: Record<string, Record<string, Stretch>> = {};
  for (const [name, make] of Object.entries(DOCUMENTS)) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.addInitScript(WATCH);
    await page.goto(url);
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const document = make();
    // A path: bytes that are handed over are decoded on the page's thread, up to 300 ms of a task of its.
    const file = join(folder, 'large.json');
    writeFileSync(file, serialise(document));
    const own: Record<string, Stretch> = {};
    const measure = async (what: string, act: () => Promise<unknown>) => {
      own[what] = await stretch(page, session, act);
    };
    const middle = { x: 580, y: 310 };
    await measure('at rest', () => page.waitForTimeout(500));
    await measure('opening', async () => {
      await page.locator('input[type=file]').first().setInputFiles(file);
      await page.locator(`input[value="${document.name}"]`).first().waitFor({ timeout: MOST_MS });
    });
    await measure('zooming in', async () => {
      await page.mouse.move(middle.x, middle.y);
      await page.keyboard.down('Control');
      for (let i = 0; i < 8; i++) await page.mouse.wheel(0, -300);
      await page.keyboard.up('Control');
    });
    await measure('panning', async () => {
      await page.mouse.move(middle.x, middle.y);
      await page.mouse.down({ button: 'middle' });
      for (let i = 0; i < 60; i++)
        await page.mouse.move(middle.x + 4 * i, middle.y + 60 * Math.sin(i / 9));
      await page.mouse.up({ button: 'middle' });
    });
    await measure('choosing all', async () => {
      await page.locator('.react-flow').first().focus();
      await page.keyboard.press('Control+a');
    });
    await measure('choosing nothing', () => page.keyboard.press('Escape'));
    const card = page.locator('.react-flow__node:visible').first();
    const box = await card.boundingBox().catch(() => null);
    if (box) {
      const spot = {
        x: box.x + Math.min(20, box.width / 2),
        y: box.y + Math.min(8, box.height / 2),
      };
      await measure('dragging one', async () => {
        await page.mouse.move(spot.x, spot.y);
        await page.mouse.down();
        for (let i = 1; i <= 10; i++) await page.mouse.move(spot.x + 4 * i, spot.y + 3 * i);
        await page.mouse.up();
      });
      await measure('undo', () => page.keyboard.press('Control+z'));
    }
    await measure('problems', () => page.getByRole('tab', { name: /^Problems/ }).click());
    result[name] = own;
    await page.close();
    console.log(`\n${name}: milliseconds of the page's thread`);
    console.log(
      table(
        Object.entries(own).map(([what, s]) => [
          what,
          `longest ${s.longest.toFixed(0)}`,
          `${s.long} above 50, ${s.sum.toFixed(0)} in all`,
          `processor ${s.busy.toFixed(0)}`,
          `longest ${s.heaviest.toFixed(0)}`,
          `at rest after ${s.took.toFixed(0)}`,
        ]),
      ),
    );
  }
  await close();
  rmSync(folder, { recursive: true });
  return result;
}
