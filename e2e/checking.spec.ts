/** Somebody asks whether back-propagation is right: of a network, of a node, and stops where it takes long. */
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

test('a gradient check puts a badge on each wire and card, and leads to its worst number', async ({
  page,
}) => {
  await visitQuietly(page, 'XOR, neuron by neuron');
  await canvas(page).press('g');
  const summary = panel(page, 'Inspector').getByRole('region', { name: 'Gradient check' });
  await expect(summary).toContainText(/^Gradient check\d+ numbers compared\. All agree, to \d/);
  const badges = canvas(page).getByRole('region', { name: 'Badges of' }).getByRole('button');
  // 13 wires with a gradient, five neurons and the loss: none on the data, nor on the wire to the target.
  await expect(badges).toHaveCount(19);
  for (const name of await badges.evaluateAll((all) => all.map((b) => b.ariaLabel ?? '')))
    expect(name).toMatch(
      /: back-propagation agrees with central differences, to \d(\.\d+)?e-\d+ \(\d+ /,
    );
  await expect(
    canvas(page).getByRole('button', { name: /^Data 1 x2 → Neuron 3: back-propagation agrees/ }),
  ).toBeVisible();
  for (const theme of ['Light', 'Dark'] as const) {
    await setTheme(page, theme);
    await expect(page.getByRole('menu')).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
  }
  await setTheme(page, 'Light');

  await canvas(page)
    .getByRole('button', { name: /^Neuron 5 → Binary cross-entropy 1: / })
    .click();
  const table = page.getByRole('table', {
    name: 'Neuron 5 → Binary cross-entropy 1: back-propagation beside central differences',
  });
  // A number for each sample, and both columns say the same of it.
  await expect(table.getByRole('row')).toHaveCount(5);
  const rows = await table.getByRole('row').allInnerTexts();
  for (const row of rows.slice(1)) {
    const [, gradient, measured] = row.split('\t');
    expect(gradient).toMatch(/^−?\d\.\d{3}/);
    expect(gradient?.slice(0, 6)).toBe(measured?.slice(0, 6));
  }
  await summary.getByRole('button', { name: /^Largest difference at / }).click();
  await expect(page.getByRole('table', { name: /back-propagation beside/ }).first()).toBeVisible();

  // What it says is of these weights: with the next step it is gone.
  await button(page, '1 training step').click();
  await expect(badges).toHaveCount(0);
  await expect(summary).toBeHidden();
});

test('a kink is told with its reason, and who does not want to wait stops it', async ({ page }) => {
  await visitQuietly(page, 'Waveforms');
  await node(page, 'Max pool 1-D 1').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Check this node' }).click();
  const badge = canvas(page).getByRole('button', { name: /^Max pool 1-D 1: / });
  await expect(badge).toHaveAccessibleName(
    /lie at a kink, where there is no slope to compare: a tie for the largest in Max pool 1-D 1\. The others agree, to \d/,
    { timeout: 60_000 },
  );
  await openSample(page, 'Digits, convolution');
  await expect(badge).toBeHidden();
  await canvas(page).press('g');
  const running = page.getByRole('region', { name: 'Checking the gradients' });
  await expect(running).toContainText(/[1-9]\d* of \d+ numbers/, { timeout: 60_000 });
  await running.getByRole('button', { name: 'Stop' }).click();
  await expect(running).toBeHidden();
  // What runs is free for others.
  await button(page, '1 training step').click();
  await expect(page.getByRole('status')).toHaveText(/^step 1,/);
});
