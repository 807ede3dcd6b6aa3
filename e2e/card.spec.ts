/** The card of the current move on the canvas: what it says, what it leaves free, and what lights what. */
import type { Locator, Page } from '@playwright/test';
import { violations } from './axe.ts';
import {
  button,
  canvas,
  expect,
  node,
  openSample,
  panel,
  setTheme,
  test,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

const moves = (page: Page) => page.getByRole('navigation', { name: 'Moves of this step' });
const card = (page: Page, name: string): Locator =>
  canvas(page).getByRole('region', { name: `Card of the move: ${name}` });

/** Runs to a move; its card is placed. */
async function goTo(page: Page, move: string): Promise<Locator> {
  await moves(page)
    .getByRole('button', { name: new RegExp(`^${move}`) })
    .first()
    .click();
  await page.mouse.move(5, 5);
  const shown = card(page, move);
  await expect(shown).toHaveAttribute('data-placed', /free|docked/);
  return shown;
}

/** What of the move the card lies over: points of its wires, chips on them, its node. */
const covered = (page: Page): Promise<readonly string[]> =>
  canvas(page).evaluate((root) => {
    const shown = [...root.querySelectorAll('section[data-placed] > *')].find(
      (part) => !part.hasAttribute('data-hidden'),
    );
    const box = shown?.getBoundingClientRect();
    const lit = root.querySelector('.react-flow__node:has([data-lit])');
    if (!box || !lit) return ['no card'];
    const within = (x: number, y: number) =>
      x > box.left && x < box.right && y > box.top && y < box.bottom;
    const found: string[] = [];
    for (const edge of root.querySelectorAll<SVGGElement>('.react-flow__edge')) {
      const path = edge.querySelector('path');
      const matrix = path?.getScreenCTM();
      if (!path || !matrix) continue;
      const place = (part: number) =>
        path.getPointAtLength(part * path.getTotalLength()).matrixTransform(matrix);
      const node = lit.getBoundingClientRect();
      const touches = [0, 1].some((end) => {
        const { x, y } = place(end);
        return x > node.left - 9 && x < node.right + 9 && y > node.top && y < node.bottom;
      });
      if (!touches) continue;
      for (let i = 0; i <= 40; i++) {
        const { x, y } = place(i / 40);
        if (within(x, y)) found.push(`wire ${edge.dataset.id}`);
      }
      const chip = root.querySelector(`[data-chip="${edge.dataset.id}"]`)?.getBoundingClientRect();
      if (chip?.width && within(chip.x + chip.width / 2, chip.y + chip.height / 2))
        found.push(`chip of ${edge.dataset.id}`);
    }
    const { x, y, width, height } = lit.getBoundingClientRect();
    if (within(x + width / 2, y + height / 2)) found.push('its node');
    return found;
  });

/** Notes whenever the card says another move than the one whose node is lit, or shows its numbers. */
const listen = (page: Page): Promise<void> =>
  canvas(page).evaluate((root) => {
    const lies: string[] = [];
    Object.assign(window, { lies });
    let [label, told] = ['', ''];
    new MutationObserver(() => {
      const shown = root.querySelector<HTMLElement>('section[data-placed]');
      const lit = root.querySelector('.react-flow__node:has([data-lit])')?.ariaLabel ?? '';
      const list = shown?.querySelector('ol');
      if (!shown?.ariaLabel || !list) return;
      if (!shown.ariaLabel.endsWith(`, ${lit.split(',')[0]}`))
        lies.push(`${shown.ariaLabel} while ${lit} is lit`);
      const seen = list.checkVisibility({ visibilityProperty: true }) ? list.innerText : '';
      if (seen && label !== shown.ariaLabel && told === seen)
        lies.push(`${shown.ariaLabel} with the numbers of ${label}`);
      if (seen || label !== shown.ariaLabel) [label, told] = [shown.ariaLabel, seen || told];
    }).observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  });

test('the card says the move beside its node and covers nothing of it; terms, wires and weights light each other', async ({
  page,
}) => {
  await visitQuietly(page, 'XOR, neuron by neuron');
  await button(page, 'Next node').click();

  // It never says another move than the one that is made, also while its numbers are on their way.
  await goTo(page, 'Forward, Neuron 1');
  await listen(page);
  for (const name of [2, 3, 4, 5]) {
    await button(page, 'Next node').click();
    const next = card(page, `Forward, Neuron ${name}`);
    await expect(next.getByRole('listitem').first()).toBeVisible();
  }
  expect(await page.evaluate(() => ('lies' in window ? window.lies : undefined))).toEqual([]);

  const shown = await goTo(page, 'Backward, Neuron 5');
  await expect.poll(() => covered(page)).toEqual([]);
  // Incoming × local = product, of each wire.
  for (const wire of [1, 2, 3, 4]) {
    const line = shown.getByRole('listitem', {
      name: new RegExp(`^∂L/∂x_${wire} = δ·w_${wire} = `),
    });
    await expect(line).toBeVisible();
    const [incoming = Number.NaN, local = 0, product = 0] = (
      (await line.getAttribute('aria-label')) ?? ''
    )
      .split(' = ')
      .slice(2)
      .join('·')
      .split('·')
      .map((x) => Number(x.replace(/[()]/g, '').replace('−', '-')));
    expect(Math.abs(incoming * local - product)).toBeLessThan(0.01 * Math.abs(product));
  }

  // A term lights its wire and its weight, in the panel too; a wire and a weight light their terms.
  const term = shown
    .getByRole('listitem', { name: /^∂L\/∂x_2/ })
    .locator('[data-of="weight"]')
    .first();
  await term.hover();
  const name = (await term.getAttribute('data-name')) ?? '';
  const weight = canvas(page).locator(
    `.react-flow__viewport [data-of="weight"][data-name="${name}"]`,
  );
  await expect(weight).toHaveAttribute('data-pointed', '');
  const lit = panel(page, 'Inspector').locator('[data-of="weight"][data-pointed]');
  await expect(lit.first()).toHaveAttribute('data-name', name);
  await page.mouse.move(5, 5);
  await expect(weight).not.toHaveAttribute('data-pointed', '');
  await weight.hover();
  await expect(term).toHaveAttribute('data-pointed', '');
  const wire = canvas(page).getByRole('group', { name: /^Neuron 3 to Neuron 5/ });
  await wire.focus();
  const own = shown.getByRole('listitem', { name: /^∂L\/∂x_3/ });
  await expect(own).toHaveAttribute('data-pointed', '');
  await expect(shown.getByRole('listitem', { name: /^∂L\/∂x_2/ })).not.toHaveAttribute(
    'data-pointed',
    '',
  );

  // The neuron: a in its circle, z beside it, its bias with its gradient, before and after on update.
  const five = node(page, 'Neuron 5');
  const told = (what: RegExp) => five.getByRole('img', { name: what });
  await expect(told(/^Activation of Neuron 5: −?[\d.]+$/)).toBeVisible();
  await expect(told(/^Sum of Neuron 5: −?[\d.]+$/)).toBeVisible();
  await expect(told(/^Bias of Neuron 5: 0, gradient −?[\d.e−]+$/)).toBeVisible();
  await goTo(page, 'Update, Neuron 5');
  await expect(told(/^Bias of Neuron 5: 0 → −?[\d.]+$/)).toBeVisible();

  // Folded it is one line, and stays so.
  await goTo(page, 'Forward, Neuron 1');
  await button(page, 'Fold the card to one line').click();
  const next = await goTo(page, 'Forward, Neuron 2');
  await expect(button(page, 'Open the card of the move')).toBeVisible();
  await expect(next.getByRole('listitem')).toHaveCount(0);
  await button(page, 'Open the card of the move').click();
  await expect(next.getByRole('listitem').first()).toBeVisible();
  await expect.poll(() => covered(page)).toEqual([]);

  // What stands on a wire is the wire: a press selects it, two pin its chart, the other button has its menu.
  const chip = canvas(page).getByRole('img', { name: /^Wire Neuron 2 → Neuron 5: value/ });
  const its = canvas(page).locator('.react-flow__edge.selected');
  const pins = page.getByRole('region', { name: 'Pinned charts' });
  await goTo(page, 'Backward, Neuron 5');
  await chip.click();
  await expect(its).toHaveAccessibleName(/^Neuron 2 to Neuron 5/);
  await chip.dblclick();
  await expect(pins).toBeVisible();
  await pins.getByRole('button', { name: 'Unpin the chart' }).click();
  await canvas(page)
    .getByRole('img', { name: /^Wire Neuron 3 → Neuron 5: value/ })
    .click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
  await expect(its).toHaveAccessibleName(/^Neuron 3 to Neuron 5/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
});

test('tensors are maps with signs between them, and where gradients meet their sum is shown', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await visitQuietly(page, 'Skip connection');
  await button(page, 'Next node').click();
  const sum = await goTo(page, 'Backward, Tanh 1');
  await expect(
    sum.getByRole('listitem', { name: /^∂L\/∂y\[i\] = ∂L\/∂y\^\(1\).* \+ / }),
  ).toHaveCount(1);
  for (const map of [/^from Dense 2: 8, from/, /^from Add 1 \(in1\): 8, from/, /^sum: 8, from/])
    await expect(sum.getByRole('img', { name: map })).toHaveCount(1);
  await expect(sum).toContainText('⊕');
  await expect(
    canvas(page).getByRole('img', { name: 'Gradients of 2 wires meet here: they are added' }),
  ).toBeVisible();
  await expect.poll(() => covered(page)).toEqual([]);

  await openSample(page, 'The 4-5-3 network');
  await button(page, 'Next node').click();
  const forward = await goTo(page, 'Forward, W 4×5');
  for (const map of [/^x: 1×4, from/, /^Wᵀ: 4×5, from/, /^y: 5, from/])
    await expect(forward.getByRole('img', { name: map })).toHaveCount(1);
  await expect.poll(() => covered(page)).toEqual([]);
  await setTheme(page, 'Dark');
  expect(await violations(page)).toEqual([]);
  await setTheme(page, 'Light');
});
