/** Walking through a training step: how far a press goes, playing it, what is told of it, and leaving it. */
import {
  button,
  canvas,
  expect,
  exportedWithTraining,
  node,
  panel,
  test,
  visitQuietly,
} from './story.ts';

test('a press goes by node, layer or pass; each move is told; the step plays by itself and is taken back to the bit', async ({
  page,
}) => {
  await visitQuietly(page);
  const before = await exportedWithTraining(page);
  const inspector = panel(page, 'Inspector');
  const moves = page.getByRole('navigation', { name: 'Moves of this step' });
  const current = moves.locator('[aria-current="step"]');
  const choose = async (what: string) => {
    await button(page, 'How far and how fast').click();
    await page.getByRole('menuitemradio', { name: what }).click();
    await page.keyboard.press('Escape');
  };
  const at = (name: RegExp) => expect(current).toHaveAccessibleName(name);

  await button(page, 'Next node').click();
  await at(/^Forward, Data 1/);
  await expect(page.getByRole('status')).toHaveText(/^Forward, Data 1: gives −?[\d.]+, −?[\d.]+;/);

  // By layers, with the keys of the canvas.
  await choose('One layer');
  await expect(button(page, 'Next layer')).toBeVisible();
  await canvas(page).focus();
  await page.keyboard.press('ArrowRight');
  await at(/^Forward, Tanh 1/);
  await page.keyboard.press('Space');
  await at(/^Forward, Tanh 2/);
  await page.keyboard.press('ArrowLeft');
  await at(/^Forward, Tanh 1/);
  await page.keyboard.press('End');
  await at(/^Update, Dense 3/);
  await page.keyboard.press('Home');
  await at(/^Forward, Data 1/);
  // On a card Space chooses the card.
  await node(page, 'Dense 2').focus();
  await page.keyboard.press('Space');
  await at(/^Forward, Data 1/);

  // One row, below which the sentence and the formula are seen at once.
  const boxes = await Promise.all(
    (await moves.getByRole('button').all()).map((b) => b.boundingBox()),
  );
  expect(boxes.length).toBeGreaterThan(12);
  expect(new Set(boxes.map((b) => Math.round(b?.y ?? 0))).size).toBe(1);
  await current.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await at(/^Forward, Tanh 1/);
  const formula = await inspector.locator('.katex').first().boundingBox();
  expect((formula?.y ?? 720) + (formula?.height ?? 0)).toBeLessThan(420);

  // By passes, played, until the node that one runs to.
  await choose('One pass');
  await choose('1 move a second');
  await button(page, 'Next pass').click();
  await at(/^Loss, Binary/);
  await expect(page.getByRole('status')).toHaveText(
    /^Loss, .*: loss [\d.]+, mean over the batch [\d.]+\.$/,
  );
  await choose('One node');
  await button(page, 'Play the step').click();
  await expect(button(page, 'Stop playing')).toBeVisible();
  await node(page, 'Dense 1').click({ button: 'right', position: { x: 24, y: 8 } });
  await page.getByRole('menuitem', { name: 'Run to here' }).click();
  await expect(button(page, 'Play the step')).toBeVisible();
  await at(/Dense 1/);
  await expect(page.getByRole('status')).toHaveText(/^(Backward|Update), Dense 1: /);

  await button(page, 'Leave the step').click();
  await page.getByRole('menuitem', { name: /^Take the step back/ }).click();
  await expect(moves).toHaveCount(0);
  expect(await exportedWithTraining(page)).toBe(before);
  await button(page, 'Next node').click();
  await expect(moves).toHaveCount(1);
  await canvas(page).focus();
  await page.keyboard.press('/');
  await expect(moves).toHaveCount(0);
  await expect(page.getByRole('status')).toHaveText(/^step 1,/);
  expect(await exportedWithTraining(page)).not.toBe(before);

  // The choice is kept with the view.
  await choose('One layer');
  await page.reload();
  await expect(button(page, 'Next layer')).toBeVisible();
});

