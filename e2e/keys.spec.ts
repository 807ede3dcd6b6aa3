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
  for (const place of [undefined, button(page, 'Samples')]) {
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
  await page.getByRole('searchbox', { name: 'Search nodes' }).click();
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
