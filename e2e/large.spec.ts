/** Documents near the limits: the page goes on answering, and what has no element is there all the same. */
import type { Page } from '@playwright/test';
import {
  button,
  canvas,
  expect,
  importFile,
  nodes,
  panel,
  problems,
  projectName,
  showTab,
  test,
  visitQuietly,
  wires,
} from './story.ts';

const RUN = { seed: 1, batchSize: 4, optimiser: { kind: 'sgd', params: { lr: 0.1 } } };

interface FileNode {
  readonly id: string;
  readonly kind: string;
  readonly params: object;
  readonly position: { readonly x: number; readonly y: number };
}
interface FileEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

const textOf = (name: string, all: FileNode[], edges: FileEdge[]) =>
  JSON.stringify({ format: 'chainrule', version: 1, name, run: RUN, nodes: all, edges, notes: [] });

/** Two layers of neurons, each wired to all of the layer before, and one at their end: 10,202 wires of 100. */
function neurons(width: number): string {
  const all: FileNode[] = [{ id: 'data1', kind: 'data', params: {}, position: { x: 0, y: 5_500 } }];
  const edges: FileEdge[] = [];
  const wire = (from: string, to: string) => edges.push({ id: `e${edges.length + 1}`, from, to });
  for (let i = 0; i < 2 * width; i++) {
    const position = { x: i < width ? 304 : 608, y: 112 * (i % width) };
    all.push({ id: `neuron${i + 1}`, kind: 'neuron', params: {}, position });
    if (i < width) wire('data1.x', `neuron${i + 1}.in`);
    else for (let k = 1; k <= width; k++) wire(`neuron${k}.out`, `neuron${i + 1}.in`);
  }
  const last = `neuron${2 * width + 1}`;
  all.push({ id: last, kind: 'neuron', params: {}, position: { x: 904, y: 5_500 } });
  for (let k = 1; k <= width; k++) wire(`neuron${width + k}.out`, `${last}.in`);
  all.push({ id: 'mse1', kind: 'mse', params: {}, position: { x: 1_104, y: 5_500 } });
  wire(`${last}.out`, 'mse1.prediction');
  wire('data1.y', 'mse1.target');
  return textOf('Neurons', all, edges);
}

/** Dense layers without an activation between them, so that each is told of. */
function layers(count: number): string {
  const all: FileNode[] = [{ id: 'data1', kind: 'data', params: {}, position: { x: 0, y: 0 } }];
  const edges: FileEdge[] = [];
  let from = 'data1.x';
  for (let i = 1; i <= count; i++) {
    const position = { x: 240 * ((i % 20) + 1), y: 152 * Math.floor(i / 20) };
    all.push({ id: `dense${i}`, kind: 'dense', params: { units: 2 }, position });
    edges.push({ id: `e${i}`, from, to: `dense${i}.in` });
    from = `dense${i}.out`;
  }
  return textOf('Layers', all, edges);
}

/** A place of the document on the screen. */
async function place(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await canvas(page).boundingBox();
  const [a, e, f] = await canvas(page)
    .locator('.react-flow__viewport')
    .evaluate((element) => {
      const m = new DOMMatrix(getComputedStyle(element).transform);
      return [m.a, m.e, m.f];
    });
  if (!box || a === undefined || e === undefined || f === undefined) throw new Error('no canvas');
  return { x: box.x + e + x * a, y: box.y + f + y * a };
}

/** Points of the picture under the elements that are drawn at all. */
const drawn = (page: Page): Promise<number> =>
  canvas(page)
    .locator('.react-flow__viewport-portal canvas')
    .evaluate((picture) => {
      const own = picture as HTMLCanvasElement;
      if (own.width === 0) return 0;
      const copy = new OffscreenCanvas(own.width, own.height);
      const pen = copy.getContext('2d');
      pen?.drawImage(own, 0, 0);
      const { data } = pen?.getImageData(0, 0, own.width, own.height) ?? { data: [] };
      let points = 0;
      for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 0) points++;
      return points;
    });

