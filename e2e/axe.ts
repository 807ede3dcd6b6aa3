/**
 * What axe finds wrong on a page. It runs in the page itself, put in once, and only violations come
 * back: a run in parts opens another page each time, and for each element that passed axe works out
 * a selector and sends it over.
 */
import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** A line for each rule that is broken, with the elements that break it; `rules` are all if not told. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (page.frames().length > 1) throw new Error('axe is put into the page, not into its frames');
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(
    async (values) => {
      const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        resultTypes: ['violations'],
        ...(values ? { runOnly: { type: 'rule', values } } : {}),
      });
      return found.violations.map(
        ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html).join('\n  ')}`,
      );
    },
    rules && [...rules],
  );
}
