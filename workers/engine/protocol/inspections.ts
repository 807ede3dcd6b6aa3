/** What of a step's numbers the page is shown: of wires, nodes, weights and losses. */
import type { Notation } from '../../../src/compile/compilation.ts';
import type { Shape } from '../../../src/tensor/shape.ts';
import type { Stats } from '../../../src/tensor/statistics.ts';

export interface TensorView {
  readonly shape: Shape;
  /** At most 65,536 numbers, from the row `first` of the outermost axis on. */
  readonly data: Float32Array;
  /** 0 where all numbers are here. */
  readonly first: number;
  readonly stats: Stats;
}
export interface EdgeInspection {
  readonly edge: string;
  readonly value?: TensorView;
  readonly gradient?: TensorView;
}

/** Of which sample of the batch, or of all of them together. */
export type OfBatch = number | 'mean';

/** A tensor of one sample as it is drawn on its wire: some hundred numbers at most. */
export interface WireTensor {
  /** As it is for one sample. */
  readonly shape: Shape;
  /** Its two last axes are a picture; the first few of those that the axes before them count. */
  readonly pictures: number;
  /** Cells of a picture: numbers or, where `shape` says that there are more, means of blocks. */
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
  /** Of all of its numbers. */
  readonly low: number;
  readonly high: number;
}
/** What has been computed so far in the step that is walked. */
export interface WireInspection {
  readonly edge: string;
  readonly value?: WireTensor;
  readonly gradient?: WireTensor;
  /** Of a wire that has one weight of its own; `before` this step, where the update has changed it. */
  readonly weight?: { readonly now: number; readonly before?: number };
}
export interface WiresInspection {
  readonly of: OfBatch;
  readonly wires: readonly WireInspection[];
}

export interface WeightInspection {
  readonly name: string;
  readonly trainable: boolean;
  readonly value: TensorView;
  readonly gradient?: TensorView;
  /** Optimiser slots by name. */
  readonly slots: Readonly<Record<string, TensorView>>;
  /** On update: the value before it. */
  readonly before?: TensorView;
}

/** A loss as it stands for this batch; the three figures that are easily taken for one another. */
export interface LossInspection {
  /** The loss of each sample, [batch]. */
  readonly losses: TensorView;
  /** Their mean; where several losses add up, this one's share of the cost. */
  readonly mean: number;
  /** The means of all losses added up; absent while one of them is still to come. */
  readonly cost?: number;
  /** The cost and the penalties of weights; absent where nothing is penalised. */
  readonly objective?: number;
}

export interface NodeInspection {
  readonly node: string;
  /** The training steps behind its weights; its values are of the step that is walked, or of the one to come. */
  readonly step: number;
  /** Edges that arrive and leave, in port order. A value fans out where several leave one port. */
  readonly inputs: readonly (EdgeInspection & { readonly port: string })[];
  readonly outputs: readonly (EdgeInspection & { readonly port: string })[];
  /** What leaves by ports that nothing is wired to. */
  readonly free: readonly { readonly port: string; readonly value: TensorView }[];
  readonly weights: readonly WeightInspection[];
  /** Of a recurrent layer, its states step by step. */
  readonly steps: readonly StepsInspection[];
  /** Values on the way that the kind lets look at, such as the sum before a neuron's activation. */
  readonly inside: readonly { readonly name: string; readonly value: TensorView }[];
  /** For losses, once computed. */
  readonly loss?: LossInspection;
}

/** A state over time: RMS of its numbers at each step, and the L2 norm of their gradients. */
export interface StepsInspection {
  readonly name: string;
  readonly notation: Notation;
  readonly value?: Float32Array;
  readonly gradient?: Float32Array;
}

/** What a node shows of its inside for one sample of the batch. */
export interface InsideInspection {
  readonly node: string;
  readonly sample: number;
  readonly batch: number;
  readonly intermediates: readonly {
    readonly name: string;
    readonly notation: Notation;
    readonly as?: 'gate' | 'state';
    /** Of a cell [steps, …], else as it is for one sample. */
    readonly value?: TensorView;
    readonly gradient?: TensorView;
  }[];
}
