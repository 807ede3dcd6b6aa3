/**
 * Shows the whole document, whether or not all of it has elements, beside what lies over the canvas.
 * While nobody has moved the view since, it follows: the canvas grows and shrinks, the hint goes.
 */
import { useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import type { Box } from '../../base/boxes.ts';
import { inTask } from '../../base/piecemeal.ts';
import type { Route } from '../../placement/route.ts';
import { OVER } from '../kit/over.ts';
import { useApp, useAppStore } from '../kit/store.tsx';
import type { FlowEdge, FlowNode } from './flow.ts';
import type { Layout } from './layout.ts';
import { fitting, seenOf, type Viewport } from './room.ts';
import { boundsOf } from './seeing.ts';
import { ZOOM } from './useTouch.ts';

/** What lies over the canvas, from its upper left corner. */
function overOf(canvas: HTMLElement): readonly Box[] {
  const { left, top } = canvas.getBoundingClientRect();
  return [...(canvas.closest('section')?.querySelectorAll(`[${OVER}]`) ?? [])].flatMap(
    (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return width && height ? [{ x: x - left, y: y - top, width, height }] : [];
    },
  );
}

const same = (a: Viewport, b: Viewport) =>
  Math.abs(a.x - b.x) + Math.abs(a.y - b.y) < 0.01 && Math.abs(a.zoom - b.zoom) < 1e-6;

/**
 * @param layout that of the document, or of a former one: then it waits for the layout to come
 * @param routes ways of its wires that go around something
 */
export function useFit(
  layout: Layout | undefined,
  routes: ReadonlyMap<string, Route>,
): (duration?: number) => void {
  const app = useAppStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const store = useStoreApi();
  const width = useStore((s) => s.width);
  const height = useStore((s) => s.height);
  const now = useRef(layout);
  now.current = layout;
  const ways = useRef(routes);
  ways.current = routes;
  /** How long it is to take, while it is wished for and cannot be done. */
  const wish = useRef<number>(undefined);
  /** The view in which all was shown last. */
  const shown = useRef<Viewport>(undefined);
  const showAll = useCallback(
    (duration = 0) => {
      const { domNode, ...known } = store.getState();
      // A sheet that has just come is known to the element, but not to the store yet.
      const canvas = {
        width: domNode?.clientWidth || known.width,
        height: domNode?.clientHeight || known.height,
      };
      const there = now.current;
      wish.current = duration;
      const { document } = app.getState();
      if (there?.of !== document || !domNode || !canvas.width || !canvas.height) return;
      wish.current = undefined;
      const cards = boundsOf(there);
      if (!cards) return;
      const bounds = seenOf(document, cards, ways.current.values());
      const all = fitting(bounds, canvas, overOf(domNode), ZOOM.least);
      shown.current = all;
      void flow.setViewport(all, { duration });
    },
    [app, flow, store],
  );
  const sized = width > 0 && height > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it waits for.
  useEffect(() => {
    if (wish.current === undefined) return;
    // It asks where things are, which has the page laid out: not behind all that the layout renders.
    return inTask(() => wish.current !== undefined && showAll(wish.current));
  }, [layout, sized, showAll]);

  const minimap = useApp((s) => s.panels.minimap);
  const follow = useCallback(() => {
    const [x, y, zoom] = store.getState().transform;
    if (shown.current && same(shown.current, { x, y, zoom })) showAll();
  }, [store, showAll]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it follows.
  useEffect(() => inTask(follow), [width, height, minimap, follow]);
  // The hint, the decision map, buttons of folded panels.
  useEffect(() => {
    const area = store.getState().domNode?.closest('section');
    if (!area) return;
    let cancel: (() => void) | undefined;
    const observer = new MutationObserver(() => {
      cancel?.();
      cancel = inTask(follow);
    });
    observer.observe(area, { childList: true });
    return () => {
      cancel?.();
      observer.disconnect();
    };
  }, [store, follow]);
  return showAll;
}
