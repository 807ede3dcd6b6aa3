/** Nothing that was drawn or trained is lost, however one leaves and whatever the storage does. */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { bringIn, pick, setField } from './hands.ts';
import {
  button,
  canvas,
  expect,
  exportedWithWeights,
  goesBeyond,
  inProjectMenu,
  loss,
  node,
  nodes,
  openSample,
  projectName,
  saved,
  test,
  train,
  trainStep,
  visit,
  visitQuietly,
} from './story.ts';

const widen = async (page: Page, units: string): Promise<void> => {
  await pick(page, 'Dense 1');
  await setField(page, 'Units', units);
  await expect(node(page, 'Dense 1')).toHaveAccessibleName(new RegExp(`${units} units`));
};
const wide = (page: Page, units: string): Promise<void> =>
  expect(node(page, 'Dense 1')).toHaveAccessibleName(new RegExp(`${units} units`));

/** Whether the browser's database takes anything more; what is small enough passes a real quota. */
const fill = (page: Page, full: boolean): Promise<void> =>
  page.evaluate((now) => localStorage.setItem('full', String(now)), full);

/** In every page of the test, over a reload too. */
const refuseWhenFull = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      if (localStorage.getItem('full') === 'true')
        throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
};

/** Changes a stored project behind the page's back. */
const spoil = (page: Page, change: { readonly text?: string; readonly savedAt?: unknown }) =>
  page.evaluate(
    (fields) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('chainrule');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const tx = db.transaction('projects', 'readwrite');
          const store = tx.objectStore('projects');
          const all = store.getAll();
          all.onsuccess = () => {
            for (const project of all.result) store.put({ ...project, ...fields });
          };
          tx.oncomplete = () => {
            db.close();
            resolve();
          };
        };
      }),
    change,
  );

test('an edit survives whoever leaves in the same second', async ({ page, context }) => {
  await visitQuietly(page);
  await saved(page);
  await test.step('by a reload', async () => {
    await widen(page, '9');
    await page.reload();
    await wide(page, '9');
  });
  await test.step('by another address', async () => {
    await widen(page, '10');
    await page.goto('about:blank');
    await page.goto('./');
    await wide(page, '10');
  });
  await test.step('by closing the tab', async () => {
    await widen(page, '11');
    await page.close({ runBeforeUnload: true });
    const next = await context.newPage();
    await visit(next);
    await wide(next, '11');
  });
});

test('what is still being typed is taken along by whoever leaves', async ({ page }) => {
  await visitQuietly(page);
  await saved(page);
  await test.step('a name', async () => {
    await projectName(page).fill('Mine');
    await page.reload();
    await expect(projectName(page)).toHaveValue('Mine');
  });
  await test.step('a number', async () => {
    await pick(page, 'Dense 1');
    const units = page.getByRole('textbox', { name: 'Units', exact: true });
    await units.fill('13');
    await page.reload();
    await wide(page, '13');
  });
  await test.step('a note', async () => {
    await canvas(page).click({ button: 'right', position: { x: 60, y: 30 } });
    await page.getByRole('menuitem', { name: 'Add a note' }).click();
    await page.getByRole('textbox', { name: 'Text of the note' }).fill('Ask about the seed');
    await page.reload();
    await expect(canvas(page).getByText('Ask about the seed')).toBeVisible();
  });
});

test('a browser that refuses its small storage keeps projects in the large one', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('refused', 'SecurityError');
      },
    });
  });
  await visitQuietly(page);
  await widen(page, '9');
  await saved(page);
  await page.reload();
  await wide(page, '9');
  await train(page);
  await goesBeyond(page, 0);
});

test('a tab that is killed in the same second loses nothing', async ({ page, context }) => {
  await visitQuietly(page);
  await saved(page);
  await widen(page, '9');
  const cdp = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void cdp.send('Page.crash').catch(() => undefined);
  await crashed;
  const next = await context.newPage();
  await visit(next);
  await wide(next, '9');
});

test('a reload in the midst of training keeps what was learnt', async ({ page }) => {
  await visitQuietly(page);
  await saved(page);
  const drawn = await exportedWithWeights(page);
  await train(page);
  await expect.poll(() => loss(page)).toBeLessThan(0.3);
  // The page knows the weights of some seconds ago.
  await page.waitForFunction(
    (from) => performance.now() - from > 3_000,
    await page.evaluate(() => performance.now()),
  );
  await page.reload();
  await expect(button(page, 'Train')).toBeEnabled();
  const kept = await exportedWithWeights(page);
  expect(JSON.parse(kept).weights).not.toEqual(JSON.parse(drawn).weights);
  await train(page);
  await goesBeyond(page, 0);
  // Not from the beginning again.
  expect(await loss(page)).toBeLessThan(0.45);
});

