/**
 * The plan, what the compiler hands to a backend: plain data that survives structuredClone and JSON. Buffers,
 * kernels as loop nests, the steps of each routine, and where the numbers lie that a person may inspect. It knows no layer, no gradient, no machine.
 *
 * Every kernel is of one shape: a loop nest over affine accesses. Broadcasts are strides of 0,
 * transposes are strides in another order, slices are offsets, padding is a guard, a matrix product
 * is a nest with one reduced axis. A backend may recognise what it can do faster.
 */
import type { Shape } from '../tensor/shape.ts';
import type { Results } from './results.ts';

export type Phase = 'init' | 'forward' | 'backward' | 'update';

/** Where a loop nest reads or writes: element `offset + Σ strides[i] · index[i]` of a buffer. */
export interface Access {
  readonly buffer: number;
  readonly offset: number;
  /** One for each axis of the nest (results: for each outer axis). */
  readonly strides: readonly number[];
  /**
   * Reads only. Outside of any guard the value is 0 and memory is not touched:
   * 0 ≤ offset + Σ strides[i] · index[i] < extent.
   */
  readonly guards?: readonly Guard[];
}
export interface Guard {
  readonly offset: number;
  readonly strides: readonly number[];
  readonly extent: number;
}

export type UnaryOp =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'erfc'
  | 'floor';
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'max' | 'min' | 'less' | 'equal';

/** A scalar expression, evaluated at each point of the nest. */
export type Scalar =
  | { readonly op: 'load'; readonly load: number }
  /** What the reduction gave. */
  | { readonly op: 'acc' }
  | { readonly op: 'const'; readonly value: number }
  /** The affine index itself, as a number. */
  | { readonly op: 'index'; readonly offset: number; readonly strides: readonly number[] }
  /** uniformAt(seed, stream, affine index, step or 0); see base/random.ts. `moment` is the draw time. */
  | {
      readonly op: 'uniform';
      readonly stream: number;
      readonly moment: 'init' | 'step';
      readonly offset: number;
      readonly strides: readonly number[];
    }
  | UnaryScalar
  | BinaryScalar
  | { readonly op: 'select'; readonly args: readonly [Scalar, Scalar, Scalar] };

export interface UnaryScalar {
  readonly op: UnaryOp;
  readonly args: readonly [Scalar];
}
export interface BinaryScalar {
  readonly op: BinaryOp;
  readonly args: readonly [Scalar, Scalar];
}

export interface Kernel {
  /** Extents of the nest, outermost first; the last `reduced` of them are reduced. */
  readonly axes: readonly number[];
  readonly reduced: number;
  /** Reads, with one stride for each axis of the nest. */
  readonly loads: readonly Access[];
  /** Present when `reduced` > 0: what is combined over the reduced axes. */
  readonly reduce?: { readonly combine: 'sum' | 'max'; readonly body: Scalar };
  /**
   * Evaluated once for each outer index, after the reduction; loads used here have stride 0 on the
   * reduced axes. All values are computed before any is stored, so that a kernel may update in place
   * when reads and writes of a buffer use the same index.
   */
  readonly results: readonly { readonly value: Scalar; readonly to: Access }[];
}

/**
 * constant: written once by the backend · persistent: weights and optimiser slots, shared by all
 * routines and carried over to the next plan · input: written by the engine before a run · dial: one
 * number that is written without compiling · scratch: dead between runs of a routine, may share memory within it.
 */
export type Role = 'constant' | 'persistent' | 'input' | 'dial' | 'scratch';

export interface Buffer {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  /** Elements. */
  readonly size: number;
  /** Place in the arena, in elements; a multiple of 4. Buffers whose lifetimes meet never overlap. */
  readonly offset: number;
  /** For constants. */
  readonly data?: readonly number[];
}

export interface Step {
  /** The node it belongs to; '' for none. */
  readonly origin: string;
  readonly phase: Phase;
  readonly kernel: Kernel;
  /** Neighbours in the same loop are run together, row by row; see loops.ts. */
  readonly loop?: Loop;
}

