/** What is drawn of a moment: cards, and the decision map. */
import type { Shape } from '../../../src/tensor/shape.ts';
import type { NodeInspection } from './inspections.ts';

/** A grid of predictions over two inputs of a source; the others lie at their middle. */
export interface MapRequest {
  readonly source: string;
  readonly loss: string;
  readonly x: number;
  readonly y: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly resolution: number;
  /** Weights that are wanted of the same moment, by name. */
  readonly weights?: readonly string[];
}
export interface MapReply {
  readonly generation: number;
  /** The training steps behind its weights. */
  readonly step: number;
  readonly width: number;
  /** resolution² × width, rows from the top (largest y) down. */
  readonly values: Float32Array;
  /** Those that were asked for and are there. */
  readonly weights: Readonly<Record<string, WeightNumbers>>;
}
/** What the page shows in pictures. */
export interface Shown {
  /** Cards, each by its inspection, */
  readonly nodes: readonly string[];
  /** of long tensors from that row on, */
  readonly first: number;
  /** and the decision map. */
  readonly map?: MapRequest | undefined;
}
export interface Pictures {
  readonly nodes: readonly NodeInspection[];
  readonly map?: MapReply;
}
interface WeightNumbers {
  readonly shape: Shape;
  readonly data: Float32Array;
}
