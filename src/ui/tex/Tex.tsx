/** A formula. KaTeX is large, so it comes with the first formula that is shown, not with the page. */
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';
import { useTitled } from '../kit/names.ts';

const Rendered = lazily(() => import('./Rendered.tsx').then((m) => m.default));

/** TeX without its markup: what is read until KaTeX is there, and where it cannot read the source. */
const plainTex = (source: string): string =>
  source
    .replace(/\\(?:val|grad|wt|mathrm|text|operatorname)\s*\{/g, '{')
    .replace(/\\(?:quad|qquad|,|;|!)/g, ' ')
    .replace(/[{}\\]/g, '')
    .trim();

/** Fractions within fractions would be too small to read with numbers in them; limits stand below their sign. */
export const legible = (tex: string): string =>
  tex.replaceAll('\\frac', '\\dfrac').replaceAll('\\sum_', '\\sum\\limits_');

/** Signs of a title that TeX reads as its own. */
const quoted = (title: string): string =>
  title.replace(/[\\{}$&#^_%~]/g, (c) => QUOTED[c] ?? `\\${c}`);
const QUOTED: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
};
const NODE = /\\node\{([^}]*)\}/g;
/** With the titles of nodes in the place of their ids (`nodeTex`). */
export const withTitles = (source: string, titleOf: (id: string) => string): string =>
  source.replace(NODE, (_, id: string) => `\\text{${quoted(titleOf(id))}}`);

export function Tex(props: { source: string; block?: boolean }) {
  const { block = false } = props;
  const source = useTitled(props.source, withTitles);
  const plain = plainTex(source);
  return (
    <Boundary waiting={<code>{plain}</code>} otherwise={<code>{plain}</code>}>
      <Rendered source={source} block={block} fallback={plain} />
    </Boundary>
  );
}
