/** A run as it is watched: it goes on while one looks around and changes things. */
import type { Locator, Page } from '@playwright/test';
import { pick, setField } from './hands.ts';
import {
  button,
  canvas,
  expect,
  exported,
  exportedWithWeights,
  goesBeyond,
  loss,
  node,
  online,
  panel,
  pause,
  showTab,
  status,
  step,
  test,
  train,
  trainStep,
  visit,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

/** What a canvas element shows, as one text to compare. */
const painted = (picture: Locator): Promise<string> =>
  picture.evaluate((element: HTMLCanvasElement) => element.toDataURL());
/** How many colours a canvas element shows; one is a blank. */
const colours = (picture: Locator): Promise<number> =>
  picture.evaluate((element: HTMLCanvasElement) => {
    const context = element.getContext('2d');
    if (!context || element.width === 0) return 0;
    const { data } = context.getImageData(0, 0, element.width, element.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

const training = (page: Page): Promise<void> => expect(button(page, 'Pause')).toBeEnabled();
/** Still training, and further than it was. */
async function goesOn(page: Page): Promise<void> {
  await goesBeyond(page, await step(page));
  await training(page);
}

test('a first visit: the spiral is ready, three hints lead on, the loss falls', async ({
  page,
}) => {
  await visit(page);
  const hint = canvas(page).locator('xpath=ancestor::section[1]').getByRole('complementary');
  await expect(node(page, 'Data 1')).toHaveAccessibleName(/Spiral/);
  await expect(hint).toContainText('1 of 3');
  await train(page);
  await expect(hint).toContainText('2 of 3');
  await expect.poll(() => loss(page)).toBeLessThan(0.2);
  await hint.getByRole('button', { name: 'Next' }).click();
  await expect(hint).toContainText('3 of 3');
  await pause(page);
  await online(page);
  await button(page, 'Next node').click();
  await expect(hint).toHaveCount(0);
  await page.reload();
  await expect(button(page, 'Train')).toBeEnabled();
  await expect(hint).toHaveCount(0);
});

test('training goes on while the view is panned and zoomed', async ({ page }) => {
  await visitQuietly(page);
  await train(page);
  const view = canvas(page).locator('.react-flow__viewport');
  const before = await view.getAttribute('style');
  const from = await step(page);
  // Where no card lies: above all of them.
  const box = (await canvas(page).boundingBox()) as { x: number; y: number };
  const [x, y] = [box.x + 200, box.y + 8];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 30; i++) await page.mouse.move(x + 4 * i, y + 3 * i);
  const held = await step(page);
  await goesBeyond(page, held);
  await page.mouse.up();
  expect(await view.getAttribute('style')).not.toBe(before);
  await page.mouse.wheel(0, -300);
  await goesBeyond(page, Math.max(from, held));
  await training(page);
});

test('learning rate, batch size and optimiser change while it runs', async ({ page }) => {
  await visitQuietly(page);
  await train(page);
  await goesBeyond(page, 0);
  const bar = panel(page, 'Training');
  await bar.getByRole('textbox', { name: 'Learning rate' }).fill('0.002');
  await goesOn(page);
  await bar.getByRole('textbox', { name: 'Batch size' }).fill('10');
  await page.keyboard.press('Enter');
  await expect(node(page, 'Dense 1')).toHaveAccessibleName(/output 10×16/);
  await goesOn(page);
  await bar.getByRole('combobox', { name: 'Optimiser' }).selectOption('SGD');
  await goesOn(page);
  await pause(page);
  expect(JSON.parse(await exported(page)).run).toMatchObject({
    batchSize: 10,
    optimiser: { kind: 'sgd', params: { lr: 0.002 } },
  });
});

test('a layer is resized while it trains; weights that still fit are kept', async ({ page }) => {
  await visitQuietly(page);
  await train(page);
  await expect.poll(() => loss(page)).toBeLessThan(0.3);
  await pick(page, 'Dense 1');
  await setField(page, 'Units', '12');
  await expect(node(page, 'Dense 1')).toHaveAccessibleName(/12 units, output 32×12/);
  await goesOn(page);
  await pause(page);

  const weights = async () => JSON.parse(await exportedWithWeights(page)).weights;
  const before = await weights();
  await setField(page, 'Units', '9');
  await expect(node(page, 'Dense 1')).toHaveAccessibleName(/output 32×9/);
  const after = await weights();
  expect(after['dense1.weight'].shape).toEqual([9, 2]);
  for (const name of ['dense2.bias', 'dense3.weight', 'dense3.bias'])
    expect(after[name], name).toEqual(before[name]);
});

test('the same seed gives the same run, to the last digit; another seed another', async ({
  page,
}) => {
  await visitQuietly(page);
  const run = async () => {
    const losses: number[] = [];
    for (let i = 1; i <= 3; i++) {
      await trainStep(page);
      await expect.poll(() => step(page)).toBe(i);
      losses.push((await status(page)).loss);
    }
    return { losses, file: await exportedWithWeights(page) };
  };
  const first = await run();
  await button(page, 'Reset').click();
  await expect.poll(() => step(page)).toBe(0);
  expect(await run()).toEqual(first);
  await panel(page, 'Training').getByRole('textbox', { name: 'Seed' }).fill('2');
  await button(page, 'Reset').click();
  await expect.poll(() => step(page)).toBe(0);
  expect((await run()).losses).not.toEqual(first.losses);
});

test('each wire carries a chart: it is painted, opens when pointed at, and can be pinned', async ({
  page,
}) => {
  await visitQuietly(page, 'Circle');
  await train(page);
  await goesBeyond(page, 100);
  const chip = canvas(page).getByRole('button', { name: /^Chart of Dense 1 to Tanh 1/ });
  while (!(await chip.isVisible())) await button(page, 'Zoom in').click();
  // Value and gradient, each a line that has grown.
  for (const line of await chip.locator('path').all())
    await expect(line).toHaveAttribute('d', /^M[\d. ]+(L[\d. ]+){3}/);
  await expect(chip.locator('path')).toHaveCount(2);
  const chart = page.getByRole('figure', { name: 'Chart of Dense 1 to Tanh 1' });
  await online(page);
  await chip.hover();
  await expect(chart).toBeVisible();
  await expect(chart.getByRole('img', { name: 'Histogram of the gradient' })).toBeVisible();
  await expect(chart.locator('path[data-series]')).toHaveCount(2);
  const size = chart
    .getByRole('row', { name: /^Gradient/ })
    .getByRole('cell')
    .first();
  await expect(size).toHaveText(/\d/);
  await page.mouse.move(0, 0);
  await expect(chart).toBeHidden();

  await chip.click();
  const pinned = panel(page, 'Pinned charts');
  await page.mouse.move(0, 0);
  await expect(pinned.getByRole('figure')).toHaveCount(1);
  const before = await pinned.locator('path[data-series]').first().getAttribute('d');
  const line = pinned.locator('path[data-series]').first();
  await expect.poll(() => line.getAttribute('d')).not.toBe(before);
  await pinned.getByRole('button', { name: 'Unpin the chart' }).click();
  await expect(pinned).toHaveCount(0);
});

test('the decision map is painted and follows the training', async ({ page }) => {
  await visitQuietly(page);
  await online(page);
  const map = panel(page, 'Decision map').locator('canvas').first();
  await expect.poll(() => colours(map)).toBeGreaterThan(2);
  const before = await painted(map);
  await train(page);
  await expect.poll(() => painted(map)).not.toBe(before);
  await pause(page);
  await button(page, 'Reset').click();
  // The same seed, the same weights, the same picture.
  await expect.poll(() => painted(map)).toBe(before);
});

test('curves are drawn and can be put on a log scale', async ({ page }) => {
  await visitQuietly(page);
  await online(page);
  await train(page);
  await showTab(page, 'Curves');
  const curves = page.getByRole('tabpanel', { name: 'Curves' });
  // Loss and accuracy, each on training and on validation.
  await expect(curves.locator('path[data-series]')).toHaveCount(4);
  await expect.poll(() => loss(page)).toBeLessThan(0.5);
  await pause(page);
  const curve = curves.locator('path[data-series]').first();
  const linear = await curve.getAttribute('d');
  const scale = page.getByRole('switch', { name: 'Log scale' });
  await scale.click();
  await expect.poll(() => curve.getAttribute('d')).not.toBe(linear);
  await scale.click();
  await expect.poll(() => curve.getAttribute('d')).toBe(linear);

  // One line in all plots, moved by the pointer and by keys, at which each tells its own numbers.
  const [cost, accuracy] = [/^Cost by step/, /^Accuracy by step/].map((name) =>
    curves.getByRole('application', { name }),
  ) as [Locator, Locator];
  const told = (plot: Locator) => plot.getByText(/^step /);
  const box = (await cost.boundingBox())!;
  const at = (share: number) => [box.x + share * box.width, box.y + box.height / 2] as const;
  await page.mouse.move(...at(0.5));
  await expect(cost.getByText(/^cost \d/)).toBeVisible();
  await expect(accuracy.getByText(/^accuracy [\d.]+ %/)).toBeVisible();
  expect(await told(accuracy).textContent()).toBe(await told(cost).textContent());
  await page.mouse.move(0, 0);
  await expect(told(cost)).toBeHidden();
  await accuracy.focus();
  await page.keyboard.press('End');
  const end = await told(cost).textContent();
  await page.keyboard.press('ArrowLeft');
  await expect(told(cost)).not.toHaveText(end ?? '');

  // A part of the run, in all plots, and back.
  const ends = (plot: Locator) =>
    plot.locator('text[text-anchor="middle"]').evaluateAll((all) => all.at(-1)?.textContent);
  const last = await ends(cost);
  await page.mouse.move(...at(0.3));
  await page.mouse.down();
  await page.mouse.move(...at(0.6), { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => ends(cost)).not.toBe(last);
  expect(await ends(accuracy)).toBe(await ends(cost));
  await button(page, 'Whole run').click();
  await expect.poll(() => ends(accuracy)).toBe(last);

  // The raw line stays behind the smooth one.
  const smoothing = page.getByRole('slider', { name: 'Smoothing' });
  await smoothing.press('End');
  await expect(curves.locator('path[data-series]')).toHaveCount(8);
  await expect(curve).toHaveAttribute('d', linear ?? '');
  await smoothing.press('Home');
  await expect(curves.locator('path[data-series]')).toHaveCount(4);
});
