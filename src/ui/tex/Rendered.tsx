/**
 * The part of a formula that needs KaTeX. `\val`, `\grad` and `\wt` become classes, so that the two
 * flows and the weights keep their hues in both themes; marks say whose a term is; nothing else that TeX can inject is trusted.
 */
import katex, { type KatexOptions } from 'katex';
import { useLayoutEffect, useRef } from 'react';
import 'katex/dist/katex.min.css';
import { holdProducts } from './breaking.ts';
import classes from './Tex.module.css';

const MARKS = new Set(['data-of', 'data-name']);
const FLOWS = new Set(['val', 'grad', 'wt']);

const options: KatexOptions = {
  macros: {
    '\\val': '\\htmlClass{val}{#1}',
    '\\grad': '\\htmlClass{grad}{#1}',
    '\\wt': '\\htmlClass{wt}{#1}',
  },
  // Beside the hues: whose a letter or a number is, as the engine marks it.
  trust: (context) =>
    (context.command === '\\htmlClass' && FLOWS.has(context.class)) ||
    (context.command === '\\htmlData' &&
      Object.keys(context.attributes).every((name) => MARKS.has(name))),
  strict: (code) => (code === 'htmlExtension' ? 'ignore' : 'warn'),
  throwOnError: true,
};

export default function Rendered(props: { source: string; block: boolean; fallback: string }) {
  const { source, block, fallback } = props;
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    try {
      // Macros are copied: KaTeX adds to them what a source defines.
      katex.render(source, element, {
        ...options,
        macros: { ...options.macros },
        displayMode: block,
      });
      holdProducts(element);
    } catch {
      element.textContent = fallback;
    }
    // A formula that is cut off can be scrolled by key as well. Asked in a frame, which lays the page out
    // anyway: here it would be laid out for each formula.
    const frame = requestAnimationFrame(() => {
      if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
      else element.removeAttribute('tabindex');
    });
    return () => cancelAnimationFrame(frame);
  }, [source, block, fallback]);
  return <span ref={place} className={block ? classes.block : classes.inline} />;
}
