/** Shortcuts on the keyboards of the world, and where each is heard. */
import { describe, expect, it } from 'vitest';
import { isComposing } from '../../src/ui/app/composing.ts';
import { keyCaps } from '../../src/ui/commands/caps.ts';
import { COMMANDS } from '../../src/ui/commands/commands.ts';
import {
  heard,
  isCharacter,
  keysOf,
  type Place,
  type Press,
  shortcutOf,
} from '../../src/ui/commands/press.ts';

type Held = Partial<Record<'ctrl' | 'meta' | 'alt' | 'shift' | 'graph', true>>;
const press = (key: string, code: string, held: Held = {}): Press => ({
  key,
  code,
  // Windows reports AltGr as Ctrl and Alt as well.
  ctrlKey: held.ctrl === true || held.graph === true,
  altKey: held.alt === true || held.graph === true,
  metaKey: held.meta === true,
  shiftKey: held.shift === true,
  altGraph: held.graph === true,
});
/** All commands whose keys a press is: never more than one. */
const meant = (p: Press) =>
  COMMANDS.filter((c) => c.keys?.some((k) => k === keysOf(p))).map((c) => c.name);

const shift = { shift: true } as const;
const ctrl = { ctrl: true } as const;

/** Layout, command, and the key as a browser reports it there. */
const LAYOUTS: readonly (readonly [string, string, Press])[] = [
  ['American', 'train', press('t', 'KeyT')],
  ['American', 'reset', press('R', 'KeyR', shift)],
  ['American', 'zoomIn', press('=', 'Equal')],
  ['American', 'zoomIn', press('+', 'Equal', shift)],
  ['American', 'zoomOut', press('-', 'Minus')],
  ['American', 'zoomIn', press('+', 'NumpadAdd')],
  ['American', 'zoomOut', press('-', 'NumpadSubtract')],
  ['American', 'shortcuts', press('?', 'Slash', shift)],
  ['American', 'undo', press('z', 'KeyZ', ctrl)],
  ['American, Caps Lock', 'train', press('T', 'KeyT')],
  ['American, Caps Lock', 'undo', press('Z', 'KeyZ', ctrl)],
  ['American', 'redo', press('Z', 'KeyZ', { ctrl: true, shift: true })],
  ['macOS', 'undo', press('z', 'KeyZ', { meta: true })],
  ['macOS, German', 'leaveStepping', press('/', 'Digit7', shift)],
  ['German', 'undo', press('z', 'KeyY', ctrl)],
  ['German', 'redo', press('y', 'KeyZ', ctrl)],
  ['German', 'zoomIn', press('+', 'BracketRight')],
  ['German', 'zoomOut', press('-', 'Slash')],
  ['German', 'shortcuts', press('?', 'Minus', shift)],
  ['German', 'leaveStepping', press('/', 'Digit7', shift)],
  ['French', 'add', press('a', 'KeyQ')],
  ['French', 'selectAll', press('a', 'KeyQ', ctrl)],
  ['French', 'undo', press('z', 'KeyW', ctrl)],
  ['French', 'minimap', press('m', 'Semicolon')],
  ['French', 'stepForward', press('.', 'Comma', shift)],
  ['French', 'stepBack', press(',', 'KeyM')],
  ['French', 'leaveStepping', press('/', 'Period', shift)],
  ['French', 'shortcuts', press('?', 'KeyM', shift)],
  ['French', 'zoomOut', press('-', 'Digit6')],
  ['French', 'zoomIn', press('+', 'Equal', shift)],
  ['Dvorak', 'undo', press('z', 'Slash', ctrl)],
  ['Dvorak', 'train', press('t', 'KeyK')],
  ['Dvorak', 'stepForward', press('.', 'KeyE')],
  ['Dvorak', 'leaveStepping', press('/', 'BracketLeft')],
  ['Russian', 'undo', press('я', 'KeyZ', ctrl)],
  ['Russian', 'redo', press('Я', 'KeyZ', { ctrl: true, shift: true })],
  ['Russian', 'add', press('ф', 'KeyA')],
  ['Russian', 'find', press('л', 'KeyK', ctrl)],
  ['Russian', 'train', press('е', 'KeyT')],
  ['Russian', 'reset', press('К', 'KeyR', shift)],
  ['Russian', 'stepForward', press('.', 'Slash')],
  ['Russian', 'stepBack', press(',', 'Slash', shift)],
  ['Russian', 'shortcuts', press('?', 'Digit7', shift)],
  ['Greek', 'train', press('τ', 'KeyT')],
  ['Hebrew', 'undo', press('ז', 'KeyZ', ctrl)],
  ['Hebrew', 'leaveStepping', press('/', 'KeyQ')],
  ['Arabic', 'shortcuts', press('؟', 'Slash', shift)],
  ['Korean', 'train', press('ㅅ', 'KeyT')],
  ['Turkish', 'import', press('ı', 'KeyI', ctrl)],
  ['Chinese signs', 'shortcuts', press('？', 'Slash', shift)],
  ['Chinese signs', 'stepForward', press('。', 'Period')],
  ['a layout with / at the third level', 'leaveStepping', press('/', 'KeyV', { graph: true })],
  ['any', 'delete', press('Delete', 'Delete')],
  ['any', 'alignLeft', press('ArrowLeft', 'ArrowLeft', { alt: true, shift: true })],
];

