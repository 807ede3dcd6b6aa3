/** The document as nodes and edges, and React Flow's changes as actions. */
import { type EdgeChange, type NodeChange, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document, Point } from '../../document/records.ts';
import type { Selection } from '../../state/app.ts';
import { errorsByNode } from '../kit/issues/placed.ts';
import { useIssueWords } from '../kit/issues/words.ts';
import { useActions, useApp, useAppStore } from '../kit/store.tsx';
import { createMapper, type FlowEdge, type FlowInput, type FlowNode, type Moving } from './flow.ts';
import { measureNode } from './nodes/layout.ts';
import { useFar } from './nodes/reading.ts';
import { isLarge, sceneOf } from './scene.ts';
import { useLayout } from './useLayout.ts';
import { usePaced } from './usePaced.ts';
import { useRoutes } from './useRoutes.ts';
import { useShown } from './useShown.ts';
import { useSight } from './useSight.ts';

const NOTHING_MOVES: ReadonlyMap<string, Moving> = new Map();
const NO_SHAPES = {};

/** The list with ids put in or taken out. */
function chosen(ids: readonly string[], changes: ReadonlyMap<string, boolean>): readonly string[] {
  const kept = ids.filter((id) => changes.get(id) !== false);
  const before = new Set(ids);
  const added = [...changes].filter(([id, on]) => on && !before.has(id)).map(([id]) => id);
  return [...kept, ...added];
}

/** What React Flow knows of at this moment. */
interface Known {
  readonly nodeLookup: ReadonlyMap<string, unknown>;
  readonly edgeLookup: ReadonlyMap<string, unknown>;
  readonly multiSelectionActive: boolean;
  readonly userSelectionActive: boolean;
}

/**
 * Where one thing is chosen, all others are not: React Flow says so of those that it knows, and of a
 * large document it knows a part.
 */
function stillChosen(selection: Selection, known: Known): Selection {
  if (known.multiSelectionActive || known.userSelectionActive) return selection;
  const { nodes, notes, edges } = selection;
  return {
    nodes: nodes.filter((id) => known.nodeLookup.has(id)),
    notes: notes.filter((id) => known.nodeLookup.has(id)),
    edges: edges.filter((id) => known.edgeLookup.has(id)),
  };
}

/** Whatever is chosen with what is dragged goes along, whether or not React Flow knows of it. */
function* along(
  { nodes, notes }: Document,
  selection: Selection,
  dragged: ReadonlyMap<string, Moving>,
): Iterable<readonly [string, Point]> {
  const all = [...selection.nodes, ...selection.notes];
  if (dragged.size === 0 || all.length <= dragged.size) return;
  const chosen = new Set(all);
  const [leader, to] = [...dragged].find(([id]) => chosen.has(id)) ?? [];
  const from = leader === undefined ? undefined : (nodes[leader] ?? notes[leader])?.position;
  if (!from || !to?.position) return;
  const [dx, dy] = [to.position.x - from.x, to.position.y - from.y];
  for (const id of all) {
    const at = (nodes[id] ?? notes[id])?.position;
    if (at && !dragged.has(id)) yield [id, { x: at.x + dx, y: at.y + dy }];
  }
}

export function useFlow() {
  const { t } = useTranslation();
  const app = useAppStore();
  const actions = useActions();
  const flow = useStoreApi();
  const issueWords = useIssueWords();
  const document = useApp((s) => s.document);
  const selection = useApp((s) => s.selection);
  const shapes = useApp((s) => s.compiled?.compilation.shapes) ?? NO_SHAPES;
  const batch = useApp((s) => s.compiled?.compilation.batch) ?? 1;
  const issues = useApp((s) => s.issues);
  const language = useApp((s) => s.language);
  const [moving, setMoving] = useState(NOTHING_MOVES);
  const mapper = useRef<ReturnType<typeof createMapper>>(undefined);
  mapper.current ??= createMapper();

  const words = useMemo<FlowInput['words']>(
    () => ({
      output: (shape) => t('nodes.output', { shape }),
      wire: (from, to) => t('kit.edge', { from, to }),
      note: t('nodes.note'),
      issue: issueWords,
    }),
    [t, issueWords],
  );
  const layout = useLayout();
  const large = isLarge(document);
  const problems = errorsByNode(issues);
  const scene = useMemo(
    () => (large && layout ? sceneOf({ layout, selection, moving, problems }) : undefined),
    [large, layout, selection, moving, problems],
  );
  const sight = useSight(large);
  const { shown, urgent } = useShown(large, scene, sight, moving);
  const far = useFar();
  const routes = useRoutes(!large && layout?.of === document ? layout : undefined, moving);
  const input = {
    document,
    selection,
    moving,
    shapes,
    batch,
    issues,
    far,
    language,
    words,
    shown,
    routes,
  };
  const { nodes, edges } = usePaced(
    mapper.current.nodes(input),
    mapper.current.edges(input),
    large ? { of: document, urgent } : undefined,
    useApp((s) => s.opening),
  );

  useEffect(() => {
    actions.setMeasure(measureNode);
    return () => actions.setMeasure(undefined);
  }, [actions]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const picked = new Map<string, boolean>();
      const dragged = new Map<string, Moving>();
      const put: Record<string, Point> = {};
      let sized = false;
      for (const change of changes) {
        if (change.type === 'select') picked.set(change.id, change.selected);
        if (change.type === 'position' && change.position) {
          if (change.dragging) dragged.set(change.id, { position: change.position });
          else put[change.id] = change.position;
        }
        if (change.type === 'dimensions' && change.resizing !== undefined) {
          sized ||= !change.resizing;
          if (change.resizing && change.dimensions)
            dragged.set(change.id, { ...dragged.get(change.id), size: change.dimensions });
        }
      }
      if (picked.size > 0) {
        const { selection, document: now } = app.getState();
        const before = stillChosen(selection, flow.getState());
        const all = chosen([...before.nodes, ...before.notes], picked);
        actions.select({
          nodes: all.filter((id) => id in now.nodes),
          notes: all.filter((id) => id in now.notes),
          edges: before.edges,
        });
      }
      const { selection, document } = app.getState();
      for (const [id, position] of along(document, selection, dragged))
        dragged.set(id, { position });
      for (const [id, position] of along(
        document,
        selection,
        new Map(Object.entries(put).map(([id, position]) => [id, { position }])),
      ))
        put[id] = position;
      const still = Object.keys(put);
      if (still.length > 0 && !sized && dragged.size === 0) {
        const { document: now } = app.getState();
        // A resized note is put by its own action, which knows its size too.
        actions.moveNodes(put);
        if (still.some((id) => id in now.nodes || id in now.notes)) setMoving(NOTHING_MOVES);
      } else if (sized) setMoving(NOTHING_MOVES);
      else if (dragged.size > 0) {
        for (const [id, position] of Object.entries(put))
          dragged.set(id, { ...dragged.get(id), position });
        setMoving((before) => {
          const next = new Map(before);
          for (const [id, m] of dragged) next.set(id, { ...next.get(id), ...m });
          return next;
        });
      }
    },
    [app, actions, flow],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => {
      const picked = new Map<string, boolean>();
      for (const change of changes)
        if (change.type === 'select') picked.set(change.id, change.selected);
      if (picked.size === 0) return;
      const before = stillChosen(app.getState().selection, flow.getState());
      actions.select({ ...before, edges: chosen(before.edges, picked) });
    },
    [app, actions, flow],
  );

  return { nodes, edges, layout, routes, large, scene, sight, onNodesChange, onEdgesChange };
}
