/** XOR by keyboard alone: built, trained, paused and walked through. The mouse is never touched. */
import type { Locator, Page } from '@playwright/test';
import {
  button,
  canvas,
  expect,
  exportedByKeyboard,
  loss,
  node,
  nodes,
  panel,
  projectName,
  test,
  visit,
  visitQuietly,
  wires,
} from './story.ts';

/** Walks on with Tab until this has the focus. */
async function tabTo(page: Page, target: Locator, backwards = false): Promise<void> {
  const focused = () => target.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < 120; i++) {
    if (await focused()) return;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  await expect(target, 'reached with Tab').toBeFocused();
}

async function addFromPalette(page: Page, query: string, title: string): Promise<void> {
  const search = page.getByRole('searchbox', { name: 'Search nodes' });
  if ((await search.count()) === 0) {
    // The palette is folded to its rail: searching unfolds it.
    await tabTo(page, button(page, 'Search nodes'));
    await page.keyboard.press('Enter');
    await expect(search).toBeFocused();
  }
  if (!(await search.evaluate((element) => element === document.activeElement)))
    await tabTo(page, search);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(query);
  await page.keyboard.press('Enter');
  await expect(node(page, title)).toHaveCount(1);
}

/** From a node to a port, by its name or its node's. */
async function wireTo(page: Page, from: string, query: string): Promise<void> {
  const before = await wires(page).count();
  await tabTo(page, node(page, from));
  await page.keyboard.press('c');
  await expect(
    page.getByRole('combobox', { name: new RegExp(`^Wire from ${from}`) }),
  ).toBeFocused();
  await page.keyboard.type(query);
  await page.keyboard.press('Enter');
  await expect(wires(page)).toHaveCount(before + 1);
  await expect(node(page, from)).toBeFocused();
}

/** Enter on a node leads into the inspector; Tab to its field, and write. */
async function setByKeyboard(page: Page, title: string, label: string, value: string) {
  await tabTo(page, node(page, title));
  await page.keyboard.press('Enter');
  const inspector = panel(page, 'Inspector');
  await expect(inspector.locator(':focus')).toHaveCount(1);
  await tabTo(page, inspector.getByRole('textbox', { name: label, exact: true }));
  await page.keyboard.press('Control+A');
  await page.keyboard.type(value);
  await page.keyboard.press('Enter');
}

