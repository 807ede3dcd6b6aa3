/** Fingers and wheels on the canvas, as the browser itself makes them; and what nothing may do to the page. */
import type { CDPSession, Page } from '@playwright/test';
import { output, pick } from './hands.ts';
import {
  button,
  canvas,
  expect,
  exported,
  newProject,
  node,
  nodes,
  panel,
  test,
  visit,
  visitQuietly,
  wires,
} from './story.ts';

interface Spot {
  readonly x: number;
  readonly y: number;
}
type Kind = 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel';

const fingers = (cdp: CDPSession, type: Kind, ...touchPoints: Spot[]): Promise<unknown> =>
  cdp.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] });

async function middle(target: ReturnType<typeof canvas>): Promise<Spot> {
  const box = await target.boundingBox();
  if (!box) throw new Error('not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const view = (page: Page): Promise<{ x: number; y: number; zoom: number }> =>
  canvas(page)
    .locator('.react-flow__viewport')
    .evaluate((e) => {
      const { a, e: x, f: y } = new DOMMatrix(getComputedStyle(e).transform);
      return { x, y, zoom: a };
    });

test.describe('with fingers', () => {
  test.use({ hasTouch: true });

  test('a wire that is taken away hangs nowhere, and the next tap opens nothing', async ({
    page,
  }) => {
    await visitQuietly(page);
    const cdp = await page.context().newCDPSession(page);
    const before = await wires(page).count();
    const from = await middle(output(page, 'out', 'Tanh 1'));
    const to = { x: from.x + 40, y: from.y + 90 };
    await fingers(cdp, 'touchStart', from);
    await fingers(cdp, 'touchMove', { x: from.x + 20, y: from.y + 50 });
    await fingers(cdp, 'touchMove', to);
    await expect(canvas(page).locator('.react-flow__connection')).toHaveCount(1);
    await fingers(cdp, 'touchCancel');
    await expect(canvas(page).locator('.react-flow__connection')).toHaveCount(0);
    await expect(canvas(page).locator('[data-fit]')).toHaveCount(0);
    await page.touchscreen.tap(to.x, to.y);
    await expect(page.getByRole('dialog', { name: 'Add a node' })).toHaveCount(0);
    await expect(wires(page)).toHaveCount(before);
  });

  test('two fingers pan and pinch; a long press opens the menu', async ({ page }) => {
    await visitQuietly(page);
    const cdp = await page.context().newCDPSession(page);
    const box = await canvas(page).boundingBox();
    if (!box) throw new Error('not on the screen');
    const at = { x: box.x + box.width / 2, y: box.y + 40 };
    const start = await view(page);
    const pair = (by: number, apart: number): Spot[] => [
      { x: at.x - apart + by, y: at.y + by },
      { x: at.x + apart + by, y: at.y + by },
    ];
    await fingers(cdp, 'touchStart', ...pair(0, 60));
    for (const by of [15, 30, 45]) await fingers(cdp, 'touchMove', ...pair(by, 60));
    await fingers(cdp, 'touchEnd');
    await expect.poll(async () => (await view(page)).x - start.x).toBeGreaterThan(20);
    expect((await view(page)).zoom).toBeCloseTo(start.zoom, 1);
    await fingers(cdp, 'touchStart', ...pair(0, 40));
    for (const apart of [60, 80, 100]) await fingers(cdp, 'touchMove', ...pair(0, apart));
    await fingers(cdp, 'touchEnd');
    await expect.poll(async () => (await view(page)).zoom).toBeGreaterThan(start.zoom * 1.5);

    const pinched = (await view(page)).zoom;
    await button(page, 'Fit the view').click();
    // The view glides there: a card has its place once that is over.
    await expect.poll(async () => (await view(page)).zoom).toBeLessThan(pinched);
    const title = { x: 24, y: 8 };
    await node(page, 'Tanh 1').click({ position: title, trial: true });
    const card = await node(page, 'Tanh 1').boundingBox();
    if (!card) throw new Error('not on the screen');
    await fingers(cdp, 'touchStart', { x: card.x + title.x, y: card.y + title.y });
    const menu = page.getByRole('menu', { name: 'Actions' });
    await expect(menu).toBeVisible();
    await fingers(cdp, 'touchEnd');
    await expect(menu.getByRole('menuitem', { name: 'Run to here' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
  });
});

test('the wheel zooms or pans as it was set, and Ctrl with it never zooms the page', async ({
  page,
}) => {
  await visitQuietly(page);
  const at = await middle(canvas(page));
  await page.mouse.move(at.x, at.y);
  const start = await view(page);
  await page.mouse.wheel(0, -240);
  await expect.poll(async () => (await view(page)).zoom).toBeGreaterThan(start.zoom);
  await page.getByRole('button', { name: /^The mouse wheel zooms/ }).click();
  await page.reload();
  await expect(button(page, 'Train')).toBeEnabled();
  await expect(page.getByRole('button', { name: /^The mouse wheel zooms/ })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await page.mouse.move(at.x, at.y);
  const next = await view(page);
  await page.mouse.wheel(0, 120);
  await expect.poll(async () => (await view(page)).y).toBeLessThan(next.y);
  expect((await view(page)).zoom).toBe(next.zoom);
  for (const of of ['Palette', 'Inspector']) {
    const kept = await panel(page, of).evaluate((element) =>
      element.dispatchEvent(
        new WheelEvent('wheel', { ctrlKey: true, deltaY: 5, bubbles: true, cancelable: true }),
      ),
    );
    expect(kept, 'nobody has taken it').toBe(false);
  }
});

test('a link that is dropped leaves the page where it is', async ({ page }) => {
  await visitQuietly(page);
  const left = await panel(page, 'Inspector').evaluate((element) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/uri-list', 'https://example.org/');
    const init = { dataTransfer, bubbles: true, cancelable: true };
    return ['dragover', 'drop'].filter((t) => element.dispatchEvent(new DragEvent(t, init)));
  });
  expect(left).toEqual([]);
});

test('no chart opens over the port that a wire is drawn to', async ({ page }) => {
  await visitQuietly(page);
  const chart = page.getByRole('figure', { name: /^Chart of/ });
  const line = canvas(page).locator('.react-flow__edge-interaction').nth(1);
  const on = await line.evaluate((path: SVGPathElement) => {
    const { x, y } = path
      .getPointAtLength(path.getTotalLength() / 2)
      .matrixTransform(path.getScreenCTM()!);
    return { x, y };
  });
  await page.mouse.move(on.x, on.y);
  await expect(chart).toBeVisible();
  await page.mouse.move(on.x, on.y + 200);
  await expect(chart).toHaveCount(0);
  const from = await middle(output(page, 'out', 'Dense 1'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(on.x, on.y, { steps: 6 });
  // Longer than a chart takes to open.
  await page.waitForTimeout(900);
  await expect(chart).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(canvas(page).locator('.react-flow__connection')).toHaveCount(0);
  await page.mouse.up();
});

test('a network that is not wired is not called ready, and a CSV file that is not there is asked for', async ({
  page,
}) => {
  await visit(page);
  const hint = page.getByText('This network is wired and ready');
  await expect(hint).toBeVisible();
  await pick(page, 'Dense 1');
  await page.keyboard.press('Delete');
  await expect(hint).toHaveCount(0);
  await button(page, 'Undo').click();
  await expect(hint).toBeVisible();
  await button(page, 'Dismiss the hint').click();

  const card = node(page, 'Data 1').locator('canvas');
  const blank = () =>
    card.evaluate((c: HTMLCanvasElement) =>
      c
        .getContext('2d')
        ?.getImageData(0, 0, c.width, c.height)
        .data.every((v) => v === 0),
    );
  await pick(page, 'Data 1');
  await expect.poll(blank).toBe(false);
  await panel(page, 'Inspector').getByRole('combobox', { name: 'Data set' }).click();
  await page.getByRole('option', { name: 'CSV file' }).click();
  await expect.poll(blank).toBe(true);
  const chooser = page.waitForEvent('filechooser');
  await panel(page, 'Inspector').getByRole('button', { name: 'Choose CSV file' }).click();
  await chooser;
});

test('a whole network on the clipboard is offered, foreign text is told', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visitQuietly(page);
  const text = await exported(page);
  const count = await nodes(page).count();
  const put = (t: string) => page.evaluate((s) => navigator.clipboard.writeText(s), t);
  await newProject(page);
  await canvas(page).focus();
  await put('some words');
  await page.keyboard.press('Control+V');
  await expect(page.getByText(/the text on the clipboard is no part of a network/)).toBeVisible();
  await put(text);
  await page.keyboard.press('Control+V');
  const offer = page.getByRole('dialog', { name: 'The clipboard holds a whole network' });
  await offer.getByRole('button', { name: 'Insert here' }).click();
  await expect(nodes(page)).toHaveCount(count);
  // And through the menu, which asks the system too. What was inserted is selected, all of it.
  await canvas(page).click({ position: { x: 30, y: 30 } });
  await pick(page, 'Dense 1');
  await node(page, 'Dense 1').click({ button: 'right', position: { x: 24, y: 8 } });
  await page.getByRole('menuitem', { name: 'Copy', exact: false }).first().click();
  await canvas(page).click({ button: 'right', position: { x: 30, y: 30 } });
  await page.getByRole('menuitem', { name: 'Paste here' }).click();
  await expect(nodes(page)).toHaveCount(count + 1);
});
