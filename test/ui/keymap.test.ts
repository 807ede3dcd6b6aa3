/** Keys that a person changes: no two commands share one, and what was changed can be changed back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/ui/commands/command.ts';
import { COMMANDS, commandNamed } from '../../src/ui/commands/commands.ts';
import {
  assign,
  isChanged,
  type KeyChanges,
  keymap,
  losers,
} from '../../src/ui/commands/keymap.ts';
import { keysOf } from '../../src/ui/commands/press.ts';
import { refusal } from '../../src/ui/commands/reserved.ts';

const command = (name: string) => commandNamed(name)!;
const defaults = (c: Command) => [...(c.keys ?? [])].sort();

/** Keys by command, for one comparison of all: a matcher for each was most of the time of the law. */
const keysIn = (commands: readonly Command[], of: (c: Command) => readonly string[]) =>
  commands.map((c) => `${c.name}: ${[...of(c)].sort().join(', ')}`);

/** Each key has one owner, and the owner knows of it. */
function sound(changes: KeyChanges): void {
  const map = keymap(changes);
  const all = COMMANDS.flatMap((c) => map.of(c.name).map((keys) => ({ keys, name: c.name })));
  const keys = all.map((one) => one.keys);
  expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([]);
  expect(keys.map((k) => map.at(k)?.name)).toEqual(all.map((one) => one.name));
  const fixed = COMMANDS.filter((c) => c.fixed);
  expect(fixed.map((c) => map.of(c.name))).toEqual(fixed.map((c) => c.keys));
}

const DEFAULTS = COMMANDS.flatMap((c) => c.keys ?? []);
const anyKeys = fc.oneof(
  fc.constantFrom(...DEFAULTS),
  fc.constantFrom('B', 'shift+B', 'mod+B', 'mod+alt+B', 'F8', 'é', '#', 'mod+#', 'mod+Enter'),
);
const anyCommand = fc.constantFrom(...COMMANDS);
const anyStep = fc.oneof(
  fc.record({ act: fc.constant('give' as const), on: anyCommand, keys: anyKeys }),
  fc.record({ act: fc.constantFrom('clear' as const, 'reset' as const), on: anyCommand }),
);

describe('changed keys', () => {
  it('never leave two commands with one key, and take none but those that were told', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        let changes: KeyChanges = {};
        for (const step of steps) {
          const keys =
            step.act === 'give' ? [step.keys] : step.act === 'reset' ? (step.on.keys ?? []) : [];
          const before = keymap(changes);
          const lost = losers(changes, step.on, keys);
          changes = assign(changes, step.on, keys);
          sound(changes);
          // As the browser's storage gives it back.
          changes = JSON.parse(JSON.stringify(changes)) as KeyChanges;
          const map = keymap(changes);
          const fixed = new Set(lost.filter((l) => l.command.fixed).map((l) => l.keys));
          if (!step.on.fixed)
            expect([...map.of(step.on.name)].sort()).toEqual(
              keys.filter((k) => !fixed.has(k)).sort(),
            );
          const others = COMMANDS.filter((c) => c !== step.on);
          const taken = (c: Command) =>
            step.on.fixed ? [] : lost.filter((l) => l.command === c).map((l) => l.keys);
          const kept = (c: Command) =>
            before.of(c.name).filter((k) => c.fixed || !taken(c).includes(k));
          expect(keysIn(others, (c) => map.of(c.name))).toEqual(keysIn(others, kept));
        }
        // Resetting one after the other is as good as all at once.
        for (const c of COMMANDS) changes = assign(changes, c, c.keys ?? []);
        expect(changes).toEqual({});
        const last = keymap(changes);
        expect(keysIn(COMMANDS, (c) => last.of(c.name))).toEqual(keysIn(COMMANDS, defaults));
      }),
      { numRuns: 300 },
    );
  });

  it('are sound whatever the storage holds', () => {
    const spoilt = fc.dictionary(
      fc.oneof(fc.constantFrom(...COMMANDS.map((c) => c.name)), fc.string()),
      fc.array(fc.oneof(anyKeys, fc.string()), { maxLength: 4 }),
    );
    fc.assert(fc.property(spoilt, sound));
    sound({ train: ['mod+C', 'mod+C', 'T'], undo: ['T'], copy: ['F8'], toString: ['L'] });
    expect(keymap({ train: ['mod+C'] }).at('mod+C')?.name).toBe('copy');
  });

  it('go before those of the list: a key that was chosen stays one’s own', () => {
    // A command that comes first and whose own key somebody gave to another.
    const map = keymap({ train: ['mod+Z'] });
    expect(map.at('mod+Z')?.name).toBe('train');
    expect(map.of('undo')).toEqual([]);
    expect(isChanged({ train: ['mod+Z'] }, command('undo'))).toBe(true);
  });

  it('a second key stays where only the first is taken', () => {
    const changes = assign({}, command('train'), ['mod+Y']);
    expect(keymap(changes).of('redo')).toEqual(['mod+shift+Z']);
    expect(losers({}, command('train'), ['mod+Y'])).toEqual([
      { keys: 'mod+Y', command: command('redo') },
    ]);
  });
});

describe('keys that no command can have', () => {
  it.each([
    ['mod+W', 'browser'],
    ['mod+T', 'browser'],
    ['mod++', 'browser'],
    ['F5', 'browser'],
    ['alt+ArrowLeft', 'browser'],
    ['mod+C', 'clipboard'],
    ['Tab', 'page'],
    ['shift+Tab', 'page'],
    ['Enter', 'page'],
    ['Space', 'page'],
    ['mod+Space', 'page'],
    ['ArrowUp', 'page'],
    ['shift+End', 'page'],
    ['F2', 'page'],
    ['AudioVolumeUp', 'odd'],
    ['ContextMenu', 'odd'],
  ] as const)('%s: %s', (keys, why) => expect(refusal(keys, false)).toBe(why));

  it('are none of those that commands have, but the fixed ones', () => {
    for (const c of COMMANDS)
      for (const keys of c.keys ?? []) {
        for (const mac of [false, true])
          expect(refusal(keys, mac), keys).toBe(c.fixed ? 'clipboard' : undefined);
        // Written as a press of it is, or it would never be heard.
        const [key = ''] = /[^+]+$|\+$/.exec(keys) ?? [];
        const held = (m: string) => keys.startsWith(`${m}+`) || keys.includes(`+${m}+`);
        const p = {
          key,
          code: '',
          ctrlKey: held('mod'),
          metaKey: false,
          altKey: held('alt'),
          shiftKey: held('shift'),
          altGraph: false,
        };
        expect(keysOf(p)).toBe(keys);
      }
  });
  it('are free with Ctrl or Alt where they only move', () => {
    for (const keys of [
      'mod+Enter',
      'alt+Enter',
      'alt+ArrowUp',
      'mod+shift+Home',
      'mod+Delete',
      'F8',
    ])
      expect(refusal(keys, false), keys).toBeUndefined();
    expect(refusal('mod+H', true)).toBe('browser');
    expect(refusal('mod+H', false)).toBeUndefined();
  });
});
