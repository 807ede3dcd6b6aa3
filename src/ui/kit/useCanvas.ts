/** A sharp canvas that is painted when its painter changes and when the theme does; see theme.ts. */

import { type RefObject, useEffect, useRef } from 'react';
import { useShade } from './useShade.ts';

type Paint = (pen: CanvasRenderingContext2D, shade: 'light' | 'dark') => void;

/** Sets the canvas up for drawing in CSS pixels, twice as fine as the screen for zooming in. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number) {
  const sharp = Math.min(4, 2 * (window.devicePixelRatio || 1));
  const [w, h] = [Math.round(width * sharp), Math.round(height * sharp)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const pen = canvas.getContext('2d');
  pen?.setTransform(sharp, 0, 0, sharp, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

/** The painter must keep its identity for as long as the picture stays the same. */
export function useCanvas(
  width: number,
  height: number,
  paint: Paint,
): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  const shade = useShade();
  useEffect(() => {
    const pen = ref.current && prepare(ref.current, width, height);
    if (pen) paint(pen, shade);
  }, [width, height, paint, shade]);
  return ref;
}
