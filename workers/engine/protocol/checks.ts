/** Gradients beside differences of the cost, and beside the sum over the paths. */
import type { Kink } from '../../../src/compile/check-plans.ts';
import type { PathSum } from '../../../src/compile/paths.ts';
import type { Shape } from '../../../src/tensor/shape.ts';

/** What of the gradients is to be checked: all, or those at a node, of a wire, of a weight, of one number of these. */
export interface GradientScope {
  readonly node?: string;
  readonly edge?: string;
  readonly weight?: string;
  readonly index?: number;
}
/** Why there is no derivative at a point, and the node in which that is. */
export interface KinkAt extends Kink {
  readonly node: string;
}
/** A derivative by back-propagation beside one by differences. */
export interface CheckedNumber {
  /** Which number of its tensor; none where all are moved in one random direction. */
  readonly index?: number;
  /** `kink`: there is no derivative at this very point. */
  readonly outcome: 'agrees' | 'kink' | 'disagrees';
  /** By back-propagation, by differences, relative difference. */
  readonly gradient: number;
  readonly measured: number;
  readonly difference: number;
  readonly kink?: KinkAt;
}
/** The gradient of a wire or a weight beside differences of the cost. */
export interface GradientCheck {
  readonly edge?: string;
  readonly weight?: string;
  readonly shape: Shape;
  /** Of the worst. */
  readonly outcome: CheckedNumber['outcome'];
  /** Numbers that were checked one by one, of how many; and whether all were in a random direction. */
  readonly checked: number;
  readonly count: number;
  readonly direction: boolean;
  readonly numbers: readonly CheckedNumber[];
  readonly worst: CheckedNumber;
  /** How many of those that were checked lie at a kink, and which kinks these are. */
  readonly kinks: number;
  readonly kinksAt: readonly KinkAt[];
  /** Some agree where choices and what stands behind a stop are held. */
  readonly held: boolean;
}
/** A piece of a sum over the paths. */
export interface PathSumReply {
  readonly generation: number;
  /** The training step whose weights and batch it is of, and the rows of that. */
  readonly step: number;
  readonly batch: number;
  /** At the last piece: the sum, or that no gradient goes to that number. */
  readonly sum?: PathSum;
  readonly none?: true;
  /** To be asked for the next piece; absent when all is done. */
  readonly next?: number;
}
/** A piece of a gradient check. */
export interface GradientCheckReply {
  readonly generation: number;
  /** The step whose weights and batch are checked: the one to come, or the one that is walked. */
  readonly step: number;
  /** Rows of the batch that are checked. */
  readonly rows: number;
  readonly batch: number;
  /** Differences that are taken, of how many; 0 of 0 before they are counted. */
  readonly done: number;
  readonly of: number;
  /** Those that are done since the piece before. */
  readonly checks: readonly GradientCheck[];
  /** To be asked for the next piece; absent when all is done. */
  readonly next?: number;
}
