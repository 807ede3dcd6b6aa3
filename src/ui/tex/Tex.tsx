/** A formula. KaTeX is large, so it comes with the first formula that is shown, not with the page. */
import { lazy, Suspense } from 'react';

const Rendered = lazy(() => import('./Rendered.tsx'));

/** TeX without its markup: what is read until KaTeX is there, and where it cannot read the source. */
export const plainTex = (source: string): string =>
  source
    .replace(/\\(?:val|grad|wt|mathrm|text|operatorname)\s*\{/g, '{')
    .replace(/\\(?:quad|qquad|,|;|!)/g, ' ')
    .replace(/[{}\\]/g, '')
    .trim();

export function Tex({ source, block = false }: { source: string; block?: boolean }) {
  return (
    <Suspense fallback={<code>{plainTex(source)}</code>}>
      <Rendered source={source} block={block} fallback={plainTex(source)} />
    </Suspense>
  );
}
