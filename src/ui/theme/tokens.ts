/** The theme's colours as a canvas needs them: resolved, and read again only when the theme changes. */
interface Tokens {
  readonly value: string;
  readonly grad: string;
  readonly weight: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly font: string;
  readonly mono: string;
  readonly shade: 'light' | 'dark';
}

let kept: { readonly scheme: string | null; readonly tokens: Tokens } | undefined;

/** A cache of what the style sheet says, keyed by the scheme; not a state of its own. */
export function tokens(): Tokens {
  const root = document.documentElement;
  const scheme = root.getAttribute('data-mantine-color-scheme');
  if (kept?.scheme === scheme) return kept.tokens;
  const style = getComputedStyle(root);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const fresh: Tokens = {
    value: read('--value'),
    grad: read('--grad'),
    weight: read('--weight'),
    ink: read('--ink'),
    inkSoft: read('--ink-soft'),
    line: read('--line'),
    font: read('--font'),
    mono: read('--mono'),
    shade: scheme === 'dark' ? 'dark' : 'light',
  };
  kept = { scheme, tokens: fresh };
  return fresh;
}
