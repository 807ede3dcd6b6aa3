/**
 * The size of each node and where its ports sit, from the document alone: nothing is measured, so a
 * node off screen has its wires in the right place too.
 */

import { cardRoom, cardSize, isRound, portHeight } from '../../../catalog/card.ts';
import { kindOf } from '../../../catalog/index.ts';
import type { NodeRecord } from '../../../document/records.ts';
import type { Measure } from '../../../state/app.ts';
import { portsOf, type Touching } from '../../kit/ports.ts';

export interface PortPlace {
  readonly name: string;
  readonly many: boolean;
  readonly side: 'in' | 'out';
  /** From the node's upper left corner to the middle of the port. */
  readonly x: number;
  readonly y: number;
}
export interface NodeLayout {
  readonly form: 'card' | 'round' | 'unknown';
  readonly width: number;
  readonly height: number;
  readonly ports: readonly PortPlace[];
}

/** Layouts of kinds that are known, by what they depend on: thousands of nodes have a few. */
const layouts = new Map<string, NodeLayout>();
const MOST_LAYOUTS = 1_000;
/** The same by kind, for parameters that were asked about before: they never change, and nodes share them. */
const known = new WeakMap<NodeRecord['params'], Map<string, NodeLayout>>();

export function layoutNode(node: NodeRecord, touching?: Touching): NodeLayout {
  if (!kindOf(node.kind)) return layoutAnew(node, touching);
  const ofParams = known.get(node.params) ?? new Map<string, NodeLayout>();
  const kept = ofParams.get(node.kind);
  if (kept) return kept;
  const layout = layoutByForm(node);
  known.set(node.params, ofParams.set(node.kind, layout));
  return layout;
}

function layoutByForm(node: NodeRecord): NodeLayout {
  const key = `${node.kind} ${JSON.stringify(node.params)}`;
  const kept = layouts.get(key);
  if (kept) return kept;
  if (layouts.size >= MOST_LAYOUTS) layouts.clear();
  const fresh = layoutAnew(node);
  // Equal layouts are one object, whatever the parameters: who compares need not look into them.
  const form = JSON.stringify(fresh);
  const layout = layouts.get(form) ?? fresh;
  layouts.set(form, layout);
  layouts.set(key, layout);
  return layout;
}

function layoutAnew(node: NodeRecord, touching?: Touching): NodeLayout {
  const kind = kindOf(node.kind);
  const ports = portsOf(node, touching);
  const { width, height } = cardSize(node, ports);
  const side = (list: typeof ports.inputs, side: 'in' | 'out'): PortPlace[] =>
    list.map((port, i) => ({
      name: port.name,
      many: port.many ?? false,
      side,
      x: side === 'in' ? 0 : width,
      y: portHeight(i, list.length, height),
    }));
  return {
    form: !kind ? 'unknown' : isRound(kind) ? 'round' : 'card',
    width,
    height,
    ports: [...side(ports.inputs, 'in'), ...side(ports.outputs, 'out')],
  };
}

/** The room that a node takes on the canvas, with what stands around its card. */
export const measureNode = (node: NodeRecord): ReturnType<Measure> =>
  cardRoom(node, layoutNode(node));
