/**
 * The canvas: React Flow over the document. It turns gestures into actions and the document into
 * nodes and wires; it keeps nothing of its own but the view. How a node or a wire looks is theirs.
 */
import {
  type EdgeTypes,
  MiniMap,
  type NodeTypes,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import './nodes/tokens.css';
import {
  type DragEvent,
  type MouseEvent as ReactMouseEvent,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { useTranslation } from 'react-i18next';
import { countOf } from '../../base/count.ts';
import { kindOf } from '../../catalog/index.ts';
import { Boundary } from '../kit/Boundary.tsx';
import { KIND_DRAG } from '../kit/drag.ts';
import { lazily } from '../kit/lazily.tsx';
import { over } from '../kit/over.ts';
import { useActions, useApp, useAppStore } from '../kit/store.tsx';
import { focusedIn, pointedIn, useMarks } from '../stepping/pointing.ts';
import { AddMenu } from './AddMenu.tsx';
import { Asked } from './Asked.tsx';
import { ContextMenu } from './ContextMenu.tsx';
import classes from './canvas.module.css';
import { Checks } from './checks/Checks.tsx';
import { useBeat } from './edges/beat.ts';
import { Chips } from './edges/Chips.tsx';
import { HoverChart } from './edges/HoverChart.tsx';
import { Legend } from './edges/Legend.tsx';
import { Pinned } from './edges/Pinned.tsx';
import { Wire } from './edges/Wire.tsx';
import type { FlowEdge, FlowNode } from './flow.ts';
import { Ground } from './Ground.tsx';
import { Card } from './nodes/Card.tsx';
import { Neuron } from './nodes/Neuron.tsx';
import { Note } from './nodes/Note.tsx';
import { Unknown } from './nodes/Unknown.tsx';
import { Overview } from './Overview.tsx';
import { CanvasParts, useParts } from './parts.tsx';
import { PathLight } from './paths/PathLight.tsx';
import { Refusal } from './Refusal.tsx';
import { Sketch } from './Sketch.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useUnmeasured } from './unmeasured.ts';
import { GRID, useCanvasKeys } from './useCanvasKeys.ts';
import { useFit } from './useFit.ts';
import { useFlow } from './useFlow.ts';
import { useLarge } from './useLarge.ts';
import { useLecture } from './useLecture.ts';
import { useStage } from './useStage.ts';
import { useCancelledGestures, useLongPress, useWheel, ZOOM } from './useTouch.ts';
import { useWiring } from './useWiring.ts';
import type { MenuRequest } from './view.ts';
import { WirePicker } from './WirePicker.tsx';

const MoveCard = lazily(() => import('./move/MoveCard.tsx').then((m) => m.MoveCard));

const NODES: NodeTypes = { card: Card, round: Neuron, unknown: Unknown, note: Note };
const EDGES: EdgeTypes = { wire: Wire };
const SELECT_WITH = ['Shift', 'Meta', 'Control'];
const GRID_STEP: [number, number] = [GRID, GRID];
const familyColour = (node: FlowNode) =>
  node.type === 'note'
    ? 'var(--line)'
    : `var(--family-${kindOf(node.data.record.kind)?.family ?? 'shaping'})`;

function Flow() {
  const { t } = useTranslation();
  const app = useAppStore();
  const actions = useActions();
  const parts = useParts();
  const { view, poller } = parts;
  useUnmeasured();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const minimap = useApp((s) => s.panels.minimap);
  const lecture = useApp((s) => s.lecture);
  const walked = useApp((s) => s.cursor?.move !== undefined);
  const walking = useApp((s) => s.lecture || s.cursor !== undefined);
  const empty = useApp((s) => countOf(s.document.nodes) === 0);
  const { nodes, edges, layout, routes, large, scene, sight, onNodesChange, onEdgesChange } =
    useFlow();
  const drawn = useLarge(scene);
  const root = useRef<HTMLDivElement>(null);
  const showAll = useFit(layout, routes);
  useStage(root, showAll);
  useLecture(layout, root);
  useBeat(root);
  const keys = useCanvasKeys(root);
  useMarks(root, true);
  useCancelledGestures();
  useLongPress(root);
  useWheel(root);

  // Faces show weights: after a new plan, a step or a frame of training they may have changed. Not by
  // rendering: the canvas would put all its cards and wires together anew for each frame of training.
  useEffect(
    () =>
      app.subscribe((s, before) => {
        if (s.compiled !== before.compiled || s.cursor !== before.cursor || s.step !== before.step)
          poller.touch();
      }),
    [app, poller],
  );

  // Another project: show it whole.
  const project = useApp((s) => s.project.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(() => {
    const timer = setTimeout(() => {
      // Fitting nothing would wait for the first node and then jump to it.
      const { nodes: there } = app.getState().document;
      void (countOf(there) > 0 ? showAll() : flow.setViewport({ x: 0, y: 0, zoom: 1 }));
    }, 30);
    return () => clearTimeout(timer);
  }, [project, app, showAll, flow.setViewport]);

  const wiring = useWiring();
  const spoken = useMemo(
    () => ({
      'node.a11yDescription.default': t('canvas.nodeKeys'),
      'node.a11yDescription.keyboardDisabled': t('canvas.nodeKeys'),
      'node.a11yDescription.ariaLiveMessage': ({ x, y }: { x: number; y: number }) =>
        t('canvas.moved', { x, y }),
      'edge.a11yDescription.default': t('canvas.edgeKeys'),
      'minimap.ariaLabel': t('canvas.minimap'),
    }),
    [t],
  );

  const openMenu = (event: ReactMouseEvent | MouseEvent, of: MenuRequest['of']) => {
    event.preventDefault();
    const element = event.target instanceof Element ? event.target : null;
    const box = element?.getBoundingClientRect();
    // Called up by a key there is no pointer: the middle of the thing itself.
    const pressed = event.clientX !== 0 || event.clientY !== 0 || !box;
    const screen = pressed
      ? { x: event.clientX, y: event.clientY }
      : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const { selection } = app.getState();
    if (of.type === 'node' && !selection.nodes.includes(of.id)) actions.select({ nodes: [of.id] });
    if (of.type === 'note' && !selection.notes.includes(of.id)) actions.select({ notes: [of.id] });
    if (of.type === 'edge' && !selection.edges.includes(of.id)) actions.select({ edges: [of.id] });
    view.set({ menu: { screen, position: flow.screenToFlowPosition(screen), of } });
  };

  const onDrop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(KIND_DRAG);
    if (!kind) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const under = document
      .elementsFromPoint(event.clientX, event.clientY)
      .map((e) => e.closest<SVGElement>('.react-flow__edge')?.dataset.id)
      .find((id) => id !== undefined);
    const met = drawn.at(event);
    keys.addAt(kind, at, under ?? (met && 'wire' in met ? met.wire : undefined));
  };

  return (
    <>
      <ReactFlow
        ref={root}
        className={lecture ? `${classes.flow} ${classes.lecture}` : classes.flow}
        aria-label={t('canvas.canvas')}
        tabIndex={0}
        ariaLabelConfig={spoken}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnectStart={wiring.onConnectStart}
        onClickConnectStart={wiring.onConnectStart}
        onConnect={wiring.onConnect}
        onConnectEnd={wiring.onConnectEnd}
        onClickConnectEnd={wiring.onConnectEnd}
        onReconnect={wiring.onReconnect}
        isValidConnection={wiring.isValidConnection}
        onNodeContextMenu={(event, node) =>
          openMenu(event, { type: node.type === 'note' ? 'note' : 'node', id: node.id })
        }
        onSelectionContextMenu={(event, [first]) =>
          first && openMenu(event, { type: first.type === 'note' ? 'note' : 'node', id: first.id })
        }
        onEdgeContextMenu={(event, edge) => openMenu(event, { type: 'edge', id: edge.id })}
        onPaneContextMenu={(event) => openMenu(event, { type: 'canvas' })}
        onNodeDoubleClick={(_, node) => view.set({ renaming: node.id })}
        onEdgeDoubleClick={(_, edge) =>
          actions.pinEdge(edge.id, !app.getState().pinnedEdges.includes(edge.id))
        }
        onEdgeMouseEnter={(event, edge) =>
          parts.hover.enter(edge.id, { x: event.clientX, y: event.clientY + 14 })
        }
        onEdgeMouseLeave={parts.hover.leave}
        onMoveStart={parts.hover.leave}
        onDoubleClick={(event) => {
          const wire = wireUnder(event);
          if (wire === undefined) keys.onDoubleClick(event);
          else actions.pinEdge(wire, !app.getState().pinnedEdges.includes(wire));
        }}
        onContextMenu={(event) => {
          const wire = wireUnder(event, true);
          if (wire !== undefined) openMenu(event, { type: 'edge', id: wire });
        }}
        onPointerDownCapture={keys.onPointerDown}
        onPointerMove={(event) => {
          keys.onPointerMove(event);
          drawn.onPointerMove(event);
        }}
        onPaneClick={drawn.onPaneClick}
        onSelectionEnd={drawn.onSelectionEnd}
        onClick={(event) => {
          const wire = wireUnder(event);
          if (wire !== undefined) actions.select({ edges: [wire] });
        }}
        onPointerOver={(event) => walked && actions.point(pointedIn(event.target))}
        onPointerLeave={() => actions.point(undefined)}
        onFocus={(event) => walked && actions.point(focusedIn(event.target))}
        onKeyDown={keys.onKeyDown}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes(KIND_DRAG)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
        }}
        onDrop={onDrop}
        nodesDraggable={!lecture}
        nodesConnectable={!lecture}
        edgesReconnectable={!lecture}
        minZoom={ZOOM.least}
        maxZoom={ZOOM.most}
        panOnScroll
        snapToGrid
        snapGrid={GRID_STEP}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        // Then it leads to the next move.
        panActivationKeyCode={walking ? null : 'Space'}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={SELECT_WITH}
        connectionRadius={24}
        elevateNodesOnSelect={false}
        proOptions={{ hideAttribution: false }}
        attributionPosition="bottom-left"
      >
        <Ground />
        {scene && sight && <Sketch scene={scene} sight={sight} />}
        <Chips />
        <Checks />
        <PathLight />
        <Asked />
        <Refusal />
        {walked && (
          <Boundary waiting={null} otherwise={null}>
            <MoveCard />
          </Boundary>
        )}
        <Panel position="top-right" className={classes.pinned}>
          <Pinned />
        </Panel>
        <Panel position="bottom-left" className={classes.corner} {...over}>
          <Toolbar />
          <Legend />
        </Panel>
        {minimap && scene && <Overview scene={scene} />}
        {minimap && !large && (
          <MiniMap<FlowNode>
            pannable
            zoomable
            position="bottom-right"
            className={classes.minimap}
            {...over}
            ariaLabel={t('canvas.minimap')}
            nodeColor={familyColour}
            nodeBorderRadius={8}
            bgColor="var(--panel)"
            maskColor="color-mix(in oklab, var(--paper) 70%, transparent)"
          />
        )}
        {empty && (
          <Panel position="top-center" className={classes.empty}>
            <p>{t('canvas.empty')}</p>
          </Panel>
        )}
      </ReactFlow>
      <AddMenu onAdd={keys.addFrom} root={root} />
      <WirePicker root={root} />
      <ContextMenu root={root} />
      <HoverChart />
    </>
  );
}

/**
 * The wire on which what is pressed stands: a chip is its wire.
 * @param own also of a chip that has an action of its own, a chart's
 */
function wireUnder({ target }: ReactMouseEvent, own = false): string | undefined {
  const chip = target instanceof Element ? target.closest<HTMLElement>('[data-chip]') : null;
  return chip && (own || !chip.matches('button')) ? chip.dataset.chip : undefined;
}

export function Canvas() {
  return (
    <div className={classes.canvas}>
      <ReactFlowProvider>
        <CanvasParts>
          <Flow />
        </CanvasParts>
      </ReactFlowProvider>
    </div>
  );
}
