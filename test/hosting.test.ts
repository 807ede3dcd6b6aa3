/** The headers that isolate the page are the same wherever it is served from. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import config from '../vite.config.ts';

test('static hosting sends what the dev server and the preview send', () => {
  const [pattern, ...lines] = readFileSync('public/_headers', 'utf8').trim().split('\n');
  const headers = Object.fromEntries(lines.map((l) => l.trim().split(': ')));
  expect(pattern).toBe('/*');
  expect(Object.keys(headers)).toHaveLength(2);
  expect(config.server?.headers).toEqual(headers);
  expect(config.preview?.headers).toEqual(headers);
});
