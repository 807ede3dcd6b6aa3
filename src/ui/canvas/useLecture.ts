/**
 * The view of a lecture: the whole network where its type can then be read from afar, or else as large as
 * that takes, following the move that was made last. Whoever leaves finds the view as it was.
 */
import { getViewportForBounds, useReactFlow, useStore, type Viewport } from '@xyflow/react';
import { type RefObject, useEffect, useRef } from 'react';
import type { Box } from '../../base/boxes.ts';
import { useApp } from '../kit/store.tsx';
import type { Layout } from './layout.ts';
import { boundsOf } from './seeing.ts';
import { ZOOM } from './useTouch.ts';

/** Pixels of the screen that letters have at least. */
export const LEAST = 18;
/** Pixels of the document that small type on a card has room for. */
const ROOM = 16;
/** More above, for the edges that recurrent layers have to themselves. */
const PADDING = { top: '56px', right: '28px', bottom: '36px', left: '28px' } as const;

const boxAt = ({ boxes, cardAt }: Layout, card: string): Box | undefined => {
  const at = cardAt.get(card);
  if (at === undefined) return undefined;
  const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(4 * at, 4 * at + 4);
  return { x, y, width, height };
};

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((b) => b.x + b.width)) - x,
    height: Math.max(...boxes.map((b) => b.y + b.height)) - y,
  };
}

/** Where a view of that extent begins so that its middle is `wanted`, but nothing beyond `all` is shown. */
function begin(wanted: number, extent: number, from: number, length: number): number {
  if (extent >= length) return from + (length - extent) / 2;
  return Math.max(from, Math.min(from + length - extent, wanted - extent / 2));
}

/** @param near what is to be seen, the most important first */
function viewOf(all: Box, near: readonly Box[], width: number, height: number): Viewport {
  const whole = getViewportForBounds(all, width, height, ZOOM.least, ZOOM.most, PADDING);
  const zoom = LEAST / ROOM;
  if (whole.zoom >= zoom) return whole;
  const [across, down] = [width / zoom, height / zoom];
  const together = around(near);
  const [first] = near;
  const fits = together.width <= across && together.height <= down;
  const { x, y, width: w, height: h } = fits || !first ? together : first;
  const margin = 40;
  return {
    zoom,
    x: -zoom * begin(x + w / 2, across, all.x - margin, all.width + 2 * margin),
    y: -zoom * begin(y + h / 2, down, all.y - margin, all.height + 2 * margin),
  };
}

const NONE: readonly string[] = [];

export function useLecture(layout: Layout | undefined, root: RefObject<HTMLElement | null>): void {
  const flow = useReactFlow();
  const lecture = useApp((s) => s.lecture);
  const current = useApp((s) => s.document);
  const move = useApp((s) => s.cursor?.move);
  const width = useStore((s) => (lecture ? s.width : 0));
  const height = useStore((s) => (lecture ? s.height : 0));
  const zoom = useStore((s) => (lecture ? s.transform[2] : 0));
  const before = useRef<Viewport>(undefined);

  useEffect(() => {
    if (!lecture) return undefined;
    before.current = flow.getViewport();
    return () => {
      if (before.current) void flow.setViewport(before.current);
    };
  }, [lecture, flow]);

  useEffect(() => {
    const all = layout?.of === current ? boundsOf(layout) : undefined;
    if (!lecture || !layout || !all || !width || !height) return;
    const { edges } = current;
    const beside = move
      ? Object.values(edges).flatMap(({ source, target }) =>
          source.node === move.node
            ? [target.node]
            : target.node === move.node
              ? [source.node]
              : NONE,
        )
      : [];
    const cards = move ? [move.node, ...beside] : layout.cards.slice(0, 1);
    const near = cards.flatMap((card) => boxAt(layout, card) ?? []);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    void flow.setViewport(viewOf(all, near, width, height), {
      duration: still || !move ? 0 : 300,
    });
  }, [lecture, layout, current, move, width, height, flow]);

  // Type on the canvas is enlarged as far as the zoom leaves it too small.
  useEffect(() => {
    const element = root.current;
    if (!element || !zoom) return undefined;
    element.style.setProperty('--least', `${Math.min(ROOM, LEAST / zoom)}px`);
    return () => void element.style.removeProperty('--least');
  }, [zoom, root]);
}
