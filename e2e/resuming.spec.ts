/** Nothing that was trained is lost: Reset and edits are taken back, files and reloads go on where it stood. */
import type { Page } from '@playwright/test';
import { pick, setField } from './hands.ts';
import {
  button,
  expect,
  exportedWithTraining,
  exportedWithWeights,
  importFile,
  openSample,
  pause,
  saved,
  step,
  test,
  train,
  visit,
  visitQuietly,
} from './story.ts';

async function trainPast(page: Page, steps: number): Promise<void> {
  await train(page);
  await expect.poll(() => step(page)).toBeGreaterThan(steps);
  await pause(page);
}
const told = (page: Page, text: string | RegExp) =>
  page.getByRole('alert').filter({ hasText: text });

test('Reset is taken back from its message and with the keyboard, with every number of the run', async ({
  page,
}) => {
  await visit(page);
  await trainPast(page, 100);
  const before = await exportedWithTraining(page);
  const at = await step(page);
  await button(page, 'Reset').click();
  await expect.poll(() => step(page)).toBe(0);
  await told(page, 'was reset').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => step(page)).toBe(at);
  expect(await exportedWithTraining(page)).toBe(before);

  await button(page, 'Reset').click();
  await expect.poll(() => step(page)).toBe(0);
  await page.keyboard.press('Control+Z');
  await expect.poll(() => step(page)).toBe(at);
  expect(await exportedWithTraining(page)).toBe(before);
});

test('an edit of a shape is taken back with every number of the run', async ({ page }) => {
  await visitQuietly(page);
  await openSample(page, 'XOR 2-8-1');
  await trainPast(page, 100);
  const before = await exportedWithTraining(page);
  const at = await step(page);
  await pick(page, 'Dense 1');
  await setField(page, 'Units', '5');
  await expect(button(page, 'Train')).toBeEnabled();
  await trainPast(page, at + 50);
  await button(page, 'Undo').click();
  await expect.poll(() => step(page)).toBe(at);
  expect(await exportedWithTraining(page)).toBe(before);
});

test('a reload and a file go on where training stood; weights alone say that they do not', async ({
  page,
}) => {
  await visit(page);
  await trainPast(page, 100);
  const before = await exportedWithTraining(page);
  const at = await step(page);
  const thin = await exportedWithWeights(page);
  await saved(page);
  await page.reload();
  await expect.poll(() => step(page)).toBe(at);
  expect(await exportedWithTraining(page)).toBe(before);

  await importFile(page, 'whole.json', before);
  await expect.poll(() => step(page)).toBe(at);
  expect(await exportedWithTraining(page)).toBe(before);
  await expect(told(page, 'Only weights')).toHaveCount(0);
  await importFile(page, 'thin.json', thin);
  await expect(told(page, 'Only weights')).toBeVisible();
  await expect.poll(() => step(page)).toBe(0);
});

test('where a run is paused behind its best weights they are offered, and can be given back', async ({
  page,
}) => {
  await visit(page);
  const document = JSON.parse(await exportedWithWeights(page));
  document.run.optimiser = { kind: 'sgd', params: { lr: 3 } };
  document.run.stop = { kind: 'early', params: { every: 1, patience: 1_000_000 } };
  await importFile(page, 'wild.json', JSON.stringify(document));
  await trainPast(page, 500);
  const last = await exportedWithTraining(page);
  await told(page, 'was lowest at step').getByRole('button', { name: 'Take the best' }).click();
  await expect(told(page, 'lowest validation cost again')).toBeVisible();
  expect(await exportedWithTraining(page)).not.toBe(last);
  await told(page, 'lowest validation cost again').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => exportedWithTraining(page)).toBe(last);
});
