/**
 * One scale of type and one of spacing: no stylesheet and no component says a size of its own, and what
 * lies on the canvas has the same scale in px of the document.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const UI = join(import.meta.dirname, '../../src/ui');
const files = readdirSync(UI, { recursive: true, encoding: 'utf8' });
const read = (file: string) => readFileSync(join(UI, file), 'utf8');
const PAGE = 'theme/tokens.css';
const CANVAS = 'canvas/nodes/tokens.css';

/** Name → px of the tokens of one kind. */
const tokens = (file: string, kind: 'text' | 'space' | 'radius') =>
  Object.fromEntries(
    [...read(file).matchAll(new RegExp(`(--${kind}[a-z0-9-]*): ([^;]+);`, 'g'))].map((m) => [
      m[1],
      m[2],
    ]),
  );

const without = (css: string) => css.replace(/\/\*.*?\*\//gs, '');
/** Declarations of the properties that `name` matches, with their values. */
const declared = (css: string, name: string) =>
  [...without(css).matchAll(new RegExp(`(?<![\\w-])(${name}): ([^;]+);`, 'g'))].map((m) => ({
    property: m[1]!,
    value: m[2]!,
  }));

describe('the scales', () => {
  it('have five sizes of text from 11 px, body text of 13, and spaces in steps of 4 px', () => {
    const text = Object.values(tokens(PAGE, 'text')).map((v) => Number.parseFloat(v as string));
    expect(text).toHaveLength(5);
    expect(Math.min(...text)).toBeGreaterThanOrEqual(11);
    expect(tokens(PAGE, 'text')['--text-body']).toBe('13px');
    for (const [name, value] of Object.entries(tokens(PAGE, 'space')))
      if (name !== '--space-half') expect(Number.parseFloat(value as string) % 4, name).toBe(0);
  });

  it('are the same on the canvas', () => {
    for (const kind of ['text', 'space', 'radius'] as const)
      expect(tokens(CANVAS, kind)).toEqual(tokens(PAGE, kind));
  });
});

describe.each(files.filter((f) => f.endsWith('.css') && f !== PAGE && f !== CANVAS))(
  '%s',
  (file) => {
    const css = read(file);

    it('takes sizes of text from the scale', () => {
      const own = declared(css, 'font-size|font')
        .filter(({ value }) => value !== 'inherit')
        .filter(({ property, value }) =>
          property === 'font'
            ? !/var\(--text-/.test(value)
            : // Formulas are set a little larger or smaller than the text that they stand in.
              !/^var\(--text-[a-z]+\)$/.test(value) && !(/tex/.test(file) && /em$/.test(value)),
        );
      expect(own).toEqual([]);
    });

    it('takes spaces from the scale, but for hairlines', () => {
      const own = declared(css, '(?:padding|margin)(?:-[a-z-]+)?|(?:row-|column-)?gap').filter(
        ({ value }) =>
          /(?<![\w.-])-?\d*\.?\d+(px|r?em)/.test(
            value.replace(/(?<![\w.])-?1px/g, '').replace(/var\([^()]*\)/g, ''),
          ),
      );
      expect(own).toEqual([]);
    });
  },
);

describe.each(files.filter((f) => /\.tsx?$/.test(f)))('%s', (file) => {
  it('says no size of text of its own', () => {
    const code = read(file);
    expect([...code.matchAll(/fontSize: ?['"]?\d[^,}]*/g)].map((m) => m[0])).toEqual([]);
    expect([...code.matchAll(/\b(fz|fontSize)=(\{\d|"\d)[^ ]*/g)].map((m) => m[0])).toEqual([]);
  });
});
