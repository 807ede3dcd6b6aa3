/** A formula. KaTeX is large, so it comes with the first formula that is shown, not with the page. */
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';

const Rendered = lazily(() => import('./Rendered.tsx').then((m) => m.default));

/** TeX without its markup: what is read until KaTeX is there, and where it cannot read the source. */
export const plainTex = (source: string): string =>
  source
    .replace(/\\(?:val|grad|wt|mathrm|text|operatorname)\s*\{/g, '{')
    .replace(/\\(?:quad|qquad|,|;|!)/g, ' ')
    .replace(/[{}\\]/g, '')
    .trim();

/** Fractions within fractions would be too small to read with numbers in them; limits stand below their sign. */
export const legible = (tex: string): string =>
  tex.replaceAll('\\frac', '\\dfrac').replaceAll('\\sum_', '\\sum\\limits_');

export function Tex({ source, block = false }: { source: string; block?: boolean }) {
  const plain = plainTex(source);
  return (
    <Boundary waiting={<code>{plain}</code>} otherwise={<code>{plain}</code>}>
      <Rendered source={source} block={block} fallback={plain} />
    </Boundary>
  );
}
