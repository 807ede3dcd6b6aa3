import react from '@vitejs/plugin-react';
import pxToRem from 'postcss-pxtorem';
import { defineConfig } from 'vitest/config';

/** Cross-origin isolation gives the page SharedArrayBuffer; the app works without it too. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Lengths are written in px and follow the reader's size of text. What lies on the canvas keeps its
 * px: the canvas has a zoom of its own, and the document says where things are in px.
 */
const scalable = pxToRem({
  propList: ['*'],
  mediaQuery: true,
  minPixelValue: 2,
  exclude: (file) => /node_modules|src\/ui\/(nodes\/|edges\/edges)/.test(file),
});

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  css: { postcss: { plugins: [scalable] } },
  server: { headers: isolation },
  preview: { headers: isolation },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200 },
  test: { include: ['test/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 300_000 },
});
