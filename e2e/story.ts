/**
 * What every story stands on: a page that may not report an error, and how a person reads it. Each
 * test has a browser context, and so a storage, of its own, where it does not share a page. Nothing
 * here waits for a fixed time.
 */
import { readFile } from 'node:fs/promises';
import {
  type BrowserContext,
  test as base,
  type ConsoleMessage,
  type Download,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';

export { expect };

export interface Options {
  /** Errors that the story brings about itself. */
  readonly expected: readonly RegExp[];
  /** The network goes once the page is there. */
  readonly networkGoes: boolean;
  /**
   * Stories that need no machine of their own share a page, one in each worker: to open one is more
   * than half of what a short story takes. Each begins with a new project; where the one before left
   * anything else changed, as on a first visit. Not for stories with other tabs, projects that are
   * stored, routes or scripts put into the page.
   */
  readonly shared: boolean;
}

/** Pages whose network goes once they are there. */
const leaving = new WeakSet<Page>();
/** What shared pages remembered of their set-up when they were visited first; none before that. */
const setUps = new WeakMap<Page, string | undefined>();
/** A story that fails ends its worker, and this with it. */
let sharedContext: BrowserContext | undefined;

/** On a first visit training goes at full speed, but in stories of the pace: what is waited for is there sooner. */
async function atFullSpeed(context: BrowserContext): Promise<BrowserContext> {
  await context.addInitScript(
    (view) => {
      // No storage has what is no page.
      if (location.protocol.startsWith('http') && !localStorage.getItem('chainrule.view'))
        localStorage.setItem('chainrule.view', view);
    },
    JSON.stringify({ trainingPace: 'full' }),
  );
  return context;
}

export const test = base.extend<Options>({
  expected: [[], { option: true }],
  networkGoes: [false, { option: true }],
  shared: [false, { option: true }],
  context: async ({ browser, shared }, use) => {
    if (shared) {
      sharedContext ??= await atFullSpeed(await browser.newContext());
      return use(sharedContext);
    }
    const context = await atFullSpeed(await browser.newContext());
    await use(context);
    await context.close();
  },
  page: async ({ context, shared, expected, networkGoes }, use) => {
    const page = context.pages()[0] ?? (await context.newPage());
    if (shared && !setUps.has(page)) setUps.set(page, undefined);
    if (networkGoes) leaving.add(page);
    const faults: string[] = [];
    const onError = (error: Error) => void faults.push(String(error.stack ?? error));
    const onMessage = (message: ConsoleMessage) => {
      if (message.type() === 'error') faults.push(message.text());
    };
    page.on('pageerror', onError);
    page.on('console', onMessage);
    await use(page);
    page.off('pageerror', onError);
    page.off('console', onMessage);
    const unexpected = faults.filter((fault) => !expected.some((e) => e.test(fault)));
    expect(unexpected, 'errors that the page reported').toEqual([]);
  },
});

export const button = (page: Page, name: string): Locator =>
  page.getByRole('button', { name, exact: true });
export const panel = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true });

const FIRST_SAMPLE = 'Spiral';

/** How the page is set up: all that it remembers but the project that was open, and what saves that. */
const setUp = (page: Page): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify(
      Object.entries(localStorage)
        .filter(([key]) => !/^chainrule\.(last|journal)/.test(key))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );

/** Begins on a page that another story used; false where more than its project was changed. */
async function begins(page: Page, sample: string): Promise<boolean> {
  const open = page.getByRole('dialog').or(page.getByRole('menu')).or(page.getByRole('alert'));
  const first = setUps.get(page);
  if (first === undefined || (await open.count()) > 0) return false;
  await showTab(page, 'Curves');
  if ((await setUp(page)) !== first) return false;
  if (leaving.has(page)) await page.context().setOffline(true);
  await openSample(page, sample);
  await page.mouse.move(0, 0);
  return true;
}