const element = (page: Page, id: string) => canvas(page).locator(`[data-id="${id}"]`);

test('203 nodes with 10,202 wires are drawn, met, chosen, moved and taken back', async ({
  page,
}) => {
  await visitQuietly(page);
  await importFile(page, 'neurons.json', neurons(100));
  await expect(projectName(page)).toHaveValue('Neurons');
  // All is drawn, and little of it is elements.
  await expect.poll(() => drawn(page)).toBeGreaterThan(10_000);
  expect(await wires(page).count()).toBeLessThan(400);
  expect(await nodes(page).count()).toBeLessThan(200);
  // The page answers.
  await button(page, 'Project menu').click();
  await expect(page.getByRole('menuitem', { name: 'New project' })).toBeVisible();
  await page.keyboard.press('Escape');

  // A wire that has no element gets one where the pointer comes to it.
  const middle = await place(page, (904 + 64 + 6 + 1_104 - 6) / 2, 5_500 + 32);
  await expect(element(page, 'e10201')).toHaveCount(0);
  await page.mouse.move(middle.x, middle.y);
  await expect(element(page, 'e10201')).toHaveCount(1);
  await page.mouse.click(middle.x, middle.y);
  await expect(panel(page, 'Inspector')).toContainText('Mean squared error');

  // So does a card, and it is dragged like any other; undo puts it back.
  const card = await place(page, 904 + 32, 5_500 + 32);
  await page.mouse.move(card.x, card.y);
  await page.mouse.down();
  await page.mouse.move(card.x + 60, card.y + 30, { steps: 5 });
  await page.mouse.up();
  await expect(button(page, 'Undo')).toBeEnabled();
  const there = await element(page, 'neuron201').boundingBox();
  expect(Math.abs((there?.x ?? 0) - card.x)).toBeGreaterThan(30);
  await button(page, 'Undo').click();
  await expect
    .poll(async () => Math.abs(((await element(page, 'neuron201').boundingBox())?.x ?? 0) - card.x))
    .toBeLessThan(30);

  // What is chosen is chosen, element or not.
  await canvas(page).focus();
  await page.keyboard.press('Control+A');
  await expect(panel(page, 'Inspector')).toContainText('203 nodes');
  await page.keyboard.press('Delete');
  await expect(nodes(page)).toHaveCount(0);
  await button(page, 'Undo').click();
  await expect.poll(() => nodes(page).count()).toBeGreaterThan(0);
  await expect.poll(() => drawn(page)).toBeGreaterThan(10_000);
});

test('a frame around cards without elements chooses them, and they move together', async ({
  page,
}) => {
  await visitQuietly(page);
  await importFile(page, 'layers.json', layers(400));
  await expect(projectName(page)).toHaveValue('Layers');
  await expect.poll(() => drawn(page)).toBeGreaterThan(10_000);
  // Three rows, from left of the first card of a row to right of its last.
  const from = await place(page, 200, 152 * 2 - 20);
  const to = await place(page, 240 * 20 + 200, 152 * 4 + 80);
  await page.keyboard.down('Shift');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(panel(page, 'Inspector')).toContainText('60 nodes');

  const first = await place(page, 240 + 80, 152 * 3 + 40);
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  await page.mouse.move(first.x + 20, first.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(panel(page, 'Inspector')).toContainText('60 nodes');
  await button(page, 'Undo').click();
  await expect(button(page, 'Undo')).toBeDisabled();
});

test('a thousand problems of a kind are a few rows, and the way to the others', async ({
  page,
}) => {
  await visitQuietly(page);
  await importFile(page, 'layers.json', layers(1_000));
  await expect(projectName(page)).toHaveValue('Layers');
  await showTab(page, 'Problems');
  const more = problems(page).filter({ hasText: /more of this kind/ });
  await expect(more.first()).toBeVisible();
  const rows = await problems(page).count();
  expect(rows).toBeLessThan(100);
  await more.first().getByRole('button', { name: 'Show more' }).click();
  await expect(problems(page)).toHaveCount(rows + 100);
});