test('XOR is built, trained and stepped by keyboard alone', async ({ page }) => {
  test.slow();
  await page.addInitScript(() => {
    for (const type of ['pointerdown', 'mousedown', 'touchstart'])
      addEventListener(type, () => console.error(`${type} in a story of keys`), true);
  });
  await visit(page);

  await page.keyboard.press('Control+K');
  await page.keyboard.type('new project');
  await page.keyboard.press('Enter');
  await expect(nodes(page)).toHaveCount(0);
  await expect(projectName(page)).toHaveValue('Untitled');

  await addFromPalette(page, 'data', 'Data 1');
  await addFromPalette(page, 'dense', 'Dense 1');
  await addFromPalette(page, 'tanh', 'Tanh 1');
  await addFromPalette(page, 'dense', 'Dense 2');
  await addFromPalette(page, 'binary', 'Binary cross-entropy 1');
  // What can only be meant is wired at once: dense to tanh to dense.
  await expect(wires(page)).toHaveCount(2);
  await wireTo(page, 'Data 1', 'dense 1');
  await wireTo(page, 'Data 1', 'y target');
  await wireTo(page, 'Dense 2', 'prediction');

  await setByKeyboard(page, 'Dense 1', 'Units', '8');
  await setByKeyboard(page, 'Dense 2', 'Units', '1');
  await tabTo(page, node(page, 'Data 1'), true);
  await page.keyboard.press('Enter');
  await tabTo(page, panel(page, 'Inspector').getByRole('combobox', { name: 'Data set' }));
  await page.keyboard.press('ArrowDown');
  const options = page.getByRole('option');
  const at = (await options.allInnerTexts()).indexOf('XOR, 4 points');
  expect(at).toBeGreaterThanOrEqual(0);
  const xor = options.nth(at);
  for (let i = 0; i < 40; i++) {
    if ((await xor.getAttribute('data-combobox-selected')) === 'true') break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(node(page, 'Data 1')).toHaveAccessibleName(/XOR/);

  await tabTo(page, canvas(page));
  await expect(button(page, 'Train')).toBeEnabled();
  await page.keyboard.press('t');
  await expect.poll(() => loss(page)).toBeLessThan(0.05);
  await page.keyboard.press('t');
  await expect(button(page, 'Pause')).toBeDisabled();

  const timeline = page.getByRole('navigation', { name: 'Moves of this step' });
  const current = timeline.locator('[aria-current="step"]');
  await page.keyboard.press('.');
  await expect(current).toHaveAccessibleName(/^Forward, Data 1/);
  for (const next of [/Dense 1/, /Tanh 1/, /Dense 2/, /^Loss, Binary/, /^Backward, Binary/]) {
    await page.keyboard.press('.');
    await expect(current).toHaveAccessibleName(next);
  }
  await page.keyboard.press(',');
  await expect(current).toHaveAccessibleName(/^Loss, Binary/);
  await page.keyboard.press('/');
  await expect(timeline).toHaveCount(0);

  await page.keyboard.press('Control+Z');
  await expect(node(page, 'Data 1')).not.toHaveAccessibleName(/XOR/);
  await page.keyboard.press('Control+Shift+Z');
  await expect(node(page, 'Data 1')).toHaveAccessibleName(/XOR/);
  const file = JSON.parse(await exportedByKeyboard(page));
  expect(file.nodes).toHaveLength(5);
  expect(file.edges).toHaveLength(5);
});

test('Enter leads into a node’s panel, however slow the machine is', async ({ page }) => {
  await visitQuietly(page);
  const chrome = await page.context().newCDPSession(page);
  // A slowed page burns processor time for all that it does not do.
  await chrome.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  for (const title of ['Dense 1', 'Dense 2']) {
    await node(page, title).focus();
    await page.keyboard.press('Enter');
    const first = panel(page, 'Inspector').getByRole('textbox').first();
    await expect(first).toHaveValue(title);
    await expect(first).toBeFocused();
  }
});

test('buttons of the bar work with Enter and Space, dialogs with Escape', async ({ page }) => {
  await visit(page);
  await tabTo(page, button(page, 'Next node'));
  await page.keyboard.press('Enter');
  const current = page.locator('[aria-current="step"]');
  await expect(current).toHaveAccessibleName(/Data 1/);
  await page.keyboard.press('Space');
  await expect(current).toHaveAccessibleName(/Dense 1/);
  await tabTo(page, button(page, 'Previous node'), true);
  await page.keyboard.press('Enter');
  await expect(current).toHaveAccessibleName(/Data 1/);

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  await expect(sheet.getByText('Next node, layer or pass of a step')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(button(page, 'Previous node')).toBeFocused();
});

test('what is typed right behind the key of the command search is for it, and the focus goes back', async ({
  page,
}) => {
  await visit(page);
  await node(page, 'Dense 1').focus();
  // Where the next key would go that is already waiting: a task behind the one that opens it.
  const focused = await page.evaluateHandle(() => {
    const names: (string | null | undefined)[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => names.push(document.activeElement?.getAttribute('aria-label'));
    addEventListener('keydown', ({ key }) => key !== 'Control' && port2.postMessage(key), true);
    return names;
  });
  await page.keyboard.press('Control+K');
  await expect.poll(() => focused.evaluate((names) => names[0])).toBe('Find a command');
  await page.keyboard.type('undo');
  await expect(page.getByPlaceholder('Find a command')).toHaveValue('undo');
  await page.keyboard.press('Escape');
  await expect(node(page, 'Dense 1')).toBeFocused();
});
