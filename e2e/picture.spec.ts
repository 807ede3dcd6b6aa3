/** The picture of the README. Only painted when it is asked for (PICTURES=1), so that a usual run
 * leaves the tree as it is. */
import { expect, loss, pause, setTheme, showTab, test, train, visitQuietly } from './story.ts';

test.skip(!process.env.PICTURES, 'PICTURES=1 paints the pictures of the README');
test.use({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 2 });

for (const theme of ['Light', 'Dark'] as const)
  test(`the spiral, trained, in ${theme.toLowerCase()}`, async ({ page }) => {
    await visitQuietly(page);
    await setTheme(page, theme);
    await showTab(page, 'Curves');
    await train(page);
    await expect.poll(() => loss(page)).toBeLessThan(0.1);
    await pause(page);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `docs/img/spiral-${theme.toLowerCase()}.png` });
  });
