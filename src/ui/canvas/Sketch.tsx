/** The picture of a large document under its elements; drawn by a worker, moved by the view. */

import { ViewportPortal } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { titleOf } from '../../catalog/index.ts';
import { FAMILIES } from '../../catalog/kind.ts';
import { type SketchInk, TONE } from '../../charts/sketch.ts';
import { useApp, useAppStore } from '../kit/store.tsx';
import { useShade } from '../kit/useShade.ts';
import classes from './canvas.module.css';
import type { Scene } from './scene.ts';
import { cardsIn } from './seeing.ts';
import { createSketcher, type Sketcher } from './sketcher.ts';
import type { Sight } from './useSight.ts';

/** Pixels of a side: browsers refuse larger canvases, and nobody sees them sharper. */
const MOST_PIXELS = 4_096;
/** Titles that are drawn; where more cards are in sight none could be read. */
const MOST_TITLES = 3_000;

let inks: { readonly scheme: string; readonly ink: SketchInk } | undefined;

/** The theme's colours; to ask for them has the page's styles computed, so they are kept. */
function inkOf(scheme: string): SketchInk {
  if (inks?.scheme !== scheme) inks = { scheme, ink: readInk() };
  return inks.ink;
}

function readInk(): SketchInk {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: read('--line-strong'),
    panel: read('--panel'),
    text: read('--ink'),
    selected: read('--selected'),
    problem: read('--problem'),
    families: [...FAMILIES.map((family) => read(`--family-${family}`)), read('--warning')],
    font: read('--font'),
  };
}

export function Sketch({ scene, sight }: { scene: Scene; sight: Sight }) {
  const app = useAppStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const sketcher = useRef<Sketcher>(undefined);
  const scheme = useShade();
  const language = useApp((s) => s.language);

  useEffect(
    () => () => {
      sketcher.current?.close();
      sketcher.current = undefined;
    },
    [],
  );
  // In the frame that shows the change: to ask for colours behind it would have styles computed twice.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const { region, zoom } = sight;
      const most = MOST_PIXELS / Math.max(region.width, region.height);
      const scale = Math.min(zoom * window.devicePixelRatio, most);
      const seen = cardsIn(scene, region);
      const { nodes } = app.getState().document;
      const titles =
        seen.length > MOST_TITLES
          ? []
          : seen.flatMap((i): [number, string][] => {
              const node = nodes[scene.cards[i]!];
              // A neuron's name stands below it, and is read only where it is an element.
              const round = (scene.tones[i]! & TONE.round) !== 0;
              return node && !round ? [[i, titleOf(node, language)]] : [];
            });
      const { boxes, tones, curves, marked } = scene;
      sketcher.current ??= createSketcher();
      sketcher.current.draw(
        { boxes, tones, curves, marked, titles, region, scale, ink: inkOf(scheme) },
        (bitmap) => {
          const element = canvas.current;
          if (!element) return;
          element.width = bitmap.width;
          element.height = bitmap.height;
          element.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
          element.style.width = `${region.width}px`;
          element.style.height = `${region.height}px`;
          element.style.transform = `translate(${region.x}px, ${region.y}px)`;
        },
      );
    });
    return () => cancelAnimationFrame(frame);
  }, [app, scene, sight, scheme, language]);

  return (
    <ViewportPortal>
      <canvas ref={canvas} className={classes.sketch} aria-hidden width={0} height={0} />
    </ViewportPortal>
  );
}
