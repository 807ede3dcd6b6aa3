/** The page at widths between a phone's and a desk's: nothing leaves the window. */
import type { Page } from '@playwright/test';
import { meets } from '../src/base/boxes.ts';
import {
  button,
  canvas,
  expect,
  loss,
  nodes,
  panel,
  pause,
  rightmost,
  test,
  train,
  visitQuietly,
} from './story.ts';

/** Cards that are not in the canvas, or that the bar or the decision map covers. */
async function unseen(page: Page): Promise<number> {
  const map = page.getByRole('region', { name: 'Decision map' });
  const [room, bar, ...cards] = await Promise.all([
    canvas(page).boundingBox(),
    page.getByRole('toolbar', { name: 'View' }).boundingBox(),
    ...(await nodes(page).all()).map((n) => n.boundingBox()),
  ]);
  const over = [bar, (await map.count()) > 0 ? await map.boundingBox() : null];
  if (!room || cards.length === 0) return Number.NaN;
  return cards.filter(
    (c) =>
      !c ||
      c.x < room.x ||
      c.y < room.y ||
      c.x + c.width > room.x + room.width ||
      c.y + c.height > room.y + room.height ||
      over.some((o) => o && meets(c, o)),
  ).length;
}

for (const [width, height] of [
  [1440, 900],
  [1280, 720],
  [1024, 768],
] as const)
  test(`on a first visit the canvas has half of ${width} × ${height}, and nothing covers a card`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await visitQuietly(page);
    const share = async () => {
      const box = await canvas(page).boundingBox();
      return box ? (box.width * box.height) / (width * height) : Number.NaN;
    };
    await expect.poll(share).toBeGreaterThanOrEqual(0.5);
    await expect.poll(() => unseen(page)).toBe(0);
    // The palette unfolds, which is remembered; what is shown follows, as nobody moved it.
    await button(page, 'Show Palette').click();
    await expect(page.getByRole('searchbox', { name: 'Search nodes' })).toBeVisible();
    await expect.poll(() => unseen(page)).toBe(0);
    if (width < 1440) return;
    await page.reload();
    await button(page, 'Hide Palette').click();
    await expect(button(page, 'Search nodes')).toBeVisible();
  });

test('at each width all of the run settings stay in the window, whatever the run is told', async ({
  page,
}) => {
  await visitQuietly(page);
  await page.getByRole('button', { name: /^How it trains/ }).click();
  await page.getByRole('radio', { name: /^1.000 steps/ }).check();
  await page.getByRole('radio', { name: 'an accuracy' }).check();
  await page.keyboard.press('Escape');
  for (const width of [1440, 1280, 1152, 1100, 1024, 961]) {
    await page.setViewportSize({ width, height: 768 });
    await expect.poll(() => rightmost(page), `at ${width} px`).toBeLessThanOrEqual(width);
  }
});

test('at 1024 px the bar of a step stays in the window', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await visitQuietly(page);
  await button(page, 'Next node').click();
  await expect(panel(page, 'Inspector').getByText('move 1 of')).toBeVisible();
  for (let i = 0; i < 8; i++) await page.keyboard.press('.');
  expect(await rightmost(page)).toBeLessThanOrEqual(1024);
});

test('pinned charts share the height: none is cut until there is no room for heads and lines', async ({
  page,
}) => {
  await visitQuietly(page);
  await train(page);
  await expect.poll(() => loss(page)).toBeLessThan(0.5);
  await pause(page);
  const pins = page.getByRole('region', { name: 'Pinned charts' });
  const charts = page.getByRole('button', { name: /^Chart of (Data 1|Dense 1|Dense 3) to/ });
  for (let n = 1; n <= 3; n++) {
    await charts.nth(n - 1).click();
    await expect(pins.getByRole('figure')).toHaveCount(n);
    const [outer, ...inner] = await Promise.all([
      pins.boundingBox(),
      ...(await pins.getByRole('figure').all()).map((f) => f.boundingBox()),
    ]);
    for (const box of inner) {
      expect(box?.y).toBeGreaterThanOrEqual(outer?.y ?? Number.NaN);
      expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).toBeLessThanOrEqual(
        (outer?.y ?? Number.NaN) + (outer?.height ?? Number.NaN),
      );
    }
  }
});

test('on a phone a sheet halves the canvas, and the network comes into what is left of it, and back', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visitQuietly(page);
  const off = () => unseen(page);
  const tabs = page.getByRole('navigation').getByRole('button');
  await expect.poll(off).toBe(0);
  const whole = (await canvas(page).boundingBox())?.height ?? Number.NaN;
  for (const sheet of ['Inspector', 'Curves', 'Inspector']) {
    await tabs.filter({ hasText: sheet }).click();
    await expect(panel(page, sheet)).toBeVisible();
    const left = (await canvas(page).boundingBox())?.height ?? Number.NaN;
    expect(left).toBeLessThan(0.7 * whole);
    await expect.poll(off).toBe(0);
    await tabs.filter({ hasText: sheet }).click();
    await expect(panel(page, sheet)).toHaveCount(0);
    await expect.poll(off).toBe(0);
  }
});
