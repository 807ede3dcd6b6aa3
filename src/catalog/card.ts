/**
 * The size of a card, from the kind and its hyperparameters alone: nothing is measured. The one place
 * that knows it: the canvas draws cards so large, and whoever places, pictures or lays out nodes asks here.
 */
import type { Box } from '../base/boxes.ts';
import type { NodeRecord } from '../document/records.ts';
import { kindOf, vocabulary } from './index.ts';
import { type Kind, type Ports, type Preview, previewOf } from './kind.ts';

export const CARD_WIDTH = 160;
/** Losses have the longest names: “Negative log-likelihood 1” is not cut. */
const LOSS_WIDTH = 232;
const ROUND_SIZE = 64;
/** Below a round card stands its name. */
export const NAME_HEIGHT = 16;
/** Over the card of a recurrent layer: its edge to itself. */
export const LOOP_HEIGHT = 44;
/** Over a neuron: its bias and its sum. */
const NUMBERS_HEIGHT = 28;
const HEAD = 32;
const FOOT = 24;
/** Ports closer than this can't be hit. */
const PITCH = 20;
const PREVIEW_HEIGHT: { readonly [P in Preview]: number } = {
  curve: 52,
  scatter: 88,
  weights: 52,
  gauge: 52,
  values: 30,
  maps: 76,
};

export interface Size {
  readonly width: number;
  readonly height: number;
}

type Placed = Pick<NodeRecord, 'kind' | 'params'>;

/** Single neurons are circles; all else is a card. */
export const isRound = (kind: Kind | undefined): boolean => kind?.family === 'neurons';

/** How far the edge to itself of a recurrent layer reaches over its card. */
const loopOver = (node: Placed | undefined): number =>
  node && kindOf(node.kind)?.recurrentState ? LOOP_HEIGHT : 0;

/** How far up reaches what stands over a card, behind which no wire runs. */
export const reachOver = (node: Placed | undefined): number =>
  node && isRound(kindOf(node.kind)) ? NUMBERS_HEIGHT : loopOver(node);

/** @param ports those of the node; what a kind that is not known has, only its edges tell */
export function cardSize(
  node: Placed,
  ports: Ports | undefined = vocabulary(node.kind)?.ports(node.params),
): Size {
  const kind = kindOf(node.kind);
  if (isRound(kind)) return { width: ROUND_SIZE, height: ROUND_SIZE };
  const preview = previewOf(kind, node.params);
  const base = HEAD + (preview ? PREVIEW_HEIGHT[preview] : 0) + FOOT;
  const most = Math.max(ports?.inputs.length ?? 0, ports?.outputs.length ?? 0);
  return {
    width: kind?.family === 'losses' ? LOSS_WIDTH : CARD_WIDTH,
    height: Math.max(base, Math.ceil(((most + 1) * PITCH) / 8) * 8),
  };
}

/** A wire begins and ends at the outer side of a port's dot, so far from the card. */
export const PORT_REACH = 6;

/** How far down a card of this height each of so many ports lies. */
export const portHeight = (at: number, count: number, height: number): number =>
  Math.round(((at + 1) * height) / (count + 1));

/** Room for its name below a round card. */
export const nameUnder = (node: Placed): number => (isRound(kindOf(node.kind)) ? NAME_HEIGHT : 0);

/** A card at its place, with what stands over and under it: no wire runs there. */
export function withAround(node: Placed, { x, y, width, height }: Box): Box {
  const over = reachOver(node);
  return { x, y: y - over, width, height: height + over + nameUnder(node) };
}

/** Weights stand on their wires in front of a neuron. */
const WEIGHTS = 140;

/** The room that a node takes on the canvas, with what stands around its card. */
export function cardRoom(
  node: Placed,
  size: Size = cardSize(node),
): Size & { over: number; before: number } {
  const before = isRound(kindOf(node.kind)) ? WEIGHTS : 0;
  return {
    width: size.width,
    height: size.height + nameUnder(node),
    over: loopOver(node),
    before,
  };
}
