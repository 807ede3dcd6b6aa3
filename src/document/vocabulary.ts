/**
 * What the document room must know of the catalogue, and no more: which ports a kind has and what it
 * starts with. Handed in by the caller, so that this room stands without the catalogue.
 */
import type { Params } from '../base/fields.ts';
import type { Issue } from '../base/issue.ts';

export interface Port {
  /** Stable name; order in the list is order on the card and in computation. */
  readonly name: string;
  /** Several wires may end here (inputs only). */
  readonly many?: boolean;
  /** No diagnostic when nothing is wired. */
  readonly optional?: boolean;
  /** Outputs only: shares of a whole over the two last axes, to be looked at as a picture. */
  readonly planes?: boolean;
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** What has parameters: a kind, a thing that a parameter holds, the run settings. */
export interface Face {
  readonly defaults: Params;
  /** The thing of that name where `param` holds one; undefined for a name that is not known. */
  readonly thing: (param: string, name: string) => Face | undefined;
}

export interface KindFace extends Face {
  readonly name: string;
  /** For messages: `Dense`. */
  readonly title: string;
  /** Stands any parameters: where they are out of range, those that a kind starts with count. */
  readonly ports: (params: Params) => Ports;
  readonly check: (params: Readonly<Record<string, unknown>>) => readonly Issue[];
}

export interface Vocabulary {
  /** Undefined for a name that this version does not know. */
  (kind: string): KindFace | undefined;
  /** The run settings that are things: optimiser, schedule, clip, stop. */
  readonly run: Face;
}
