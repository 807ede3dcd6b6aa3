/**
 * Edits: every action goes through a pure command of the document room, becomes one entry of the
 * history, and changes the selection where that helps. A refused command changes nothing and is told.
 */
import type { Clock } from '../base/clock.ts';
import { fail, issue, type Result } from '../base/issue.ts';
import { cardRoom } from '../catalog/card.ts';
import { vocabulary } from '../catalog/index.ts';
import type { Sizes } from '../document/arrange.ts';
import * as commands from '../document/commands.ts';
import { emptyHistory, endGesture, type History, record, redo, undo } from '../document/history.ts';
import { apply, isEmpty, type Patch } from '../document/patch.ts';
import type { Document } from '../document/records.ts';
import { type LayOut, layoutRequest } from '../placement/document.ts';
import type { Actions, Measure, Selection } from './app.ts';
import { grown, inserted, placed } from './arranging.ts';
import { createPasting } from './pasting.ts';
import type { Change, Get } from './slice.ts';
import { toldApart } from './titles.ts';

/** Moves and turns of the same knob within this time are one gesture, unless it was ended before. */
const GESTURE_MS = 700;

export const NOTHING: Selection = { nodes: [], edges: [], notes: [] };

type EditActions = Pick<
  Actions,
  | 'addNode'
  | 'connect'
  | 'reconnect'
  | 'wouldRefuse'
  | 'moveNodes'
  | 'setParam'
  | 'setParams'
  | 'setShares'
  | 'setTitle'
  | 'replaceKind'
  | 'setRun'
  | 'rename'
  | 'addNote'
  | 'setNote'
  | 'removeSelected'
  | 'removeEdges'
  | 'copy'
  | 'cut'
  | 'paste'
  | 'insert'
  | 'duplicate'
  | 'selectAll'
  | 'select'
  | 'enter'
  | 'entered'
  | 'align'
  | 'tidy'
  | 'applyFix'
  | 'endGesture'
  | 'setMeasure'
  | 'undo'
  | 'redo'
  | 'undoRun'
>;

interface Editing {
  readonly actions: EditActions;
  /** The run's state was laid aside under that name: undo takes it up again. */
  laidAside(label: string, run: string): void;
  /** Another document: its history begins anew. */
  open(document: Document, selection?: Selection): void;
}

/** What is selected and still there. */
const surviving = (selection: Selection, document: Document): Selection => {
  const there = (ids: readonly string[], table: object) => {
    const kept = ids.filter((id) => Object.hasOwn(table, id));
    return kept.length === ids.length ? ids : kept;
  };
  const nodes = there(selection.nodes, document.nodes);
  const edges = there(selection.edges, document.edges);
  const notes = there(selection.notes, document.notes);
  return nodes === selection.nodes && edges === selection.edges && notes === selection.notes
    ? selection
    : { nodes, edges, notes };
};

