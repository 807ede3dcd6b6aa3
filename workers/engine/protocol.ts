/**
 * The worker's face: all that the page (over comlink) and the CLI (directly) can ask of the engine.
 * Nothing here throws: what can go wrong comes back as issues or as a `trouble` event. Every event
 * carries the generation of the load that it belongs to; the session drops late ones.
 */
import type { Issue } from '../../src/base/issue.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import type { Document, Weights } from '../../src/document/records.ts';
import type { Move } from '../../src/plan/plan.ts';
import type { Shape } from '../../src/tensor/shape.ts';
import type { Stats } from '../../src/tensor/statistics.ts';

export type { Stats };

export type Status = 'empty' | 'ready' | 'training' | 'paused' | 'failed';

export interface LoadRequest {
  readonly document: Document;
  /** Counts up on the page with each load; comes back on every event. */
  readonly generation: number;
  /** Weights to start from (a saved file); otherwise those of the former plan are adopted. */
  readonly weights?: Weights;
  /** Start all weights anew, whatever was there. */
  readonly fresh?: boolean;
}

export interface LoadReply {
  readonly generation: number;
  /** Without the plan itself, which stays in the worker; `moves` are the cursor's stops. */
  readonly compilation: Omit<Compilation, 'plan'>;
  readonly moves: readonly Move[];
  readonly status: Status;
  /** Names of weights that were started anew while others were kept. */
  readonly restarted: readonly string[];
  readonly data: readonly DataInfo[];
}

/** What a source of data holds: for the scatter on its card, the decision map, the data panel. */
export interface DataInfo {
  readonly node: string;
  readonly task: 'binary' | 'classes' | 'regression';
  readonly inputs: readonly string[];
  /** What one row of inputs is where it is no plain row, e.g. 1×28×28 pixels. */
  readonly shape?: Shape;
  readonly width: number;
  readonly classes?: readonly string[];
  readonly ranges: readonly (readonly [number, number])[];
  readonly trainingRows: number;
  readonly validationRows: number;
  /** Up to 500 rows of each part, row by row. */
  readonly sample: {
    readonly training: { readonly features: Float32Array; readonly targets: Float32Array };
    readonly validation: { readonly features: Float32Array; readonly targets: Float32Array };
  };
}

/** One point of the curves. NaN where there is none (no validation part, no accuracy). */
export interface CurvePoint {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export type EngineEvent =
  | {
      readonly type: 'frame';
      readonly generation: number;
      readonly status: Status;
      readonly step: number;
      readonly epoch: number;
      readonly stepsPerSecond: number;
      /** New points since the last frame, oldest first. */
      readonly points: readonly CurvePoint[];
      /** The watched edges, in the order in which `watch` named them; RMS of the activation and
       *  L2 norm of the gradient, two numbers for each edge. Empty when nothing is watched. */
      readonly edges: readonly string[];
      readonly taps: Float32Array;
      /** Where several losses add up: each one's mean over the batch that the taps were read from. */
      readonly losses?: Readonly<Record<string, number>>;
    }
  /** Training ended by itself, as it was told to; the frame behind it says that it rests. */
  | { readonly type: 'stopped'; readonly generation: number; readonly issue: Issue }
  | { readonly type: 'trouble'; readonly generation: number; readonly issues: readonly Issue[] };

/** Where the step cursor stands. */
export interface CursorState {
  readonly generation: number;
  /** The training step being walked through, 1 for the first. */
  readonly step: number;
  /** How many moves of this step are done, 0 … total. */
  readonly done: number;
  readonly total: number;
  /** The move done last: the node that is lit. Absent before the first. */
  readonly move?: Move;
  readonly canGoBack: boolean;
  readonly cost: number;
}

export interface TensorView {
  readonly shape: Shape;
  /** At most `limit` numbers from the start (65,536). */
  readonly data: Float32Array;
  readonly stats: Stats;
}
export interface EdgeInspection {
  readonly edge: string;
  readonly value?: TensorView;
  readonly gradient?: TensorView;
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

export interface NodeInspection {
  readonly node: string;
  /** Wires that arrive and leave, in port order. A value fans out where several leave one port. */
  readonly inputs: readonly (EdgeInspection & { readonly port: string })[];
  readonly outputs: readonly (EdgeInspection & { readonly port: string })[];
  readonly weights: readonly WeightInspection[];
}

/** One line of what a node computes in a phase: in letters, and with the numbers of one element. */
export interface ExplainLine {
  /** TeX; may use \val{}, \grad{}, \wt{}. */
  readonly letters: string;
  readonly numbers: string;
  /** Which element the numbers are of: [row, column …] of the result. */
  readonly index: readonly number[];
  readonly shape: Shape;
}
export interface Explanation {
  readonly move: Move;
  readonly lines: readonly ExplainLine[];
  /** On backward, for each wire into the node: incoming gradient, local derivative, product. */
  readonly chain: readonly ChainTerm[];
  /** Where the output fans out: the gradient that comes back along each wire, and their sum. */
  readonly fan: readonly {
    readonly port: string;
    readonly edges: readonly string[];
    readonly terms: readonly TensorView[];
    readonly sum: TensorView;
  }[];
}
export interface ChainTerm {
  readonly edge: string;
  readonly port: string;
  readonly incoming: TensorView;
  /** TeX of the local derivative; its numbers where it is elementwise. */
  readonly localTex: string;
  readonly local?: TensorView;
  readonly product: TensorView;
}

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
  readonly width: number;
  /** resolution² × width, rows from the top (largest y) down. */
  readonly values: Float32Array;
  /** Those that were asked for and are there. */
  readonly weights: Readonly<Record<string, WeightNumbers>>;
}
export interface WeightNumbers {
  readonly shape: Shape;
  readonly data: Float32Array;
}

export interface EngineApi {
  load(request: LoadRequest): Promise<LoadReply>;
  /** Runs until `pause`, or for that many steps. Resolves when it has begun. */
  train(steps?: number): Promise<void>;
  /** Resolves once no step is under way. */
  pause(): Promise<void>;
  /** Back to step 0 with newly drawn weights of the same seed. */
  reset(): Promise<void>;
  /** A live number (`lr` …) without compiling. */
  dial(name: string, value: number): Promise<void>;
  /** Which edges are looked at, and how often a second their taps are wanted (0: never). */
  watch(edges: readonly string[], hertz: number): Promise<void>;
  listen(callback: (event: EngineEvent) => void): Promise<void>;

  stepForward(): Promise<CursorState | undefined>;
  stepBack(): Promise<CursorState | undefined>;
  /** Forward until the node's next move is done. */
  runTo(node: string): Promise<CursorState | undefined>;
  /** Leaves stepping; the rest of a begun training step is run to its end. */
  leaveStepping(): Promise<void>;
  explain(index?: readonly number[]): Promise<Explanation | undefined>;

  inspectNode(node: string): Promise<NodeInspection | undefined>;
  inspectEdge(edge: string): Promise<EdgeInspection | undefined>;
  map(request: MapRequest): Promise<MapReply | undefined>;
  readWeights(): Promise<Weights>;
  /** Issues where names or shapes do not fit; those that fit are taken. */
  writeWeights(weights: Weights): Promise<readonly Issue[]>;
  dispose(): Promise<void>;
}
