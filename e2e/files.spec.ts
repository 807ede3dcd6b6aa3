/** A project as a file and on this machine: out and in again, broken files, reloads, other projects. */
import type { Locator, Page } from '@playwright/test';
import { bringIn, pick, setField } from './hands.ts';
import {
  button,
  expect,
  exported,
  exportedWithWeights,
  importFile,
  inProjectMenu,
  newProject,
  node,
  nodes,
  openSample,
  projectName,
  saved,
  step,
  test,
  trainStep,
  visit,
  visitQuietly,
} from './story.ts';

async function rename(page: Page, name: string): Promise<void> {
  await projectName(page).fill(name);
  await projectName(page).press('Enter');
}

/** Trains a few whole steps, so that the weights are no longer those of the seed. */
async function trainSteps(page: Page, steps: number): Promise<void> {
  for (let i = 1; i <= steps; i++) {
    await trainStep(page);
    await expect.poll(() => step(page)).toBe(i);
  }
}

const refusal = (page: Page): Locator => page.getByRole('dialog', { name: 'This was not opened' });

test('what is exported opens as it was, to the last byte', async ({ page }) => {
  await visitQuietly(page);
  await pick(page, 'Dense 1');
  await setField(page, 'Units', '7');
  await rename(page, 'Seven units');
  const text = await exported(page);
  expect(JSON.parse(text)).toMatchObject({ format: 'chainrule', version: 1, name: 'Seven units' });

  await newProject(page);
  await importFile(page, 'seven.json', text);
  await expect(nodes(page)).toHaveCount(7);
  await expect(projectName(page)).toHaveValue('Seven units');
  expect(await exported(page)).toBe(text);
});

test('no button moves under the pointer while the project is saved', async ({ page }) => {
  await visitQuietly(page);
  await pick(page, 'Dense 1');
  // Each frame: what is said of saving, and where Undo is.
  const seen = page.evaluate(async () => {
    const undo = document.querySelector('button[aria-label="Undo"]')!;
    const bar = undo.closest('section')!;
    const words = () => [...bar.querySelectorAll('[data-state]')].map((e) => e.textContent).join();
    const found = new Map<string, Set<number>>();
    for (const end = performance.now() + 6000; performance.now() < end; ) {
      await new Promise(requestAnimationFrame);
      const places = found.get(words()) ?? new Set<number>();
      found.set(words(), places.add(Math.round(undo.getBoundingClientRect().left)));
    }
    return [...found].map(([said, places]) => ({ said, places: [...places] }));
  });
  await setField(page, 'Units', '7');
  const told = await seen;
  expect(told.length, 'saving is told').toBeGreaterThan(1);
  expect(new Set(told.flatMap(({ places }) => places)).size, JSON.stringify(told)).toBe(1);
});

test('weights travel in the file', async ({ page }) => {
  await visitQuietly(page);
  await trainSteps(page, 2);
  const text = await exportedWithWeights(page);
  expect(Object.keys(JSON.parse(text).weights)).toContain('dense1.weight');
  await newProject(page);
  await importFile(page, 'trained.json', text);
  await expect(nodes(page)).toHaveCount(7);
  await expect(button(page, 'Train')).toBeEnabled();
  expect(await exportedWithWeights(page)).toBe(text);
});

test('a file that cannot be opened leaves the canvas, and the place in the file is told', async ({
  page,
}) => {
  test.slow();
  const broken: readonly (readonly [string, (good: string) => string, RegExp])[] = [
    ['truncated', (good) => good.slice(0, good.length / 2), /Line \d+, column \d+/],
    ['not JSON', () => 'units: 4', /Line 1, column 1/],
    ['empty', () => '', /Line 1, column 1.*end of the file/],
    [
      'with __proto__',
      (good) => good.replace('"params": {', '"params": { "__proto__": { "polluted": true },'),
      /__proto__/,
    ],
    ['nested deeply', () => `${'['.repeat(200_000)}${']'.repeat(200_000)}`, /expected/],
    [
      'with a wire to nowhere',
      (good) => good.replace('"to": "dense1.in"', '"to": "ghost9.in"'),
      /edges\[\d+\]\.to.*ghost9\.in.*expected/,
    ],
    ['with NaN', (good) => good.replace(/"lr": [\d.]+/, '"lr": NaN'), /Line \d+, column \d+/],
    [
      'with an id twice',
      (good) => good.replace('"id": "tanh2"', '"id": "tanh1"'),
      /nodes\[\d+\]\.id.*tanh1/,
    ],
    ['of another program', (good) => good.replace('"chainrule"', '"keras"'), /format.*keras/],
  ];
  await visitQuietly(page);
  await rename(page, 'Precious');
  const before = await exported(page);
  for (const [what, spoil, message] of broken)
    await test.step(what, async () => {
      const spoilt = spoil(before);
      expect(spoilt).not.toBe(before);
      await importFile(page, 'spoilt.json', spoilt);
      await expect(refusal(page).getByRole('listitem').first()).toContainText(message);
      await refusal(page).getByRole('button', { name: 'Close' }).last().click();
      await expect(refusal(page)).toBeHidden();
      expect(await exported(page)).toBe(before);
    });
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
  await expect(button(page, 'Train')).toBeEnabled();
});