export function createEditing(
  set: Change,
  get: Get,
  clock: Clock,
  layOut: LayOut,
  onEdit: (document: Document, patch: Patch, goesBack?: boolean) => void,
  /** Back and forth over what was done to the run. */
  onExchange: (run: string) => void,
): Editing {
  let history: History = emptyHistory;
  let measure: Measure = cardRoom;
  let lastGesture = 0;

  function show(document: Document, selection: Selection): void {
    set({
      document,
      selection: surviving(selection, document),
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      undoLabel: history.past.at(-1)?.label,
      redoLabel: history.future.at(-1)?.label,
      pinnedEdges: get().pinnedEdges.filter((e) => Object.hasOwn(document.edges, e)),
    });
  }

  function edit(label: string, wanted: Patch, selection?: Partial<Selection>, gesture?: string) {
    const state = get();
    const patch = toldApart(state.document, wanted);
    const chosen = selection ? { ...NOTHING, ...selection } : state.selection;
    if (isEmpty(patch)) {
      if (selection) set({ selection: chosen });
      return;
    }
    const now = clock.now();
    if (now - lastGesture > GESTURE_MS) history = endGesture(history);
    lastGesture = now;
    history = record(history, { patch, label, ...(gesture ? { gesture } : {}) });
    const document = apply(state.document, patch);
    show(document, chosen);
    onEdit(document, patch);
  }

  /** The value of a command, or nothing, with its reasons told. Warnings are told, too. */
  function granted<T>(result: Result<T>): T | undefined {
    for (const issue of result.issues) get().actions.notify({ tone: 'problem', issue });
    return result.ok ? result.value : undefined;
  }

  function travel(step: typeof undo): void {
    const moved = step(history, get().document);
    if (!moved) return;
    history = endGesture(moved.history);
    show(moved.document, get().selection);
    const { run, patch } = moved.entry;
    if (run === undefined) onEdit(moved.document, patch, true);
    else onExchange(run);
  }

  const document = () => get().document;

  const sizes = (): Sizes =>
    Object.fromEntries(Object.values(document().nodes).map((node) => [node.id, measure(node)]));

  const actions: EditActions = {
    addNode: (kind, position, { into, ...options } = {}) => {
      const made = granted(
        commands.addNode(document(), vocabulary, { kind, position, ...options }),
      );
      if (!made) return undefined;
      const { patch, id } = made;
      const wire = into === undefined ? undefined : document().edges[into];
      const there = wire
        ? inserted(document(), patch, id, wire, measure)
        : placed(document(), patch, [id], measure);
      edit('add', there, { nodes: [id] });
      return id;
    },
    connect: (source, target) => {
      const patch = granted(commands.connect(document(), vocabulary, source, target));
      if (patch) edit('connect', patch);
      return patch !== undefined;
    },
    reconnect: (edge, source, target) => {
      const patch = granted(commands.reconnect(document(), vocabulary, edge, source, target));
      if (patch) edit('connect', patch);
      return patch !== undefined;
    },
    wouldRefuse: (source, target) => commands.wouldRefuse(document(), vocabulary, source, target),
    moveNodes: (positions) =>
      edit(
        'move',
        commands.move(document(), positions),
        undefined,
        `move:${Object.keys(positions).sort().join()}`,
      ),
    setParam: (node, param, value) => {
      const patch = granted(commands.setParam(document(), vocabulary, node, param, value));
      if (patch)
        edit('param', grown(document(), patch, node, measure), undefined, `param:${node}.${param}`);
    },
    setParams: (node, values) => {
      const patch = granted(commands.setParams(document(), vocabulary, node, values));
      if (patch) edit('param', grown(document(), patch, node, measure));
    },
    setShares: (node, owner) => {
      const patch = granted(commands.setShares(document(), node, owner));
      if (patch) edit('share', patch);
    },
    setTitle: (node, title) => {
      const patch = granted(commands.setTitle(document(), node, title));
      if (patch) edit('title', patch);
    },
    replaceKind: (node, kind) => {
      const made = granted(commands.replaceKind(document(), vocabulary, node, kind));
      if (made)
        edit('kind', grown(document(), made.patch, node, measure, made.id), { nodes: [made.id] });
    },
    setRun: (run) => {
      const patch = granted(commands.setRun(document(), run));
      if (!patch) return;
      const { seed } = document().run;
      edit('run', patch, undefined, `run:${Object.keys(run).sort().join()}`);
      if (run.seed !== undefined && run.seed !== seed)
        get().actions.notify({
          tone: 'info',
          text: 'training.seedLater',
          args: { seed: run.seed },
        });
    },
    rename: (name) => {
      const patch = granted(commands.rename(document(), name));
      if (patch) edit('rename', patch);
    },
    addNote: (position) => {
      const made = granted(commands.addNote(document(), position));
      if (made) edit('note', made.patch, { notes: [made.id] });
      return made?.id;
    },
    setNote: (id, change) => {
      const patch = granted(commands.setNote(document(), id, change));
      if (patch) edit('note', patch, undefined, `note:${id}:${Object.keys(change).sort().join()}`);
    },
    removeSelected: () => edit('remove', commands.remove(document(), get().selection), NOTHING),
    removeEdges: (edges) => edit('disconnect', commands.remove(document(), { edges })),
    ...createPasting(set, get, { edit, granted, measure: (node) => measure(node) }),
    selectAll: () =>
      set((s) => ({
        selection: {
          nodes: Object.keys(s.document.nodes),
          edges: Object.keys(s.document.edges),
          notes: Object.keys(s.document.notes),
        },
      })),
    select: (selection) => set({ selection: { ...NOTHING, ...selection }, entering: undefined }),
    enter: (node) =>
      set(({ panels }) => ({
        selection: { ...NOTHING, nodes: [node] },
        panels: { ...panels, inspector: true },
        entering: node,
      })),
    entered: () => set({ entering: undefined }),
    align: (how) => {
      const { nodes, notes } = get().selection;
      edit('align', commands.align(document(), [...nodes, ...notes], how, sizes()));
    },
    tidy: async () => {
      const { opening, document: before } = get();
      let positions: Awaited<ReturnType<LayOut>>;
      try {
        positions = await layOut(layoutRequest(before, measure));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        granted(
          fail(
            issue(
              'edit.layout',
              { en: 'The layout could not be computed: {reason}.', zh: '无法自动布局：{reason}。' },
              {
                args: { reason },
              },
            ),
          ),
        );
        return;
      }
      // Another document may have nodes of the same ids.
      if (get().opening !== opening) return;
      // Edited meanwhile: what is gone stays gone, `move` passes over it.
      edit('tidy', commands.move(document(), positions));
    },
    applyFix: ({ fix }) => {
      if (!fix) return;
      switch (fix.type) {
        case 'set-param':
          return actions.setParam(fix.node, fix.param, fix.value);
        case 'replace-kind':
          return actions.replaceKind(fix.node, fix.kind);
        case 'remove-edge':
          return actions.removeEdges([fix.edge]);
        case 'own-weights':
          return actions.setShares(fix.node, undefined);
        default:
          return fix satisfies never;
      }
    },
    endGesture: () => {
      history = endGesture(history);
    },
    setMeasure: (next) => {
      measure = next ?? cardRoom;
    },
    undo: () => travel(undo),
    redo: () => travel(redo),
    undoRun: (run) => {
      if (history.past.at(-1)?.run === run) travel(undo);
      // Edits that came later stand before it.
      else if (history.past.some((e) => e.run === run))
        get().actions.notify({ tone: 'info', text: 'training.undoLater' });
    },
  };

  return {
    actions,
    laidAside: (label, run) => {
      history = record(endGesture(history), { patch: {}, label, run });
      show(document(), get().selection);
    },
    open: (next, selection = NOTHING) => {
      history = emptyHistory;
      set({ opening: get().opening + 1 });
      show(next, selection);
    },
  };
}
