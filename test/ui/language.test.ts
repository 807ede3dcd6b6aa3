/**
 * What a person reads is in the language that was chosen: every text of the page, of the catalogue and of the
 * issues, and what stands in the holes of sentences. That both languages are there is held by types; here is
 * looked at what they say.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vocabulary } from '../../src/catalog/index.ts';
import { parse } from '../../src/document/codec.ts';
import { FEATURES } from '../../src/ui/app/i18n.ts';
import { issueText } from '../../src/ui/kit/issues/text.ts';

interface Text {
  readonly where: string;
  readonly en: string;
  readonly zh: string;
}

const files = ['src', 'workers', 'cli'].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(room, name))
    .map((where) => ({ where, text: readFileSync(where, 'utf8') })),
);

const LITERAL = String.raw`(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\x60((?:[^\x60\\]|\\.)*)\x60)`;
const PAIR = new RegExp(String.raw`\ben:\s*${LITERAL},\s*zh:\s*${LITERAL}`, 'g');

const pairs: readonly Text[] = files.flatMap(({ where, text }) =>
  [...text.matchAll(PAIR)].map((m) => ({
    where,
    en: m[1] ?? m[2] ?? m[3] ?? '',
    zh: m[4] ?? m[5] ?? m[6] ?? '',
  })),
);
const strings: readonly Text[] = FEATURES.flatMap(({ en, zh }) =>
  Object.keys(en).map((where) => ({ where, en: en[where] ?? '', zh: zh[where] ?? '' })),
);
const texts = [...pairs, ...strings];

const HAN = /\p{Script=Han}/u;
/** Without holes, formulas, code and what is quoted. */
const prose = (text: string): string =>
  text
    .replace(/\$?\{\{?[^{}]*\}?\}/g, ' # ')
    .replace(/[“"'‘][^”"'’]*[”"'’]/g, ' # ')
    .replace(/`[^`]*`/g, ' # ');
/** Four words and more of English one after the other, one of them no name. */
const english = (text: string): boolean =>
  (prose(text).match(/[A-Za-z][\w’-]*(?: [A-Za-z][\w’-]*){3,}/g) ?? []).some((run) =>
    run.split(' ').some((word) => /^[a-z]{3,}$/.test(word)),
  );
/** Two words or one with a small letter, which a Chinese reader would have in Chinese. */
const words = (text: string): boolean => /[A-Za-z]{2,} [a-z]{2,}/.test(prose(text));

/** Names of people, products and functions, which are called the same; the page's words for its languages. */
const SAME = new Set(['English', '中文', '中文 / English', 'English / 中文']);

describe('texts', () => {
  test('are found', () => {
    expect(pairs.length).toBeGreaterThan(700);
    expect(strings.length).toBeGreaterThan(600);
  });

  test('are in Chinese where Chinese was chosen', () => {
    const odd = texts.filter(
      ({ en, zh }) =>
        !SAME.has(zh) && (english(zh) || (!HAN.test(zh) && (zh !== en ? words(zh) : words(en)))),
    );
    expect(odd).toEqual([]);
  });

  test('are in English where English was chosen', () => {
    expect(texts.filter(({ en }) => HAN.test(en) && !SAME.has(en))).toEqual([]);
  });

  test('in Chinese have a blank beside Latin words, figures and titles, and none between Chinese words', () => {
    const HANS = String.raw`\p{Script=Han}`;
    const LATIN = String.raw`(?:[A-Za-z0-9]|\{\{(?:node|title|wire|edge|step|count)\}\})`;
    const tight = new RegExp(
      `${HANS}${LATIN}|(?:[A-Za-z0-9]|(?<=node|title|wire|edge|step|count)\\}\\})${HANS}`,
      'u',
    );
    const apart = new RegExp(`${HANS} +${HANS}`, 'u');
    expect(texts.filter(({ zh }) => tight.test(zh) || apart.test(zh))).toEqual([]);
  });

  test('end alike: a sentence is a sentence in both', () => {
    const end = (text: string) => /[.。…?？:：]$/.exec(text.trim())?.[0];
    const same = (a: string | undefined, b: string | undefined) =>
      a === b || ['.。', '?？', ':：'].some((p) => p.includes(a ?? '-') && p.includes(b ?? '-'));
    // An abbreviation ends with a full stop as well.
    expect(texts.filter(({ en, zh }) => en !== 'No.' && !same(end(en), end(zh)))).toEqual([]);
  });
});

/** A file in which each form that the schema asks for is missed. */
const SPOILT = {
  format: 'chainrule',
  version: 1,
  name: '',
  run: { seed: -1, batchSize: 1.5, optimiser: 'sgd', more: 1 },
  nodes: [
    { id: '1', kind: ' ', title: '', params: 3, position: { x: 'a', y: 1e12 } },
    { id: 'constructor', kind: 'dense', params: {}, position: [] },
  ],
  edges: [{ id: 'e1', from: 'dense1', to: 7 }],
  notes: { id: 'n' },
  weights: { '.': { shape: [0], data: [null] } },
  training: { slots: { '?': { '!': 1 } } },
};

describe('what a schema says', () => {
  test('is told in Chinese', () => {
    const read = parse(JSON.stringify(SPOILT), vocabulary);
    expect(read.ok).toBe(false);
    const told = read.issues.map((i) => issueText(i, 'zh'));
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter((text) => !HAN.test(text) || english(text))).toEqual([]);
    expect(told.join()).toContain('形如 "dense1" 的名称');
  });
});

/** What stands in a hole as one text for both languages: a name or a figure, no words. */
const spoken = (text: string): string[] =>
  [...text.matchAll(/\bargs: (\{[^;]*?\}),?\s*(?:where|severity|fix|\}|\))/g)].flatMap(
    ([, args = '']) =>
      [
        ...args
          .replace(/\{\s*en:[^{}]*\}/g, '')
          .matchAll(/(\w+): ['"`]([^'"`]*[a-z]{2,} [a-z]{2,}[^'"`]*)['"`]/g),
      ].map(([found]) => found),
  );

describe('holes of sentences', () => {
  test('hold words in both languages', () => {
    const found = files.flatMap(({ where, text }) => spoken(text).map((arg) => `${where}: ${arg}`));
    expect(found).toEqual([]);
  });
});

describe('the page', () => {
  test('asks no text for one of its languages but by the one that was chosen', () => {
    const found = files.flatMap(({ where, text }) =>
      /^src\/(?:ui|state|session|charts)\//.test(where) && where !== 'src/ui/kit/search.ts'
        ? [
            ...text.matchAll(
              /\b(?:title|label|help|hint|short|sentence|\w*[wW]ords)\??\.(?:en|zh)\b/g,
            ),
          ].map(([found]) => `${where}: ${found}`)
        : [],
    );
    expect(found).toEqual([]);
  });
});
