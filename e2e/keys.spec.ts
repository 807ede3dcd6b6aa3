/** Shortcuts on other keyboards, beside a voice that types, and beside an input method. */
import type { Page } from '@playwright/test';
import {
  button,
  canvas,
  expect,
  exported,
  node,
  nodes,
  panel,
  projectName,
  saved,
  test,
  visitQuietly,
} from './story.ts';

test.use({ shared: true });

/** A key as another layout has it: what it types, and where it lies. */
async function pressAs(page: Page, key: string, code: string, ctrl = false): Promise<void> {
  const chrome = await page.context().newCDPSession(page);
  const event = { key, code, modifiers: ctrl ? 2 : 0, ...(ctrl ? {} : { text: key }) };
  await chrome.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
  await chrome.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code });
  await chrome.detach();
}

/** Types with an input method, which keeps Enter and Escape to itself until the word is taken. */
async function compose(page: Page, sound: string, key: 'Enter' | 'Escape', word: string) {
  const chrome = await page.context().newCDPSession(page);
  const end = sound.length;
  await chrome.send('Input.imeSetComposition', {
    text: sound,
    selectionStart: end,
    selectionEnd: end,
  });
  await chrome.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key,
    code: key,
    windowsVirtualKeyCode: 229,
  });
  await chrome.send('Input.insertText', { text: word });
  await chrome.detach();
}

const search = (page: Page) => page.getByRole('combobox', { name: 'Add a node', exact: true });

test('a voice that says “train all, hello world” starts nothing; on the canvas letters act, until they are turned off', async ({
  page,
}) => {
  await visitQuietly(page);
  const before = await exported(page);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  // A tab that is chosen already: of what is typed there the spaces press it, to no effect.
  for (const place of [undefined, page.getByRole('tab', { name: 'Curves' })]) {
    await place?.focus();
    await page.keyboard.type('train all, hello world. m/+-');
    await page.keyboard.press('Shift+R');
  }
  await expect(button(page, 'Pause')).toBeDisabled();
  await expect(search(page)).toHaveCount(0);
  await expect(page.getByRole('status')).toHaveText(/^step 0,/);
  await expect(page.getByRole('navigation', { name: 'Moves of this step' })).toHaveCount(0);
  expect(await exported(page)).toBe(before);

  await canvas(page).focus();
  await page.keyboard.press('a');
  await expect(search(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(search(page)).toHaveCount(0);

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByRole('switch', { name: 'Single keys' }).click();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(button(page, 'Train')).toBeEnabled();
    await canvas(page).focus();
    await page.keyboard.type('?at.');
    await expect(search(page)).toHaveCount(0);
    await expect(sheet).toHaveCount(0);
    await expect(button(page, 'Pause')).toBeDisabled();
    // Keys with Ctrl are heard as before.
    await page.keyboard.press('Control+K');
    await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('textbox', { name: 'Find a command' })).toHaveCount(0);
  }
});

test('a Russian, a German and a French keyboard', async ({ page }) => {
  await visitQuietly(page);
  const count = await nodes(page).count();
  await node(page, 'Dense 1').click({ position: { x: 24, y: 8 } });
  await page.keyboard.press('Delete');
  await expect(nodes(page)).toHaveCount(count - 1);
  await pressAs(page, 'я', 'KeyZ', true);
  await expect(nodes(page)).toHaveCount(count);
  await pressAs(page, 'н', 'KeyY', true);
  await expect(nodes(page)).toHaveCount(count - 1);
  await pressAs(page, 'z', 'KeyY', true);
  await expect(nodes(page)).toHaveCount(count);
  await pressAs(page, 'л', 'KeyK', true);
  await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: 'Find a command' })).toHaveCount(0);

  await canvas(page).focus();
  await pressAs(page, 'ф', 'KeyA');
  await expect(search(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await canvas(page).focus();
  await expect(button(page, 'Train')).toBeEnabled();
  const viewport = canvas(page).locator('.react-flow__viewport');
  const zoom = () => viewport.evaluate((e) => new DOMMatrix(getComputedStyle(e).transform).a);
  for (const [key, code, closer] of [
    ['+', 'BracketRight', true],
    ['-', 'Slash', false],
    ['+', 'NumpadAdd', true],
    ['-', 'Digit6', false],
  ] as const) {
    const at = await zoom();
    await pressAs(page, key, code);
    if (closer) await expect.poll(zoom).toBeGreaterThan(at);
    else await expect.poll(zoom).toBeLessThan(at);
  }
});