test.describe('a storage that is full', () => {
  const problem = (page: Page): Locator => button(page, 'Could not save');
  const asked = (page: Page): Locator => page.getByRole('dialog', { name: /is not saved/ });

  test('is told, with another attempt and a file; nothing takes the place of what is not saved', async ({
    page,
  }) => {
    await refuseWhenFull(page);
    await visitQuietly(page);
    await saved(page);
    await fill(page, true);
    await widen(page, '9');
    await expect(problem(page)).toBeVisible();

    await button(page, 'Samples').click();
    const sample = page
      .getByRole('dialog', { name: 'Start from a sample' })
      .getByRole('button', { name: /^Sine/ });
    await sample.click();
    await expect(asked(page)).toBeVisible();
    const download = page.waitForEvent('download');
    await asked(page).getByRole('button', { name: 'Export' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect(file).toContain('"units": 9');
    await asked(page).getByRole('button', { name: 'Stay here' }).click();
    await expect(asked(page)).toBeHidden();
    await wide(page, '9');

    await fill(page, false);
    await problem(page).click();
    await page.getByRole('menuitem', { name: 'Try to save again' }).click();
    await saved(page);
    await openSample(page, 'Sine');
  });

  test('leaves the choice to discard, and a reload keeps what could not be saved', async ({
    page,
  }) => {
    await refuseWhenFull(page);
    await visitQuietly(page);
    await saved(page);
    await fill(page, true);
    await widen(page, '9');
    await expect(problem(page)).toBeVisible();
    await page.reload();
    await wide(page, '9');
    await expect(problem(page)).toBeVisible();

    await button(page, 'Samples').click();
    await page
      .getByRole('dialog', { name: 'Start from a sample' })
      .getByRole('button', { name: /^Sine/ })
      .click();
    await asked(page).getByRole('button', { name: 'Discard it' }).click();
    await expect(projectName(page)).toHaveValue('Sine');
  });
});

test('a stored project that cannot be read is told by name, and comes out as it is', async ({
  page,
}) => {
  await visitQuietly(page);
  await saved(page);
  await spoil(page, { text: '{"format": "chainrule", "version": 1, "name": "Spi' });
  await page.reload();
  const told = page.getByRole('dialog', { name: '“Spiral” cannot be opened' });
  await expect(told.getByRole('listitem')).toHaveCount(1);
  const download = page.waitForEvent('download');
  await told.getByRole('button', { name: 'Export as it is' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toBe(
    '{"format": "chainrule", "version": 1, "name": "Spi',
  );
  await told.getByRole('button', { name: 'Close' }).last().click();
  // Something works beside it, and it is still in the list.
  await expect(button(page, 'Train')).toBeEnabled();
  await inProjectMenu(page, 'Projects…');
  const list = page.getByRole('dialog', { name: 'Projects' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
});

test('site data cleared while the page is open: what is open is saved again', async ({
  page,
  context,
}) => {
  await visitQuietly(page);
  await saved(page);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.clearDataForOrigin', {
    origin: new URL(page.url()).origin,
    storageTypes: 'indexeddb',
  });
  await bringIn(page, 'ReLU', { x: 200, y: 150 });
  await expect(nodes(page)).toHaveCount(8);
  await expect(page.getByText(/deleted elsewhere/)).toBeVisible();
  await saved(page);
  await page.reload();
  await expect(nodes(page)).toHaveCount(8);
});

test('weights whose project is gone are removed by the next start, and no others', async ({
  page,
}) => {
  await visitQuietly(page);
  await trainStep(page);
  await saved(page);
  const kept = (add?: string) =>
    page.evaluate(
      (orphan) =>
        new Promise<{ projects: string[]; weights: string[] }>((resolve, reject) => {
          const opening = indexedDB.open('chainrule');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const db = opening.result;
            const tx = db.transaction(['projects', 'weights'], 'readwrite');
            const states = tx.objectStore('weights');
            if (orphan) states.put({ weights: {} }, orphan);
            const projects = tx.objectStore('projects').getAllKeys();
            const weights = states.getAllKeys();
            tx.oncomplete = () => {
              db.close();
              resolve({
                projects: projects.result as string[],
                weights: weights.result as string[],
              });
            };
          };
        }),
      add,
    );
  await expect.poll(async () => (await kept()).weights.length).toBe(1);
  const { projects, weights } = await kept('orphan');
  expect(weights).toContain('orphan');
  await page.reload();
  await expect(button(page, 'Train')).toBeEnabled();
  const after = await kept();
  expect(after.weights).toEqual(weights.filter((id) => id !== 'orphan'));
  expect(after.projects).toEqual(projects);
  // The run goes on from there.
  await expect(page.getByRole('status')).toHaveText(/^step 1,/);
});

test('a newer version in another tab is not kept waiting, and this one says so', async ({
  page,
  context,
}) => {
  await visitQuietly(page);
  await saved(page);
  const other = await context.newPage();
  await other.goto('./favicon-none').catch(() => undefined);
  const answer = await other.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('chainrule', 99);
        opening.onupgradeneeded = () => undefined;
        opening.onsuccess = () => resolve('open');
        opening.onblocked = () => resolve('blocked');
        opening.onerror = () => resolve('refused');
      }),
  );
  expect(answer).toBe('open');
  await widen(page, '9');
  await expect(page.getByText(/newer version of this page/)).toBeVisible();
});

test.describe('a page that cannot be drawn', () => {
  test.use({ expected: [/./] });

  const rescue = (page: Page): Locator =>
    page.getByRole('main').filter({ hasText: 'The page failed to draw' });

  for (const [what, harm] of Object.entries({
    'a part outside all panels fails': () => {
      Intl.DateTimeFormat.prototype.formatToParts = () => [];
      Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
        get: () => () => {
          throw new Error('no time');
        },
      });
    },
    'it does not start': () => {
      Object.defineProperty(window, 'Worker', { value: undefined });
    },
  }))
    test(`leads to one’s projects: ${what}`, async ({ page, context }) => {
      await visitQuietly(page);
      await widen(page, '9');
      await saved(page);
      const broken = await context.newPage();
      await broken.addInitScript(harm);
      await broken.goto('./');
      await expect(rescue(broken)).toBeVisible();
      const row = rescue(broken).getByRole('listitem').filter({ hasText: 'Spiral' });
      const download = broken.waitForEvent('download');
      await row.getByRole('button', { name: 'Export as it is' }).click();
      expect(await readFile(await (await download).path(), 'utf8')).toContain('"units": 9');
    });
});
