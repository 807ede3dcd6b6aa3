import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import pxToRem from 'postcss-pxtorem';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { HEADERS, ISOLATION, POLICY } from './scripts/hosting.ts';

/** The policy holds wherever the build is served from; while developing, modules are replaced by eval. */
const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/**
 * Rooms whose files run one after the other in one process, where what they import is evaluated and
 * translated once: by itself each file takes a second of processor time more.
 */
const TOGETHER = [
  'backends',
  'base',
  'catalog',
  'compile',
  'data',
  'document',
  'engine',
  'equations',
  'golden',
  'ir',
  'laws',
  'placement',
  'plan',
  'samples',
].map((room) => `test/${room}/**/*.test.ts`);
/** But for those that replace a module, or count what nobody has made before. */
const APART = ['engine/caches', 'laws/gradient-check', 'samples/drawing'].map(
  (file) => `test/${file}.test.ts`,
);

/**
 * Lengths are written in px and follow the reader's size of text. What lies on the canvas keeps its
 * px: the canvas has a zoom of its own, and the document says where things are in px.
 */
const scalable = pxToRem({
  propList: ['*'],
  mediaQuery: true,
  minPixelValue: 2,
  exclude: (file) => /node_modules|src\/ui\/canvas\/(nodes\/|edges\/edges)/.test(file),
});

export default defineConfig({
  base: './',
  plugins: [react(), policy],
  worker: { format: 'es' },
  css: { postcss: { plugins: [scalable] } },
  server: { headers: ISOLATION },
  preview: { headers: HEADERS },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    // A part that is fetched again once the network is back is drawn without its styles, where they were of its own.
    cssCodeSplit: false,
  },
  test: {
    environment: 'node',
    // What a test waits for comes by itself; limits end what hangs, however busy the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Left to itself vitest keeps one core free: half of a machine of two.
    maxWorkers: availableParallelism(),
    // Compiling makes much that is soon dropped: with the usual 16 MiB for what is young, collecting
    // it took a quarter of the time.
    execArgv: ['--max-semi-space-size=128'],
    projects: [
      {
        extends: true,
        test: { name: 'together', include: TOGETHER, exclude: APART, isolate: false },
      },
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.{ts,tsx}'], exclude: TOGETHER },
      },
      { extends: true, test: { name: 'apart', include: APART } },
    ],
  },
});