/** Opens the page and waits until its network can be trained. */
export async function visit(page: Page): Promise<void> {
  if (setUps.has(page) && page.url() !== 'about:blank') {
    // Only behind the page is it sure that nothing more is written.
    await page.context().setOffline(false);
    await page.goto('about:blank');
    const chrome = await page.context().newCDPSession(page);
    const origin = new URL(test.info().project.use.baseURL ?? '').origin;
    // What the page's worker was still writing comes after it: empty is what stays empty.
    await expect
      .poll(async () => {
        await chrome.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
        await page.waitForTimeout(50);
        return (await chrome.send('Storage.getUsageAndQuota', { origin })).usage;
      })
      .toBe(0);
    await chrome.detach();
    // localStorage reaches the disk late and lives in memory until then: an empty page of the same origin
    // clears what is not on the disk yet.
    await page.route('**/empty', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('./empty');
    await page.evaluate(() => localStorage.clear());
    await page.unroute('**/empty');
  }
  await page.goto('./');
  await expect(button(page, 'Train')).toBeEnabled();
  if (leaving.has(page)) await page.context().setOffline(true);
}

/** A visit whose hint is put away, as it would lie over what is dragged; with a sample, or the first. */
export async function visitQuietly(page: Page, sample = FIRST_SAMPLE): Promise<void> {
  if (await begins(page, sample)) return;
  await visit(page);
  await button(page, 'Dismiss the hint').click();
  if (setUps.has(page)) setUps.set(page, await setUp(page));
  if (sample !== FIRST_SAMPLE) await openSample(page, sample);
}

async function chooseInMenu(page: Page, menu: string, item: string): Promise<void> {
  await button(page, menu).click();
  await page.getByRole('menuitem', { name: item }).first().click();
  // One that fades out is no menu to axe.
  await expect(page.getByRole('menu')).toHaveCount(0);
}
export const inProjectMenu = (page: Page, item: string): Promise<void> =>
  chooseInMenu(page, 'Project menu', item);
export const setTheme = (page: Page, theme: 'Light' | 'Dark'): Promise<void> =>
  chooseInMenu(page, 'Theme', theme);

/** What follows fetches a part of the page that comes when it is first looked at. */
export const online = (page: Page): Promise<void> => page.context().setOffline(false);

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

/**
 * What stands on wires and lies over a card, a bar or another of its kind, by more than its outline.
 * @param within where nothing may be beyond the canvas: all of the network is shown
 */
export const covering = (page: Page, within?: 'canvas'): Promise<string[]> =>
  canvas(page).evaluate((root, bounded) => {
    const [seen, beyond, over] = [
      (selector: string) =>
        [...document.querySelectorAll<HTMLElement>(selector)]
          .filter((e) => e.checkVisibility({ visibilityProperty: true }))
          .map((e) => ({ name: e.ariaLabel ?? e.innerText, box: e.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0),
      (a: DOMRect, b: DOMRect) =>
        a.left < b.left || a.top < b.top || a.right > b.right || a.bottom > b.bottom,
      (a: DOMRect, b: DOMRect) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2,
    ] as const;
    const chips = seen('.react-flow [data-chip]');
    const others = seen(`.react-flow__node${bounded ? ', [data-over-canvas]' : ''}`);
    const sight = root.getBoundingClientRect();
    return chips.flatMap(({ name, box }, i) => [
      ...(bounded && beyond(box, sight) ? [`${name} beyond the canvas`] : []),
      ...[...others, ...chips.slice(i + 1)]
        .filter((other) => over(box, other.box))
        .map((other) => `${name} over ${other.name}`),
    ]);
  }, within !== undefined);

export const train = (page: Page): Promise<void> => button(page, 'Train').click();
export async function pause(page: Page): Promise<void> {
  await button(page, 'Pause').click();
  await expect(button(page, 'Pause')).toBeDisabled();
}

/** One whole training step. (The palette's "Step" is the activation.) */
export const trainStep = (page: Page): Promise<void> => button(page, '1 training step').click();

const number = (text: string | undefined): number =>
  text === undefined ? Number.NaN : Number(text.replace(/\u202f/g, '').replace('−', '-'));

const FIGURES = /^step ([\d\u202f]+), (?:cost ([^,\s]+)(?:, objective \S+)?|no cost yet)$/;

/** Step and cost as the status line tells them; NaN while there is no cost. */
export async function status(page: Page): Promise<{ step: number; loss: number }> {
  // While one walks through a step the line tells of its moves.
  await expect(page.getByRole('status')).toHaveText(FIGURES);
  const text = await page.getByRole('status').innerText();
  const [, step, loss] = FIGURES.exec(text) ?? [];
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
  name: 'Curves' | 'Runs' | 'Problems' | 'Data' | 'Sweep' | 'Plan',
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
