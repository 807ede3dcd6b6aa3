/** Lecture mode: the network fills the window, everything is to be read from afar, and leaving it changes nothing. */
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { pick } from './hands.ts';
import {
  button,
  canvas,
  covering,
  expect,
  nodes,
  openSample,
  panel,
  setTheme,
  test,
  visitQuietly,
} from './story.ts';

/** Text in sight that is smaller than 18 pixels of the screen; indices of a formula count as well. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const element = text.parentElement;
      // What is there for who listens.
      if (
        !element ||
        !text.textContent?.trim() ||
        element.closest('.katex-mathml, [role="status"], h1')
      )
        continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const { left, right, top, bottom, width, height } = range.getBoundingClientRect();
      const away = right < 0 || left > innerWidth || bottom < 0 || top > innerHeight;
      if (width < 2 || height < 2 || away) continue;
      let size = Number.parseFloat(getComputedStyle(element).fontSize);
      for (let e: Element | null = element; e; e = e.parentElement) {
        // Inline elements have no transform of their own.
        const { transform } = getComputedStyle(e);
        if (transform !== 'none') size *= new DOMMatrix(transform).a;
      }
      if (size < 17.95) found.push(`${size.toFixed(1)} px: ${text.textContent}`);
    }
    return found;
  });

const isCut = (text: HTMLElement): boolean => text.scrollHeight > text.clientHeight + 1;

/** No tooltip fades out over the page. */
async function quiet(page: Page): Promise<void> {
  await page.mouse.move(640, 560);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
}

test('five networks are read from the last row, move by move; leaving changes nothing', async ({
  page,
}) => {
  await visitQuietly(page);
  const lecture = panel(page, 'Lecture');
  const status = page.getByRole('status');
  const view = canvas(page).locator('.react-flow__viewport');
  const samples = [
    'XOR, neuron by neuron',
    'Digits, layers',
    'The 4-5-3 network',
    'Skip connection',
    'Characters by an LSTM',
  ];
  for (const [i, sample] of samples.entries()) {
    await openSample(page, sample);
    await button(page, 'Lecture mode').click();
    await expect(lecture).toBeVisible();
    await expect(panel(page, 'Training')).toBeHidden();
    const box = await canvas(page).boundingBox();
    expect(box?.width).toBe(1280);
    expect(box?.height).toBeGreaterThan(560);
    await expect.poll(() => small(page)).toEqual([]);
    // Space presses the large arrow, which has the focus; beside it, arrows lead on and back.
    await page.keyboard.press('Space');
    await expect(status).toHaveText(/^Forward, /);
    // The dots of all moves; a press goes there.
    const moves = lecture.getByRole('navigation', { name: 'Moves of this step' });
    await expect(moves.getByRole('button').first()).toHaveAttribute('aria-current', 'step');
    for (let n = 0; n < 4; n++) {
      const before = await status.innerText();
      await page.keyboard.press('ArrowRight');
      await expect(status).not.toHaveText(before);
    }
    await expect.poll(() => covering(page)).toEqual([]);
    await page.keyboard.press('End');
    await expect(status).toHaveText(/^Update, /);
    // The view has come to the node of this move, and its equation is set, once: on its card or in the caption.
    const card = page.getByRole('region', { name: /^Card of the move: Update, / });
    await expect(card).toHaveAttribute('data-placed', /free|docked/);
    await expect
      .poll(async () => {
        const open = (await card.getByRole('listitem').count()) > 0;
        return open !== (await lecture.locator('.katex').count()) > 0;
      })
      .toBe(true);
    await expect(nodes(page).locator('[data-lit="update"]')).toBeInViewport();
    // What the last move did is said to its end: of a neuron, what each of its weights became.
    if (i === 0)
      await expect
        .poll(() =>
          lecture
            .getByText(/^Update, /)
            .and(page.locator('p'))
            .evaluate(isCut),
        )
        .toBe(false);
    await expect.poll(() => small(page)).toEqual([]);
    await expect.poll(() => covering(page)).toEqual([]);
    if (i > 0) {
      await moves.getByRole('button').nth(1).click();
      await expect(moves.getByRole('button').nth(1)).toHaveAttribute('aria-current', 'step');
      await expect(status).toHaveText(/^Forward, /);
      await page.keyboard.press('Escape');
      await expect(lecture).toHaveCount(0);
      continue;
    }
    await button(page, 'Play the step').click();
    await expect(status).toHaveText(/^Forward, /);
    await button(page, 'Stop playing').click();
    for (const corner of ['Decision map', 'Curves']) {
      await lecture.getByRole('button', { name: corner }).click();
      await expect(page.getByRole('complementary', { name: corner })).toBeVisible();
      await quiet(page);
      expect(await violations(page), corner).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await expect(lecture).toHaveCount(0);
  }

  await setTheme(page, 'Dark');
  await pick(page, 'Dense 1');
  const [before, chosen] = [
    await view.getAttribute('style'),
    page.locator('.react-flow__node.selected'),
  ];
  await canvas(page).focus();
  await page.keyboard.press('F9');
  await expect(lecture).toBeVisible();
  await quiet(page);
  expect(await violations(page), 'dark').toEqual([]);
  await expect.poll(() => view.getAttribute('style')).not.toBe(before);
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await expect(view).toHaveAttribute('style', before ?? '');
  await expect(canvas(page)).toBeFocused();
  await expect(chosen).toHaveAccessibleName(/^Dense 1/);
  await expect(panel(page, 'Inspector')).toBeVisible();
  await expect(panel(page, 'Palette')).toBeVisible();
});