/**
 * A loop over time. Its steps stand side by side and share their outermost axis: for each row of it in
 * turn, every step is run at that row. Each needs only what the rows before it and the steps before it
 * have left.
 */
export interface Loop {
  /** Within the routine. */
  readonly id: number;
  readonly extent: number;
  /** From the last row to the first. */
  readonly reverse: boolean;
}

/** A tensor that can be read after a routine ran: where it lies. */
export interface TensorRef {
  readonly buffer: number;
  readonly offset: number;
  readonly shape: Shape;
}

/**
 * init: draws all weights, clears the slots · train: one fast training step · watch: the same step,
 * never fused across nodes, nothing overwritten, every edge kept · evaluate: losses of a batch ·
 * predict: the prediction on a grid of inputs.
 */
export type RoutineName = 'init' | 'train' | 'watch' | 'evaluate' | 'predict';

/** The input of a routine that holds the inputs x or the targets y of a source. */
export const inputName = (source: string, part: 'x' | 'y'): string => `${source}.${part}`;

/** The input of a gradient check that is added to what a wire carries. */
export const perturbationName = (edge: string): string => `perturbation:${edge}`;

export interface Routine {
  readonly steps: readonly Step[];
  /** Extent of the batch axis; 0 for init. */
  readonly batch: number;
  /** Inputs by `inputName` (`data1.x`) → where, shape with the batch axis first. */
  readonly inputs: Readonly<Record<string, TensorRef>>;
  /**
   * What can be read afterwards: cost and objective; in `evaluate` losses and correct answers, in
   * `predict` predictions; in `watch` everything.
   */
  readonly results: Results<TensorRef>;
}

/**
 * A persistent tensor by name: a weight, a slot of the optimiser for that weight, or a state. Trainable
 * weights lie one after the other in one persistent buffer `weights` (so that an update is one pass),
 * frozen ones in `frozen`, states in `state`, each slot in `slot:NAME` in the same order; find the name of what a kernel
 * reads by buffer and offset.
 */
export interface StorageView {
  /** `dense1.weight`; for slots the weight's name. */
  readonly name: string;
  /** Whose it is; nobody's is what a schedule keeps. */
  readonly node: string | undefined;
  /** '' for the weight itself, else the slot's name, e.g. `m`. */
  readonly slot: string;
  readonly ref: TensorRef;
  readonly trainable: boolean;
  /** Assigned by training steps, not learned: the running statistics of a norm. */
  readonly state?: boolean;
}

/** One stop of the step cursor: what one node does in one phase. Steps [from, to) of `watch`. */
export interface Move {
  readonly phase: 'forward' | 'loss' | 'backward' | 'update';
  readonly node: string;
  readonly from: number;
  readonly to: number;
  /** Where a loop over time is among its steps: how many rows it has. */
  readonly rows?: number;
}

export interface Plan {
  readonly version: 1;
  /** Changes when anything in the plan does but the values of its dials. */
  readonly key: string;
  readonly buffers: readonly Buffer[];
  /** Elements of the whole arena. */
  readonly arena: number;
  readonly storage: readonly StorageView[];
  /**
   * Dials: name → buffer, with the value they start at. The engine sets `step`, the optimiser's
   * count, and `time`, the run's; both are 1 in the first step.
   */
  readonly dials: Readonly<Record<string, { readonly buffer: number; readonly value: number }>>;
  readonly routines: Readonly<Partial<Record<RoutineName, Routine>>>;
  readonly moves: readonly Move[];
  /** A schedule goes by the validation cost: after so many steps the engine writes it and the count
   *  of validation checks there. */
  readonly validation?: { readonly every: number; readonly seen: TensorRef };
  /** When training ends by itself: a validation check each so many epochs; see the catalogue's stops. */
  readonly stop?: {
    readonly every: number;
    readonly patience: number;
    readonly delta: number;
    readonly restore: boolean;
  };
}
