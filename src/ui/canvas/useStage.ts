/** What the canvas offers to the rest of the page: its view, and adding where a person looks. */
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useCallback, useEffect } from 'react';
import { hull } from '../../base/boxes.ts';
import { defaults } from '../../base/fields.ts';
import { kindOf } from '../../catalog/index.ts';
import type { Document, Point, PortRef } from '../../document/records.ts';
import { meets, type Rect } from '../../placement/curve.ts';
import { useOffer } from '../kit/offers.ts';
import { portsOf } from '../kit/ports.ts';
import { useActions, useAppStore } from '../kit/store.tsx';
import type { FlowNode } from './flow.ts';
import { layoutNode } from './nodes/layout.ts';
import { useParts } from './parts.tsx';
import { centred } from './useCanvasKeys.ts';

/** Room for a wire with its chart between two cards. */
const BETWEEN = 120;

/** The wire that can only be meant: one output there, one input here. */
function onlyWire(document: Document, from: string, kind: string): PortRef | undefined {
  const source = document.nodes[from];
  const face = kindOf(kind);
  if (!source || !face) return undefined;
  const [output, ...others] = portsOf(source).outputs;
  const inputs = face.ports(defaults(face.fields)).inputs;
  return output && others.length === 0 && inputs.length === 1
    ? { node: from, port: output.name }
    : undefined;
}

export function useStage(
  root: RefObject<HTMLDivElement | null>,
  showAll: (duration: number) => void,
) {
  const app = useAppStore();
  const actions = useActions();
  const { view, poller } = useParts();
  const flow = useReactFlow<FlowNode>();
  const store = useStoreApi();

  const middle = useCallback((): Point => {
    const box = root.current?.getBoundingClientRect();
    return box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
  }, [root]);
  const openAdd = useCallback(() => {
    const screen = middle();
    view.set({ add: { screen, position: flow.screenToFlowPosition(screen) } });
  }, [view, flow, middle]);

  /** Moves the view only as far as it must for what is selected to be seen. */
  const reveal = useCallback(() => {
    const { document, selection } = app.getState();
    const chosen = selection.nodes.flatMap((id) => {
      const node = document.nodes[id];
      return node ? [{ ...node.position, ...layoutNode(node) }] : [];
    });
    const room = root.current?.getBoundingClientRect();
    if (chosen.length === 0 || !room) return;
    const bounds = hull(chosen);
    const { x: left, y: top, width, height } = bounds;
    const { x, y, zoom } = flow.getViewport();
    if (width * zoom > room.width - 48 || height * zoom > room.height - 48) {
      void flow.fitBounds(bounds, { padding: 0.1, duration: 150 });
      return;
    }
    const shift = (low: number, size: number, most: number) =>
      low < 24 ? 24 - low : low + size > most - 24 ? most - 24 - low - size : 0;
    const dx = shift(left * zoom + x, width * zoom, room.width);
    const dy = shift(top * zoom + y, height * zoom, room.height);
    if (dx || dy) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 150 });
  }, [app, flow, root]);

  const place = useCallback(
    (kind: string) => {
      const { document, selection } = app.getState();
      const [chosen] = selection.nodes;
      const one = selection.nodes.length === 1 && chosen ? document.nodes[chosen] : undefined;
      const at = one
        ? { x: one.position.x + layoutNode(one).width + BETWEEN, y: one.position.y }
        : centred(kind, flow.screenToFlowPosition(middle()));
      const from = one && onlyWire(document, one.id, kind);
      const id = actions.addNode(kind, at, from ? { from } : {});
      if (id) requestAnimationFrame(reveal);
    },
    [app, actions, flow, middle, reveal],
  );
  const fitAll = useCallback(() => showAll(200), [showAll]);
  const zoomIn = useCallback(() => void flow.zoomIn({ duration: 120 }), [flow]);
  const zoomOut = useCallback(() => void flow.zoomOut({ duration: 120 }), [flow]);
  useOffer('fit', fitAll);
  useOffer('reveal', reveal);
  useOffer('zoomIn', zoomIn);
  useOffer('zoomOut', zoomOut);
  useOffer('add', openAdd);
  useOffer('place', place);

  useEffect(() => {
    poller.setVisible((id) => {
      const node = app.getState().document.nodes[id];
      if (!node) return false;
      // Not from the element, which would have the page laid out for each card.
      const { transform, width: across, height: down } = store.getState();
      const [x, y, zoom] = transform;
      const { width, height } = layoutNode(node);
      const sight: Rect = { x: -x / zoom, y: -y / zoom, width: across / zoom, height: down / zoom };
      return meets({ ...node.position, width, height }, sight);
    });
  }, [poller, app, store]);
}