describe('keys', () => {
  it.each(LAYOUTS)('%s: %s', (_, command, p) => expect(meant(p)).toEqual([command]));

  it('no sign of a Latin layout is taken for the letter of its place', () => {
    // Bépo has è where others have T, à where they have Z; German ö, Polish ż.
    for (const p of [
      press('è', 'KeyT'),
      press('à', 'KeyZ', ctrl),
      press('ö', 'Semicolon'),
      press('ż', 'KeyZ', { graph: true }),
      press('z', 'KeyZ', { graph: true }),
      press('t', 'KeyT', ctrl),
      press('t', 'KeyT', { alt: true }),
      press('T', 'KeyT', shift),
      press('r', 'KeyR'),
      press('a', 'KeyA', { ctrl: true, shift: true }),
      press('-', 'Minus', ctrl),
      press('Dead', 'KeyT'),
      press('Delete', 'Delete', shift),
      press('ArrowLeft', 'ArrowLeft'),
    ])
      expect(meant(p), `${p.key} at ${p.code}`).toEqual([]);
  });

  it('that are none by themselves are not written down', () => {
    for (const p of [
      press('Shift', 'ShiftLeft', shift),
      press('Control', 'ControlLeft', ctrl),
      press('Dead', 'Quote'),
      press('Process', 'KeyT'),
      press('AltGraph', 'AltRight', { graph: true }),
      press('Unidentified', ''),
    ])
      expect(keysOf(p), p.key).toBeUndefined();
  });

  it.each([
    ['é', press('é', 'Digit2')],
    ['Space', press(' ', 'Space')],
    ['mod++', press('+', 'Equal', { ctrl: true, shift: true })],
    ['mod+alt+shift+B', press('B', 'KeyB', { ctrl: true, alt: true, shift: true })],
    ['@', press('@', 'KeyQ', { graph: true })],
    ['F8', press('F8', 'F8')],
    ['shift+F8', press('F8', 'F8', shift)],
  ])('are written in one way: %s', (keys, p) => {
    expect(keysOf(p)).toBe(keys);
    const { mod, alt, shift: shifted, key } = shortcutOf(keys);
    expect([mod, alt, shifted, key].filter(Boolean).length).toBe(
      keys.replace(/\+$/, 'p').split('+').length,
    );
  });

  it('shows all keys of every command', () => {
    for (const keys of COMMANDS.flatMap((c) => c.keys ?? []))
      expect(keyCaps(keys, false).every((cap) => cap.length > 0)).toBe(true);
  });
});

describe('where a shortcut is heard', () => {
  const PLACES: readonly Place[] = ['text', 'control', 'canvas', 'page'];
  const places = (keys: string, typing = false, single = true, anywhere = false) =>
    PLACES.filter((place) => heard(keys, place, { typing, single, anywhere }));

  it('letters and signs on the canvas alone, and nowhere once they are off', () => {
    for (const { name, keys = [], anywhere } of COMMANDS)
      for (const k of keys.filter(isCharacter)) {
        const where = name === 'shortcuts' ? ['control', 'canvas', 'page'] : ['canvas'];
        expect(places(k, false, true, anywhere), name).toEqual(where);
        expect(places(k, false, false, anywhere), name).toEqual([]);
        expect(places(k, true, true, anywhere), name).toEqual(where);
      }
    // A letter in place of the sign is one that a voice says.
    for (const letter of ['H', 'shift+H', 'é'])
      expect(places(letter, false, true, true), letter).toEqual(['canvas']);
    expect(COMMANDS.flatMap((c) => c.keys ?? []).filter(isCharacter).length).toBeGreaterThan(10);
  });
  it('others anywhere but in a text, unless they mean nothing there', () => {
    expect(places('mod+Z')).toEqual(['control', 'canvas', 'page']);
    expect(places('mod+S', true)).toEqual(PLACES);
    expect(places('Delete')).toEqual(['canvas', 'page']);
  });
  it('what edits a text is never taken from one, whatever a command’s keys became', () => {
    for (const k of [
      'mod+Z',
      'mod+shift+Z',
      'mod+A',
      'mod+Backspace',
      'alt+ArrowLeft',
      'T',
      'Home',
    ])
      expect(places(k, true), k).not.toContain('text');
    for (const k of ['mod+B', 'mod+alt+A', 'F8', 'alt+B'])
      expect(places(k, true), k).toContain('text');
    const OF_TEXTS = ['A', 'C', 'V', 'X', 'Y', 'Z', 'B', 'U'];
    for (const c of COMMANDS.filter((one) => one.typing))
      for (const k of c.keys ?? []) {
        expect(isCharacter(k), c.name).toBe(false);
        expect(OF_TEXTS, c.name).not.toContain(k.split('+').at(-1));
      }
  });
});

describe('a composition', () => {
  it.each([
    ['Chrome and Firefox, within it', { isComposing: true, keyCode: 229 }, true],
    ['Firefox, within it', { isComposing: true, keyCode: 13 }, true],
    ['Safari, the key that ended it', { isComposing: false, keyCode: 229 }, true],
    ['Enter itself', { isComposing: false, keyCode: 13 }, false],
    ['Escape itself', { isComposing: false, keyCode: 27 }, false],
  ])('%s', (_, event, composing) => expect(isComposing(event)).toBe(composing));
});
