/** How far the canvas ends above the foot of the page: what is told in passing lies over it, not over the curves. */
import { type RefObject, useLayoutEffect } from 'react';

export function useFoot(canvas: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const { style } = document.documentElement;
    const tell = () => {
      const below = window.innerHeight - element.getBoundingClientRect().bottom;
      style.setProperty('--below-canvas', `${Math.max(0, Math.round(below))}px`);
    };
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas]);
}
