/**
 * The page's end of the channel to the engine. Rings of numbers per edge and for the curves are filled
 * here, outside React; whoever paints reads them once a frame. A worker that dies is replaced.
 */

import type { EngineApi, EngineEvent } from '../../workers/engine/protocol.ts';
import type { Ring } from '../base/ring.ts';
import type { CurvePoint } from '../document/curve.ts';
import type { WireNumbers } from '../document/runs.ts';

/** Rings of one edge: RMS of the activation, L2 norm of the gradient, and the training step of each. */
export interface EdgeRings {
  readonly step: Ring;
  readonly value: Ring;
  readonly gradient: Ring;
}

/** Of a run that was laid aside: its curve, and what was read last of its wires, by edge. */
export interface LaidAside {
  readonly curve: readonly CurvePoint[];
  readonly wires: Readonly<Record<string, WireNumbers>>;
}

/** How a frame came in which something was painted, in milliseconds. */
export interface Drawn {
  /** From when it was asked for. */
  readonly waited: number;
  /** By so much the two frames behind it were later than they could be. */
  readonly held: number;
}

export interface Session {
  readonly engine: EngineApi;
  /** The rings of an edge; created empty when first asked for. */
  edge(edge: string): EdgeRings;
  /** All points of the curves since the last reset, thinned to at most 4,000. */
  curves(): readonly CurvePoint[];
  /** What was read last of the wires of the run that is open, by edge: a copy. */
  wires(): LaidAside['wires'];
  /** Of the run that was laid aside under the engine's name for it. */
  laid(name: string): LaidAside | undefined;
  /** Called after rings or curves changed, at most once an animation frame. Returns the unsubscriber. */
  onPaint(callback: () => void): () => void;
  /** Called two frames after each in which something was painted. */
  onFrame(callback: (drawn: Drawn) => void): () => void;
  onEvent(callback: (event: EngineEvent) => void): () => void;
  /** Events of older generations are dropped from now on. */
  generation(): number;
  nextGeneration(): number;
  /** Another curve begins, or one that was kept is taken up, with what was read of its wires. */
  clearCurves(points?: readonly CurvePoint[], wires?: LaidAside['wires']): void;
  dispose(): void;
}
