/** The page at widths between a phone's and a desk's: nothing leaves the window. */
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

test('on a first visit the canvas has half of the window, also of a small one', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await visitQuietly(page);
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    const share = async () => {
      const box = await canvas(page).boundingBox();
      return box ? (box.width * box.height) / (width * height) : Number.NaN;
    };
    await expect.poll(share, `of ${width} × ${height}`).toBeGreaterThanOrEqual(0.5);
    // Nothing that lies over the canvas covers a card, which follows the window while nobody moved it.
    const covered = async () => {
      const bar = await page.getByRole('toolbar', { name: 'View' }).boundingBox();
      const cards = await Promise.all((await nodes(page).all()).map((n) => n.boundingBox()));
      const room = await canvas(page).boundingBox();
      return cards.filter(
        (c) =>
          !c ||
          !bar ||
          !room ||
          c.x < room.x ||
          c.y < room.y ||
          c.x + c.width > room.x + room.width ||
          c.y + c.height > bar.y,
      ).length;
    };
    await expect.poll(covered).toBe(0);
  }
  // Folded and unfolded by its own button, and remembered.
  await button(page, 'Show Palette').click();
  await expect(page.getByRole('searchbox', { name: 'Search nodes' })).toBeVisible();
  await page.reload();
  await expect(button(page, 'Train')).toBeEnabled();
  await button(page, 'Hide Palette').click();
  await expect(button(page, 'Search nodes')).toBeVisible();
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
  /** How far the middle of the network is from that of the canvas, as a share of its height. */
  const off = async (): Promise<number> => {
    const [room, ...cards] = await Promise.all(
      [canvas(page), ...(await nodes(page).all())].map((l) => l.boundingBox()),
    );
    if (!room || !cards.length) return Number.NaN;
    const top = Math.min(...cards.map((c) => c?.y ?? Number.NaN));
    const bottom = Math.max(...cards.map((c) => (c?.y ?? Number.NaN) + (c?.height ?? Number.NaN)));
    return Math.abs((top + bottom) / 2 - (room.y + room.height / 2)) / room.height;
  };
  const tabs = page.getByRole('navigation').getByRole('button');
  await expect.poll(off).toBeLessThan(0.1);
  const whole = (await canvas(page).boundingBox())?.height ?? Number.NaN;
  for (const sheet of ['Inspector', 'Curves', 'Inspector']) {
    await tabs.filter({ hasText: sheet }).click();
    await expect(panel(page, sheet)).toBeVisible();
    const left = (await canvas(page).boundingBox())?.height ?? Number.NaN;
    expect(left).toBeLessThan(0.7 * whole);
    await expect.poll(off).toBeLessThan(0.1);
    await tabs.filter({ hasText: sheet }).click();
    await expect(panel(page, sheet)).toHaveCount(0);
    await expect.poll(off).toBeLessThan(0.1);
  }
});