test('the Enter and the Escape of an input method commit and close nothing', async ({ page }) => {
  await visitQuietly(page);
  // The project's name.
  await projectName(page).click();
  await page.keyboard.press('Control+A');
  await compose(page, 'luoxuan', 'Enter', '螺旋');
  await expect(projectName(page)).toBeFocused();
  await compose(page, 'xian', 'Escape', '线');
  await expect(projectName(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(projectName(page)).toHaveValue('螺旋线');

  // The menu that adds: the word in the air chooses nothing, and the menu stays.
  const count = await nodes(page).count();
  await canvas(page).focus();
  await page.keyboard.press('a');
  await compose(page, 'juan', 'Enter', 'tanh');
  await expect(search(page)).toBeFocused();
  await compose(page, 'x', 'Escape', '');
  await expect(search(page)).toBeFocused();
  await expect(nodes(page)).toHaveCount(count);
  await page.keyboard.press('Escape');

  // The palette's search, a title on a card, and a title in the panel.
  await button(page, 'Search nodes').click();
  await expect(page.getByRole('searchbox', { name: 'Search nodes' })).toBeFocused();
  await compose(page, 'tanh', 'Enter', 'tanh');
  await expect(nodes(page)).toHaveCount(count);
  await node(page, 'Dense 1').focus();
  await page.keyboard.press('F2');
  await compose(page, 'yi', 'Enter', '一');
  await expect(page.getByRole('textbox', { name: 'Title', exact: true }).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(node(page, '一')).toHaveCount(1);

  // A number.
  const batch = panel(page, 'Training').getByRole('textbox', { name: 'Batch size' });
  const held = await batch.inputValue();
  await batch.click();
  await page.keyboard.press('Control+A');
  await compose(page, '7', 'Enter', '７');
  expect(await batch.inputValue()).toBe('７');
  await compose(page, '7', 'Escape', '７');
  await page.keyboard.press('Escape');
  await expect(batch).toHaveValue(held);
});

test('a shortcut in the midst of typing takes what is typed first', async ({ page }) => {
  await visitQuietly(page);
  const batch = panel(page, 'Training').getByRole('textbox', { name: 'Batch size' });
  await batch.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('77');
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+E');
  await download;
  await expect(batch).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(batch).toHaveValue('77');
  await page.keyboard.press('Control+S');
  await saved(page);
});

test('keys are changed in their sheet, shown wherever they were, kept, and reset', async ({
  page,
}) => {
  await visitQuietly(page);
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const key = (title: string) =>
    sheet.getByRole('button', {
      name: new RegExp(`^(${title}, key: |Press the new key for ${title}$)`),
    });
  const told = sheet.getByRole('status');
  const open = async () => {
    await button(page, 'Keyboard shortcuts').click();
    await expect(sheet).toBeVisible();
  };
  await open();

  // What cannot be a key is told, and the recording goes on.
  await key('Train or pause').focus();
  await page.keyboard.press('Enter');
  await expect(key('Train or pause')).toHaveText('Press a key');
  await page.keyboard.press('Shift');
  await expect(told).toHaveText('');
  await page.keyboard.press('Control+Shift+I');
  await expect(told).toHaveText(/^Ctrl\+Shift\+I is a key of the browser/);
  await page.keyboard.press('Enter');
  await expect(told).toHaveText(/^Enter moves about the page/);
  // Nor is a word that an input method takes.
  const chrome = await page.context().newCDPSession(page);
  const ime = { key: 'g', code: 'KeyG', windowsVirtualKeyCode: 229 };
  await chrome.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...ime });
  await chrome.detach();
  await expect(key('Train or pause')).toHaveText('Press a key');
  // Escape keeps the key, and the sheet.
  await page.keyboard.press('Escape');
  await expect(key('Train or pause')).toHaveAccessibleName('Train or pause, key: T');
  await expect(sheet).toBeVisible();

  // A key that is free, as a Russian keyboard has it.
  await key('Train or pause').click();
  await pressAs(page, 'р', 'KeyH');
  await expect(told).toHaveText('Train or pause has the key H.');
  await expect(key('Train or pause')).toBeFocused();
  await expect(key('Train or pause')).toHaveAccessibleName('Train or pause, key: H');

  // A key that another command has: it is named, and asked.
  await key('Reset the weights').click();
  await page.keyboard.press('Control+Z');
  await expect(told).toHaveText('Ctrl+Z is the key for Undo.');
  await page.keyboard.press('Escape');
  await expect(key('Reset the weights')).toHaveAccessibleName('Reset the weights, key: Shift+R');
  await expect(sheet).toBeVisible();
  await key('Fit the view').click();
  await page.keyboard.press('l');
  await expect(told).toHaveText('L is the key for Tidy the layout.');
  await sheet.getByRole('button', { name: 'Take it over' }).press('Enter');
  await expect(key('Fit the view')).toHaveAccessibleName('Fit the view, key: L');
  await expect(key('Tidy the layout')).toHaveAccessibleName('Tidy the layout, key: none');

  // A key that is removed, and one with Ctrl.
  await key('Delete').click();
  await page.keyboard.press('Backspace');
  await expect(key('Delete')).toHaveAccessibleName('Delete, key: none');
  await key('Undo').click();
  await page.keyboard.press('Control+B');
  await expect(key('Undo')).toHaveAccessibleName('Undo, key: Ctrl+B');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  const count = await nodes(page).count();
  for (const again of [false, true]) {
    if (again) await page.reload();
    await expect(button(page, 'Train')).toHaveAttribute('aria-keyshortcuts', 'H');
    await expect(button(page, 'Undo')).toHaveAttribute('aria-keyshortcuts', 'Control+B');
    await expect(button(page, 'Tidy')).not.toHaveAttribute('aria-keyshortcuts');
    await expect(button(page, 'Train')).toBeEnabled();
    await node(page, 'Dense 1').click({ position: { x: 24, y: 8 } });
    await page.keyboard.press('Delete');
    await expect(nodes(page)).toHaveCount(count);
    await node(page, 'Dense 1').click({ button: 'right', position: { x: 24, y: 8 } });
    await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveText('Delete');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(nodes(page)).toHaveCount(count - 1);
    await page.keyboard.press('Control+Z');
    await expect(nodes(page)).toHaveCount(count - 1);
    await page.keyboard.press('Control+B');
    await expect(nodes(page)).toHaveCount(count);
    // A pointer that came while the button was put in place anew has not come for the new one.
    await expect(async () => {
      await canvas(page).hover({ position: { x: 5, y: 5 } });
      await button(page, 'Undo').hover();
      await expect(page.getByRole('tooltip').filter({ hasText: 'Ctrl+B' })).toBeVisible({
        timeout: 3_000,
      });
    }).toPass();
    await page.keyboard.press('Control+K');
    await page.keyboard.type('train or');
    await expect(
      page.getByRole('dialog').getByRole('button', { name: /^Train or pause/ }),
    ).toHaveText('Train or pauseH');
    await page.keyboard.press('Escape');
  }
  await expect(button(page, 'Train')).toBeEnabled();
  await canvas(page).focus();
  await page.keyboard.press('t');
  await expect(button(page, 'Pause')).toBeDisabled();
  await page.keyboard.press('h');
  await expect(button(page, 'Pause')).toBeEnabled();
  await page.keyboard.press('h');
  await expect(button(page, 'Pause')).toBeDisabled();

  // One is reset, and gets its key back from whoever has it by then; then all, and back.
  await open();
  await sheet.getByRole('button', { name: 'Reset Tidy the layout to L' }).click();
  await expect(told).toHaveText('L is the key for Fit the view.');
  await sheet.getByRole('button', { name: 'Take it over' }).click();
  await expect(key('Tidy the layout')).toHaveAccessibleName('Tidy the layout, key: L');
  await expect(key('Fit the view')).toHaveAccessibleName('Fit the view, key: none');
  await sheet.getByRole('button', { name: 'Reset all keys' }).click();
  await expect(key('Fit the view')).toHaveAccessibleName('Fit the view, key: F');
  await expect(key('Delete')).toHaveAccessibleName('Delete, key: Del or Backspace');
  await sheet.getByRole('button', { name: 'Bring my keys back' }).click();
  await expect(key('Undo')).toHaveAccessibleName('Undo, key: Ctrl+B');
  await sheet.getByRole('button', { name: 'Reset all keys' }).click();
  await page.keyboard.press('Escape');
  await expect(button(page, 'Undo')).toHaveAttribute('aria-keyshortcuts', 'Control+Z');
});
