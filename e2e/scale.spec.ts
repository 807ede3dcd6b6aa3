/** Text at any size: everything that is read grows with it, bars stay apart, nothing leaves the window. */
import { button, expect, loss, rightmost, test, visit } from './story.ts';

test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      args: [...(launchOptions.args ?? []), '--blink-settings=defaultFontSize=32'],
    }),
});

test('all of the page scales, and the bars lie one under the other', async ({ page }) => {
  await visit(page);
  const sizes = await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((e) => !e.closest('.react-flow__viewport, .visuallyHidden'))
      .filter((e) => [...e.childNodes].some((c) => c.nodeType === 3 && c.textContent?.trim()))
      .filter((e) => e.checkVisibility())
      .map((e) => Number.parseFloat(getComputedStyle(e).fontSize)),
  );
  expect(sizes.length).toBeGreaterThan(10);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(22);
  const boxes = await page.evaluate(() =>
    ['Project', 'Training', 'Canvas'].map((name) => {
      const box = document.querySelector(`section[aria-label^="${name}"]`)?.getBoundingClientRect();
      return [box?.top ?? Number.NaN, box?.bottom ?? Number.NaN] as const;
    }),
  );
  boxes.slice(1).forEach(([top], i) => {
    expect(top).toBeGreaterThanOrEqual(boxes[i]?.[1] ?? Number.NaN);
  });
  expect(await rightmost(page)).toBeLessThanOrEqual(1280);
  await button(page, 'Train').click();
  await expect.poll(() => loss(page)).toBeLessThan(0.7);
});
