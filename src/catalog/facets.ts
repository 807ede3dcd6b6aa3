/**
 * What the facets of a kind are asked with and what they answer: shapes, lowering with its weights, losses, and
 * what repairs, charts and formulas read.
 */
import type { Hyperparameters, Thing } from '../base/fields.ts';
import type { NodeRef } from '../base/issue.ts';
import type { Range } from '../base/range.ts';
import type { Builder, V } from '../ir/builder.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Penalty } from './penalty.ts';

/** The hyperparameter of a node that sets the last extent of its output. */
export interface Width {
  readonly node: string;
  readonly param: string;
  /** Its value for that extent; undefined where none gives it. */
  readonly valueFor: (extent: number) => number | undefined;
}

/** An edge that ends at a port, with its shape for one sample (no batch axis). */
export interface Arriving {
  readonly edge: string;
  /** What it comes from, for messages. */
  readonly from: NodeRef;
  readonly shape: Shape;
  /** What sets the last extent of what arrives, where something does; for repairs. */
  readonly width?: Width;
  /** Where its numbers are known to be indices: how many there are to choose from. */
  readonly indices?: number;
}

export interface ShapeContext<P = Hyperparameters> {
  readonly params: P;
  readonly node: string;
  /** The edges at an input port, in a fixed order; one at most where the port is not `many`. */
  readonly at: (port: string) => readonly Arriving[];
}

/** How a value inside a node is written in formulas: its parts as data, so that nobody takes its name apart. */
export interface Notation {
  readonly symbol: string;
  /** What stands below it, as the `ih` of the weights from input to hidden state. */
  readonly index?: string;
  /** Where a node is several layers, one behind the other: which, from 0. */
  readonly layer?: number;
  /** It belongs to the direction that reads the sequence from its end. */
  readonly reverse?: boolean;
}

/** Trainable numbers of a node: declared while lowering; named `node.name`. */
export interface WeightSpec {
  readonly shape: Shape;
  /** How it starts: a thing of the catalogue's initialisers. */
  readonly init: Thing;
  /** Fan-in and fan-out, for Xavier and Kaiming. */
  readonly fan: { readonly in: number; readonly out: number };
  /** False: frozen. */
  readonly trainable?: boolean;
  /** What it adds to the objective. */
  readonly penalty?: Penalty;
  /** The edge that it weighs, where each has weights of its own. */
  readonly edge?: string;
  /** Absent: by its whole name, as W or w, b, or as it is called. */
  readonly notation?: Notation;
}

/** Numbers that persist and are no weights: no gradient reaches them, a training step assigns them. */
export interface StateSpec {
  readonly shape: Shape;
  /** Every number at first. */
  readonly start: number;
}

export interface LowerContext<P = Hyperparameters> {
  readonly params: P;
  readonly node: string;
  /** Stamps this node as the origin. */
  readonly b: Builder;
  /** Axis 0 of every value on an edge has this extent. */
  readonly batch: number;
  readonly mode: 'train' | 'eval';
  /** The single value at an input port, batch axis first. */
  readonly input: (port: string) => V;
  /** All values at a `many` port, in a fixed order. */
  readonly inputs: (port: string) => readonly { readonly edge: string; readonly value: V }[];
  readonly weight: (name: string, spec: WeightSpec) => V;
  /** State as it was before this step; named `node.name` beside the weights, also in files. */
  readonly state: (name: string, spec: StateSpec) => V;
  /** What the state is after this training step. */
  readonly assign: (name: string, value: V) => void;
  /**
   * Names a value on the way, [batch, …], which a person may inspect while stepping, and gives it
   * back. `gate` and `state`: of a cell that is walked through time, [steps, batch, …]; `before`: the
   * state of that name one step earlier. Written as it is called, unless `notation` says how.
   */
  readonly intermediate: (
    name: string,
    value: V,
    as?: 'gate' | 'state' | 'before',
    notation?: Notation,
  ) => V;
  /** A batch that the engine writes before a run: inputs `x` or targets `y` of a source, `shape` for one sample. */
  readonly placeholder: (part: 'x' | 'y', shape: Shape) => V;
}

/** What a norm averages together, of a value with the batch as its first axis. */
export interface Averaged {
  readonly axes: readonly number[];
  /** Into how many groups the channels (axis 1) are divided, where only those of one go together. */
  readonly groups?: number;
  /** A letter for each axis, the batch's included: N, C, H, W, L (length), T (places). */
  readonly letters: readonly string[];
}

/** A step function. `curve` is the hyperparameter that chose it; without one the kind itself is the step. */
export interface Flat {
  readonly curve?: string;
  /** The activation that rises over the same range and has a slope. */
  readonly smooth: string;
  /** The activation that passes numbers on as they are. */
  readonly identity: string;
}

/** What takes a node's place in a repair: another kind, or another value of a hyperparameter. */
export type Replacement =
  | { readonly kind: string }
  | { readonly param: string; readonly value: string };

/** How a linear node maps what arrives; see `affine`. */
export interface AffineMap {
  readonly weight?: (edge: string) => string;
  readonly bias?: string;
}

/** What a loss gives: the loss of each sample, and, where the task has one, a metric of each. */
export interface LossOutputs {
  /** Shape [batch]. The cost is its mean; costs of several losses add up. */
  readonly loss: V;
  /** 1 where the sample is classified rightly, of a sequence the share of right places; [batch]. */
  readonly correct?: V;
  /** What a person would read as the prediction (a probability, say), from the raw input. */
  readonly prediction?: V;
}

/** What a loss makes sense for, of the numbers of a prediction. */
export interface Reads extends Range {
  /** They are the logarithms of shares of one whole, along the last axis; `prediction` shows the shares. */
  readonly logs?: boolean;
  /** The activation that gives such numbers … */
  readonly from: string;
  /** … and the loss that takes the numbers before it. */
  readonly instead?: string;
}
