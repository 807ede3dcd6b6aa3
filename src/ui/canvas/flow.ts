/**
 * The document as React Flow wants it. Objects are kept from one call to the next wherever nothing
 * about them changed, so that one node's change draws one node, and what is said of a node or a wire
 * is put into words again only where it may have changed: a selection among thousands, or a drag, is
 * heard at once. React Flow's own state is a view:
 * positions while dragging are laid over the document's and never written to it before the end.
 */

import { type Edge, type Node, Position } from '@xyflow/react';
import { complete } from '../../base/fields.ts';
import type { Issue } from '../../base/issue.ts';
import type { Language } from '../../base/words.ts';
import { kindOf, titleOf } from '../../catalog/index.ts';
import type {
  Document,
  EdgeRecord,
  NodeRecord,
  NoteRecord,
  Point,
} from '../../document/records.ts';
import type { Route } from '../../placement/route.ts';
import type { Selection } from '../../state/app.ts';
import type { Shape } from '../../tensor/shape.ts';
import { errorsByNode } from '../kit/issues/placed.ts';
import type { Touching } from '../kit/ports.ts';
import { shapeText } from '../kit/shape.ts';
import { layoutNode, type NodeLayout } from './nodes/layout.ts';
import { sameList } from './pace.ts';
import { endsOf, recordsOf, type Shown } from './shown.ts';

export type KindNode = Node<
  { readonly record: NodeRecord; readonly layout: NodeLayout; readonly far: boolean },
  'card' | 'round' | 'unknown'
>;
export type NoteNode = Node<{ readonly record: NoteRecord }, 'note'>;
export type FlowNode = KindNode | NoteNode;
/** A wire, with its way where it goes around something. */
export type FlowEdge = Edge<{ readonly via?: Route | undefined }, 'wire'>;

/** What a gesture under way lays over the document. */
export interface Moving {
  readonly position?: Point;
  readonly size?: { readonly width: number; readonly height: number };
}

export interface FlowInput {
  readonly document: Document;
  readonly selection: Selection;
  readonly moving: ReadonlyMap<string, Moving>;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly batch: number;
  readonly issues: readonly Issue[];
  /** Zoomed out so far that cards are plain boxes. */
  readonly far: boolean;
  readonly language: Language;
  /** What of a large document has elements; absent: all of it. */
  readonly shown?: Shown | undefined;
  /** Ways of wires that go around something. */
  readonly routes?: ReadonlyMap<string, Route> | undefined;
  /** Sentences in the reader's language. */
  readonly words: {
    readonly output: (shape: string) => string;
    readonly wire: (from: string, to: string) => string;
    readonly note: string;
    readonly issue: (issue: Issue) => string;
  };
}

const HANDLE = 12;

export function summaryOf(node: NodeRecord, language: Language): string {
  const kind = kindOf(node.kind);
  return kind?.ui.summary?.(complete(kind.fields, node.params), language) ?? '';
}

/** Shape of the first output, which is what the card shows. */
function outputText(node: NodeRecord, layout: NodeLayout, input: FlowInput): string {
  const port = layout.ports.find((p) => p.side === 'out');
  return port ? shapeText(input.shapes, input.batch, `${node.id}.${port.name}`) : '';
}

function touchingOf(document: Document): (node: string) => Touching {
  const arriving = new Map<string, EdgeRecord[]>();
  const leaving = new Map<string, EdgeRecord[]>();
  const put = (map: typeof arriving, id: string, edge: EdgeRecord) => {
    const list = map.get(id);
    if (list) list.push(edge);
    else map.set(id, [edge]);
  };
  for (const edge of Object.values(document.edges)) {
    put(arriving, edge.target.node, edge);
    put(leaving, edge.source.node, edge);
  }
  return (node) => ({ arriving: arriving.get(node) ?? [], leaving: leaving.get(node) ?? [] });
}

/** Whether the same is said now of what did not change itself. */
const saysAlike = (a: FlowInput | undefined, b: FlowInput): boolean =>
  a?.shapes === b.shapes && a.batch === b.batch && a.language === b.language && a.words === b.words;

function nodeLabel(record: NodeRecord, layout: NodeLayout, input: FlowInput): string {
  const output = outputText(record, layout, input);
  return [
    titleOf(record, input.language),
    summaryOf(record, input.language),
    output && input.words.output(output),
  ]
    .filter(Boolean)
    .join(', ');
}

function edgeLabel(
  { source }: EdgeRecord,
  from: NodeRecord,
  to: NodeRecord,
  { shapes, batch, language, words }: FlowInput,
): string {
  const shape = shapeText(shapes, batch, `${source.node}.${source.port}`);
  const named = words.wire(titleOf(from, language), titleOf(to, language));
  return shape ? `${named}, ${shape}` : named;
}

/** A wire with the records that it was made from. */
interface KeptEdge {
  readonly record: EdgeRecord;
  readonly from: NodeRecord;
  readonly to: NodeRecord;
  readonly edge: FlowEdge;
}

interface Mapper {
  nodes(input: FlowInput): FlowNode[];
  edges(input: FlowInput): FlowEdge[];
}

