/** The plan: what the network compiled to, and the way from a kernel to its node and back. */
import { pick } from './hands.ts';
import { expect, node, openSample, showTab, test, visitQuietly } from './story.ts';

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
});
