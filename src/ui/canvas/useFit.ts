/** Shows the whole document, whether or not all of it has elements. */
import { getViewportForBounds, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useAppStore } from '../kit/store.tsx';
import type { FlowEdge, FlowNode } from './flow.ts';
import type { Layout } from './layout.ts';
import { boundsOf } from './seeing.ts';
import { ZOOM } from './useTouch.ts';

/** More room above, for the edges that recurrent layers have to themselves. */
const PADDING = { top: 0.14, right: 0.1, bottom: 0.1, left: 0.1 };
const MOST_ZOOM = 1.1;

/** @param layout that of the document, or of a former one: then it waits for the layout to come. */
export function useFit(layout: Layout | undefined): (duration?: number) => void {
  const app = useAppStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const store = useStoreApi();
  const sized = useStore((s) => s.width > 0 && s.height > 0);
  const now = useRef(layout);
  now.current = layout;
  /** How long it is to take, while it is wished for and cannot be done. */
  const wish = useRef<number>(undefined);
  const showAll = useCallback(
    (duration = 0) => {
      const { domNode, ...known } = store.getState();
      // A sheet that has just come is known to the element, but not to the store yet.
      const width = domNode?.clientWidth || known.width;
      const height = domNode?.clientHeight || known.height;
      const there = now.current;
      wish.current = duration;
      if (there?.of !== app.getState().document || !width || !height) return;
      wish.current = undefined;
      const bounds = boundsOf(there);
      if (!bounds) return;
      const all = getViewportForBounds(bounds, width, height, ZOOM.least, MOST_ZOOM, PADDING);
      void flow.setViewport(all, { duration });
    },
    [app, flow, store],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it waits for.
  useEffect(() => {
    if (wish.current !== undefined) showAll(wish.current);
  }, [layout, sized, showAll]);
  return showAll;
}
