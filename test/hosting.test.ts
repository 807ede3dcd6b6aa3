/** What the page may do, and what isolates it, are the same words wherever it is served from. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HEADERS, ISOLATION, POLICY } from '../scripts/hosting.ts';
import config from '../vite.config.ts';

test('static hosting sends what the preview sends; the dev server leaves modules replaceable', () => {
  const [pattern, ...lines] = readFileSync('public/_headers', 'utf8').trim().split('\n');
  const headers = Object.fromEntries(
    lines.map((line) => /^\s*([\w-]+): (.*)$/.exec(line)?.slice(1) ?? []),
  );
  expect(pattern).toBe('/*');
  expect(headers).toEqual(HEADERS);
  expect(config.preview?.headers).toEqual(HEADERS);
  expect(config.server?.headers).toEqual(ISOLATION);
});

test('the docs tell the policy and the headers word by word', () => {
  const docs = readFileSync('docs/hosting.md', 'utf8');
  for (const [name, value] of Object.entries(HEADERS)) expect(docs).toContain(`${name}: ${value}`);
});

test('the policy lets in nothing from elsewhere and no text as a program', () => {
  const directives = new Map(
    POLICY.split('; ').map((d) => [d.split(' ')[0], d.split(' ').slice(1)] as const),
  );
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  expect(directives.get('worker-src')).toEqual(["'self'"]);
  for (const sources of directives.values())
    for (const source of sources)
      expect([
        "'none'",
        "'self'",
        "'unsafe-inline'",
        "'wasm-unsafe-eval'",
        'data:',
        'blob:',
      ]).toContain(source);
});
