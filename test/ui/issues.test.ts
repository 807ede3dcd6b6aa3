/** Every issue that the program can tell is told in Chinese, too. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issue } from '../../src/base/issue.ts';
import { vocabulary } from '../../src/catalog/index.ts';
import { check } from '../../src/compile/check.ts';
import type { Document } from '../../src/document/records.ts';
import { wouldRefuse } from '../../src/document/wiring.ts';
import { CHINESE } from '../../src/ui/kit/issues/chinese.ts';
import { issueText } from '../../src/ui/kit/issues/text.ts';
import { bceWithLogits, data, dense, draw, tanh } from '../vocabulary.ts';

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
      args: {
        param: { en: 'Units', zh: '单元数' },
        got: '0',
        expected: 'a whole number from 1 to 4096',
      },
    });
    expect(issueText(bad, 'zh')).toBe('单元数 为 0；应为 1 到 4096 的整数。');
    expect(issueText(bad, 'en')).toBe('Units is 0; expected a whole number from 1 to 4096.');
  });

  it('calls nodes in a sentence as they are called in its language, and as they are called now', () => {
    const document = draw(
      [data('spiral'), dense(2), tanh(), dense(1), bceWithLogits()],
      [
        'data1.x -> dense1.in',
        'dense2.out -> dense1.in',
        'dense1.out -> tanh1.in',
        'tanh1.out -> dense2.in',
        'dense2.out -> bceWithLogits1.prediction',
        'data1.y -> bceWithLogits1.target',
      ],
    );
    const [circle] = check(document).issues;
    if (!circle) throw new Error('no issue');
    const { nodes } = document;
    const renamed = { ...nodes, tanh1: { ...nodes.tanh1!, title: 'Bend' } };
    const names = (language: 'en' | 'zh', of: Document['nodes']) =>
      issueText(circle, language, of).split(/[:：] ?|[.。]/)[1];
    expect(names('en', nodes)?.split(' → ').sort()).toEqual(
      ['Dense 1', 'Dense 2', 'Tanh 1'].concat(names('en', nodes)!.split(' → ')[0]!).sort(),
    );
    expect(names('zh', nodes)).not.toMatch(/Dense/);
    expect(names('zh', nodes)).toContain('全连接层 1');
    for (const language of ['en', 'zh'] as const)
      expect(names(language, renamed)).toContain('Bend');
    const refusal = wouldRefuse(
      document,
      vocabulary,
      { node: 'tanh1', port: 'out' },
      { node: 'dense2', port: 'out' },
    );
    if (!refusal) throw new Error('not refused');
    expect(issueText(refusal, 'en', nodes)).toContain('Dense 2.out');
    expect(issueText(refusal, 'zh', nodes)).toContain('全连接层 2.out');
  });

  it('picks the sentence whose arguments are there', () => {
    const wiring = issue('edge.cycle', '', { args: { from: 'dense1', to: 'dense2' } });
    expect(issueText(wiring, 'zh')).toBe('dense1 依赖 dense2，这条连线会形成环。');
  });

  it('falls back to the English message', () => {
    expect(issueText(issue('some.new', 'Words.'), 'zh')).toBe('Words.');
  });
});
