/** The policy of the build: everything the app does goes on under it, and nothing gets in. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { POLICY } from '../scripts/hosting.ts';
import {
  button,
  expect,
  exported,
  goesBeyond,
  importFile,
  inProjectMenu,
  nodes,
  openSample,
  panel,
  pause,
  projectName,
  setTheme,
  showTab,
  test,
  train,
  visit,
} from './story.ts';

/** Collects what the policy refused, in the page and in its workers. Call before the page is opened. */
async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  const refused: string[] = [];
  const workers: string[] = [];
  page.on('worker', (worker) => {
    workers.push(worker.url());
    worker
      .evaluate(() =>
        addEventListener('securitypolicyviolation', (e) =>
          console.error(`refused by the policy: ${e.violatedDirective} ${e.blockedURI}`),
        ),
      )
      .catch(() => undefined);
  });
  await page.exposeFunction('policyRefused', (what: string) => void refused.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => {
      const told = `${e.effectiveDirective} ${e.blockedURI}`;
      (globalThis as unknown as { policyRefused(what: string): void }).policyRefused(told);
    });
  });
  return async () => {
    expect(workers.length, 'workers ran').toBeGreaterThan(0);
    return refused;
  };
}

test('a tour of the app under it: training, steps, formulas, files, workers, themes', async ({
  page,
}, info) => {
  test.slow();
  const refused = await watchPolicy(page);
  const answer = await page.goto('./');
  expect(answer?.headers()['content-security-policy']).toBe(POLICY);
  const meta = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(meta).toHaveAttribute('content', POLICY);
  await expect(button(page, 'Train')).toBeEnabled();
  await button(page, 'Dismiss the hint').click();

  await train(page);
  await goesBeyond(page, 100);
  await showTab(page, 'Curves');
  await pause(page);
  // What data bring is no equation: the node behind them has the first.
  await button(page, 'Next node').click();
  await button(page, 'Next node').click();
  await expect(panel(page, 'Inspector').locator('.katex').first()).toBeVisible();
  await setTheme(page, 'Dark');
  await setTheme(page, 'Light');

  // Pictures and the threads of large kernels.
  await openSample(page, 'Digits, convolution');
  await train(page);
  await goesBeyond(page, 2);
  await pause(page);
  await nodes(page)
    .filter({ hasText: 'Cross-entropy' })
    .first()
    .click({ position: { x: 24, y: 8 } });
  await expect(panel(page, 'Inspector').locator('.katex').first()).toBeVisible();
  await showTab(page, 'Plan');
  await showTab(page, 'Data');

  expect(JSON.parse(await exported(page)).format).toBe('chainrule');
  await projectName(page).fill('..');
  await projectName(page).press('Enter');
  const waiting = page.waitForEvent('download');
  await inProjectMenu(page, 'Export to PyTorch');
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('network-pytorch.zip');
  const path = info.outputPath('network.zip');
  await download.saveAs(path);
  const entries = Object.keys(unzipSync(new Uint8Array(await readFile(path))));
  expect(entries.filter((name) => !name.startsWith('network/'))).toEqual([]);
  expect(entries).toContain('network/model.py');

  await importFile(page, 'rows.csv', 'a,b,kind\n1,2,x\n3,4,y\n5,6,x\n');
  const dialog = page.getByRole('dialog', { name: 'Data from a CSV file' });
  await expect(dialog).toContainText('3 rows, 3 columns');
  await dialog.getByRole('button', { name: 'Use this data' }).click();
  await expect(dialog).toBeHidden();
  await button(page, 'Language').click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  expect(await refused()).toEqual([]);
});

test.describe('what is not the app’s own', () => {
  // The browser tells each refusal in words of its own.
  test.use({ expected: [/./] });

  test('is refused: scripts in the page, text as a program, anything from elsewhere', async ({
    page,
  }) => {
    const refused = await watchPolicy(page);
    await visit(page);
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineRan = true';
      document.head.append(script);
      const picture = new Image();
      picture.src = 'https://chainrule.invalid/pixel.png';
      const base = document.createElement('base');
      base.href = 'https://chainrule.invalid/';
      document.head.append(base);
      await fetch('https://chainrule.invalid/').catch(() => undefined);
      const worker = (() => {
        try {
          return new Worker(URL.createObjectURL(new Blob([''])), { type: 'module' });
        } catch {
          return undefined;
        }
      })();
      await new Promise((done) => setTimeout(done, 0));
      worker?.terminate();
      return 'inlineRan' in globalThis;
    });
    expect(ran).toBe(false);
    await expect
      .poll(async () => [...new Set((await refused()).map((r) => r.split(' ')[0]))].sort())
      .toEqual(['base-uri', 'connect-src', 'img-src', 'script-src-elem', 'worker-src']);
  });
});
