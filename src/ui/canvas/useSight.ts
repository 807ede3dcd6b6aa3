/**
 * The part of the canvas that is worth drawing: what is in sight and some room around it. It changes
 * only when the view has left it, so that panning draws nothing anew in most frames.
 */
import { useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { Box } from '../../base/boxes.ts';

export interface Sight {
  readonly region: Box;
  readonly zoom: number;
}

/** Room on each side, as a part of what is in sight. */
const AROUND = 0.25;
/** A picture is drawn anew where it would be shown so much larger or smaller. */
const SHARP = 1.3;

interface View {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

const seen = ({ transform: [x, y, zoom], width, height }: View): Box => ({
  x: -x / zoom,
  y: -y / zoom,
  width: width / zoom,
  height: height / zoom,
});

const within = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export function sightOf(view: View, before?: Sight): Sight {
  const now = seen(view);
  const zoom = view.transform[2];
  const scaled = before ? Math.max(zoom / before.zoom, before.zoom / zoom) : Infinity;
  if (before && scaled < SHARP && within(now, before.region)) return before;
  const [dx, dy] = [AROUND * now.width, AROUND * now.height];
  return {
    region: {
      x: now.x - dx,
      y: now.y - dy,
      width: now.width + 2 * dx,
      height: now.height + 2 * dy,
    },
    zoom,
  };
}

/** @param wanted nothing is followed where the document is small enough to be shown whole. */
export function useSight(wanted: boolean): Sight | undefined {
  const flow = useStoreApi();
  const [sight, setSight] = useState<Sight>();
  useEffect(() => {
    if (!wanted) {
      setSight(undefined);
      return;
    }
    const look = () => {
      const view = flow.getState();
      if (view.width && view.height) setSight((before) => sightOf(view, before));
    };
    look();
    return flow.subscribe(look);
  }, [flow, wanted]);
  if (!wanted) return undefined;
  // Before the first look, so that nothing which is there goes and comes again.
  const view = flow.getState();
  return sight ?? (view.width && view.height ? sightOf(view) : undefined);
}
