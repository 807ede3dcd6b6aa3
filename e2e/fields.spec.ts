/** Fields for numbers: what is typed counts once it is left, is read in full, and can be taken back. */
import type { Locator, Page } from '@playwright/test';
import {
  button,
  expect,
  exported,
  goesBeyond,
  node,
  panel,
  step,
  test,
  train,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

const inBar = (page: Page, name: string): Locator =>
  panel(page, 'Training').getByRole('textbox', { name, exact: true });
const inPanel = (page: Page, name: string): Locator =>
  panel(page, 'Inspector').getByRole('textbox', { name, exact: true });
const run = async (page: Page) => JSON.parse(await exported(page)).run;

async function retype(page: Page, field: Locator, text: string): Promise<void> {
  await field.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

test('nothing counts in the midst of typing: Enter, Tab and leaving take it, Escape brings back', async ({
  page,
}) => {
  test.slow();
  await visitQuietly(page, 'Circle');
  const { batchSize, optimiser } = await run(page);
  await train(page);
  await goesBeyond(page, 0);
  // The same numbers stand in the bar and, with nothing selected, in the inspector.
  const told = inPanel(page, 'Batch size');
  await expect(told).toHaveValue(String(batchSize));
  await retype(page, inBar(page, 'Batch size'), '12');
  await expect(told).toHaveValue(String(batchSize));
  await page.keyboard.press('Escape');
  await expect(inBar(page, 'Batch size')).toHaveValue(String(batchSize));
  await page.keyboard.press('Tab');
  await expect(told).toHaveValue(String(batchSize));

  await retype(page, inBar(page, 'Batch size'), '12');
  await page.keyboard.press('Tab');
  await expect(told).toHaveValue('12');
  await retype(page, inBar(page, 'Batch size'), '14');
  await page.keyboard.press('Enter');
  await expect(told).toHaveValue('14');
  await goesBeyond(page, await step(page));

  const rate = inBar(page, 'Learning rate');
  const lr = inPanel(page, 'Learning rate');
  await retype(page, rate, '0');
  await expect(lr).toHaveValue(String(optimiser.params.lr));
  await page.keyboard.type(',05');
  await expect(lr).toHaveValue(String(optimiser.params.lr));
  // A button takes what stands in the field before it does its own work.
  await button(page, 'Pause').click();
  await expect(lr).toHaveValue('0.05');
  await expect(rate).toHaveValue('0.05');
  expect((await run(page)).batchSize).toBe(14);

  // An arrow counts at once; each entry is one step to undo, however quickly they follow.
  await button(page, 'Undo').click();
  await expect(lr).toHaveValue(String(optimiser.params.lr));
  await button(page, 'Undo').click();
  await expect(told).toHaveValue('12');
  await button(page, 'Undo').click();
  await expect(told).toHaveValue(String(batchSize));
  await inBar(page, 'Batch size').press('ArrowUp');
  await expect(told).not.toHaveValue(String(batchSize));
});

test('the bar, the inspector and dialogs read alike; what may mean two things is told', async ({
  page,
}) => {
  test.slow();
  await visitQuietly(page);
  const bar = inBar(page, 'Batch size');
  const inspector = inPanel(page, 'Batch size');
  for (const field of [bar, inspector]) {
    for (const [text, value] of [
      ['１２８', '128'],
      ['10 000', '10000'],
      ["1'000", '1000'],
      ['1e3', '1000'],
      [' 7 ', '7'],
    ] as const) {
      await retype(page, field, text);
      await page.keyboard.press('Enter');
      await expect(bar).toHaveValue(value);
      await expect(inspector).toHaveValue(value);
    }
    await retype(page, field, '10,000');
    await page.keyboard.press('Enter');
    await expect(field).toHaveValue('10000');
    await expect(field).toHaveAccessibleDescription(/Read as 10000, not as 10\./);
    for (const text of field === bar ? ['1e', '--', '70000'] : ['0x10', '1_000', '2.5']) {
      await retype(page, field, text);
      await page.keyboard.press('Enter');
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await expect(field).toHaveAccessibleDescription(
        /Expected a whole number from 1 to 65536\. It is still 10000\./,
      );
      // It stays to be mended, wherever one goes; the document has what it had.
      await page.keyboard.press('Tab');
      await expect(field).toHaveValue(text);
      await expect(field === bar ? inspector : bar).toHaveValue('10000');
      await field.press('Escape');
      await expect(field).toHaveValue('10000');
    }
    await retype(page, field, '16');
    await page.keyboard.press('Enter');
  }
  await node(page, 'Dense 1').click({ position: { x: 24, y: 8 } });
  await retype(page, inPanel(page, 'Units'), '１０');
  await button(page, 'Export JSON').hover();
  // A node on the canvas is pressed: the field is left by that, too.
  await node(page, 'Dense 2').click({ position: { x: 24, y: 8 } });
  await expect(node(page, 'Dense 1')).toHaveAccessibleName(/×10(,|$)/);
});
