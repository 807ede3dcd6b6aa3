/**
 * The size of each node and where its ports sit, from the document alone: nothing is measured, so a
 * node off screen has its wires in the right place too.
 */
import { kindOf } from '../../../catalog/index.ts';
import { type Kind, previewOf } from '../../../catalog/kind.ts';
import type { NodeRecord } from '../../../document/records.ts';
import type { Measure } from '../../../state/app.ts';
import { portsOf, type Touching } from '../../kit/ports.ts';

export const CARD_WIDTH = 160;
/** Losses have the longest names. */
const LOSS_WIDTH = 200;
export const NEURON_SIZE = 64;
/** Over the card of a recurrent layer: its edge to itself. */
export const LOOP_HEIGHT = 44;
const HEAD = 32;
const FOOT = 24;
/** Ports closer than this can't be hit. */
const PITCH = 20;
const FACES = {
  curve: 52,
  scatter: 88,
  weights: 52,
  gauge: 52,
  values: 30,
  maps: 76,
} as const;

export interface PortPlace {
  readonly name: string;
  readonly many: boolean;
  readonly side: 'in' | 'out';
  /** From the node's upper left corner to the middle of the port. */
  readonly x: number;
  readonly y: number;
}
export interface NodeLayout {
  readonly form: 'card' | 'neuron' | 'unknown';
  readonly width: number;
  readonly height: number;
  readonly ports: readonly PortPlace[];
}

/** How far the edge to itself of a recurrent layer reaches over its card. */
export const loopOver = (node: NodeRecord | undefined): number =>
  node && kindOf(node.kind)?.recurrentState ? LOOP_HEIGHT : 0;

export const isRound = (kind: Kind | undefined): boolean => kind?.family === 'neurons';

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
  const most = Math.max(ports.inputs.length, ports.outputs.length);
  const round = isRound(kind);
  const face = previewOf(kind, node.params);
  const base = HEAD + (face ? FACES[face] : 0) + FOOT;
  const width = round ? NEURON_SIZE : kind?.family === 'losses' ? LOSS_WIDTH : CARD_WIDTH;
  const height = round ? NEURON_SIZE : Math.max(base, Math.ceil(((most + 1) * PITCH) / 8) * 8);
  const side = (list: typeof ports.inputs, side: 'in' | 'out'): PortPlace[] =>
    list.map((port, i) => ({
      name: port.name,
      many: port.many ?? false,
      side,
      x: side === 'in' ? 0 : width,
      y: Math.round(((i + 1) * height) / (list.length + 1)),
    }));
  return {
    form: !kind ? 'unknown' : round ? 'neuron' : 'card',
    width,
    height,
    ports: [...side(ports.inputs, 'in'), ...side(ports.outputs, 'out')],
  };
}

/** The room that a node takes on the canvas, with what stands around its card. */
export function measureNode(node: NodeRecord): ReturnType<Measure> {
  const { width, height, form } = layoutNode(node);
  // A neuron's name stands below it and wants its room.
  return { width, height: form === 'neuron' ? height + 16 : height, over: loopOver(node) };
}
