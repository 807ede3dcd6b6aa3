/**
 * What a frame costs, counted: a canvas on a card would be a layer of its own for whoever puts the page
 * together, and lift what lies over it into another one. A network of many cards is few layers.
 */
import type { Locator, Page } from '@playwright/test';
import {
  canvas,
  expect,
  importFile,
  nodes,
  projectName,
  test,
  train,
  visitQuietly,
} from './story.ts';

const CHAINS = 6;
const KINDS = ['dense', 'tanh', 'dense', 'tanh', 'dense', 'bceWithLogits'] as const;

/** Six networks side by side over one source. */
function network(): string {
  const data = {
    id: 'data1',
    kind: 'data',
    params: { dataset: 'spiral' },
    position: { x: 0, y: 0 },
  };
  const cards: object[] = [data];
  const edges: object[] = [];
  for (let chain = 0; chain < CHAINS; chain++) {
    let from = { node: 'data1', port: 'x' };
    for (const [i, kind] of KINDS.entries()) {
      const id = `${kind}${chain}${i}`;
      const params = kind === 'dense' ? { units: i === 4 ? 1 : 4 } : {};
      cards.push({ id, kind, params, position: { x: 240 * (i + 1), y: 150 * chain } });
      const port = kind === 'bceWithLogits' ? 'prediction' : 'in';
      edges.push({ id: `e${id}`, from: `${from.node}.${from.port}`, to: `${id}.${port}` });
      from = { node: id, port: 'out' };
    }
    const loss = `bceWithLogits${chain}5`;
    edges.push({ id: `t${chain}`, from: 'data1.y', to: `${loss}.target` });
  }
  const run = { seed: 1, batchSize: 32, optimiser: { kind: 'adam', params: { lr: 0.001 } } };
  return JSON.stringify({
    format: 'chainrule',
    version: 1,
    name: 'Layers',
    nodes: cards,
    edges,
    notes: [],
    run,
  });
}

/** Marks the page when that element becomes a layer: a busy machine asks too late whether it is one. */
const noteLifted = (moved: Locator) =>
  moved.evaluate((e) =>
    new MutationObserver(() => {
      if (getComputedStyle(e).willChange === 'transform')
        document.documentElement.dataset.lifted = '';
    }).observe(e, { attributes: true }),
  );

test('forty cards that train are a handful of layers', async ({ page }) => {
  await visitQuietly(page);
  await importFile(page, 'layers.json', network());
  await expect(projectName(page)).toHaveValue('Layers');
  await expect(nodes(page)).toHaveCount(1 + CHAINS * KINDS.length);
  await train(page);
  // Weights are there, and a course of the loss.
  await expect(canvas(page).locator('img[src^="data:image/bmp"]')).toHaveCount(3 * CHAINS);
  await expect(canvas(page).locator('[data-face="gauge"] path[d^="M"]')).toHaveCount(CHAINS);
  await expect(canvas(page).locator('[data-face="curve"] path[d*="v-"]')).toHaveCount(2 * CHAINS);

  const session = await page.context().newCDPSession(page);
  const layers = new Promise<number>((resolve) => {
    session.on('LayerTree.layerTreeDidChange', (e) => e.layers && resolve(e.layers.length));
  });
  await session.send('LayerTree.enable');
  expect(await layers).toBeLessThan(20);

  // While one pans, all that lies on the canvas is one of them, which is moved; then it is none again,
  // so that a zoom paints it as sharp as it can be.
  const moved = canvas(page).locator('.react-flow__viewport');
  await expect(moved).not.toHaveCSS('will-change', 'transform');
  const box = await canvas(page).boundingBox();
  const [x, y] = [(box?.x ?? 0) + 30, (box?.y ?? 0) + 60];
  await page.mouse.move(x, y);
  await page.mouse.down({ button: 'middle' });
  await noteLifted(moved);
  await page.mouse.move(x + 20, y + 20);
  await page.mouse.move(x + 40, y + 20);
  await expect(page.locator('html[data-lifted]')).toBeAttached();
  await page.mouse.up({ button: 'middle' });
  await expect(moved).not.toHaveCSS('will-change', 'transform');
});

/** How often each thing that the page's thread tells of was done meanwhile. */
async function counted(page: Page, act: () => Promise<void>): Promise<Map<string, number>> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session) throw new Error('no browser');
  const done = new Map<string, number>();
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, ph } of value as { name: string; ph: string }[])
      if (ph === 'X') done.set(name, (done.get(name) ?? 0) + 1);
  });
  const over = new Promise<unknown>((resolve) => session.once('Tracing.tracingComplete', resolve));
  const includedCategories = ['blink', 'cc', 'devtools.timeline'];
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories },
  });
  await act();
  await session.send('Tracing.end');
  await over;
  await session.detach();
  return done;
}

test('a pan moves one layer: layers are not put together anew for its frames', async ({ page }) => {
  await visitQuietly(page);
  await importFile(page, 'layers.json', network());
  await expect(nodes(page)).toHaveCount(1 + CHAINS * KINDS.length);
  const moved = canvas(page).locator('.react-flow__viewport');
  const box = await canvas(page).boundingBox();
  const [x, y] = [(box?.x ?? 0) + 30, (box?.y ?? 0) + 60];
  await page.mouse.move(x, y);
  await page.mouse.down({ button: 'middle' });
  await noteLifted(moved);
  await page.mouse.move(x + 5, y);
  await expect(page.locator('html[data-lifted]')).toBeAttached();
  const before = await moved.getAttribute('style');
  const done = await counted(page, async () => {
    for (let i = 0; i < 60; i++) {
      await page.mouse.move(x + 5 + i, y + (i % 7));
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  });
  expect(await moved.getAttribute('style')).not.toBe(before);
  await page.mouse.up({ button: 'middle' });
  const frames = done.get('Layerize') ?? 0;
  expect(frames).toBeGreaterThan(40);
  expect(done.get('PaintArtifactCompositor::Update') ?? 0).toBeLessThan(frames / 3);
});
