/** What goes wrong while a network runs is told, and nothing of the person's work is lost by it. */
import type { Locator, Page } from '@playwright/test';
import {
  button,
  expect,
  exportedWithWeights,
  goesBeyond,
  loss,
  openSample,
  panel,
  pause,
  step,
  test,
  train,
  visitQuietly,
} from './story.ts';

const told = (page: Page): Locator =>
  page.getByRole('alert').filter({ hasText: 'The run stopped' });
const rate = (page: Page): Locator =>
  panel(page, 'Training').getByRole('textbox', { name: 'Learning rate' });

/** Numbers of the weights in the exported file. */
async function weights(page: Page): Promise<Record<string, { data: number[] }>> {
  return JSON.parse(await exportedWithWeights(page)).weights;
}

test('a learning rate that blows up is told with its place; Reset makes it well', async ({
  page,
}) => {
  await visitQuietly(page);
  await openSample(page, 'Sine');
  await panel(page, 'Training').getByRole('combobox', { name: 'Optimiser' }).selectOption('SGD');
  await rate(page).fill('100');
  await train(page);
  await expect(told(page)).toBeVisible();
  await expect(button(page, 'Pause')).toBeDisabled();
  const kept = Object.values(await weights(page)).flatMap((tensor) => tensor.data);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.every(Number.isFinite)).toBe(true);

  await rate(page).fill('0.01');
  await button(page, 'Reset').click();
  await expect.poll(() => step(page)).toBe(0);
  await expect(told(page)).toHaveCount(0);
  await train(page);
  await goesBeyond(page, 100);
  expect(Number.isFinite(await loss(page))).toBe(true);
  await pause(page);
});

test.describe('a worker that dies', () => {
  test.use({ expected: [/boom/] });

  test('is replaced: the document and its weights are there, and Train works again', async ({
    page,
  }) => {
    await visitQuietly(page);
    await train(page);
    await expect.poll(() => loss(page)).toBeLessThan(0.3);
    await pause(page);
    const before = await weights(page);

    const [worker] = page.workers();
    await worker?.evaluate(() => {
      setTimeout(() => {
        throw new Error('boom');
      });
    });
    await expect(told(page)).toBeVisible();
    await expect(button(page, 'Train')).toBeEnabled();
    expect(await weights(page)).toEqual(before);
    await train(page);
    const from = await step(page);
    await goesBeyond(page, from);
    await expect(told(page)).toHaveCount(0);
    await pause(page);
  });

  test('in the middle of training keeps the last good weights', async ({ page }) => {
    await visitQuietly(page);
    await train(page);
    await goesBeyond(page, 50);
    await page.workers()[0]?.evaluate(() => {
      setTimeout(() => {
        throw new Error('boom');
      });
    });
    await expect(told(page)).toBeVisible();
    await expect(button(page, 'Pause')).toBeDisabled();
    await train(page);
    await goesBeyond(page, await step(page));
    await pause(page);
  });
});
