/** What numbers and titles look like where they are told: dotted where digits are left out, and never read as TeX. */
import katex from 'katex';
import { expect, it } from 'vitest';
import { Digits, writeDigits } from '../../src/ui/kit/Digits.tsx';
import { withTitles } from '../../src/ui/tex/Tex.tsx';

it('a number that is told with fewer digits than elsewhere is marked, and no other', () => {
  const marks: (readonly [string, boolean | undefined])[] = [];
  const element = {
    textContent: '',
    toggleAttribute: (name: string, on?: boolean) => marks.push([name, on]) > 0,
  };
  for (const [value, glyphs, isRounded] of [
    [-0.00367, 7, true],
    [0.125, 7, false],
    [-0.00367, undefined, false],
  ] as const) {
    writeDigits(element as unknown as Element, value, glyphs);
    expect(marks.at(-1)).toEqual(['data-rounded', isRounded]);
    const { props } = Digits({ value, ...(glyphs && { glyphs }) });
    expect(props['data-rounded']).toBe(isRounded ? '' : undefined);
    expect(props.children).toBe(element.textContent);
  }
});

it('a title stands in the place of its node, whatever signs it has', () => {
  const titles: Record<string, string> = { a: 'Dense 1', b: '50% of_x^2 ~ {#1} \\frac & $' };
  const tex = withTitles('\\delta^{\\node{a}} \\cdot z^{\\node{b}}', (id) => titles[id] ?? id);
  const html = katex.renderToString(tex, { output: 'html' });
  const text = html.replace(/<[^>]*>/g, '').replaceAll('&amp;', '&');
  for (const title of Object.values(titles))
    expect(text.replaceAll('\u00a0', ' ')).toContain(title);
});
