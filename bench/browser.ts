/** Builds a page with vite, serves it on loopback with the isolation headers, and opens a Chromium. */
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { build, preview } from 'vite';
import { findBrowser } from '../e2e/browser.mjs';

export interface Served {
  readonly url: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Not minified: a peer starts its threads from the text of its own functions. */
export async function serve(root: string): Promise<Served> {
  const outDir = resolve('node_modules/.cache/bench', root === '.' ? 'app' : root);
  const common = { root, logLevel: 'error' as const, configFile: resolve('vite.config.ts') };
  await build({ ...common, build: { outDir, emptyOutDir: true, minify: false, target: 'es2022' } });
  const server = await preview({
    ...common,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const browser = await chromium.launch({
    executablePath: await findBrowser({ whole: true }),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  });
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** The app trains as fast as it can from its first visit on. */
export const atFullSpeed = (page: Page): Promise<unknown> =>
  page.addInitScript(
    (view) => localStorage.setItem('chainrule.view', view),
    JSON.stringify({ trainingPace: 'full' }),
  );