export function createMapper(): Mapper {
  let nodes = new Map<string, FlowNode>();
  let edges = new Map<string, KeptEdge>();
  let lastNodes: FlowNode[] = [];
  let lastEdges: FlowEdge[] = [];
  let nodesOf: FlowInput | undefined;
  let edgesOf: FlowInput | undefined;

  function nodeOf(
    record: NodeRecord,
    input: FlowInput,
    selected: boolean,
    alike: boolean,
    problem: Issue | undefined,
    touching: () => Touching,
    hidden: boolean,
  ): KindNode {
    const before = nodes.get(record.id) as KindNode | undefined;
    // What its kind says of it needs the record alone; one that nobody knows is as its wires make it.
    const known = kindOf(record.kind) !== undefined;
    const kept = known && before?.data.record === record ? before : undefined;
    const layout = kept?.data.layout ?? layoutNode(record, known ? undefined : touching());
    const moving = input.moving.get(record.id);
    const position = moving?.position ?? record.position;
    const ariaLabel = kept && alike ? kept.ariaLabel : nodeLabel(record, layout, input);
    const description = problem ? input.words.issue(problem) : undefined;
    const sameLayout =
      kept !== undefined ||
      (before && JSON.stringify(before.data.layout) === JSON.stringify(layout));
    if (
      before &&
      before.data.record === record &&
      before.data.far === input.far &&
      sameLayout &&
      before.position.x === position.x &&
      before.position.y === position.y &&
      before.selected === selected &&
      before.hidden === hidden &&
      before.ariaLabel === ariaLabel &&
      before.domAttributes?.['aria-description'] === description
    )
      return before;
    return {
      id: record.id,
      type: layout.form,
      position,
      data: { record, layout, far: input.far },
      selected,
      hidden,
      width: layout.width,
      height: layout.height,
      measured: { width: layout.width, height: layout.height },
      handles: layout.ports.map((port) => ({
        id: port.name,
        type: port.side === 'in' ? 'target' : 'source',
        position: port.side === 'in' ? Position.Left : Position.Right,
        x: port.x - HANDLE / 2,
        y: port.y - HANDLE / 2,
        width: HANDLE,
        height: HANDLE,
      })),
      ariaLabel,
      domAttributes: { 'aria-description': description },
    };
  }

  function noteOf(record: NoteRecord, input: FlowInput, selected: boolean): NoteNode {
    const before = nodes.get(record.id) as NoteNode | undefined;
    const moving = input.moving.get(record.id);
    const position = moving?.position ?? record.position;
    const size = moving?.size ?? record.size;
    if (
      before?.data.record === record &&
      before.position.x === position.x &&
      before.position.y === position.y &&
      before.width === size.width &&
      before.height === size.height &&
      before.selected === selected
    )
      return before;
    return {
      id: record.id,
      type: 'note',
      position,
      data: { record },
      selected,
      width: size.width,
      height: size.height,
      measured: size,
      handles: [],
      zIndex: -1,
      ariaLabel: `${input.words.note}: ${record.text.slice(0, 80)}`,
    };
  }

  return {
    nodes(input) {
      const { document, selection } = input;
      const chosen = new Set([...selection.nodes, ...selection.notes]);
      const alike = saysAlike(nodesOf, input);
      const problems = errorsByNode(input.issues);
      let touching: ReturnType<typeof touchingOf> | undefined;
      const next = new Map<string, FlowNode>();
      for (const note of recordsOf(document.notes, input.shown?.cards))
        next.set(note.id, noteOf(note, input, chosen.has(note.id)));
      const put = (record: NodeRecord, hidden: boolean) => {
        const around = () => {
          touching ??= touchingOf(document);
          return touching(record.id);
        };
        const { id } = record;
        next.set(
          id,
          nodeOf(record, input, chosen.has(id), alike, problems.get(id), around, hidden),
        );
      };
      for (const record of recordsOf(document.nodes, input.shown?.cards)) put(record, false);
      for (const record of endsOf(document, input.shown)) put(record, true);
      nodes = next;
      nodesOf = input;
      const list = [...next.values()];
      lastNodes = sameList(list, lastNodes) ? lastNodes : list;
      return lastNodes;
    },

    edges(input) {
      const { document, selection } = input;
      const chosen = new Set(selection.edges);
      const alike = saysAlike(edgesOf, input);
      const next = new Map<string, KeptEdge>();
      for (const record of recordsOf(document.edges, input.shown?.wires)) {
        const { id, source, target } = record;
        const [from, to] = [document.nodes[source.node], document.nodes[target.node]];
        if (!from || !to) continue;
        const selected = chosen.has(id);
        const via = input.routes?.get(id);
        const before = edges.get(id);
        const kept = before?.record === record && before.from === from && before.to === to;
        const ariaLabel =
          kept && alike ? before.edge.ariaLabel : edgeLabel(record, from, to, input);
        const same =
          before?.edge.source === source.node &&
          before.edge.sourceHandle === source.port &&
          before.edge.target === target.node &&
          before.edge.targetHandle === target.port &&
          before.edge.selected === selected &&
          before.edge.data?.via === via &&
          before.edge.ariaLabel === ariaLabel;
        if (same && kept) next.set(id, before);
        else
          next.set(id, {
            record,
            from,
            to,
            edge: same
              ? before.edge
              : {
                  id,
                  type: 'wire',
                  ...(via ? { data: { via } } : {}),
                  source: source.node,
                  sourceHandle: source.port,
                  target: target.node,
                  targetHandle: target.port,
                  selected,
                  ariaLabel,
                  // Reached from its node (W), so that Tab walks over nodes only.
                  domAttributes: { tabIndex: -1 },
                },
          });
      }
      edges = next;
      edgesOf = input;
      const list = Array.from(next.values(), (kept) => kept.edge);
      lastEdges = sameList(list, lastEdges) ? lastEdges : list;
      return lastEdges;
    },
  };
}
