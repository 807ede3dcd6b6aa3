/** The system's clipboard: where the browser keeps it from the page, and from one tab to another. */
import type { BrowserContext, Page } from '@playwright/test';
import { pick } from './hands.ts';
import {
  canvas,
  expect,
  newProject,
  node,
  nodes,
  test,
  visit,
  visitQuietly,
  wires,
} from './story.ts';

/** As somebody who answered the browser's question with no. */
async function deny(context: BrowserContext, page: Page, name: string): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Browser.setPermission', {
    permission: { name },
    setting: 'denied',
    origin: new URL(page.url()).origin,
  });
  await cdp.detach();
}

const ofNode = async (page: Page, title: string, item: string): Promise<void> => {
  await node(page, title).click({ button: 'right', position: { x: 24, y: 8 } });
  await page
    .getByRole('menuitem', { name: new RegExp(`^${item}`) })
    .first()
    .click();
};
const pasteHere = async (page: Page): Promise<void> => {
  await canvas(page).click({ button: 'right', position: { x: 30, y: 30 } });
  await page.getByRole('menuitem', { name: 'Paste here' }).click();
};

test('a clipboard that the browser does not let the page read: it is told, and the keys do it', async ({
  page,
  context,
}) => {
  await visitQuietly(page);
  await deny(context, page, 'clipboard-read');
  const count = await nodes(page).count();
  await ofNode(page, 'Dense 1', 'Copy');
  await pasteHere(page);
  await expect(
    page.getByText('Nothing was pasted: the browser does not let this page read the clipboard'),
  ).toBeVisible();
  await expect(nodes(page)).toHaveCount(count);

  await pick(page, 'Dense 1');
  await page.keyboard.press('Control+C');
  await page.keyboard.press('Control+V');
  await expect(nodes(page)).toHaveCount(count + 1);
  await pick(page, 'Dense 2');
  await page.keyboard.press('Control+X');
  await expect(nodes(page)).toHaveCount(count);
  await page.keyboard.press('Control+V');
  await expect(nodes(page)).toHaveCount(count + 1);
});

test('what is copied in one tab is pasted in another, by key and by menu, and the last copy counts', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visitQuietly(page);
  await pick(page, 'Dense 1');
  await pick(page, 'Tanh 1', 'Shift');
  await page.keyboard.press('Control+C');

  const other = await context.newPage();
  await visit(other);
  await newProject(other);
  await canvas(other).focus();
  await other.keyboard.press('Control+V');
  // With the wire between them.
  await expect(nodes(other)).toHaveCount(2);
  await expect(wires(other)).toHaveCount(1);
  await pasteHere(other);
  await expect(nodes(other)).toHaveCount(4);
  await expect(wires(other)).toHaveCount(2);

  // Back again: the first tab has a copy of its own, but the other's came later.
  await ofNode(other, 'Tanh 1', 'Copy');
  await page.bringToFront();
  const count = await nodes(page).count();
  const drawn = await wires(page).count();
  await canvas(page).focus();
  await page.keyboard.press('Control+V');
  await expect(nodes(page)).toHaveCount(count + 1);
  await expect(wires(page)).toHaveCount(drawn);
  await expect(node(page, 'Tanh 3')).toHaveCount(1);
  await pasteHere(page);
  await expect(nodes(page)).toHaveCount(count + 2);
  await expect(node(page, 'Tanh 4')).toHaveCount(1);
});

test('a clipboard that the browser does not let the page write: it is told, nothing is cut, and the keys do it', async ({
  page,
}) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () =>
      Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'));
  });
  await visitQuietly(page);
  const told = page.getByText('Nothing was copied: the browser does not let this page write');
  const count = 7;
  await expect(nodes(page)).toHaveCount(count);
  for (const [i, item] of ['Copy', 'Cut'].entries()) {
    await ofNode(page, 'Dense 1', item);
    await expect(told).toHaveCount(i + 1);
    await expect(node(page, 'Dense 1')).toHaveCount(1);
  }
  await pick(page, 'Dense 1');
  await page.keyboard.press('Control+X');
  await expect(nodes(page)).toHaveCount(count - 1);
  await page.keyboard.press('Control+V');
  await expect(nodes(page)).toHaveCount(count);
});

test('keys to which the browser gives no clipboard cut nothing, and it is told', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(ClipboardEvent.prototype, 'clipboardData', { get: () => null });
  });
  await visitQuietly(page);
  const count = await nodes(page).count();
  await pick(page, 'Dense 1');
  await page.keyboard.press('Control+X');
  await expect(
    page.getByText('Nothing was copied: the browser gives this page no clipboard'),
  ).toBeVisible();
  await expect(nodes(page)).toHaveCount(count);
  await page.keyboard.press('Control+D');
  await expect(nodes(page)).toHaveCount(count + 1);
});

test('a cut that the browser asks about takes away what was selected then, or nothing', async ({
  page,
}) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () =>
      new Promise((resolve) => window.addEventListener('allow', () => resolve(), { once: true }));
  });
  await visitQuietly(page);
  const count = await nodes(page).count();
  await ofNode(page, 'Dense 1', 'Cut');
  await pick(page, 'Tanh 1');
  await page.evaluate(() => window.dispatchEvent(new Event('allow')));
  await ofNode(page, 'Dense 2', 'Cut');
  await page.evaluate(() => window.dispatchEvent(new Event('allow')));
  await expect(node(page, 'Dense 2')).toHaveCount(0);
  await expect(nodes(page)).toHaveCount(count - 1);
  await expect(node(page, 'Tanh 1')).toHaveCount(1);
  await expect(node(page, 'Dense 1')).toHaveCount(1);
});
