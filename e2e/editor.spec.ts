/** The canvas as an editor: add, wire, copy, arrange, repair; and each gesture undone by one undo. */
import type { Locator, Page } from '@playwright/test';
import { bringIn, drawWire, input, output, pick, setField } from './hands.ts';
import {
  button,
  canvas,
  expect,
  newProject,
  node,
  nodes,
  panel,
  problems,
  showTab,
  test,
  visitQuietly,
  wire,
  wires,
} from './story.ts';

test.use({ shared: true });

const finder = (page: Page): Locator => page.getByRole('dialog', { name: 'Add a node' });
const undo = (page: Page): Promise<void> => button(page, 'Undo').click();
const redo = (page: Page): Promise<void> => button(page, 'Redo').click();
const chosen = (page: Page): Locator => canvas(page).locator('.react-flow__node.selected');

/** The middle of what is on the screen. */
async function middle(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error('not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function menuOf(page: Page, target: Locator, item: string): Promise<void> {
  await target.click({ button: 'right' });
  await page.getByRole('menu', { name: 'Actions' }).getByRole('menuitem', { name: item }).click();
}

test.describe('on an empty canvas', () => {
  test.beforeEach(async ({ page }) => {
    await visitQuietly(page);
    await newProject(page);
  });

  test('a double click adds a node by its name, Tab adds the next one', async ({ page }) => {
    await canvas(page).dblclick({ position: { x: 150, y: 120 } });
    await expect(finder(page)).toBeVisible();
    await page.keyboard.type('relu');
    await page.keyboard.press('Enter');
    await expect(node(page, 'ReLU 1')).toBeVisible();
    await canvas(page).click({ position: { x: 400, y: 300 } });
    await page.keyboard.press('Tab');
    await expect(finder(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('softm');
    await page.keyboard.press('Enter');
    await expect(node(page, 'Softmax 1')).toBeVisible();
    await undo(page);
    await expect(node(page, 'Softmax 1')).toHaveCount(0);
    await undo(page);
    await expect(nodes(page)).toHaveCount(0);
  });

  test('a wire dropped in the air asks what shall take it', async ({ page }) => {
    await bringIn(page, 'Dense', { x: 140, y: 120 });
    const from = await middle(output(page, 'out', 'Dense 1'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 160, from.y + 60, { steps: 8 });
    await page.mouse.up();
    await expect(finder(page)).toBeVisible();
    // A source takes nothing, so it is not offered.
    const offered = finder(page).getByRole('option');
    await expect(offered.filter({ hasText: /^Data/ })).toHaveCount(0);
    await offered.filter({ hasText: /^Tanh/ }).click();
    await expect(wire(page, 'Dense 1', 'Tanh 1')).toHaveCount(1);
    // Node and wire came in one gesture.
    await undo(page);
    await expect(nodes(page)).toHaveCount(1);
    await redo(page);
    await expect(wires(page)).toHaveCount(1);
  });

  test('while a wire is in the air, ports say whether it fits', async ({ page }) => {
    await bringIn(page, 'Dense', { x: 140, y: 120 });
    await bringIn(page, 'Tanh', { x: 450, y: 120 });
    await drawWire(page, output(page, 'out', 'Dense 1'), input(page, 'in', 'Tanh 1'));
    const from = await middle(output(page, 'out', 'Tanh 1'));
    const to = await middle(input(page, 'in', 'Dense 1'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 8 });
    await expect(page.getByText(/circle/)).toBeVisible();
    await page.mouse.up();
    await expect(wires(page)).toHaveCount(1);
  });

  test('a note is written, moved and undone', async ({ page }) => {
    await canvas(page).click({ button: 'right', position: { x: 200, y: 100 } });
    await page.getByRole('menuitem', { name: 'Add a note' }).click();
    const note = canvas(page).getByRole('group', { name: /^Note/ });
    await expect(note).toHaveCount(1);
    const field = page.getByRole('textbox', { name: 'Text of the note' });
    // The caret is in it: no letter of the text is a shortcut.
    await expect(field).toBeFocused();
    await page.keyboard.type('Try fewer units');
    await field.press('Escape');
    await expect(note).toBeFocused();
    await expect(button(page, 'Pause')).toBeDisabled();
    await expect(note).toContainText('Try fewer units');
    await undo(page);
    await expect(note).not.toContainText('Try fewer units');
    await undo(page);
    await expect(note).toHaveCount(0);
  });
});

test.describe('on a sample', () => {
  test.beforeEach(async ({ page }) => {
    await visitQuietly(page);
  });

  test('copy, paste, cut and duplicate, wires included', async ({ page }) => {
    await pick(page, 'Dense 1');
    await pick(page, 'Tanh 1', 'Shift');
    await expect(chosen(page)).toHaveCount(2);
    await page.keyboard.press('Control+C');
    await page.keyboard.press('Control+V');
    await expect(nodes(page)).toHaveCount(9);
    // The wire between the two came along, those to the outside did not.
    await expect(wires(page)).toHaveCount(8);
    await expect(chosen(page)).toHaveCount(2);
    await page.keyboard.press('Control+D');
    await expect(nodes(page)).toHaveCount(11);
    await page.keyboard.press('Control+X');
    await expect(nodes(page)).toHaveCount(9);
    await page.keyboard.press('Control+V');
    await expect(nodes(page)).toHaveCount(11);
    for (const left of [9, 11, 9, 7]) {
      await undo(page);
      await expect(nodes(page)).toHaveCount(left);
    }
    await expect(wires(page)).toHaveCount(7);
    await expect(button(page, 'Undo')).toBeDisabled();
  });

  test('a box chooses several, Delete takes them and their wires, one undo brings all back', async ({
    page,
  }) => {
    const first = await node(page, 'Dense 1').boundingBox();
    const last = await middle(node(page, 'Tanh 1'));
    await page.keyboard.down('Shift');
    await page.mouse.move((first?.x ?? 0) - 12, (first?.y ?? 0) - 12);
    await page.mouse.down();
    await page.mouse.move(last.x, last.y, { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect(chosen(page)).toHaveCount(2);
    await page.keyboard.press('Delete');
    await expect(nodes(page)).toHaveCount(5);
    await expect(wires(page)).toHaveCount(4);
    await undo(page);
    await expect(nodes(page)).toHaveCount(7);
    await expect(wires(page)).toHaveCount(7);
    await canvas(page).focus();
    await page.keyboard.press('Control+A');
    await expect(chosen(page)).toHaveCount(7);
    await page.keyboard.press('Escape');
    await expect(chosen(page)).toHaveCount(0);
  });

  test('nodes are dragged, aligned and tidied', async ({ page }) => {
    const box = async (title: string) => {
      const found = await node(page, title).boundingBox();
      if (!found) throw new Error(`${title} is not on the screen`);
      return found;
    };
    const before = await box('Tanh 1');
    await page.mouse.move(before.x + 20, before.y + 6);
    await page.mouse.down();
    await page.mouse.move(before.x + 40, before.y + 86, { steps: 8 });
    await page.mouse.up();
    await expect.poll(async () => (await box('Tanh 1')).y).toBeGreaterThan(before.y + 50);
    await undo(page);
    await expect.poll(() => box('Tanh 1')).toEqual(before);
    await redo(page);

    await pick(page, 'Dense 1');
    await pick(page, 'Tanh 1', 'Shift');
    await button(page, 'Align top edges').click();
    await expect
      .poll(async () => Math.abs((await box('Tanh 1')).y - (await box('Dense 1')).y))
      .toBeLessThan(1);
    await undo(page);
    await expect.poll(async () => (await box('Tanh 1')).y).toBeGreaterThan(before.y + 50);

    await button(page, 'Tidy').click();
    await expect.poll(async () => (await box('Tanh 1')).y).toBeLessThan(before.y + 50);
    // From left to right, as the numbers flow, in rows.
    const order = ['Data 1', 'Dense 1', 'Tanh 1', 'Dense 2', 'Tanh 2', 'Dense 3'];
    const places = await Promise.all(order.map(box));
    for (const [i, { x, y, height }] of places.slice(1).entries()) {
      const before = places[i]!;
      expect(x > before.x || y > before.y + height / 2, `${order[i + 1]} follows`).toBe(true);
    }
    await expect(button(page, 'Undo')).toBeEnabled();
  });

  test('the menu of a node runs to it, duplicates, renames and deletes it', async ({ page }) => {
    const tanh = node(page, 'Tanh 2');
    await menuOf(page, tanh, 'Run to here');
    await expect(page.locator('[aria-current="step"]')).toHaveAccessibleName(/Tanh 2/);
    await expect(button(page, 'Previous node')).toBeEnabled();

    await menuOf(page, tanh, 'Rename');
    await expect(tanh.getByRole('textbox')).toBeFocused();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Second bend');
    await page.keyboard.press('Enter');
    await expect(node(page, 'Second bend')).toBeVisible();
    await menuOf(page, node(page, 'Second bend'), 'Duplicate');
    await expect(nodes(page)).toHaveCount(8);
    await undo(page);
    await undo(page);
    await expect(node(page, 'Tanh 2')).toBeVisible();
    await menuOf(page, node(page, 'Tanh 2'), 'Delete');
    await expect(nodes(page)).toHaveCount(6);
  });

  test('a kind dropped on a wire goes into it', async ({ page }) => {
    const from = await middle(node(page, 'Dense 1'));
    const to = await middle(node(page, 'Tanh 1'));
    const sight = await canvas(page).boundingBox();
    await bringIn(page, 'ReLU', {
      x: (from.x + to.x) / 2 - (sight?.x ?? 0),
      y: (from.y + to.y) / 2 - (sight?.y ?? 0),
    });
    await expect(wire(page, 'Dense 1', 'ReLU 1')).toHaveCount(1);
    await expect(wire(page, 'ReLU 1', 'Tanh 1')).toHaveCount(1);
    await expect(wires(page)).toHaveCount(8);
  });
});

test('a mismatch is told on the node and in the list, names both sides, and is repaired there', async ({
  page,
}) => {
  await visitQuietly(page, 'The 4-5-3 network');
  await pick(page, 'W 5×3');
  await setField(page, 'Units', '2');
  await showTab(page, 'Problems');
  const problem = problems(page).filter({ hasText: /^Error/ });
  await expect(problem).toHaveCount(1);
  await expect(problem).toContainText('W 5×3');
  await expect(problem).toContainText('2');
  await expect(problem).toContainText('3');
  await expect(button(page, 'Train')).toBeDisabled();
  const loss = node(page, 'Mean squared error 1');
  await expect(loss.getByRole('img', { name: /W 5×3/ })).toBeVisible();
  // The problem leads to its node.
  await problem.getByRole('button').first().click();
  await expect(panel(page, 'Inspector').getByRole('textbox', { name: 'Title' })).toHaveValue(
    'Mean squared error 1',
  );
  await problem.getByRole('button', { name: 'Set Units to 3', exact: true }).click();
  await expect(problem).toHaveCount(0);
  await expect(button(page, 'Train')).toBeEnabled();
  await undo(page);
  await expect(problem).toHaveCount(1);
});

test('what is missing is told: a wire, a circle is refused, a loss', async ({ page }) => {
  await visitQuietly(page);
  await showTab(page, 'Problems');
  await wire(page, 'Tanh 1', 'Dense 2').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Delete');
  await expect(wires(page)).toHaveCount(6);
  await expect(problems(page).filter({ hasText: 'Dense 2' }).first()).toBeVisible();
  await expect(button(page, 'Train')).toBeDisabled();
  await undo(page);
  await expect(problems(page)).toHaveCount(0);
  await pick(page, 'Binary cross-entropy 1');
  await page.keyboard.press('Delete');
  await expect(problems(page).filter({ hasText: 'no loss' })).toHaveCount(1);
  await undo(page);
  await expect(button(page, 'Train')).toBeEnabled();
});
