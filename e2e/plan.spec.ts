/** The plan: what the network compiled to, and the way from a kernel to its node and back. */
import { pick } from './hands.ts';
import { expect, importFile, node, openSample, showTab, test, visitQuietly } from './story.ts';

test('kernels are seen, and a row selects its node as a node marks its rows', async ({ page }) => {
  await visitQuietly(page);
  await openSample(page, 'XOR 2-8-1');
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
  await expect(page.getByText(/KiB = arena .* \+ data 64 B \+ copies/)).toBeVisible();
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
