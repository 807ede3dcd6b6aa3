// @vitest-environment happy-dom
/** The pieces that a formula is broken into: behind relations, plus and minus; a product is one piece. */
import katex from 'katex';
import { expect, test } from 'vitest';
import { holdProducts } from '../../src/ui/tex/breaking.ts';

/** What stands on a line of its own in the narrowest column that holds each product. */
function pieces(source: string): string[] {
  const element = document.createElement('span');
  element.innerHTML = katex.renderToString(source, {
    macros: { '\\grad': '\\htmlClass{grad}{#1}' },
    trust: true,
    strict: 'ignore',
  });
  const before = element.querySelector('.katex-html')!.textContent;
  holdProducts(element);
  const line = element.querySelector('.katex-html')!;
  expect(line.textContent).toBe(before);
  return [...line.children].map((piece) => piece.textContent.replace(/\u200b/g, '').trim());
}

test.each([
  ['z = w \\cdot x + b', ['z=', 'w⋅x+', 'b']],
  ['a \\cdot b \\cdot c', ['a⋅b⋅c']],
  ['0.5 \\cdot (-1) - 2 \\cdot 3 \\cdot 4 = 1', ['0.5⋅(−1)−', '2⋅3⋅4=', '1']],
  ['\\grad{\\delta} \\cdot \\frac{1}{2} + c', ['δ⋅21+', 'c']],
  ['\\lambda \\cdot \\bigl(a + b\\bigr) + c', ['λ⋅(a+', 'b)+', 'c']],
  ['1.2{\\cdot}10^{-5} + x', ['1.2⋅10−5+', 'x']],
  ['y', ['y']],
  // A line of numbers does not begin with a relation alone.
  ['{}= 2 \\cdot 3 + 4', ['=2⋅3+', '4']],
  ['{}= 5', ['=5']],
])('%s', (source, wanted) => {
  expect(pieces(source)).toEqual(wanted);
});
