/** Somebody proves the chain rule: all paths from one number to the loss, one by one, or node by node. */
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

/** As numbers are written for people. */
const read = (text: string): number => Number(text.replaceAll('−', '-').replace(/\s/g, ''));

test('the paths from a weight are lit one by one, and many are summed node by node', async ({
  page,
}) => {
  await visitQuietly(page, 'XOR, neuron by neuron');
  await node(page, 'Neuron 1').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Sum over the paths' }).click();
  const sum = panel(page, 'Inspector').getByRole('region', { name: 'Sum over the paths' });
  await expect(sum).toContainText('4 paths');
  const list = sum.getByRole('listbox', { name: 'Paths' });
  const paths = list.getByRole('option');
  // Two of the four points have x1 = 0: their paths bring nothing.
  await expect(sum).toContainText('2 come to exactly 0, in Neuron 1.');
  await expect(paths).toHaveCount(2);
  let total = 0;
  for (const text of await paths.allInnerTexts()) {
    const [, factors = '', product = ''] = text.match(/^(.+) = (\S+)/) ?? [];
    const along = factors.split(' × ').map((f) => read(f.replace(/[()]/g, '')));
    expect(along).toHaveLength(3);
    const multiplied = along.reduce((n, f) => n * f, 1);
    expect(Math.abs(multiplied / read(product) - 1)).toBeLessThan(0.03);
    expect(text).toMatch(/sample \d: Neuron 1 → Neuron 5 → Binary cross-entropy 1$/);
    total += read(product);
  }
  const [, summed = '', gradient] =
    (await sum.innerText()).match(/(\S+) sum of the paths\s+=\s+(\S+) back-propagation/) ?? [];
  expect(summed).toBe(gradient);
  expect(Math.abs(read(summed) / total - 1)).toBeLessThan(0.03);

  // By keys, on the canvas: three cards and the two wires between them, each with its factor.
  const lit = canvas(page).locator('[data-on-path]');
  await expect(lit).toHaveCount(0);
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(paths.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(lit).toHaveCount(5);
  await expect(canvas(page).getByText(/^× −?0\.\d+$/)).toHaveCount(3);
  expect(await violations(page), 'a path is lit').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(lit).toHaveCount(0);
  await sum.getByRole('button', { name: 'Show one after another' }).click();
  await expect(paths.nth(1)).toHaveAttribute('aria-selected', 'true');
  await list.focus();
  await page.keyboard.press('Escape');
  for (const theme of ['Light', 'Dark'] as const) {
    await setTheme(page, theme);
    await expect(page.getByRole('menu')).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
  }
  await setTheme(page, 'Light');
  // What it says is of these weights: with the next step it is gone.
  await button(page, '1 training step').click();
  await expect(sum).toBeHidden();

  await openSample(page, 'Digits, convolution');
  await node(page, 'Conv 2-D 1').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Sum over the paths' }).click();
  await expect(sum).toContainText(/\d paths/, { timeout: 60_000 });
  const table = sum.getByRole('table', { name: 'Node by node' });
  const all = (await table.getByRole('row').last().innerText()).split('\t');
  const [ways = 0, products = 0] = all.slice(1).map(read);
  expect(ways).toBeGreaterThan(64);
  await expect(sum).toContainText('That is back-propagation.');
  // So many paths, so few products.
  expect(products).toBeLessThan(ways);
  expect(products).toBeGreaterThan(0);
  await expect(sum).toContainText(/sum of the paths\s*=\s*\S+ back-propagation/);
  await sum.getByRole('button', { name: 'Take the sum' }).click();
  await expect(sum).toBeHidden();
});
