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
  showTab,
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

test.describe('a worker that is silent', () => {
  const ends = {
    spins: () => {
      setTimeout(() => {
        for (;;);
      });
    },
    'closes without an event': () => {
      setTimeout(() => self.close());
    },
  };
  for (const [how, end] of Object.entries(ends))
    test(`because it ${how} is told and replaced, with its weights`, async ({ page }) => {
      // It is given ten seconds.
      test.slow();
      await visitQuietly(page);
      await train(page);
      await goesBeyond(page, 50);
      await pause(page);
      const before = await weights(page);
      await page.workers()[0]?.evaluate(end);
      await expect(told(page)).toContainText('no longer answers', { timeout: 60_000 });
      await expect(button(page, 'Train')).toBeEnabled();
      expect(await weights(page)).toEqual(before);
      await train(page);
      await goesBeyond(page, await step(page));
      await pause(page);
    });
});

test.describe('a script that cannot be loaded', () => {
  test.use({
    expected: [/ERR_FAILED|could not be loaded|dynamically imported module|Unable to preload CSS/],
  });

  test('of the training worker is told, and tried again until it can', async ({ page }) => {
    await page.route('**/assets/train-*', (route) => route.abort());
    await page.goto('./');
    await expect(told(page)).toContainText('cannot be started');
    await page.unroute('**/assets/train-*');
    await expect(button(page, 'Train')).toBeEnabled({ timeout: 60_000 });
    await expect(told(page)).toHaveCount(0);
    await train(page);
    await goesBeyond(page, 10);
    await pause(page);
  });

  test('of a panel is told there, and Try again shows it', async ({ page }) => {
    await page.route('**/assets/PlanView-*', (route) => route.abort());
    await visitQuietly(page);
    await showTab(page, 'Plan');
    const failed = page.getByRole('alert').filter({ hasText: 'This panel failed to draw' });
    await expect(failed).toBeVisible();
    await button(page, 'Try again').click();
    await expect(failed).toBeVisible();
    await page.unroute('**/assets/PlanView-*');
    await button(page, 'Try again').click();
    await expect(failed).toHaveCount(0);
    await expect(page.getByRole('tabpanel', { name: 'Plan' })).toContainText('Kernel');
  });
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
