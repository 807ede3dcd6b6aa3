/** A network from nothing: drag it from the palette, wire it, train it, walk through a step, undo. */
import type { Page } from '@playwright/test';
import {
  bringIn,
  drawWire,
  input,
  output,
  pick,
  pressUntilOff,
  setChoice,
  setField,
} from './hands.ts';
import {
  button,
  expect,
  exported,
  exportedWithWeights,
  loss,
  newProject,
  node,
  nodes,
  panel,
  pause,
  problems,
  showTab,
  test,
  train,
  visitQuietly,
  wire,
  wires,
} from './story.ts';

// Room for two rows of cards beside the decision map.
test.use({ viewport: { width: 1440, height: 900 } });

const LOSS = 'Binary cross-entropy 1';

async function buildXor(page: Page): Promise<void> {
  await bringIn(page, 'Data', { x: 110, y: 130 });
  await setChoice(page, 'Data set', 'XOR, 4 points');
  await bringIn(page, 'Dense', { x: 360, y: 130 });
  await setField(page, 'Units', '8');
  await bringIn(page, 'Tanh', { x: 610, y: 130 });
  await bringIn(page, 'Dense', { x: 110, y: 400 });
  await setField(page, 'Units', '1');
  await bringIn(page, 'Binary cross-entropy', { x: 400, y: 400 });

  await showTab(page, 'Problems');
  await expect(problems(page)).not.toHaveCount(0);
  await expect(button(page, 'Train')).toBeDisabled();
  await drawWire(page, output(page, 'x', 'Data 1'), input(page, 'in', 'Dense 1'));
  await drawWire(page, output(page, 'out', 'Dense 1'), input(page, 'in', 'Tanh 1'));
  await drawWire(page, output(page, 'out', 'Tanh 1'), input(page, 'in', 'Dense 2'));
  await drawWire(page, output(page, 'out', 'Dense 2'), input(page, 'prediction', LOSS));
  await drawWire(page, output(page, 'y', 'Data 1'), input(page, 'target', LOSS));
  await expect(problems(page)).toHaveCount(0);
  await expect(button(page, 'Train')).toBeEnabled();
}

test.beforeEach(async ({ page }) => {
  await visitQuietly(page);
  await newProject(page);
});

test('XOR is dragged, wired and trained until it is solved', async ({ page }) => {
  await buildXor(page);
  await expect(node(page, 'Dense 1')).toHaveAccessibleName(/8 units/);
  await expect(wire(page, 'Dense 1', 'Tanh 1')).toHaveAccessibleName(/×8$/);
  await train(page);
  await expect.poll(() => loss(page)).toBeLessThan(0.05);
  await showTab(page, 'Curves');
  await pause(page);
  await expect(page.getByRole('tabpanel', { name: 'Curves' })).toContainText(
    /Accuracy.*training 100 %/s,
  );
});

test('a training step is walked forward and back, and everything is as it was', async ({
  page,
}) => {
  await buildXor(page);
  const before = await exportedWithWeights(page);
  const inspector = panel(page, 'Inspector');
  const maps = inspector.getByRole('button', { name: /^Heat map of/ });
  const at = (done: number) => inspector.getByText(new RegExp(`\\b${done} of ${total}$`));
  // Each heat map's name tells its tensor's shape and range; the table below, its numbers.
  const numbers = async () => [
    ...(await maps.evaluateAll((all) => all.map((map) => map.getAttribute('aria-label') ?? ''))),
    ...(await inspector.getByRole('definition').allInnerTexts()),
    ...(await inspector.getByRole('cell').allInnerTexts()),
  ];

  await button(page, 'Next node').click();
  const first = inspector.getByText(/\b1 of \d+$/);
  const total = Number((await first.innerText()).split(' of ')[1]);
  // 5 nodes forward (the loss among them), what learns or passes on backward, 2 layers updated.
  expect(total).toBeGreaterThanOrEqual(11);

  const phases: string[] = [];
  const seen = new Map<number, readonly string[]>();
  for (let done = 1; done <= total; done++) {
    if (done > 1) await button(page, 'Next node').click();
    await expect(at(done)).toBeVisible();
    const current = inspector.locator('[aria-current="step"]');
    const phase = (await current.getAttribute('aria-label'))?.split(',')[0] ?? '';
    if (phases.at(-1) !== phase) phases.push(phase);
    await expect(maps.first()).toBeVisible();
    seen.set(done, await numbers());
  }
  expect(phases).toEqual(['Forward', 'Loss', 'Backward', 'Update']);
  expect(await exportedWithWeights(page), 'the update changed the weights').not.toBe(before);

  for (let done = total - 1; done >= 1; done--) {
    await button(page, 'Previous node').click();
    await expect(at(done)).toBeVisible();
    await expect.poll(numbers).toEqual(expect.arrayContaining([...(seen.get(done) ?? [])]));
  }
  await button(page, 'Previous node').click();
  await expect(at(0)).toBeVisible();
  expect(await exportedWithWeights(page), 'every weight to its last digit').toBe(before);
});

test('undo takes all back to an empty canvas, redo brings all again', async ({ page }) => {
  await buildXor(page);
  await pick(page, 'Tanh 1');
  const before = await exported(page);
  // Five nodes, five wires, three parameters: each gesture is one step.
  await pressUntilOff(page, 'Undo', 13);
  await expect(nodes(page)).toHaveCount(0);
  await expect(wires(page)).toHaveCount(0);
  await pressUntilOff(page, 'Redo', 13);
  await expect(nodes(page)).toHaveCount(5);
  await expect(wires(page)).toHaveCount(5);
  expect(await exported(page)).toBe(before);
  await expect(button(page, 'Train')).toBeEnabled();
});
