/** The picture of the README. Only painted when it is asked for (PICTURES=1), so that a usual run
 * leaves the tree as it is. */
import type { Page } from '@playwright/test';
import {
  canvas,
  expect,
  loss,
  panel,
  pause,
  setTheme,
  showTab,
  test,
  train,
  visitQuietly,
} from './story.ts';

test.skip(!process.env.PICTURES, 'PICTURES=1 paints the pictures of the README');
test.use({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 2 });

/** Whether the lines of the first wire's chart have reached its left edge. */
const filled = (page: Page): Promise<boolean> =>
  canvas(page)
    .getByRole('button', { name: /^Chart of/ })
    .first()
    .locator('canvas')
    .evaluate((element: HTMLCanvasElement) => {
      const left = element.getContext('2d')?.getImageData(0, 0, element.width / 8, element.height);
      return left?.data.some((byte) => byte > 0) ?? false;
    });

for (const theme of ['Light', 'Dark'] as const)
  test(`the spiral, trained, in ${theme.toLowerCase()}`, async ({ page }) => {
    await visitQuietly(page);
    await setTheme(page, theme);
    await showTab(page, 'Curves');
    // Slow enough for the curves to show how it came about.
    await panel(page, 'Training').getByRole('textbox', { name: 'Learning rate' }).fill('0.0003');
    await train(page);
    await expect.poll(() => loss(page)).toBeLessThan(0.1);
    await expect.poll(() => filled(page), { timeout: 60_000 }).toBe(true);
    await pause(page);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `docs/img/chainrule-${theme.toLowerCase()}.png` });
  });
