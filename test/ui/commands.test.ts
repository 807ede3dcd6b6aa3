/** The one list of commands: names, words and keys hold together. */
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../src/ui/app/i18n.ts';
import { ariaKeys, keyCaps, keyLine } from '../../src/ui/commands/caps.ts';
import { COMMANDS } from '../../src/ui/commands/commands.ts';

const words = { en: {}, zh: {} } as Record<'en' | 'zh', Record<string, string>>;
for (const feature of FEATURES) {
  Object.assign(words.en, feature.en);
  Object.assign(words.zh, feature.zh);
}

describe('commands', () => {
  it('have a name of their own and words in both languages', () => {
    expect(new Set(COMMANDS.map((c) => c.name)).size).toBe(COMMANDS.length);
    for (const { name, group } of COMMANDS)
      for (const key of [`commands.${name}`, `commands.group.${group}`]) {
        expect(words.en[key], key).toBeTruthy();
        expect(words.zh[key], key).toBeTruthy();
      }
  });

  it('have a picture of their own', () => {
    const pictures = COMMANDS.map((c) => c.icon);
    const twice = COMMANDS.filter((c) => pictures.filter((p) => p === c.icon).length > 1);
    expect(twice.map((c) => c.name)).toEqual([]);
  });

  it('never share a key', () => {
    const keys = COMMANDS.flatMap((c) => c.keys ?? []).map((k) => k.toLowerCase());
    expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([]);
  });

  it('show keys as a keyboard has them', () => {
    expect(keyCaps('mod+shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyCaps('mod+shift+Z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(keyCaps('+', false)).toEqual(['+']);
    expect(keyCaps('?', false)).toEqual(['?']);
    expect(keyCaps('alt+shift+ArrowUp', false)).toEqual(['Alt', 'Shift', '↑']);
    expect(keyLine('mod++', false)).toBe('Ctrl++');
    expect(keyLine('mod+shift+Z', true)).toBe('⌘⇧Z');
    expect(ariaKeys('mod+shift+Z', false)).toBe('Control+Shift+Z');
    expect(ariaKeys('mod+Z', true)).toBe('Meta+Z');
    expect(ariaKeys('+', false)).toBe('Plus');
  });
});

describe('strings', () => {
  it('stand in one feature only', () => {
    const keys = FEATURES.flatMap((f) => Object.keys(f.en));
    expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([]);
  });

  it('name the same arguments in both languages', () => {
    const names = (text = '') => [...text.matchAll(/\{\{(\w+)/g)].map((m) => m[1]).sort();
    for (const [key, text] of Object.entries(words.en))
      expect(names(words.zh[key]), key).toEqual(names(text));
  });
});
