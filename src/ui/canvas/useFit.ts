/** Shows the whole document, whether or not all of it has elements. */
import { getViewportForBounds, useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';
import { useAppStore } from '../kit/store.tsx';
import type { FlowEdge, FlowNode } from './flow.ts';
import { isLarge, sceneOf } from './scene.ts';
import { boundsOf } from './seeing.ts';
import { ZOOM } from './useTouch.ts';

/** More room above, for the edges that recurrent layers have to themselves. */
const PADDING = { top: 0.14, right: 0.1, bottom: 0.1, left: 0.1 };
const MOST_ZOOM = 1.1;

const NOTHING_MOVES = new Map();
const NO_PROBLEMS = new Map();

export function useFit(): (duration?: number) => void {
  const app = useAppStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const store = useStoreApi();
  return useCallback(
    (duration = 0) => {
      const { document, selection } = app.getState();
      if (!isLarge(document)) {
        void flow.fitView({ padding: PADDING, maxZoom: MOST_ZOOM, duration });
        return;
      }
      const scene = sceneOf({ document, selection, moving: NOTHING_MOVES, problems: NO_PROBLEMS });
      const bounds = boundsOf(scene);
      const { width, height } = store.getState();
      if (!bounds || !width || !height) return;
      const all = getViewportForBounds(bounds, width, height, ZOOM.least, MOST_ZOOM, PADDING);
      void flow.setViewport(all, { duration });
    },
    [app, flow, store],
  );
}
