/** Two nodes, one weight: chosen in the inspector, trained, undone, and left over when its owner goes. */
import { pick, setChoice } from './hands.ts';
import {
  button,
  expect,
  exported,
  importFile,
  node,
  panel,
  problems,
  showTab,
  step,
  test,
  trainStep,
  visitQuietly,
} from './story.ts';

const at = (x: number, y: number) => ({ x, y });
const FILE = JSON.stringify({
  format: 'chainrule',
  version: 1,
  name: 'Twins',
  run: { seed: 1, batchSize: 4, optimiser: { kind: 'sgd', params: { lr: 0.1 } } },
  nodes: [
    {
      id: 'data1',
      kind: 'data',
      params: { dataset: 'gaussians', samples: 40 },
      position: at(0, 60),
    },
    { id: 'dense1', kind: 'dense', params: { units: 2 }, position: at(220, 0) },
    { id: 'dense2', kind: 'dense', params: { units: 2 }, position: at(440, 0) },
    { id: 'dense3', kind: 'dense', params: { units: 3, trainable: false }, position: at(660, 0) },
    { id: 'dense4', kind: 'dense', params: { units: 1 }, position: at(880, 0) },
    { id: 'mse1', kind: 'mse', params: {}, position: at(1100, 60) },
  ],
  edges: [
    { id: 'e1', from: 'data1.x', to: 'dense1.in' },
    { id: 'e2', from: 'dense1.out', to: 'dense2.in' },
    { id: 'e3', from: 'dense2.out', to: 'dense3.in' },
    { id: 'e4', from: 'dense3.out', to: 'dense4.in' },
    { id: 'e5', from: 'dense4.out', to: 'mse1.prediction' },
    { id: 'e6', from: 'data1.y', to: 'mse1.target' },
  ],
  notes: [],
});

test('weights are shared, trained once, undone, and inherited', async ({ page }) => {
  await visitQuietly(page);
  await importFile(page, 'twins.json', FILE);
  await expect(button(page, 'Train')).toBeEnabled();
  await expect(
    node(page, 'Dense 3').getByRole('img', { name: /^Frozen: training leaves/ }),
  ).toBeVisible();

  await pick(page, 'Dense 2');
  await setChoice(page, 'Weights of', 'Dense 1');
  const mark = node(page, 'Dense 2').getByRole('img', { name: 'Uses the weights of Dense 1' });
  await expect(mark).toBeVisible();
  // How weights start is the owner's to say.
  const inspector = panel(page, 'Inspector');
  await expect(inspector.getByRole('textbox', { name: 'Units' })).toBeVisible();
  await expect(inspector.getByRole('switch', { name: 'Trainable' })).toHaveCount(0);
  await trainStep(page);
  await expect.poll(() => step(page)).toBe(1);
  await expect(inspector.getByText('∂L/∂ dense1.weight')).toBeVisible();
  const nodesOf = async () =>
    (JSON.parse(await exported(page)) as { nodes: { id: string; shares?: string }[] }).nodes;
  expect((await nodesOf()).find((n) => n.id === 'dense2')?.shares).toBe('dense1');

  // Dense 3 has another shape: told where it is, and repaired by one press.
  await pick(page, 'Dense 3');
  await setChoice(page, 'Weights of', 'Dense 1');
  await showTab(page, 'Problems');
  await expect(problems(page)).toContainText(['Dense 3 and Dense 1 cannot share weights']);
  await problems(page).getByRole('button', { name: 'Give it weights of its own' }).click();
  await expect(button(page, 'Train')).toBeEnabled();

  await pick(page, 'Dense 1');
  await page.keyboard.press('Delete');
  await expect(mark).toHaveCount(0);
  expect((await nodesOf()).find((n) => n.id === 'dense2')?.shares).toBeUndefined();
  await button(page, 'Undo').click();
  await expect(mark).toBeVisible();
});
