/** The plan: what the network compiled to, and the way from a kernel to its node and back. */
import { pick } from './hands.ts';
import {
  button,
  expect,
  exportedWithWeights,
  importFile,
  loss,
  node,
  openSample,
  showTab,
  test,
  trainStep,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

test('kernels are seen, and a row selects its node as a node marks its rows', async ({ page }) => {
  await visitQuietly(page, 'XOR 2-8-1');
  await showTab(page, 'Plan');
  const grid = page.getByRole('grid', { name: 'Steps' });
  const rows = grid.getByRole('row').filter({ hasText: 'Dense 1' });
  await expect(rows.first()).toContainText('acc = Σ');
  await rows.first().click();
  await expect(rows.first()).toHaveAttribute('aria-selected', 'true');
  await expect(node(page, 'Dense 1')).toHaveClass(/selected/);

  await pick(page, 'Dense 2');
  const others = grid.getByRole('row').filter({ hasText: 'Dense 2' });
  await expect(others.first()).toHaveAttribute('aria-selected', 'true');
  await expect(others.first()).toBeInViewport();
  await expect(rows.first()).toHaveAttribute('aria-selected', 'false');

  await page.getByText('Memory', { exact: true }).click();
  await expect(page.getByText(/KiB: arena .*, data 64\sB, copies/)).toBeVisible();
});

test('a network that does not compile has no plan, and not that of the one before', async ({
  page,
}) => {
  await visitQuietly(page);
  await showTab(page, 'Plan');
  await expect(page.getByRole('grid', { name: 'Steps' })).toBeVisible();
  const nodes = [
    { id: 'data1', kind: 'data', params: { dataset: 'spiral' } },
    { id: 'lstm1', kind: 'lstm', params: { units: 4 } },
  ].map((n, i) => ({ ...n, position: { x: 260 * i, y: 0 } }));
  const run = { seed: 1, batchSize: 8, optimiser: { kind: 'adam', params: { lr: 0.01 } } };
  const edges = [{ id: 'e1', from: 'data1.x', to: 'lstm1.in' }];
  const file = { format: 'chainrule', version: 1, name: 'Wrong', run, nodes, edges, notes: [] };
  await importFile(page, 'wrong.json', JSON.stringify(file));
  await expect(node(page, 'LSTM 1')).toBeVisible();
  await expect(page.getByText('No plan yet: the network does not compile.')).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Steps' })).toBeHidden();
});

test('what a network cannot do yet has no routine, and it is said why', async ({ page }) => {
  await visitQuietly(page);
  const nodes = [
    { id: 'data1', kind: 'data', params: { dataset: 'spiral' } },
    { id: 'dense1', kind: 'dense', params: { units: 2 } },
  ].map((n, i) => ({ ...n, position: { x: 260 * i, y: 0 } }));
  const run = { seed: 1, batchSize: 8, optimiser: { kind: 'adam', params: { lr: 0.01 } } };
  const edges = [{ id: 'e1', from: 'data1.x', to: 'dense1.in' }];
  const file = { format: 'chainrule', version: 1, name: 'Aimless', run, nodes, edges, notes: [] };
  await importFile(page, 'aimless.json', JSON.stringify(file));
  await showTab(page, 'Plan');
  const missing = 'This network has no such routine; training and evaluating need a loss.';
  await expect(page.getByText(missing)).toBeVisible();
  await expect(button(page, 'Measure')).toBeHidden();
  await expect(page.getByRole('grid', { name: 'Steps' })).toBeHidden();
});

test('a profile run tells where the time goes, and changes no number', async ({ page }) => {
  await visitQuietly(page, 'XOR 2-8-1');
  await showTab(page, 'Plan');
  await trainStep(page);
  await expect.poll(() => loss(page)).toBeGreaterThan(0);
  const before = await exportedWithWeights(page);
  await button(page, 'Measure').click();
  await expect(page.getByRole('progressbar', { name: 'Measuring' })).toBeVisible();
  await expect(button(page, 'Measure again')).toBeVisible();
  expect(await exportedWithWeights(page)).toBe(before);

  const grid = page.getByRole('grid', { name: 'Steps' });
  const times = grid.getByRole('gridcell').filter({ hasText: /[µm]s$/ });
  const told = async () =>
    (await times.allInnerTexts()).map((text) => Number.parseFloat(text.replace(/^<\s/, '')));
  expect(Math.max(...(await told()))).toBeGreaterThan(0);
  await grid.getByRole('button', { name: 'Time' }).click();
  await expect(grid.getByRole('columnheader', { name: 'Time' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  const sorted = await told();
  expect(sorted).toEqual([...sorted].sort((a, b) => b - a));

  await page.getByText('Nodes', { exact: true }).click();
  const nodes = page.getByRole('grid', { name: 'Nodes' });
  await nodes.getByRole('row').filter({ hasText: 'Dense 1' }).click();
  await expect(node(page, 'Dense 1')).toHaveClass(/selected/);
  await expect(nodes.getByRole('img', { name: /forward \d+ %/ }).first()).toBeVisible();
});

test('a profile run can be given up', async ({ page }) => {
  await visitQuietly(page, 'Digits, convolution');
  await showTab(page, 'Plan');
  await button(page, 'Measure').press('Enter');
  await expect(button(page, 'Cancel')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(button(page, 'Measure')).toBeFocused();
  await expect(page.getByRole('columnheader', { name: 'Time' })).toBeHidden();
});

test('the code of a step is read, by keyboard as well, and copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await visitQuietly(page, 'XOR 2-8-1');
  await showTab(page, 'Plan');
  await button(page, 'Code').click();
  await expect(page.getByText('Choose a step to see what it was compiled to.')).toBeVisible();
  const grid = page.getByRole('grid', { name: 'Steps' });
  await grid.focus();
  await page.keyboard.press('Home');
  const code = page.getByRole('region', { name: 'Code of step 0' });
  await expect(code.getByText('computes a nest')).toBeVisible();
  await expect(code).toContainText('(func $nest (param i32 i32)');
  // Headings that sort come between.
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(code.getByRole('button')).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(button(page, 'Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^;; for i<4, j<8: acc = Σ/);
  expect(copied).toContain('f32x4.relaxed_madd');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('document', { name: 'WebAssembly text' })).toBeFocused();
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('region', { name: 'Code of step 1' })).toBeVisible();
});

test('it tells how many threads work on the network, and why no more', async ({ page }) => {
  await visitQuietly(page, 'XOR 2-8-1');
  await showTab(page, 'Plan');
  const small = 'No kernel of this network is large enough for sharing to pay.';
  await expect(page.getByRole('note', { name: `1 thread. ${small}` })).toBeVisible();
  await openSample(page, 'Digits, convolution');
  await expect(page.getByRole('note', { name: /^\d+ threads\. Large kernels/ })).toBeVisible();
});
