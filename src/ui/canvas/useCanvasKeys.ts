/**
 * The keyboard and the pointer on the canvas itself: adding by typing, wiring and walking without a
 * mouse. Undo, copy, delete and the like are commands of the page, not of the canvas.
 */
import { useReactFlow } from '@xyflow/react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useMemo,
  useRef,
} from 'react';
import { defaults } from '../../base/fields.ts';
import { kindOf } from '../../catalog/index.ts';
import type { EdgeRecord, Point } from '../../document/records.ts';
import { useOffer } from '../kit/offers.ts';
import { useActions, useAppStore } from '../kit/store.tsx';
import { layoutNode } from './nodes/layout.ts';
import { useParts } from './parts.tsx';
import type { AddRequest } from './view.ts';

export const GRID = 8;

const snap = ({ x, y }: Point): Point => ({
  x: Math.round(x / GRID) * GRID,
  y: Math.round(y / GRID) * GRID,
});

/** Where a new node's corner goes so that the point is its middle. */
export function centred(kind: string, at: Point): Point {
  const fresh = { id: '', kind, params: defaults(kindOf(kind)?.fields ?? {}), position: at };
  const { width, height } = layoutNode(fresh);
  return snap({ x: at.x - width / 2, y: at.y - height / 2 });
}

export function useCanvasKeys(root: RefObject<HTMLDivElement | null>) {
  const app = useAppStore();
  const actions = useActions();
  const { view } = useParts();
  const flow = useReactFlow();
  const pointer = useRef<Point>(undefined);
  /** The canvas was last touched by pointer: Tab then adds, instead of walking on. */
  const touched = useRef(false);

  const openAdd = useCallback(
    (screen?: Point) => {
      const box = root.current?.getBoundingClientRect();
      if (!box) return;
      const at = screen ?? { x: box.left + box.width / 2, y: box.top + box.height / 3 };
      view.set({ add: { screen: at, position: flow.screenToFlowPosition(at) } });
    },
    [root, view, flow],
  );

  /** Adds where a thing was dropped; on a wire it is put into that wire. */
  const addAt = useCallback(
    (kind: string, at: Point, edge?: string) => {
      const wire: EdgeRecord | undefined = edge ? app.getState().document.edges[edge] : undefined;
      const face = kindOf(kind);
      const ports = face?.ports(defaults(face.fields));
      const between = wire && ports?.inputs.length && ports.outputs.length ? wire : undefined;
      const id = actions.addNode(
        kind,
        centred(kind, at),
        between ? { from: between.source, to: between.target, into: between.id } : {},
      );
      root.current?.focus({ preventScroll: true });
      return id;
    },
    [app, actions, root],
  );

  /** Adds what was chosen in the menu. */
  const addFrom = useCallback(
    (kind: string, request: AddRequest) => {
      const { wire, position } = request;
      const port = wire && { node: wire.node, port: wire.port };
      const at = centred(kind, position);
      const { width, height } = layoutNode({ id: '', kind, params: {}, position: at });
      // At the end of a wire the node hangs by its port, not by its middle.
      const hung = wire
        ? snap({
            x: wire.side === 'out' ? position.x : position.x - width,
            y: position.y - height / 2,
          })
        : at;
      const id = actions.addNode(
        kind,
        hung,
        port ? (wire?.side === 'out' ? { from: port } : { to: port }) : {},
      );
      if (!id) return;
      // The new node takes the focus: C wires it on, without a pointer.
      requestAnimationFrame(() =>
        root.current
          ?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
          ?.focus({ preventScroll: true }),
      );
    },
    [actions, root],
  );

  const focus = useCallback(
    (what: 'node' | 'edge', id: string): true => {
      const find = () =>
        root.current?.querySelector<HTMLElement | SVGElement>(
          `.react-flow__${what}[data-id="${CSS.escape(id)}"]`,
        );
      const next = find();
      if (next) next.focus();
      else {
        // Of a large document not everything has an element: it gets one.
        view.set({ met: what === 'node' ? { card: id } : { wire: id } });
        requestAnimationFrame(() => find()?.focus());
      }
      return true;
    },
    [root, view],
  );

  /** The node that a key means: the one with the focus, or the only one that is selected. */
  const meant = (): string | undefined => {
    const { document: drawn, selection } = app.getState();
    const focused = document.activeElement?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
    const only = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
    const node = focused ?? only;
    return node !== undefined && node in drawn.nodes ? node : undefined;
  };
  useOffer('wire', () => view.set({ picking: meant() }));
  useOffer('walk', () => {
    const node = meant();
    const first = Object.values(app.getState().document.edges).find(
      (e) => e.source.node === node || e.target.node === node,
    );
    if (first) focus('edge', first.id);
  });

  /** Walks between a wire and the nodes at its ends, and from wire to wire of a node. */
  const walk = useCallback(
    (element: Element, key: string): boolean => {
      const { edges } = app.getState().document;
      const id = element.closest<SVGElement>('.react-flow__edge')?.dataset.id;
      const edge = id === undefined ? undefined : edges[id];
      if (!edge) return false;
      if (key === 'ArrowLeft') return focus('node', edge.source.node);
      if (key === 'ArrowRight') return focus('node', edge.target.node);
      if (key !== 'ArrowUp' && key !== 'ArrowDown') return false;
      const around = Object.values(edges).filter(
        (e) => e.source.node === edge.source.node || e.target.node === edge.target.node,
      );
      const step = key === 'ArrowDown' ? 1 : -1;
      const at = around.findIndex((e) => e.id === edge.id);
      const next = around[(at + step + around.length) % around.length];
      return next !== undefined && focus('edge', next.id);
    },
    [app, focus],
  );

  return useMemo(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const element = event.target as HTMLElement;
      if (event.defaultPrevented || element.closest('input, textarea, [contenteditable], .nokey'))
        return;
      const chord = event.ctrlKey || event.metaKey || event.altKey;
      const done = () => {
        event.preventDefault();
        event.stopPropagation();
      };
      if (event.key === 'Tab' && !event.shiftKey && !chord && touched.current) {
        if (element !== root.current) return;
        done();
        // Once for each touch, or Tab could never leave the canvas again.
        touched.current = false;
        openAdd(pointer.current);
        return;
      }
      if (event.key === 'Escape') {
        const { progress, selection } = app.getState();
        const { add, menu, picking } = view.get();
        const chosen = [...selection.nodes, ...selection.edges, ...selection.notes];
        if (progress && !add && !menu && !picking && !chosen.length) void actions.cancelCompiling();
        view.set({ hovered: undefined, add: undefined, menu: undefined, picking: undefined });
        actions.select({});
        return;
      }
      if (chord) return;
      const node = element.closest<HTMLElement>('.react-flow__node')?.dataset.id;
      const edge = element.closest<SVGElement>('.react-flow__edge')?.dataset.id;
      const { document, pinnedEdges, selection } = app.getState();
      if (event.key === 'Delete' || event.key === 'Backspace') {
        // What has the focus is meant, even where it was reached by Tab and never selected.
        const chosen = [...selection.nodes, ...selection.notes, ...selection.edges];
        if (edge && !chosen.includes(edge)) actions.select({ edges: [edge] });
        else if (node && !chosen.includes(node))
          actions.select(node in document.notes ? { notes: [node] } : { nodes: [node] });
        return;
      }
      if (node && node in document.notes && (event.key === 'Enter' || event.key === 'F2')) {
        done();
        view.set({ renaming: node });
      } else if (node && event.key === 'F2') {
        done();
        view.set({ renaming: node });
      } else if (node && event.key === 'Enter') {
        done();
        actions.enter(node);
      } else if (edge && event.key === 'Enter') {
        done();
        actions.select({ edges: [edge] });
        actions.pinEdge(edge, !pinnedEdges.includes(edge));
      } else if (walk(element, event.key)) done();
    };
    const onPointerDown = (event: PointerEvent) => {
      touched.current = true;
      const element = event.target as HTMLElement;
      // Keys pressed after a click on the canvas are meant for it.
      if (element.closest('.react-flow__pane')) root.current?.focus({ preventScroll: true });
    };
    const onPointerMove = (event: PointerEvent) => {
      pointer.current = { x: event.clientX, y: event.clientY };
    };
    const onDoubleClick = (event: MouseEvent) => {
      const element = event.target as HTMLElement;
      if (!element.classList.contains('react-flow__pane')) return;
      openAdd({ x: event.clientX, y: event.clientY });
    };
    return { onKeyDown, onPointerDown, onPointerMove, onDoubleClick, addAt, addFrom, openAdd };
  }, [app, actions, view, root, openAdd, addAt, addFrom, walk]);
}