test('a kind of another version is kept and written back as it was', async ({ page }) => {
  await visitQuietly(page);
  const text = (await exported(page)).replace('"kind": "tanh"', '"kind": "mish"');
  await importFile(page, 'newer.json', text);
  await expect(nodes(page)).toHaveCount(7);
  await expect(page.getByText('Unknown kind “mish”')).toBeVisible();
  expect(await exported(page)).toBe(text);
});

test('a reload brings back the project with its weights', async ({ page }) => {
  await visitQuietly(page);
  await rename(page, 'Kept');
  await pick(page, 'Dense 2');
  await setField(page, 'Units', '5');
  await expect(node(page, 'Dense 2')).toHaveAccessibleName(/output 32×5/);
  await trainSteps(page, 2);
  await saved(page);
  const before = await exportedWithWeights(page);
  await page.reload();
  await expect(projectName(page)).toHaveValue('Kept');
  await expect(node(page, 'Dense 2')).toHaveAccessibleName(/5 units/);
  await expect(button(page, 'Train')).toBeEnabled();
  expect(await exportedWithWeights(page)).toBe(before);
});

test('what is opened next takes the place of nothing', async ({ page }) => {
  await visitQuietly(page);
  await newProject(page);
  await rename(page, 'First');
  await bringIn(page, 'ReLU', { x: 200, y: 150 });
  // Opened at once, before a second's rest would have saved it.
  await openSample(page, 'Sine');
  await page.reload();
  await expect(projectName(page)).toHaveValue('Sine');

  await inProjectMenu(page, 'Projects…');
  const list = page.getByRole('dialog', { name: 'Projects' });
  const row = (name: string) => list.getByRole('listitem').filter({ hasText: name });
  for (const name of ['First', 'Sine', 'Spiral']) await expect(row(name)).toHaveCount(1);
  await row('First').getByRole('button', { name: 'Open', exact: true }).click();
  await expect(projectName(page)).toHaveValue('First');
  await expect(nodes(page)).toHaveCount(1);
  await expect(node(page, 'ReLU 1')).toBeVisible();
});

test('projects have names, can be copied and deleted, and a deletion can be taken back', async ({
  page,
}) => {
  await visit(page);
  await inProjectMenu(page, 'Projects…');
  const list = page.getByRole('dialog', { name: 'Projects' });
  const rows = list.getByRole('listitem');
  await expect(list.getByText(/a private window keeps them until it is closed/)).toBeVisible();
  await rows.first().getByRole('button', { name: 'Duplicate' }).click();
  await expect(rows).toHaveCount(2);
  const copy = rows.filter({ hasText: 'Spiral 2' });
  await copy.getByRole('button', { name: 'Rename' }).click();
  await list.getByRole('textbox', { name: 'Name of the project' }).fill('Tighter');
  await list.getByRole('textbox', { name: 'Name of the project' }).press('Enter');
  const renamed = rows.filter({ hasText: 'Tighter' });
  await expect(renamed).toHaveCount(1);
  await renamed.getByRole('button', { name: 'Delete' }).click();
  await expect(rows).toHaveCount(1);
  const notice = page.getByRole('alert').filter({ hasText: 'Tighter' });
  await notice.getByRole('button', { name: 'Undo' }).click();
  await list.getByRole('button', { name: 'Close' }).click();
  await inProjectMenu(page, 'Projects…');
  await expect(rows.filter({ hasText: 'Tighter' })).toHaveCount(1);
  // A name is what one presses to get there; Escape leaves a name as it is, and the dialog open.
  await rows.filter({ hasText: 'Tighter' }).getByRole('button', { name: 'Rename' }).click();
  await list.getByRole('textbox', { name: 'Name of the project' }).fill('Not this');
  await page.keyboard.press('Escape');
  await rows.getByRole('button', { name: /^Tighter/ }).click();
  await expect(list).toBeHidden();
  await expect(projectName(page)).toHaveValue('Tighter');
});

test('two tabs with one project do not destroy each other’s work', async ({ page, context }) => {
  await visitQuietly(page);
  await saved(page);
  const other = await context.newPage();
  await visit(other);
  await rename(page, 'From the first tab');
  await saved(page);
  await rename(other, 'From the second tab');
  await expect(other.getByText(/changed in another tab/)).toBeVisible();
  await inProjectMenu(other, 'Projects…');
  const rows = other.getByRole('dialog', { name: 'Projects' }).getByRole('listitem');
  await expect(rows.filter({ hasText: 'From the first tab' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'From the second tab' })).toHaveCount(1);
});
