/** Names of nodes: no two alike, however they come about, and samples in the reader's language. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { titleOf } from '../../src/catalog/index.ts';
import { serialise } from '../../src/document/codec.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { CHINESE, inLanguage } from '../../src/samples/language.ts';
import type { App } from '../../src/state/store.ts';
import { toldApart, withTitlesApart } from '../../src/state/titles.ts';
import { world } from './world.ts';

const names = (document: Document, language: 'en' | 'zh') =>
  Object.values(document.nodes).map((n) => titleOf(n, language));
const expectApart = (document: Document) => {
  for (const language of ['en', 'zh'] as const)
    expect(new Set(names(document, language)).size).toBe(Object.keys(document.nodes).length);
};

let app: App;
const state = () => app.getState();
const actions = () => app.getState().actions;
const name = (id: string) => titleOf(state().document.nodes[id]!);

describe('names on the page', () => {
  beforeEach(async () => {
    ({ app } = await world());
    await app.start();
    await actions().openSample('xor');
  });
  afterEach(() => app.stop());

  it('a name that another node has gets a number, by its title or by its kind, in any language', () => {
    actions().setTitle('dense2', 'Dense 1');
    expect(name('dense2')).toBe('Dense 1 (2)');
    actions().setTitle('dense1', 'Encoder');
    actions().setTitle('dense2', 'Encoder');
    expect(name('dense2')).toBe('Encoder (2)');
    actions().setTitle('tanh1', 'Encoder (2)');
    expect(name('tanh1')).toBe('Encoder (3)');
    const chinese = titleOf({ id: 'dense1', kind: 'dense' }, 'zh');
    actions().setTitle('dense1', '');
    actions().setTitle('tanh1', chinese);
    expect(name('tanh1')).toBe(`${chinese} (2)`);
    expectApart(state().document);
  });

  it('the name that it has already is no edit, and one that was given up is free', () => {
    actions().setTitle('dense2', 'Dense 1');
    const before = state().document;
    actions().setTitle('dense2', 'Dense 1');
    expect(state().document).toBe(before);
    actions().setTitle('dense1', 'Encoder');
    actions().setTitle('dense2', 'Dense 1');
    expect(name('dense2')).toBe('Dense 1');
    actions().undo();
    actions().undo();
    expect(name('dense2')).toBe('Dense 1 (2)');
  });

  it('what is added, pasted or duplicated is called otherwise than what is there', () => {
    actions().setTitle('tanh1', 'ReLU 1');
    const id = actions().addNode('relu', { x: 0, y: 0 }) ?? '';
    expect(name(id)).toBe('ReLU 1 (2)');
    actions().setTitle('dense1', 'Encoder');
    actions().select({ nodes: ['dense1', 'tanh1', 'dense2'] });
    actions().duplicate();
    actions().selectAll();
    actions().duplicate();
    expectApart(state().document);
  });

  it('a file whose nodes are called alike is told apart when it is opened', async () => {
    const { document } = state();
    const nodes = Object.fromEntries(
      Object.entries(document.nodes).map(([id, n]) => [id, { ...n, title: 'Same' }]),
    );
    expect(await actions().importText(serialise({ ...document, nodes }))).toBe(true);
    expectApart(state().document);
    expect(names(state().document, 'en')).toContain('Same');
  });

  it('a sample opened in Chinese has its Chinese name, and so have its nodes', async () => {
    actions().setLanguage('zh');
    for (const { id, title } of SAMPLES.filter((s) => ['xor', 'norms', 'spiral'].includes(s.id))) {
      await actions().openSample(id);
      expect(state().document.name).toBe(title.zh);
      expect(state().project.name).toBe(title.zh);
    }
  });
});

describe('names of samples', () => {
  it('that are words have Chinese ones', () => {
    const words = SAMPLES.flatMap((s) => Object.values(s.document.nodes)).flatMap((n) =>
      n.title !== undefined && /[a-z]{2}/.test(n.title) ? [n.title] : [],
    );
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((w) => CHINESE[w] === undefined)).toEqual([]);
    expect(Object.keys(CHINESE).filter((w) => !words.includes(w))).toEqual([]);
  });
  it.each(SAMPLES.map((s) => [s.id, s] as const))('%s: no two alike in either language', (_, s) => {
    for (const language of ['en', 'zh'] as const) {
      const document = inLanguage(s, language);
      expect(document.name).toBe(s.title[language]);
      expect(withTitlesApart(document)).toBe(document);
    }
  });
});

describe('whatever is called whatever', () => {
  const title = fc.constantFrom('', 'A', 'A (2)', 'A (3)', 'Tanh 1', 'Dense 2', 'x'.repeat(200));
  const table = fc.array(fc.tuple(fc.constantFrom('tanh', 'dense'), title), { maxLength: 12 });
  const made = (rows: readonly (readonly [string, string])[]): Document => ({
    ...SAMPLES[0]!.document,
    edges: {},
    nodes: Object.fromEntries(
      rows.map(([kind, t], i) => {
        const id = `${kind}${i + 1}`;
        const at = { x: 0, y: 0 };
        return [id, { id, kind, params: {}, position: at, ...(t ? { title: t } : {}) }];
      }),
    ),
  });
  it('ends with names of their own, each begun as it was', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const before = made(rows);
        const after = withTitlesApart(before);
        expectApart(after);
        expect(withTitlesApart(after)).toBe(after);
        // An edit that brings them all in ends the same way.
        const nodes = Object.fromEntries(
          Object.entries(before.nodes).map(([id, node]) => [id, { after: node }]),
        );
        const patch = toldApart(made([]), { nodes });
        for (const [id, change] of Object.entries(patch.nodes ?? {}))
          expect(change.after).toEqual(after.nodes[id]);
      }),
    );
  });
});
