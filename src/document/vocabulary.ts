/**
 * What the document room must know of the catalogue, and no more: the signature of a kind (its ports,
 * hyperparameters and their defaults). Handed in by the caller, so that this room stands without the catalogue.
 */
import type { Hyperparameters } from '../base/fields.ts';
import type { Issue } from '../base/issue.ts';

export interface Port {
  /** Stable name; order in the list is order on the card and in computation. */
  readonly name: string;
  /** Several edges may end here (inputs only). */
  readonly many?: boolean;
  /** No diagnostic when nothing is wired. */
  readonly optional?: boolean;
  /**
   * Inputs only: what arrives is read as indices (of tokens, of classes), whole numbers between which there
   * is nothing to move by: no gradient is taken with respect to them.
   */
  readonly indices?: boolean;
  /** Outputs only: shares of a whole over the two last axes, drawn as an image. */
  readonly planes?: boolean;
  /** How what passes is written in formulas, as x₂ the `in2` of a sum; absent: as the port is called. */
  readonly notation?: { readonly symbol: string; readonly index?: string };
  /** Outputs of a source of data only: the column of its inputs that leaves here, or all of them. */
  readonly column?: number | 'all';
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The signature of what has hyperparameters: a kind, a thing that one holds, the run settings. */
export interface Signature {
  readonly defaults: Hyperparameters;
  /** The thing of that name where `param` holds one; undefined for a name that is not known. */
  readonly thing: (param: string, name: string) => Signature | undefined;
}

export interface KindSignature extends Signature {
  readonly name: string;
  /** For messages: `Dense`. */
  readonly title: string;
  /** Total: hyperparameters out of range fall back to their defaults. */
  readonly ports: (params: Hyperparameters) => Ports;
  readonly check: (params: Readonly<Record<string, unknown>>) => readonly Issue[];
}

export interface Vocabulary {
  /** Undefined for a name that this version does not know. */
  (kind: string): KindSignature | undefined;
  /** The run settings that are things: optimiser, schedule, clip, stop. */
  readonly run: Signature;
}
