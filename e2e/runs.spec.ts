/** Runs: each start is one, kept beside the others; they are laid over each other, compared, opened and taken along. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import {
  button,
  expect,
  panel,
  projectName,
  saved,
  showTab,
  step,
  test,
  train,
  visit,
} from './story.ts';

const row = (page: Page, name: RegExp) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name }) });
const more = async (page: Page, run: string, item: string) => {
  await page.getByRole('button', { name: `More of ${run}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};
const download = async (page: Page, run: string, item: string): Promise<string> => {
  const [file] = await Promise.all([page.waitForEvent('download'), more(page, run, item)]);
  return readFile(await file.path(), 'utf8');
};

test('back to a moment, on from there with another rate, and the two runs beside each other', async ({
  page,
}) => {
  await visit(page);
  const training = panel(page, 'Training');
  const trainOn = async (steps: number) => {
    const before = await step(page);
    await training.getByRole('button', { name: /^How it trains/ }).click();
    await page.getByRole('radio', { name: 'so many steps more' }).check();
    const field = page.getByLabel('Steps', { exact: true });
    await field.fill(String(steps));
    await field.press('Enter');
    await page.keyboard.press('Escape');
    await train(page);
    await expect.poll(() => step(page)).toBe(before + steps);
    await expect(button(page, 'Train')).toBeEnabled();
  };
  await showTab(page, 'Runs');
  await expect(page.getByText(/^No run yet/)).toBeVisible();
  await trainOn(97);
  await expect(row(page, /^Run 1, open$/)).toContainText('97');

  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => step(page)).toBeLessThan(97);
  const from = await step(page);
  await page.getByLabel('Learning rate').first().fill('0.24');
  await page.keyboard.press('Enter');
  await trainOn(5);
  const forked = new RegExp(`^2 · learning rate 0.24, open, from step ${from} of run 1$`);
  await expect(row(page, forked)).toContainText(String(from + 5));
  await expect(row(page, /^Run 1$/)).toContainText('97');

  // Over each other: what is pointed at is told of both, at one step.
  await showTab(page, 'Curves');
  const plot = page.getByRole('application', { name: /^Cost by step/ });
  await expect(plot.locator('path[data-series="Run 1"]')).toHaveAttribute('d', /^M/);
  await plot.focus();
  await page.keyboard.press('End');
  await expect(plot.getByText('Run 1', { exact: true })).toBeVisible();
  await expect(plot.getByText('cost', { exact: true })).toBeVisible();

  // The plot as it is drawn, both lines with their names.
  const drawn = async (item: string): Promise<Buffer> => {
    await button(page, 'Save the plot: Cost').click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    return readFile(await file.path());
  };
  const picture = (await drawn('Plot as SVG')).toString();
  expect(picture).toContain('>Run 1</text>');
  expect(picture).toContain('>cost</text>');
  expect(picture.match(/data-series="(cost|Run 1)" [^>]*d="M[^"]+L/g)).toHaveLength(2);
  expect(picture).not.toMatch(/var\(|class=/);
  const dots = await drawn('Plot as PNG');
  expect(dots.subarray(1, 4).toString()).toBe('PNG');
  // Wide as the plot on a close screen.
  expect(dots.readUInt32BE(16)).toBeGreaterThan(500);
  await showTab(page, 'Runs');
  await page.getByRole('checkbox', { name: 'Choose Run 1 to compare' }).check();
  await page.getByRole('checkbox', { name: /^Choose 2 · learning rate/ }).check();
  await button(page, 'Compare two').click();
  const compared = page.getByRole('table', { name: 'Two runs compared' });
  await expect(compared.getByRole('row', { name: /^Learning rate 0\.03 0\.24$/ })).toBeVisible();
  await expect(compared.getByRole('row', { name: `Steps 97 ${from + 5}` })).toBeVisible();
  // What was read of a wire, of both upon the same axes.
  const read = page.getByRole('img', { name: /^Data 1 → Dense 1: run 1: activation .+; run 2: / });
  await expect(read.locator('path').first()).toHaveAttribute('d', /^M/);
  expect(await violations(page)).toEqual([]);
  await button(page, 'All runs').click();
  expect(await violations(page)).toEqual([]);

  // Called otherwise, hidden in the plots, with a star; all of that and the runs survive a reload.
  const first = page.getByRole('button', { name: /^Run 1$/ });
  await first.focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name of the run' }).fill('Slow');
  await page.keyboard.press('Enter');
  await button(page, 'Hide 1 · Slow in the plots').click();
  await button(page, 'Star 1 · Slow: it is never deleted to make room').click();
  await saved(page);
  await page.reload();
  await expect.poll(() => step(page)).toBe(from + 5);
  await showTab(page, 'Runs');
  await expect(row(page, forked)).toContainText(String(from + 5));
  await expect(page.getByRole('button', { name: /^Star 1 · Slow/, pressed: true })).toBeVisible();
  await showTab(page, 'Curves');
  await expect(page.getByRole('application', { name: /^Cost by step/ })).toBeVisible();
  await expect(page.locator('path[data-series="1 · Slow"]')).toHaveCount(0);
  await showTab(page, 'Runs');

  const table = (await download(page, '1 · Slow', 'Points as CSV')).trim().split('\n');
  expect(table[0]).toMatch(/^step,epoch,cost,accuracy/);
  const file = JSON.parse(await download(page, '1 · Slow', 'Run as JSON'));
  expect(file.points.at(-1).step).toBe(97);
  expect(table).toHaveLength(1 + file.points.length);
  expect(table.at(-1)?.split(',')[2]).toBe(String(file.points.at(-1).cost));
  expect(file.document.run.optimiser.params.lr).toBe(0.03);

  // Deleted by key, and back.
  await page.getByRole('button', { name: /^1 · Slow$/ }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: /^1 · Slow$/ })).toBeHidden();
  await expect(page.getByRole('button', { name: /of a run that was deleted$/ })).toBeFocused();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(page.getByRole('button', { name: /^1 · Slow$/ })).toBeVisible();

  await more(page, '1 · Slow', 'Open as a project');
  await expect(projectName(page)).toHaveValue('Spiral · Slow');
  await expect.poll(() => step(page)).toBe(97);
});
