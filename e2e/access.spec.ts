/** What axe finds on the page: nothing, in both themes and languages, at a desk and on a phone. */
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { pick } from './hands.ts';
import {
  button,
  expect,
  goesBeyond,
  importFile,
  inProjectMenu,
  newProject,
  node,
  openSample,
  panel,
  pause,
  setTheme,
  showTab,
  test,
  train,
  visit,
  visitQuietly,
} from './story.ts';

/** Everything that is looked at fades in; a half-faded word has too little contrast. */
async function still(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          document
            .getAnimations()
            .filter(
              (a) =>
                a.playState === 'running' &&
                a.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
            ).length,
      ),
    )
    .toBe(0);
}

/** What differs by theme; all else is looked at in whichever is there. */
const BY_THEME = ['color-contrast', 'link-in-text-block'];

/** In both themes; it leaves the page in the other one, which is as good a place to go on from. */
async function expectNoViolations(page: Page): Promise<void> {
  const root = page.locator('html');
  await still(page);
  expect(await violations(page)).toEqual([]);
  const light = (await root.getAttribute('data-mantine-color-scheme')) === 'light';
  const other = light ? 'dark' : 'light';
  await page.emulateMedia({ colorScheme: other });
  await expect(root).toHaveAttribute('data-mantine-color-scheme', other);
  await still(page);
  expect(await violations(page, BY_THEME), `in the ${other} theme`).toEqual([]);
}

test('on a first visit and while a step is walked through', async ({ page }) => {
  await visit(page);
  await expectNoViolations(page);
  await button(page, 'Dismiss the hint').click();
  await train(page);
  await goesBeyond(page, 20);
  await pause(page);
  await showTab(page, 'Curves');
  await pick(page, 'Dense 1');
  await expectNoViolations(page);
  const timeline = page.getByRole('navigation', { name: 'Moves of this step' });
  for (const move of ['Forward, Dense 1', 'Backward, Dense 2', 'Update, Dense 1']) {
    if (!(await timeline.isVisible())) await button(page, 'Next node').click();
    await timeline.getByRole('button', { name: move }).click();
    await expect(timeline.locator('[aria-current="step"]')).toHaveAccessibleName(
      new RegExp(`^${move}`),
    );
    await expect(panel(page, 'Inspector').locator('canvas').first()).toBeVisible();
    await expectNoViolations(page);
  }
});

test('with the plan, measured and its code shown', async ({ page }) => {
  await visitQuietly(page);
  await showTab(page, 'Plan');
  await button(page, 'Measure').click();
  await expect(button(page, 'Measure again')).toBeVisible();
  await button(page, 'Code').click();
  await page.getByRole('grid', { name: 'Steps' }).focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('document', { name: 'WebAssembly text' })).toContainText('func');
  await expectNoViolations(page);
  await page.getByText('Nodes', { exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Nodes' })).toBeVisible();
  await expectNoViolations(page);
  await page.getByText('Memory', { exact: true }).click();
  await expect(page.getByRole('listbox')).toBeVisible();
  await expectNoViolations(page);
});

test('with a sweep: its form, and each of its pictures', async ({ page }) => {
  await visitQuietly(page, 'Learning rates on 4x²');
  await expect(page.getByText(/^4 runs in /)).toBeVisible();
  await expectNoViolations(page);
  await button(page, 'Change').click();
  await button(page, 'Add a setting').click();
  await expect(page.getByText(/^12 runs · .* about /)).toBeVisible();
  await expectNoViolations(page);
  await button(page, 'Start the sweep').click();
  await expect(page.getByText(/^12 runs in /)).toBeVisible();
  for (const look of ['Heat map', 'Parallel']) {
    await page.getByText(look, { exact: true }).click();
    await expectNoViolations(page);
  }
});

test('with dialogs and menus open', async ({ page }) => {
  await visitQuietly(page);
  await button(page, 'Layers').click();
  await expect(page.getByRole('dialog', { name: 'Layers' })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Layers' })).toBeHidden();
  await button(page, 'Samples').click();
  await expect(page.getByRole('dialog', { name: 'Start from a sample' })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await button(page, 'Keyboard shortcuts').click();
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await inProjectMenu(page, 'Projects…');
  await expect(page.getByRole('dialog', { name: 'Projects' }).getByRole('listitem')).toHaveCount(1);
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await importFile(page, 'table.csv', 'a,b,c\n1,2,x\n2,,y\n3,4,x\n');
  await expect(page.getByRole('region', { name: 'Bad rows' })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await importFile(page, 'broken.json', '{');
  await expect(page.getByRole('dialog', { name: 'This was not opened' })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await node(page, 'Dense 1').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Run to here' })).toBeVisible();
  await expectNoViolations(page);
});

test('with nothing on the canvas, with problems, with the data', async ({ page }) => {
  await visitQuietly(page);
  await showTab(page, 'Data');
  await expect(page.getByRole('table', { name: 'Columns of Data 1' })).toBeVisible();
  await expectNoViolations(page);
  await pick(page, 'Data 1');
  await page.keyboard.press('Delete');
  await showTab(page, 'Problems');
  await expect(
    page.getByRole('list', { name: 'Problems' }).getByRole('listitem').first(),
  ).toBeVisible();
  await expectNoViolations(page);
  await newProject(page);
  await expectNoViolations(page);
});

test('with a message of a run that stopped', async ({ page }) => {
  await visitQuietly(page);
  await openSample(page, 'Sine');
  const bar = panel(page, 'Training');
  await bar.getByRole('combobox', { name: 'Optimiser' }).selectOption('SGD');
  await bar.getByRole('textbox', { name: 'Learning rate' }).fill('100');
  await button(page, 'Train').click();
  await expect(page.getByRole('alert').filter({ hasText: 'The run stopped' })).toBeVisible();
  await expectNoViolations(page);
});

test('on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page);
  await expectNoViolations(page);
  await button(page, 'Dismiss the hint').click();
  const tabs = page.getByRole('navigation').getByRole('button');
  for (const sheet of ['Palette', 'Inspector', 'Curves', 'Problems', 'Data']) {
    await tabs.filter({ hasText: sheet }).click();
    await expect(panel(page, sheet)).toBeVisible();
    await expectNoViolations(page);
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wider, 'nothing scrolls sideways').toBe(false);
});

test('the interface speaks Chinese and goes back to English', async ({ page }) => {
  await visitQuietly(page);
  await button(page, 'Language').click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await expect(button(page, '训练')).toBeEnabled();
  await expect(button(page, '下一个节点')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^第 0 步/ })).toBeAttached();
  await panel(page, '元件').getByRole('button', { name: '数据源' }).click();
  await expect(
    page.getByRole('dialog', { name: '数据源' }).getByRole('button', { name: '数据', exact: true }),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expectNoViolations(page);
  await page.reload();
  await expect(button(page, '训练')).toBeEnabled();
  await button(page, '语言').click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await expect(button(page, 'Train')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('light and dark are chosen and remembered', async ({ page }) => {
  await visitQuietly(page);
  const paper = () =>
    page.evaluate(() => getComputedStyle(document.body).getPropertyValue('background-color'));
  const light = await paper();
  await setTheme(page, 'Dark');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect.poll(paper).not.toBe(light);
  const dark = await paper();
  await page.reload();
  await expect.poll(paper).toBe(dark);
  await setTheme(page, 'Light');
  await expect.poll(paper).toBe(light);
});
