/** A large network: how far compiling is is told, it can be given up, and an edit does not wait for it. */
import type { Page } from '@playwright/test';
import {
  button,
  expect,
  goesBeyond,
  importFile,
  openSample,
  panel,
  test,
  train,
  visitQuietly,
} from './story.ts';

/** Layers in a chain: more than a second of compiling on any machine. */
function chain(layers: number): string {
  const kinds = [...Array.from({ length: layers }, (_, i) => (i % 2 ? 'tanh' : 'dense'))];
  const inner = kinds.map((kind, i) => ({
    id: `${kind}${i}`,
    kind,
    params: kind === 'dense' ? { units: 2 } : {},
  }));
  const nodes = [
    { id: 'data1', kind: 'data', params: { dataset: 'xor-points' } },
    ...inner,
    { id: 'last', kind: 'dense', params: { units: 1 } },
    { id: 'mse1', kind: 'mse', params: {} },
  ].map((node, i) => ({
    ...node,
    position: { x: 240 * (i % 40), y: 160 * Math.floor(i / 40) },
  }));
  const edges = nodes.slice(1).map(({ id }, i) => ({
    id: `e${i}`,
    from: `${nodes[i]?.id}.${i ? 'out' : 'x'}`,
    to: `${id}.${id === 'mse1' ? 'prediction' : 'in'}`,
  }));
  edges.push({ id: 'target', from: 'data1.y', to: 'mse1.target' });
  const run = { seed: 1, batchSize: 4, optimiser: { kind: 'sgd', params: { lr: 0.1 } } };
  const file = { format: 'chainrule', version: 1, name: 'Deep', run, nodes, edges, notes: [] };
  return JSON.stringify(file);
}

const compiling = (page: Page) => panel(page, 'Compiling');

test('a large network says how far compiling is, and is left uncompiled by Cancel', async ({
  page,
}) => {
  test.slow();
  await visitQuietly(page);
  await importFile(page, 'deep.json', chain(4000));
  await expect(compiling(page)).toContainText(' of ', { timeout: 60_000 });
  // Nothing of the project before is shown for this one's, nor can be trained.
  await expect(button(page, 'Train')).toBeDisabled();
  await compiling(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(compiling(page)).toContainText('Compiling was cancelled');
  await expect(button(page, 'Train')).toBeDisabled();
  await expect(page.getByRole('list', { name: 'Problems' })).toContainText('was cancelled');

  await compiling(page).getByRole('button', { name: 'Compile' }).click();
  await expect(compiling(page)).toContainText(' of ', { timeout: 60_000 });
  // Another project is not kept waiting by what is compiled.
  await openSample(page, 'Sine');
  await expect(compiling(page)).toHaveCount(0);
  await train(page);
  await goesBeyond(page, 10);
});
