/** Sets a formula as the page does; throws where KaTeX cannot read it. */
import katex from 'katex';

export const typeset = (tex: string): string =>
  katex.renderToString(tex, {
    throwOnError: true,
    macros: { '\\val': '#1', '\\grad': '#1', '\\wt': '#1', '\\node': '\\text{#1}' },
    trust: true,
    strict: 'ignore',
  });
