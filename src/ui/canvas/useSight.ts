/**
 * The part of the canvas that is worth drawing: what is in sight and some room around it. It changes
 * only when the view has left it, so that panning draws nothing anew in most frames; and when the view
 * has come to rest where a picture of it would be shown blurred.
 */
import { useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { Box } from '../../base/boxes.ts';
import { inTask } from '../../base/piecemeal.ts';

export interface Sight {
  readonly region: Box;
  readonly zoom: number;
}

/** Room on each side, as a part of what is in sight. */
const AROUND = 0.25;
/** A picture is drawn anew at once where it would be shown so much larger or smaller. */
const SHARP = 1.3;
/** Milliseconds without a move after which any blur is one too much. */
const REST = 200;
/** Of a pixel: what nobody sees. */
const UNSEEN = 0.02;

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

const pixels = () => globalThis.devicePixelRatio || 1;

/** Whether a picture of it is shown pixel by pixel. */
export function isSharp(
  { transform: [x, y, zoom] }: View,
  { region, zoom: drawn }: Sight,
): boolean {
  const off = (at: number) => Math.abs(at - Math.round(at));
  const [left, top] = [region.x * zoom + x, region.y * zoom + y].map((v) => v * pixels());
  return drawn === zoom && off(left ?? 0) < UNSEEN && off(top ?? 0) < UNSEEN;
}

/** The region lies on whole pixels of the screen: elsewhere its picture would be blurred. */
export function sightOf(view: View, before?: Sight): Sight {
  const now = seen(view);
  const [x, y, zoom] = view.transform;
  const scaled = before ? Math.max(zoom / before.zoom, before.zoom / zoom) : Infinity;
  if (before && scaled < SHARP && within(now, before.region)) return before;
  const [dx, dy] = [Math.ceil(AROUND * view.width), Math.ceil(AROUND * view.height)];
  return {
    region: {
      x: (-dx - x) / zoom,
      y: (-dy - y) / zoom,
      width: (view.width + 2 * dx) / zoom,
      height: (view.height + 2 * dy) / zoom,
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
    let timer: ReturnType<typeof setTimeout> | undefined;
    let coming: (() => void) | undefined;
    const look = () => {
      coming = undefined;
      const view = flow.getState();
      if (view.width && view.height) setSight((before) => sightOf(view, before));
    };
    const rest = () => {
      const view = flow.getState();
      if (view.width && view.height)
        setSight((before) => (before && isSharp(view, before) ? before : sightOf(view)));
    };
    look();
    let at = flow.getState().transform;
    const stop = flow.subscribe((view) => {
      // Not within the event that moves the view: hundreds of cards may come in sight.
      coming ??= inTask(look);
      if (view.transform === at) return;
      at = view.transform;
      clearTimeout(timer);
      timer = setTimeout(rest, REST);
    });
    return () => {
      clearTimeout(timer);
      coming?.();
      stop();
    };
  }, [flow, wanted]);
  if (!wanted) return undefined;
  // Before the first look, so that nothing which is there goes and comes again.
  const view = flow.getState();
  return sight ?? (view.width && view.height ? sightOf(view) : undefined);
}
