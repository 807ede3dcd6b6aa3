/** Stories of single lessons: a line that never settles, a step that blocks, stopping early, PyTorch. */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import {
  button,
  expect,
  inProjectMenu,
  nodes,
  openSample,
  panel,
  problems,
  showTab,
  test,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

test('on AND the line comes to rest without a mistake; on XOR it is said that it never does', async ({
  page,
}) => {
  await visitQuietly(page, 'Perceptron on AND');
  const map = panel(page, 'Decision map');
  await expect(map).toContainText('finds one after a finite number of mistakes');
  await button(page, 'Train').click();
  await expect(map).toContainText('0 of 4 training points on the wrong side');
  await expect(map).toContainText('nothing more to learn');
  await button(page, 'Pause').click();
  const line = map.getByTestId('division');
  await expect(line).toHaveCount(1);
  const before = await line.getAttribute('d');
  await button(page, '1 training step').click();
  await expect(map).toContainText('0 of 4');
  expect(await line.getAttribute('d')).toBe(before);

  await openSample(page, 'Perceptron on XOR');
  await expect(map).toContainText('No line divides these points');
  await expect(map).toContainText('never settles');
  await button(page, 'Train').click();
  await expect(map).toContainText(/[123] of 4 training points on the wrong side/);
  await button(page, 'Pause').click();
});

test('the one weight of 4x² is read as its number on its card', async ({ page }) => {
  await visitQuietly(page, 'Learning rates on 4x²');
  const rate = page.getByRole('textbox', { name: 'Learning rate' }).first();
  await rate.fill('1');
  await rate.press('Enter');
  await button(page, '1 training step').click();
  // 2 − 1 · 8 · 2
  const x = nodes(page).filter({ hasText: '1 unit' });
  await expect(x.getByText('−14', { exact: true })).toBeVisible();
});

test('a step before a loss is told, and one press puts a sigmoid in its place', async ({
  page,
}) => {
  await visitQuietly(page, 'XOR, neuron by neuron');
  const card = nodes(page).filter({ hasText: 'Neuron 1' }).first();
  await card.click();
  await panel(page, 'Inspector').getByLabel('Activation').click();
  await page.getByRole('option', { name: 'Step', exact: true }).click();
  await showTab(page, 'Problems');
  const told = problems(page).filter({ hasText: 'slope of a step is zero everywhere' });
  await expect(told).toHaveCount(1);
  await told.getByRole('button', { name: 'Set Activation to sigmoid' }).click();
  await expect(told).toHaveCount(0);
  await button(page, 'Undo').click();
  await expect(told).toHaveCount(1);
});

test('stops early, says so, and can be told not to', async ({ page }) => {
  await visitQuietly(page, 'Early stopping');
  await button(page, 'Train').click();
  await expect(
    page.getByText(/Stopped early at step \d+: the validation cost was lowest/),
  ).toBeVisible();
  await expect(button(page, 'Train')).toBeEnabled();
  const stopping = panel(page, 'Inspector').getByRole('combobox', { name: 'Stopping' });
  await expect(stopping).toHaveValue('Early stopping');
  await stopping.click();
  await page.getByRole('option', { name: 'None' }).click();
  await expect(stopping).toHaveValue('None');
  await button(page, 'Undo').click();
  await expect(stopping).toHaveValue('Early stopping');
});

test('layers without activations show the one layer that they are', async ({ page }) => {
  await visitQuietly(page, 'Layers without activations');
  await nodes(page).filter({ hasText: 'Dense 4' }).first().click();
  const own = panel(page, 'Inspector').locator('details').filter({ hasText: 'As one layer' });
  await expect(own).toContainText('Dense 2, Dense 3');
  await expect(own).toContainText('1×2');
});

test('exports to PyTorch as a zip: model, training, weights, rows and a proof', async ({
  page,
}, info) => {
  await visitQuietly(page);
  const waiting = page.waitForEvent('download');
  await inProjectMenu(page, 'Export to PyTorch');
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('Spiral-pytorch.zip');
  const path = info.outputPath('spiral.zip');
  await download.saveAs(path);
  const files = unzipSync(new Uint8Array(await readFile(path)));
  expect(Object.keys(files).sort()).toEqual(
    [
      'data.safetensors',
      'model.py',
      'parity.json',
      'parity.py',
      'train.py',
      'validation.safetensors',
      'weights.safetensors',
    ].map((name) => `Spiral/${name}`),
  );
  const text = (name: string) => strFromU8(files[`Spiral/${name}`] ?? new Uint8Array());
  expect(text('model.py')).toContain('self.dense1 = nn.Linear(2, 16)');
  expect(text('train.py')).toContain('torch.optim.Adam');
  expect(JSON.parse(text('parity.json')).cost.data).toHaveLength(1);
});

test('what has no form in PyTorch is named, and nothing is downloaded', async ({ page }) => {
  await visitQuietly(page);
  const file = {
    format: 'chainrule',
    version: 1,
    name: 'Strange names',
    run: { seed: 1, batchSize: 4, optimiser: { kind: 'sgd', params: { lr: 0.1 } } },
    nodes: [
      { id: 'data1', kind: 'data', params: {}, position: { x: 0, y: 0 } },
      { id: 'lambda', kind: 'dense', params: { units: 1 }, position: { x: 260, y: 0 } },
      { id: 'mse1', kind: 'mse', params: {}, position: { x: 520, y: 0 } },
    ],
    edges: [
      { id: 'e1', from: 'data1.x', to: 'lambda.in' },
      { id: 'e2', from: 'lambda.out', to: 'mse1.prediction' },
      { id: 'e3', from: 'data1.y', to: 'mse1.target' },
    ],
    notes: [],
  };
  await page.locator('#import-file').setInputFiles({
    name: 'strange.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(file)),
  });
  await expect(nodes(page)).toHaveCount(3);
  await inProjectMenu(page, 'Export to PyTorch');
  const dialog = page.getByRole('dialog', { name: 'This network cannot be exported yet' });
  await expect(dialog).toContainText('Python cannot take “lambda” as a name');
});
