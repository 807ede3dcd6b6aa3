/** Drawing wires by pointer: asking the ports, connecting, and what a wire dropped elsewhere means. */
import {
  type Connection,
  type FinalConnectionState,
  type OnConnectStartParams,
  useReactFlow,
} from '@xyflow/react';
import { useCallback } from 'react';
import { useActions, useAppStore } from '../kit/store.tsx';
import type { FlowEdge } from './flow.ts';
import { useParts } from './parts.tsx';
import { asWire, beginWiring, endWiring } from './wiring.ts';

const pointOf = (event: MouseEvent | TouchEvent) => {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
};
const ends = (c: Connection | FlowEdge) => {
  const { source, sourceHandle, target, targetHandle } = c;
  return [
    { node: source, port: sourceHandle ?? '' },
    { node: target, port: targetHandle ?? '' },
  ] as const;
};
export function useWiring() {
  const app = useAppStore();
  const actions = useActions();
  const { view } = useParts();
  const flow = useReactFlow();

  const onConnectStart = useCallback(
    (_: unknown, start: OnConnectStartParams) => {
      const { document } = app.getState();
      if (!start.nodeId || !start.handleId) return;
      beginWiring(view, document, actions.wouldRefuse, {
        node: start.nodeId,
        port: start.handleId,
        side: start.handleType === 'source' ? 'out' : 'in',
      });
    },
    [app, view, actions],
  );
  const onConnect = useCallback(
    // A wire that was taken away ends nowhere, whatever it was over.
    (c: Connection) => void (view.get().wiring && actions.connect(...ends(c))),
    [view, actions],
  );
  const isValidConnection = useCallback(
    (c: Connection | FlowEdge) => actions.wouldRefuse(...ends(c)) === undefined,
    [actions],
  );
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { wiring, answers } = view.get();
      endWiring(view);
      if (!wiring || state.toHandle) return;
      const screen = pointOf(event);
      const under = document.elementFromPoint(screen.x, screen.y);
      const node = under?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
      if (node && node !== wiring.node) {
        // Dropped on a card, not on a port: meant is the port that fits, where there is only one.
        const fitting = [...answers.values()].filter((a) => !a.refusal && a.end.node === node);
        const wire = fitting[0] && asWire(wiring, fitting[0].end);
        if (fitting.length === 1 && wire) actions.connect(...wire);
        return;
      }
      if (!under?.closest('.react-flow__pane')) return;
      view.set({ add: { screen, position: flow.screenToFlowPosition(screen), wire: wiring } });
    },
    [view, flow, actions],
  );
  const onReconnect = useCallback(
    (edge: FlowEdge, c: Connection) =>
      void (view.get().wiring && actions.reconnect(edge.id, ...ends(c))),
    [view, actions],
  );

  return { onConnectStart, onConnect, onConnectEnd, onReconnect, isValidConnection };
}
