/**
 * The view of a lecture: the whole network where its type can then be read from afar, or else as large as
 * that takes, following the move that was made last. Whoever leaves finds the view as it was.
 */
import { getViewportForBounds, useReactFlow, useStore, type Viewport } from '@xyflow/react';
import { type RefObject, useEffect, useRef } from 'react';
import { type Box, hull } from '../../base/boxes.ts';
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

/** One axis of a box, and what is to be seen of it. */
interface Span {
  readonly from: number;
  readonly to: number;
}
const across = ({ x, width }: Box): Span => ({ from: x, to: x + width });
const down = ({ y, height }: Box): Span => ({ from: y, to: y + height });
/** Between a card and the edge of the view. */
const EDGE = 12;

/**
 * Where a view of that extent begins: so that `wanted` is seen, the fewest cards are cut, and its middle is
 * as near as that leaves it. Nothing beyond `all` is shown.
 */
export function begin(
  wanted: Span,
  extent: number,
  { from, to }: Span,
  cards: readonly Span[],
): number {
  if (extent >= to - from) return from + (to - from - extent) / 2;
  const within = (at: number) => Math.max(from, Math.min(to - extent, at));
  const middle = within((wanted.from + wanted.to - extent) / 2);
  const cut = (at: number) =>
    cards.filter((c) => c.from < at + extent && c.to > at && (c.from < at || c.to > at + extent))
      .length;
  let best = middle;
  let least = cut(middle);
  for (const card of cards)
    for (const at of [within(card.from - EDGE), within(card.to + EDGE - extent)]) {
      if (at > wanted.from || at + extent < wanted.to) continue;
      const cuts = cut(at);
      if (cuts > least || (cuts === least && Math.abs(at - middle) >= Math.abs(best - middle)))
        continue;
      best = at;
      least = cuts;
    }
  return best;
}

/**
 * @param near what is to be seen, the most important first
 * @param cards all there are
 */
function viewOf(
  all: Box,
  near: readonly Box[],
  cards: readonly Box[],
  width: number,
  height: number,
): Viewport {
  const whole = getViewportForBounds(all, width, height, ZOOM.least, ZOOM.most, PADDING);
  const zoom = LEAST / ROOM;
  if (whole.zoom >= zoom) return whole;
  const [wide, high] = [width / zoom, height / zoom];
  const together = hull(near);
  const [first] = near;
  const fits = together.width <= wide && together.height <= high;
  const wanted = fits || !first ? together : first;
  const margin = 40;
  const grown = ({ from, to }: Span): Span => ({ from: from - margin, to: to + margin });
  // Of a large document those alone that the view may cut.
  const reached = cards.filter(
    (c) => Math.abs(c.x - wanted.x) < 2 * wide && Math.abs(c.y - wanted.y) < 2 * high,
  );
  const y = begin(down(wanted), high, grown(down(all)), reached.map(down));
  const seen = reached.filter((c) => c.y < y + high && c.y + c.height > y);
  const x = begin(across(wanted), wide, grown(across(all)), seen.map(across));
  return { zoom, x: -zoom * x, y: -zoom * y };
}

/** The share of a box that a view shows. */
function shows(
  { x, y, zoom }: Viewport,
  box: Box,
  size: { width: number; height: number },
): number {
  const seen = (from: number, length: number, extent: number) =>
    Math.max(0, Math.min(extent, from + length) - Math.max(0, from)) / length;
  return (
    seen(x + zoom * box.x, zoom * box.width, size.width) *
    seen(y + zoom * box.y, zoom * box.height, size.height)
  );
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
    const every = layout.cards.flatMap((card) => boxAt(layout, card) ?? []);
    const next = viewOf(all, near, every, width, height);
    const size = { width, height };
    // It stays where it shows as much of the move: room may have been made for a card there.
    const now = flow.getViewport();
    if (
      move &&
      now.zoom === next.zoom &&
      near.every((box) => shows(now, box, size) >= shows(next, box, size))
    )
      return;
    void flow.setViewport(next, { duration: still || !move ? 0 : 300 });
  }, [lecture, layout, current, move, width, height, flow]);

  // Type on the canvas is enlarged as far as the zoom leaves it too small.
  useEffect(() => {
    const element = root.current;
    if (!element || !zoom) return undefined;
    element.style.setProperty('--least', `${Math.min(ROOM, LEAST / zoom)}px`);
    return () => void element.style.removeProperty('--least');
  }, [zoom, root]);
}
