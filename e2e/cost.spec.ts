/** One cost: bar, status line, curves, the losses' cards and the panel tell of one batch, whatever is done. */
import type { Page } from '@playwright/test';
import { button, canvas, expect, nodes, panel, showTab, test, visitQuietly } from './story.ts';

test.use({ shared: true });

const cards = (page: Page) => canvas(page).getByTestId('loss');
const number = (text: string): number => Number(text.replace(/\u202f/g, '').replace('−', '-'));

/** The cost wherever the page says it; the panel and the status line not while they speak of a move. */
async function places(page: Page): Promise<readonly string[]> {
  const row = panel(page, 'Inspector').getByRole('row', { name: /^Cost/ });
  const [own] = await row.getByRole('cell').allInnerTexts();
  const told = /cost ([\d.,\u202f]+)/.exec(await page.getByRole('status').innerText())?.[1];
  return [
    await page.getByTitle('train', { exact: true }).first().innerText(),
    await page.locator('[data-line="training"] b').first().innerText(),
    // One digit more than elsewhere.
    ...(own === undefined ? [] : [String(Number(number(own).toPrecision(3)))]),
    ...(told === undefined ? [] : [told.replace(/,$/, '')]),
  ];
}

/** So many places say the same, and the cards add up to it. @returns what they say */
async function agree(page: Page, many: number): Promise<string> {
  await expect
    .poll(async () => {
      const all = await places(page);
      return [all.length, new Set(all).size];
    })
    .toEqual([many, 1]);
  const [cost = ''] = await places(page);
  const each = (await cards(page).allInnerTexts()).map(number);
  expect(each.reduce((a, x) => a + x, 0)).toBeCloseTo(number(cost), 1);
  return cost;
}

for (const [sample, losses, step] of [
  ['XOR 2-8-1', 1, 1],
  ['Layers without activations', 3, 1],
] as const)
  test(`${sample}: the places agree at rest, in a step, at its end and taken back`, async ({
    page,
  }) => {
    await visitQuietly(page, sample);
    await showTab(page, 'Curves');
    await expect(cards(page)).toHaveCount(losses);
    await nodes(page)
      .filter({ has: page.getByTestId('loss') })
      .first()
      .click({ position: { x: 24, y: 8 } });
    const before = await agree(page, 4);
    const own = await cards(page).allInnerTexts();
    const next = button(page, 'Next node');
    // To the first loss, whose own card tells of this batch; the others wait for their moves.
    const status = page.getByRole('status');
    for (let i = 1; i < 20 && !/^Loss/.test(await status.innerText()); i++) {
      const last = await status.innerText();
      await next.click();
      await expect(page.getByText(new RegExp(` · ${i} of \\d+$`)).first()).toBeVisible();
      // It is told once its numbers are there.
      await expect(status).not.toHaveText(last);
      await expect(status).toHaveText(/^(Forward|Loss)/);
    }
    const first = await page.getByRole('status').innerText();
    const mean = /mean over the batch ([\d.]+)\.$/.exec(first)?.[1];
    await expect
      .poll(async () => (await cards(page).allInnerTexts()).includes(mean ?? ''))
      .toBe(true);
    if (losses > 1) {
      await expect.poll(() => places(page)).toEqual([before, before]);
      expect((await cards(page).allInnerTexts()).filter((x) => own.includes(x))).toHaveLength(
        losses - 1,
      );
    }
    for (let i = 1; i < losses; i++) await next.click();
    const walked = await agree(page, 3);
    // The step beside it is its own.
    const figure = page.getByText('step', { exact: true }).locator('xpath=following-sibling::span');
    await expect(figure).toHaveText('1');
    await panel(page, 'Inspector')
      .getByRole('button', { name: /^Leave/ })
      .click();
    await page.getByRole('menuitem', { name: /^Take/ }).click();
    expect(await agree(page, 4)).toBe(before);
    expect(await cards(page).allInnerTexts()).toEqual(own);
    await button(page, '1 training step').click();
    await expect(page.getByRole('status')).toHaveText(new RegExp(`^step ${step}, cost`));
    expect(await agree(page, 4)).toBe(walked);
  });
