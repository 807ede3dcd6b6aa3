/** The document as nodes and edges, and React Flow's changes as actions. */
import type { EdgeChange, NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Point } from '../../document/records.ts';
import { useActions, useApp, useAppStore } from '../app/context.tsx';
import { measureNode } from '../nodes/layout.ts';
import { useIssueWords } from '../nodes/words.ts';
import { createMapper, type FlowEdge, type FlowInput, type FlowNode, type Moving } from './flow.ts';

const NOTHING_MOVES: ReadonlyMap<string, Moving> = new Map();
const NO_SHAPES = {};

/** The list with ids put in or taken out. */
function chosen(ids: readonly string[], changes: ReadonlyMap<string, boolean>): readonly string[] {
  const kept = ids.filter((id) => changes.get(id) !== false);
  const added = [...changes].filter(([id, on]) => on && !ids.includes(id)).map(([id]) => id);
  return [...kept, ...added];
}

export function useFlow() {
  const { t } = useTranslation();
  const app = useAppStore();
  const actions = useActions();
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
      wire: (from, to) => t('edges.name', { from, to }),
      note: t('nodes.note'),
      issue: issueWords,
    }),
    [t, issueWords],
  );
  const input = { document, selection, moving, shapes, batch, issues, language, words };
  const nodes = mapper.current.nodes(input);
  const edges = mapper.current.edges(input);

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
        const { selection: before, document: now } = app.getState();
        const all = chosen([...before.nodes, ...before.notes], picked);
        actions.select({
          nodes: all.filter((id) => id in now.nodes),
          notes: all.filter((id) => id in now.notes),
          edges: before.edges,
        });
      }
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
    [app, actions],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => {
      const picked = new Map<string, boolean>();
      for (const change of changes)
        if (change.type === 'select') picked.set(change.id, change.selected);
      if (picked.size === 0) return;
      const { selection: before } = app.getState();
      actions.select({ ...before, edges: chosen(before.edges, picked) });
    },
    [app, actions],
  );

  return { nodes, edges, onNodesChange, onEdgesChange };
}
