/** Users' stories in a real Chromium against the built app. Timings are not tested here. */
import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/browser.mjs';
import type { Options } from './e2e/story.ts';

const port = Number(process.env.E2E_PORT ?? 4317);
const executablePath = await findBrowser();

export default defineConfig<Options>({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  fullyParallel: true,
  workers: 2,
  // A machine that stalls is no fault of a story; one that fails twice is. Told as flaky.
  retries: 1,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  projects: [
    { name: 'stories', testIgnore: /(editor|fields|training)\.spec/ },
    // Whoever edits and trains needs no network: what works without it works with it.
    {
      name: 'offline',
      testMatch: /(editor|fields|training)\.spec/,
      use: {
        networkGoes: true,
        // A part whose chunk had not come yet: the browser, vite, and React (520: it renders anew) each tell of it.
        expected: [
          /ERR_INTERNET_DISCONNECTED|dynamically imported|Unable to preload CSS|React error #520/,
        ],
      },
    },
  ],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 720 },
    locale: 'en-GB',
    colorScheme: 'light',
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `npx --no-install vite build && npx --no-install vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/`,
    timeout: 180_000,
    reuseExistingServer: !process.env.CI,
  },
});
