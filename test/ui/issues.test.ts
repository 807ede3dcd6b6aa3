/**
 * Every issue that the program can tell is told in Chinese, too. That both sentences are there, with the
 * same holes and an argument for each, is held by the type of `issue`: the checker reads what follows.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { between } from '../../src/base/fields.ts';
import { type Args, issue } from '../../src/base/issue.ts';
import { alike } from '../../src/base/words.ts';
import { vocabulary } from '../../src/catalog/index.ts';
import { check } from '../../src/compile/check.ts';
import type { Document } from '../../src/document/records.ts';
import { wouldRefuse } from '../../src/document/wiring.ts';
import { issueText } from '../../src/ui/kit/issues/text.ts';
import { bceWithLogits, data, dense, draw, tanh } from '../vocabulary.ts';

const QUOTED = String.raw`'((?:[^'\\]|\\.)*)'`;
const PAIR = new RegExp(String.raw`\{\s*en: ${QUOTED},\s*zh: ${QUOTED},?\s*\}`, 'g');
const pairs = ['src', 'workers', 'cli'].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(room, name), 'utf8');
      if (!/\bissue\(/.test(text)) return [];
      return [...text.matchAll(PAIR)].map(([, en = '', zh = '']) => ({ name, en, zh }));
    }),
);

describe('issues in Chinese', () => {
  it('finds the sentences of the whole program', () => {
    expect(pairs.length).toBeGreaterThan(200);
    expect(pairs.map((p) => p.zh)).toContain('没有连线 {edge}。');
  });

  it('has a sentence in each language, not one for both', () => {
    const sentences = pairs.filter((p) => p.en.endsWith('.') || p.en.endsWith('?'));
    expect(sentences.filter((p) => !/\p{Script=Han}.*[。？]$/u.test(p.zh))).toEqual([]);
    expect(pairs.filter((p) => /\p{Script=Han}/u.test(p.en))).toEqual([]);
  });

  it('does not compile with a hole too few or an argument too few', () => {
    const nothing = { en: 'Nothing.', zh: '空。' } as const;
    const one = { en: 'No {name}.', zh: '没有 {name}。' } as const;
    const args = { name: 'x', other: 'y' };
    const made = [
      issue('a', nothing),
      issue('a', one, { args }),
      // @ts-expect-error no Chinese
      issue('a', { en: 'No {name}.' }, { args }),
      // @ts-expect-error a hole that the Chinese lacks
      issue('a', { en: 'No {name}.', zh: '没有。' }, { args }),
      // @ts-expect-error a hole that the English lacks
      issue('a', { en: 'No {name}.', zh: '{other} 没有 {name}。' }, { args }),
      // @ts-expect-error another hole
      issue('a', { en: 'No {name}.', zh: '没有 {other}。' }, { args }),
      // @ts-expect-error no arguments
      issue('a', one),
      // @ts-expect-error no such argument
      issue('a', one, { args: { other: 'y' } }),
      // @ts-expect-error arguments of which it is not known which there are
      issue('a', one, { args: args as Args }),
      // @ts-expect-error a node by its id: people read titles
      issue('a', { en: 'No {node}.', zh: '没有 {node}。' }, { args: { node: 'dense1' } }),
      // @ts-expect-error what is done, in one language only
      issue('a', { en: '{what}.', zh: '{what}。' }, { args: { what: 'Training' } }),
      // @ts-expect-error a sentence that the checker cannot read
      issue('a', alike(String(args.name)), { args }),
    ];
    expect(made.every((i) => i.severity === 'error')).toBe(true);
  });

  it('keeps the arguments, in words of its language', () => {
    const bad = issue(
      'param.invalid',
      { en: '{param} is {got}; expected {expected}.', zh: '{param} 为 {got}；应为 {expected}。' },
      {
        args: {
          param: { en: 'Units', zh: '单元数' },
          got: '0',
          expected: between(1, 4096, true),
        },
      },
    );
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
});
