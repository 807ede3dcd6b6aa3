/**
 * What every story stands on: a page that may not report an error, and how a person reads it. Each
 * test has a browser context, and so a storage, of its own. Nothing here waits for a fixed time.
 */
import { readFile } from 'node:fs/promises';
import { test as base, type Download, expect, type Locator, type Page } from '@playwright/test';

export { expect };

export interface Options {
  /** Errors that the story brings about itself. */
  readonly expected: readonly RegExp[];
  /** The network goes once the page is there. */
  readonly networkGoes: boolean;
}

/** Pages whose network goes once they are there. */
const leaving = new WeakSet<Page>();

export const test = base.extend<Options>({
  expected: [[], { option: true }],
  networkGoes: [false, { option: true }],
  page: async ({ page, expected, networkGoes }, use) => {
    if (networkGoes) leaving.add(page);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await use(page);
    const unexpected = faults.filter((fault) => !expected.some((e) => e.test(fault)));
    expect(unexpected, 'errors that the page reported').toEqual([]);
  },
});

export const button = (page: Page, name: string): Locator =>
  page.getByRole('button', { name, exact: true });
export const panel = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true });

/** Opens the page and waits until its network can be trained. */
export async function visit(page: Page): Promise<void> {
  await page.goto('./');
  await expect(button(page, 'Train')).toBeEnabled();
  if (leaving.has(page)) await page.context().setOffline(true);
}

/** A first visit whose hint is put away; it would lie over what is dragged. */
export async function visitQuietly(page: Page): Promise<void> {
  await visit(page);
  await button(page, 'Dismiss the hint').click();
}

async function chooseInMenu(page: Page, menu: string, item: string): Promise<void> {
  await button(page, menu).click();
  await page.getByRole('menuitem', { name: item }).first().click();
}
export const inProjectMenu = (page: Page, item: string): Promise<void> =>
  chooseInMenu(page, 'Project menu', item);
export const setTheme = (page: Page, theme: 'Light' | 'Dark'): Promise<void> =>
  chooseInMenu(page, 'Theme', theme);

/** An empty project on the canvas. */
export async function newProject(page: Page): Promise<void> {
  await inProjectMenu(page, 'New project');
  await expect(nodes(page)).toHaveCount(0);
}

export async function openSample(page: Page, title: string): Promise<void> {
  await button(page, 'Samples').click();
  const gallery = page.getByRole('dialog', { name: 'Start from a sample' });
  await gallery.getByRole('button').filter({ hasText: title }).first().click();
  await expect(gallery).toBeHidden();
  await expect(projectName(page)).toHaveValue(title);
  await expect(button(page, 'Train')).toBeEnabled();
}

export const projectName = (page: Page): Locator =>
  page.getByRole('textbox', { name: 'Name of the project' });

export const saved = (page: Page): Promise<void> =>
  expect(page.getByText('Saved', { exact: true })).toBeVisible();

// ── The network on the canvas ─────────────────────────────────────────────────────────────────

export const canvas = (page: Page): Locator => page.getByRole('application', { name: 'Canvas' });
export const nodes = (page: Page): Locator => canvas(page).locator('.react-flow__node');
export const wires = (page: Page): Locator => canvas(page).locator('.react-flow__edge');

/** A node is a group whose name begins with its title. */
export const node = (page: Page, title: string): Locator =>
  canvas(page).getByRole('group', { name: new RegExp(`^${title}(,|$)`) });
export const wire = (page: Page, from: string, to: string): Locator =>
  canvas(page).getByRole('group', { name: new RegExp(`^${from} to ${to}(,|$)`) });

// ── The run ───────────────────────────────────────────────────────────────────────────────────

export const train = (page: Page): Promise<void> => button(page, 'Train').click();
export async function pause(page: Page): Promise<void> {
  await button(page, 'Pause').click();
  await expect(button(page, 'Pause')).toBeDisabled();
}

/** One whole training step. (The palette's "Step" is the activation.) */
export const trainStep = (page: Page): Promise<void> => button(page, '1 training step').click();

const number = (text: string | undefined): number =>
  text === undefined ? Number.NaN : Number(text.replace(/\u2009/g, '').replace('−', '-'));

/** Step and cost as the status line tells them; NaN while there is no cost. */
export async function status(page: Page): Promise<{ step: number; loss: number }> {
  const text = await page.getByRole('status').innerText();
  const [, step, loss] =
    /^step ([\d\u2009]+), (?:cost ([^,\s]+)(?:, objective \S+)?|no cost yet)$/.exec(text) ?? [];
  expect(step, `a status line with a step: ${text}`).toBeDefined();
  return { step: number(step), loss: number(loss) };
}
export const step = async (page: Page): Promise<number> => (await status(page)).step;
export const loss = async (page: Page): Promise<number> => (await status(page)).loss;

/** Training goes on: the step told is beyond this one. */
export const goesBeyond = (page: Page, from: number): Promise<void> =>
  expect.poll(() => step(page)).toBeGreaterThan(from);

// ── Results ───────────────────────────────────────────────────────────────────────────────────

export async function showTab(
  page: Page,
  name: 'Curves' | 'Problems' | 'Data' | 'Plan',
): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
}
export const problems = (page: Page): Locator =>
  page.getByRole('list', { name: 'Problems' }).getByRole('listitem');

// ── Files ─────────────────────────────────────────────────────────────────────────────────────

const textOf = async (download: Download): Promise<string> =>
  readFile(await download.path(), 'utf8');

export async function exported(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await button(page, 'Export JSON').click();
  return textOf(await download);
}
export async function exportedByKeyboard(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+E');
  return textOf(await download);
}
/** With the weights inside: each number in full. */
export async function exportedWithWeights(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await inProjectMenu(page, 'Export JSON with weights');
  return textOf(await download);
}

/** With all that training goes on from: whoever compares two compares the runs to the bit. */
export async function exportedWithTraining(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await inProjectMenu(page, 'Export JSON with the state of training');
  return textOf(await download);
}

/** Gives a file to the chooser that "Import" opens. */
export async function importFile(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await button(page, 'Import').click();
  const mimeType = name.endsWith('.csv') ? 'text/csv' : 'application/json';
  await (await chooser).setFiles({ name, mimeType, buffer: Buffer.from(text) });
}

/** The right edge of whatever reaches furthest to the right in the two bars. */
export const rightmost = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(
      ...['Project', 'Training']
        .flatMap((name) => [...document.querySelectorAll(`[aria-label^="${name}"] *`)])
        .map((e) => e.getBoundingClientRect().right),
    ),
  );
