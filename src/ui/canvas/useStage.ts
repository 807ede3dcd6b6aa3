/** What the canvas offers to the rest of the page: its view, and adding where a person looks. */
import { type FitViewOptions, useReactFlow } from '@xyflow/react';
import { type RefObject, useCallback, useEffect } from 'react';
import { defaults } from '../../base/fields.ts';
import { kindOf } from '../../catalog/index.ts';
import type { Document, Point, PortRef } from '../../document/records.ts';
import { useActions, useApp, useAppStore } from '../app/context.tsx';
import { useOffer } from '../commands/registry.ts';
import { meets, type Rect } from '../edges/curve.ts';
import { layoutNode } from '../nodes/layout.ts';
import { portsOf } from '../nodes/ports.ts';
import type { FlowNode } from './flow.ts';
import { useParts } from './parts.tsx';
import { enter } from './stage.ts';
import { centred } from './useCanvasKeys.ts';

/** Room for a wire with its chart between two cards. */
const BETWEEN = 120;

/** The first place at or below a point that no card covers. */
function freePlace(document: Document, kind: string, at: Point): Point {
  const { width, height } = layoutNode({ id: '', kind, params: {}, position: at });
  const taken: Rect[] = Object.values(document.nodes).map((n) => ({
    ...n.position,
    ...layoutNode(n),
  }));
  let y = at.y;
  for (let tries = 0; tries < 60; tries++) {
    const hit = taken.find((r) => meets({ x: at.x, y, width, height }, r, 16));
    if (!hit) break;
    y = hit.y + hit.height + 24;
  }
  return { x: at.x, y };
}

/** The wire that can only be meant: one output there, one input here. */
function onlyWire(document: Document, from: string, kind: string): PortRef | undefined {
  const source = document.nodes[from];
  const face = kindOf(kind);
  if (!source || !face) return undefined;
  const [output, ...others] = portsOf(source).outputs;
  const inputs = face.ports(defaults(face.fields) as never).inputs;
  return output && others.length === 0 && inputs.length === 1
    ? { node: from, port: output.name }
    : undefined;
}

export function useStage(root: RefObject<HTMLDivElement | null>, fit: FitViewOptions<FlowNode>) {
  const app = useAppStore();
  const actions = useActions();
  const { view, feed } = useParts();
  const flow = useReactFlow<FlowNode>();
  const wanted = useApp((s) => s.dialog === 'add');

  const middle = useCallback((): Point => {
    const box = root.current?.getBoundingClientRect();
    return box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
  }, [root]);
  const openAdd = useCallback(() => {
    const screen = middle();
    view.set({ add: { screen, position: flow.screenToFlowPosition(screen) } });
  }, [view, flow, middle]);

  /** Moves the view only as far as it must for the node to be seen. */
  const reveal = useCallback(
    (id: string) => {
      const node = app.getState().document.nodes[id];
      const box = root.current?.getBoundingClientRect();
      if (!node || !box) return;
      const { width, height } = layoutNode(node);
      const { x, y, zoom } = flow.getViewport();
      const left = node.position.x * zoom + x;
      const top = node.position.y * zoom + y;
      const shift = (low: number, size: number, room: number) =>
        low < 24 ? 24 - low : low + size > room - 24 ? room - 24 - low - size : 0;
      const dx = shift(left, width * zoom, box.width);
      const dy = shift(top, height * zoom, box.height);
      if (dx || dy) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 150 });
    },
    [app, flow, root],
  );

  const add = useCallback(
    (kind: string) => {
      const { document, selection } = app.getState();
      const [chosen] = selection.nodes;
      const one = selection.nodes.length === 1 && chosen ? document.nodes[chosen] : undefined;
      const at = one
        ? { x: one.position.x + layoutNode(one).width + BETWEEN, y: one.position.y }
        : centred(kind, flow.screenToFlowPosition(middle()));
      const from = one && onlyWire(document, one.id, kind);
      const id = actions.addNode(kind, freePlace(document, kind, at), from ? { from } : {});
      if (id) requestAnimationFrame(() => reveal(id));
      return id;
    },
    [app, actions, flow, middle, reveal],
  );
  const fitAll = useCallback(() => void flow.fitView({ ...fit, duration: 200 }), [flow, fit]);
  const zoomIn = useCallback(() => void flow.zoomIn({ duration: 120 }), [flow]);
  const zoomOut = useCallback(() => void flow.zoomOut({ duration: 120 }), [flow]);
  useOffer('fit', fitAll);
  useOffer('zoomIn', zoomIn);
  useOffer('zoomOut', zoomOut);
  useOffer('add', openAdd);
  useOffer('focusCanvas', () => root.current?.focus());
  useEffect(
    () => enter({ add, fit: fitAll, zoomIn, zoomOut, openAdd }),
    [add, fitAll, zoomIn, zoomOut, openAdd],
  );

  useEffect(() => {
    if (!wanted) return;
    actions.openDialog(undefined);
    openAdd();
  }, [wanted, actions, openAdd]);

  useEffect(() => {
    feed.setVisible((id) => {
      const node = app.getState().document.nodes[id];
      const box = root.current?.getBoundingClientRect();
      if (!node || !box) return false;
      const { x, y, zoom } = flow.getViewport();
      const { width, height } = layoutNode(node);
      const sight: Rect = {
        x: -x / zoom,
        y: -y / zoom,
        width: box.width / zoom,
        height: box.height / zoom,
      };
      return meets({ ...node.position, width, height }, sight);
    });
  }, [feed, app, flow, root]);
}
