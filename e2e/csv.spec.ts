/** A table of one's own: looked at, its bad rows told, trained on, kept on this machine. */
import type { Locator, Page } from '@playwright/test';
import {
  button,
  canvas,
  expect,
  goesBeyond,
  importFile,
  loss,
  node,
  panel,
  pause,
  problems,
  projectName,
  saved,
  showTab,
  test,
  train,
  visitQuietly,
} from './story.ts';

const HEAD = 'width,height,colour,kind';
const BAD: Readonly<Record<number, string>> = { 10: '?', 47: '', 120: 'wide' };

/** Rows by line of the file: which kind a row is shows in its width and height. */
function flowers(rows: number, bad: Readonly<Record<number, string>> = {}): string {
  const lines = [HEAD];
  for (let line = 2; line <= rows + 1; line++) {
    const i = line * 7919;
    const width = ((i % 1000) / 1000) * 4;
    const height = (((i * 31) % 997) / 997) * 4;
    const colour = ['red', 'white', 'blue'][line % 3];
    const kind = width + height > 4 ? 'lily' : 'rose';
    lines.push(`${bad[line] ?? width.toFixed(3)},${height.toFixed(3)},${colour},${kind}`);
  }
  return `${lines.join('\n')}\n`;
}

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Data from a CSV file' });
const use = (page: Page): Promise<void> =>
  dialog(page).getByRole('button', { name: 'Use this data' }).click();

test('a table is previewed, its bad rows are told by line, and a network learns from it', async ({
  page,
}) => {
  await visitQuietly(page);
  await importFile(page, 'flowers.csv', flowers(300, BAD));
  await expect(dialog(page)).toContainText('300 rows, 4 columns');
  const preview = dialog(page).getByRole('table', { name: 'First rows of flowers.csv' });
  await expect(preview.getByRole('columnheader')).toHaveText([
    /width.*number.*input/,
    /height.*number.*input/,
    /colour.*words.*input/,
    /kind.*words.*target/,
  ]);
  const bad = dialog(page).getByRole('region', { name: 'Bad rows' });
  await expect(bad).toContainText('3 of 300 rows are bad in these columns.');
  await expect(bad.getByRole('listitem')).toHaveText([
    /Line 10\b.*width is “\?”|Line 10\b.*width is empty/,
    /Line 47\b.*width is empty/,
    /Line 120\b.*width is “wide”, not a number/,
  ]);
  await expect(bad.getByRole('radio', { name: 'Leave out' })).toBeChecked();
  await expect(dialog(page).getByText('Classes: lily, rose')).toBeVisible();
  await use(page);

  await expect(dialog(page)).toBeHidden();
  // Two numbers, and one for each of three colours.
  await expect(node(page, 'Data 1')).toHaveAccessibleName(/CSV → kind, output 32×5/);
  const facts = page.getByRole('tabpanel', { name: 'Data' });
  await expect(facts).toContainText('297 rows');
  await train(page);
  await expect.poll(() => loss(page)).toBeLessThan(0.2);
  await pause(page);

  await saved(page);
  await page.reload();
  await expect(projectName(page)).toHaveValue('Spiral');
  await expect(node(page, 'Data 1')).toHaveAccessibleName(/CSV → kind, output 32×5/);
  await expect(button(page, 'Train')).toBeEnabled();
  await train(page);
  await goesBeyond(page, 10);
  await pause(page);
});

test.describe('on a page that is there', () => {
  test.use({ shared: true });

  test('inputs and target are chosen, and a column without its bad rows has none', async ({
    page,
  }) => {
    await visitQuietly(page);
    await importFile(page, 'flowers.csv', flowers(300, BAD));
    const inputs = dialog(page).getByRole('combobox', { name: 'Inputs' });
    await dialog(page).getByRole('button', { name: 'None', exact: true }).click();
    await expect(dialog(page).getByText('Choose at least one input.')).toBeVisible();
    await expect(dialog(page).getByRole('button', { name: 'Use this data' })).toBeDisabled();
    await inputs.click();
    await page.getByRole('option', { name: 'colour', exact: true }).click();
    await page.keyboard.press('Escape');
    await expect(dialog(page).getByText('Every row is complete in these columns.')).toBeVisible();
    await dialog(page).getByRole('combobox', { name: 'Target', exact: true }).click();
    await page.getByRole('option', { name: 'height', exact: true }).click();
    await expect(dialog(page).getByRole('radio', { name: 'a number' })).toBeChecked();
    await use(page);
    await expect(node(page, 'Data 1')).toHaveAccessibleName(/CSV → height, output 32×3/);
    await button(page, 'Undo').click();
    await expect(node(page, 'Data 1')).toHaveAccessibleName(/Spiral/);
  });

  test('a file dropped on the page opens the same dialog', async ({ page }) => {
    await visitQuietly(page);
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }));
      return data;
    }, flowers(40));
    await canvas(page).dispatchEvent('dragover', { dataTransfer: transfer });
    await expect(page.getByText('Drop a network (.json) or a table (.csv)')).toBeVisible();
    await canvas(page).dispatchEvent('drop', { dataTransfer: transfer });
    await expect(dialog(page)).toContainText('40 rows, 4 columns');
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await expect(dialog(page)).toBeHidden();
  });

  test('a file that is no table says so and changes nothing', async ({ page }) => {
    await visitQuietly(page);
    await importFile(page, 'picture.csv', '\u0000\u0001\u0002PNG\u0000\u0000');
    await expect(dialog(page).getByRole('alert')).toContainText('not a text file');
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await expect(node(page, 'Data 1')).toHaveAccessibleName(/Spiral/);
    await showTab(page, 'Problems');
    await expect(problems(page)).toHaveCount(0);
  });

  test('100 000 rows are read beside the page, with progress', async ({ page }) => {
    await visitQuietly(page);
    // Progress may be over before a test looks; what was ever shown is noted.
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const bar = document.querySelector('[role="progressbar"]');
        if (bar) seen.push(bar.getAttribute('aria-valuenow') ?? '');
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await importFile(page, 'large.csv', flowers(100_000));
    await expect(dialog(page)).toContainText(/100\s000 rows, 4 columns/);
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen.length).toBeGreaterThan(0);
    await use(page);
    await expect(page.getByRole('tabpanel', { name: 'Data' })).toContainText(/100\s000 rows/);
    await train(page);
    await goesBeyond(page, 100);
    await pause(page);
    await expect(panel(page, 'Decision map')).toBeVisible();
  });

  test('reading can be cancelled, and nothing comes of it', async ({ page }) => {
    await visitQuietly(page);
    await importFile(page, 'huge.csv', flowers(900_000));
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog(page)).toBeHidden();
    await showTab(page, 'Data');
    await expect(page.getByRole('tabpanel', { name: 'Data' })).not.toContainText('huge.csv');
    await expect(node(page, 'Data 1')).toHaveAccessibleName(/Spiral/);
  });
});
