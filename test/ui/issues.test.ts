/** Every issue that the program can tell is told in Chinese, too. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issue } from '../../src/base/issue.ts';
import { CHINESE } from '../../src/ui/kit/issues/chinese.ts';
import { issueText } from '../../src/ui/kit/issues/text.ts';

const sources = ['src', 'workers'].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(room, name), 'utf8')),
);
const codes = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/\b(?:issue|fileIssue)\(\s*'([a-z][\w.-]*\.[\w.-]+)'/g)].map((m) => m[1]),
  ),
);

describe('issues in Chinese', () => {
  it('finds the codes of the whole program', () => {
    expect(codes.size).toBeGreaterThan(50);
    expect(codes).toContain('edge.cycle');
  });

  it('has a sentence for each code', () => {
    expect([...codes].filter((code) => code && !(code in CHINESE))).toEqual([]);
  });

  it('keeps the arguments, in words of its language', () => {
    const bad = issue('param.invalid', '{param} is {got}; expected {expected}.', {
      args: { param: 'Units', got: '0', expected: 'a whole number from 1 to 4096' },
    });
    expect(issueText(bad, 'zh')).toBe('Units 为 0；应为 1 到 4096 的整数。');
    expect(issueText(bad, 'en')).toBe('Units is 0; expected a whole number from 1 to 4096.');
  });

  it('tells a node by its Chinese title', () => {
    const mismatch = issue('port.unwired', 'Nothing is wired to "{port}" of {title}.', {
      args: { port: 'in', title: 'Dense 2' },
    });
    const dense2 = { id: 'dense2', kind: 'dense', params: {}, position: { x: 0, y: 0 } };
    expect(issueText(mismatch, 'zh', { dense2 })).toBe('全连接层 2 的“in”还没有接线。');
  });

  it('picks the sentence whose arguments are there', () => {
    const wiring = issue('edge.cycle', '', { args: { from: 'dense1', to: 'dense2' } });
    expect(issueText(wiring, 'zh')).toBe('dense1 依赖 dense2，这条连线会形成环。');
  });

  it('goes through the nodes once, however many issues name them', () => {
    let walks = 0;
    const table = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => {
        const id = `dense${i + 1}`;
        return [id, { id, kind: 'dense', params: {}, position: { x: 0, y: 0 } }];
      }),
    );
    const nodes = new Proxy(table, {
      ownKeys(target) {
        walks++;
        return Reflect.ownKeys(target);
      },
    });
    const told = Array.from({ length: 50 }, (_, i) =>
      issueText(
        issue('port.unwired', '', { args: { port: 'in', title: `Dense ${i + 1}` } }),
        'zh',
        nodes,
      ),
    );
    expect(told[49]).toBe('全连接层 50 的“in”还没有接线。');
    expect(walks).toBe(1);
  });

  it('falls back to the English message', () => {
    expect(issueText(issue('some.new', 'Words.'), 'zh')).toBe('Words.');
  });
});