test.describe('on a page that is there', () => {
  test.use({ shared: true });

  test('the panel says what a textbook says, with the numbers of the step; a term lights what it is of', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await visitQuietly(page, 'XOR, neuron by neuron');
    const inspector = panel(page, 'Inspector');
    const moves = page.getByRole('navigation', { name: 'Moves of this step' });
    const equation = (name: RegExp) => inspector.getByRole('listitem', { name }).first();
    const goTo = (name: RegExp) => moves.getByRole('button', { name }).first().click();
    await button(page, 'Next node').click();

    await goTo(/^Backward, Neuron 5/);
    // One line for each wire, each with numbers of its own, and each product is right.
    const products: number[][] = [];
    for (const wire of [1, 2, 3, 4]) {
      const line = equation(new RegExp(`^∂L/∂x_${wire} = δ·w_${wire} = `));
      await expect(line).toBeVisible();
      const said = (await line.getAttribute('aria-label')) ?? '';
      const [incoming, local, product] = said
        .split(' = ')
        .slice(2)
        .join('·')
        .split('·')
        .map((x) => Number(x.replace(/[()]/g, '').replace('−', '-')));
      products.push([incoming!, local!, product!]);
      expect(Math.abs(incoming! * local! - product!)).toBeLessThan(0.01 * Math.abs(product!));
    }
    expect(new Set(products.map(([, local]) => local)).size).toBe(4);
    // All of them are seen without scrolling, and none is cut.
    const last = await equation(/^∂L\/∂x_4/).boundingBox();
    expect((last?.y ?? 720) + (last?.height ?? 0)).toBeLessThan(720);

    const term = equation(/^∂L\/∂x_2/)
      .locator('[data-of="weight"]')
      .first();
    await term.hover();
    await expect(term).toHaveAttribute('data-pointed', '');
    await expect(inspector.getByText('As computed')).toBeVisible();

    await goTo(/^Backward, Binary/);
    await expect(equation(/^∂L\/∂x = \(σ\(x\) − t\)\/N = \(σ\(.*\) − [01]\)\/4 = /)).toBeVisible();
    await goTo(/^Update, Neuron 5/);
    for (const line of [
      'm_t = β_1·m_t−1 + (1 − β_1)·g_t',
      'v_t = β_2·v_t−1 + (1 − β_2)·g_t^2',
      'm̂_t = m_t/(1 − β_1^t)',
      'v̂_t = v_t/(1 − β_2^t)',
      'w_t = w_t−1 − η·m̂_t/(√(v̂_t) + ε)',
    ])
      await expect(inspector.getByRole('listitem', { name: `${line} = ` }).first()).toBeVisible();
  });

  test('softmax cross-entropy goes back as (q − p)/N, and a dense layer as a product of matrices', async ({
    page,
  }) => {
    await visitQuietly(page, 'Digits, layers');
    const inspector = panel(page, 'Inspector');
    const moves = page.getByRole('navigation', { name: 'Moves of this step' });
    const equation = (name: RegExp) => inspector.getByRole('listitem', { name }).first();
    // While it is loaded a press may still be the former network's.
    await expect(async () => {
      await button(page, 'Next node').click();
      await expect(moves.getByRole('button', { name: /^Backward, Cross/ }).first()).toBeVisible({
        timeout: 5_000,
      });
    }).toPass();
    await moves
      .getByRole('button', { name: /^Backward, Cross-entropy/ })
      .first()
      .click();
    const slope = equation(/^∂L\/∂x\[i\] = \(q\[i\] − .*\)\/N = /);
    await expect(slope).toBeVisible();
    await expect(equation(/^q\[i\] = exp/)).toBeVisible();
    await moves
      .getByRole('button', { name: /^Backward, Dense/ })
      .first()
      .click();
    await expect(
      equation(/^∂L\/∂x = ∂L\/∂y·W; ∂L\/∂x\[k\] = Σ_\{j\} ∂L\/∂y\[j\]·W\[jk\] = /),
    ).toBeVisible();
  });
});
