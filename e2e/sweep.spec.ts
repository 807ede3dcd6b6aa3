/** A sweep on the page: 4x² as it is opened, its numbers those of a single run; bad input, an end before its time. */
import { engineParts } from '../cli/engine.ts';
import { sampleOf } from '../src/samples/index.ts';
import { readSweep } from '../src/sweep/reading.ts';
import { runnerOf } from '../src/sweep/runner.ts';
import { formatNumber } from '../src/tensor/format.ts';
import { wasmWith } from '../workers/backends/wasm/wasm.ts';
import { createEngine } from '../workers/engine/engine.ts';
import { button, expect, showTab, test, visitQuietly } from './story.ts';

/** What the command line would come to. */
async function alone(): Promise<readonly string[]> {
  const sample = sampleOf('learningRates');
  if (!sample?.sweep) throw new Error('no sweep');
  const plan = readSweep(sample.document, sample.sweep);
  if (!plan.ok) throw new Error('no plan');
  const runner = runnerOf(createEngine(engineParts([wasmWith({})], [])));
  const costs: string[] = [];
  for (const { document } of plan.value.runs) {
    const run = await runner.run({ document, until: { steps: plan.value.steps } });
    if (!run.ok) throw new Error('a run failed');
    const { outcome, final } = run.result;
    costs.push(outcome === 'diverged' ? '∞' : formatNumber(final.cost));
  }
  runner.dispose();
  return costs;
}

test('4x² opens as a sweep of four rates; a run of it is opened, and other values are swept', async ({
  page,
}) => {
  const [one, quarter, below, tenth] = await alone();
  await visitQuietly(page, 'Learning rates on 4x²');
  const table = page.getByRole('table', { name: 'Combinations, best first' });
  await expect(page.getByText(/^4 runs in /)).toBeVisible();
  const rows = [`0.1 ${tenth}`, `0.24 ${below}`, `0.25 ${quarter}`, `1 ${one}`];
  for (const [i, row] of rows.entries()) {
    const cells = table
      .getByRole('row')
      .nth(i + 1)
      .getByRole('cell');
    expect(`${await cells.nth(1).textContent()} ${await cells.nth(2).textContent()}`).toBe(row);
  }
  // Four curves in one plot; beside it the parabola, on which 0.25 hops between two places.
  const plot = page.getByRole('application', { name: /Cost by step/ });
  await expect(plot.locator('path[data-series]')).toHaveCount(4);
  const landscape = page.getByRole('img', { name: /Cost over dense1.weight/ });
  const places = (trail: number) =>
    landscape
      .locator(`[data-trail="${trail}"] circle`)
      .evaluateAll((all) => [...new Set(all.map((c) => Math.round(Number(c.getAttribute('cx')))))]);
  expect(await places(1)).toHaveLength(2);
  expect((await places(2)).length).toBeGreaterThan(10);

  await page.getByRole('button', { name: /Open the run with Learning rate 0.24/ }).press('Enter');
  await expect(page.getByRole('status')).toHaveText(`step 30, cost ${below}`);
  await expect(page.getByRole('tab', { name: 'Curves' })).toHaveAttribute('aria-selected', 'true');

  // A sweep of its own: what is wrong is said where it stands.
  await showTab(page, 'Sweep');
  const values = page.getByRole('textbox', { name: 'Values of Learning rate' });
  await values.fill('0.1, fast');
  await expect(page.getByText('“fast” is no value of Learning rate')).toBeVisible();
  await expect(button(page, 'Start the sweep')).toBeDisabled();
  await values.fill('log:0.01:0.1:2');
  await button(page, 'Add a setting').click();
  await page.getByRole('textbox', { name: 'Values of Optimiser' }).fill('sgd, adam');
  await expect(page.getByText(/^12 runs · 4 × 3 seeds · .* about /)).toBeVisible();
  await values.press('Enter');
  await expect(page.getByText(/^12 runs in /)).toBeVisible();
  await page.getByText('Heat map', { exact: true }).click();
  const cell = page.getByRole('button', { name: /^Learning rate 0.01, Optimiser SGD/ });
  await cell.focus();
  await cell.press('ArrowRight');
  await expect(
    page.getByRole('button', { name: /^Learning rate 0.01, Optimiser Adam/ }),
  ).toBeFocused();
  await page.getByText('Parallel', { exact: true }).click();
  await expect(page.getByRole('img', { name: 'Cost of 4 combinations' })).toBeVisible();

  // One that would take for ever is cancelled; what is over by then stays.
  await button(page, 'Change').click();
  const steps = page.getByRole('textbox', { name: 'Steps of each run' });
  await steps.fill('900000000');
  await steps.press('Tab');
  await button(page, 'Start the sweep').click();
  await expect(page.getByRole('progressbar', { name: 'Sweep' })).toBeVisible();
  await expect(table.getByText(/^step [1-9]|\d [^\d]*step [1-9]/).first()).toBeVisible();
  await button(page, 'Cancel').click();
  await expect(page.getByText('cancelled: 0 of 12 runs are over')).toBeVisible();
});
