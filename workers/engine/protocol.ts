/**
 * The worker's face: all that the page (over comlink) and the CLI (directly) can ask of the engine.
 * Nothing here throws: what can go wrong comes back as issues or as a `trouble` event. Every event
 * carries the generation of the load that it belongs to; the session drops late ones.
 */
import type { Issue } from '../../src/base/issue.ts';
import type { Kink } from '../../src/compile/check-plans.ts';
import type { Compilation, Notation } from '../../src/compile/compilation.ts';
import type { ShownEquation } from '../../src/compile/explain-textbook.ts';
import type { PathStart, PathSum } from '../../src/compile/paths.ts';
import type { Checkpoint, Training } from '../../src/document/checkpoint.ts';
import type { CurvePoint } from '../../src/document/curve.ts';
import type { KeptRun, RecordingLog } from '../../src/document/kept.ts';
import type { MomentsRoom } from '../../src/document/moments.ts';
import type { Pace } from '../../src/document/paces.ts';
import type { Document } from '../../src/document/records.ts';
import type { Move, Phase, RoutineName } from '../../src/plan/plan.ts';
import type { Shape } from '../../src/tensor/shape.ts';
import type { Stats } from '../../src/tensor/statistics.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Footprint, Listing } from '../backends/backend.ts';
import type { Told } from './compiling.ts';

export type { CurvePoint, Listing, ShownEquation, Stats };

export type Status = 'empty' | 'ready' | 'training' | 'paused' | 'failed';

export interface LoadRequest {
  readonly document: Document;
  /** Counts up on the page with each load; comes back on every event. */
  readonly generation: number;
  /** Weights to start from (a saved file); otherwise those of the former plan are adopted. */
  readonly weights?: Tensors;
  /** With them, where training stood: it goes on as if it had never stopped. */
  readonly training?: Training;
  /** And what was recorded of the way there, of which the states are kept under that project. */
  readonly recording?: { readonly project: string; readonly log: RecordingLog };
  /** Start all weights anew, whatever was there. */
  readonly fresh?: boolean;
  /** By undo or redo: the run that an edit gave way to is taken up again, also where the weights of now would fit. */
  readonly goesBack?: boolean;
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
  readonly task: 'binary' | 'classes' | 'indices' | 'regression';
  readonly inputs: readonly string[];
  /** What one row of inputs is where it is no plain row, e.g. 1×28×28 pixels. */
  readonly shape?: Shape;
  /** The axis of `shape` that is time, where a row is a sequence. */
  readonly time?: number;
  /** What the inputs are indices of, where they are. */
  readonly symbols?: readonly string[];
  readonly width: number;
  /** What one target is where it is no plain row. */
  readonly targetShape?: Shape;
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

/** Each loss's share of the cost, by node. */
export type Losses = Readonly<Record<string, number>>;

export type EngineEvent =
  | {
      readonly type: 'frame';
      readonly generation: number;
      readonly status: Status;
      readonly step: number;
      readonly epoch: number;
      readonly stepsPerSecond: number;
      /**
       * The figures of this very moment: whoever shows the cost shows this one. Its loss is NaN where it is
       * not known yet; absent where the document has no cost.
       */
      readonly now?: CurvePoint;
      /** Somebody walks through a step: the cost may be that of the step that is not over. */
      readonly walking?: boolean;
      /** Absent where nothing is recorded. */
      readonly timeline?: Timespan;
      /** New points since the last frame, oldest first. */
      readonly points: readonly CurvePoint[];
      /** The watched edges, in the order in which `watch` named them; RMS of the activation and
       *  L2 norm of the gradient, two numbers for each edge; −1 where no gradient flows. One training step
       *  behind the other, where several were read since the last frame. Empty when nothing is watched. */
      readonly edges: readonly string[];
      readonly taps: Float32Array;
      /** The training step of each of them. */
      readonly tapSteps: readonly number[];
      /** What `show` asked for, of this very step: where steps come so slowly that each of them is shown. */
      readonly pictures?: Pictures;
    }
  /** The state of a run was laid aside, or taken up again, or both: curves go with it. `kept` names
   *  all that can be gone back to; `anew`: another curve begins; `lost`: what was left is too large to
   *  be laid aside. */
  | {
      readonly type: 'exchanged';
      readonly generation: number;
      readonly anew?: boolean;
      readonly left?: string;
      readonly back?: string;
      readonly lost?: true;
      readonly kept: readonly string[];
    }
  /** Training ended by itself, as it was told to; the frame behind it says that it rests. */
  | { readonly type: 'stopped'; readonly generation: number; readonly issue: Issue }
  /** Training ended otherwise, and an earlier validation check found better weights: `takeBest` goes back to them. */
  | { readonly type: 'better'; readonly generation: number; readonly issue: Issue }
  | { readonly type: 'trouble'; readonly generation: number; readonly issues: readonly Issue[] }
  /** How far the load of that generation is, where it takes longer than a second. */
  | { readonly type: 'compiling'; readonly generation: number; readonly progress: Told };

/** What came of keeping states of recordings. */
export interface KeptMoments {
  /** False where there is no room for them, or they cannot be kept. */
  readonly kept: boolean;
  /** Projects whose states were let go for them. */
  readonly letGo: readonly string[];
}

/** What is recorded of a run. */
export interface Timespan {
  /** The steps between which one can go back. */
  readonly first: number;
  readonly last: number;
  /** How many states are kept, what they take, and what they may take. */
  readonly states: number;
  readonly bytes: number;
  readonly budget: number;
  /** The step that is visited, where one is: the run is replayed to it as long as the frame's step is another. */
  readonly visits?: number;
  /** Somebody walked, wrote or tried out something there: it is none of the run's moments any more. */
  readonly strayed?: true;
}

/** What becomes of the training step that one walked through. */
export type Leaving = 'finish' | 'takeBack';

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
  /** The first sample of the batch whose inputs are not all 0. */
  readonly sample: number;
  readonly cost: number;
  /** NaN where nothing is penalised. */
  readonly objective: number;
}

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

/** One line of what a node computes in a phase: in letters, and with the numbers of one element. */
export interface ExplainLine {
  /** TeX; may use \val{}, \grad{}, \wt{}. */
  readonly letters: string;
  readonly numbers: string;
  /** Which element the numbers are of: [row, column …] of the result. */
  readonly index: readonly number[];
  readonly shape: Shape;
  /** The time step that is shown, where it was computed in a loop over time. */
  readonly row?: number;
}
export interface Explanation {
  readonly move: Move;
  /** The textbook's equations with the numbers of one element; each is true of what was computed. */
  readonly equations: readonly ShownEquation[];
  /** How many equations do not hold for that element, on the edge of their domain, and are not shown. */
  readonly left: number;
  /** As computed: kernel by kernel. */
  readonly lines: readonly ExplainLine[];
  /** On backward, for each edge into the node: incoming gradient, local derivative, product. */
  readonly chain: readonly ChainTerm[];
  /** Where the output fans out: the gradient that comes back along each edge, and their sum. */
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
  /** The local derivative, where it is elementwise. */
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
export interface WeightNumbers {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** A routine of the plan for people: what its kernels compute and cost, and where its scratch lies. */
export interface PlanReading {
  readonly generation: number;
  readonly routine: RoutineName;
  /** All that this plan has. */
  readonly routines: readonly RoutineName[];
  /** How many threads may work on it. */
  readonly threads: number;
  /** None where the plan lacks this routine. */
  readonly steps: readonly PlanStep[];
  /** Of scratch, in the order in which it comes alive. */
  readonly tenures: readonly PlanTenure[];
  /** Bytes of all that the plan takes, of the part of the arena in which this routine's scratch lies, and
   *  the most that is alive there at once: no arrangement could do with less. */
  readonly memory: Footprint & {
    /** Of states that were laid aside for undo. */
    readonly undo: number;
  };
  readonly scratch: number;
  readonly alive: number;
}
export interface PlanStep {
  readonly phase: Phase;
  /** '' for none. */
  readonly node: string;
  readonly loop?: number;
  /** The loop nest in print. */
  readonly text: string;
  readonly flops: number;
  readonly bytes: number;
}
/** A buffer in the arena, from one step to another; the step behind the last stands for the end. */
export interface PlanTenure {
  readonly name: string;
  readonly phase: Phase;
  readonly first: number;
  readonly last: number;
  /** In elements. */
  readonly offset: number;
  readonly size: number;
}

/** Steps of a routine, measured. */
export interface Measurement {
  readonly generation: number;
  readonly routine: RoutineName;
  readonly from: number;
  /** Microseconds of the steps from there on, each with what it takes to call it. The whole of a loop over
   *  time stands at its first step. */
  readonly times: readonly number[];
  /** What calling alone takes. */
  readonly call: number;
}

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
export type { PathStart, PathSum };
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

/** What training is to reach, on the training rows (up to 1,000 of them). */
export type Goal = { readonly cost: number } | { readonly accuracy: number };
/** When training ends by itself: at whatever of these comes first. */
export interface Until {
  readonly steps?: number;
  readonly epochs?: number;
  readonly goal?: Goal;
}

export type Laid = 'kept' | 'same' | 'lost';

export interface EngineApi {
  /** One that comes before the last was answered takes its place. */
  load(request: LoadRequest): Promise<LoadReply>;
  /** Gives up compiling: the load under way is answered with the issue `compile.cancelled`. */
  cancel(): Promise<void>;
  /**
   * Runs until `pause`, or for so many steps (a number alone) or epochs more, or until a goal is reached.
   * Resolves when it has begun.
   */
  train(until?: number | Until): Promise<void>;
  /** How fast training is let go, from now on; at full speed where nobody says. What it computes is the same. */
  pace(pace: Pace): Promise<void>;
  /** Resolves once no step is under way. */
  pause(): Promise<void>;
  /**
   * Back to step 0 with newly drawn weights of the same seed. What was is kept under that name: `same`
   * where it was no different, `lost` where it is too large to be kept.
   */
  reset(keepAs?: string): Promise<Laid>;
  /** Back to the weights of the lowest validation cost, where early stopping keeps them. As `reset`. */
  takeBest(keepAs?: string): Promise<Laid>;
  /** Takes up what was laid aside under that name, and lays aside what is; false where it is gone. */
  exchange(name: string): Promise<boolean>;
  /**
   * To that moment of the run, to the bit as it was; the run stays where it ended. Where replaying takes a while
   * frames tell how far it is. Resolves when it is there, or when another wish came between. Beyond the last
   * step: back to the end.
   */
  visit(step: number): Promise<void>;
  /** The moment that is visited becomes the end of a run that training goes on with. As `reset`. */
  fork(keepAs?: string): Promise<Laid>;
  /** How many bytes a recording may take; none is made where it is 0. */
  recordingBudget(bytes: number): Promise<void>;
  /** A live number (`lr` …) without compiling. */
  dial(name: string, value: number): Promise<void>;
  /** Which edges are looked at, and how often a second their taps are wanted (0: never). */
  watch(edges: readonly string[], hertz: number): Promise<void>;
  /** What is to come with the frames of slow steps; what is not named stays as it was. */
  show(what: Partial<Shown>): Promise<void>;
  listen(callback: (event: EngineEvent) => void): Promise<void>;
  /** On: the machine is wanted for the page. Training then rests longer between slices, on one thread. */
  throttle(on: boolean): Promise<void>;
  /** How often a second training tells of itself at most, taps included; what comes to rest is told at once. */
  frameRate(hertz: number): Promise<void>;
  /** A sign of life: answers as soon as anybody is heard. */
  beat(): Promise<void>;

  /** So many moves on; one if not told. */
  stepForward(moves?: number): Promise<CursorState | undefined>;
  /** So many moves back, as far as they are known; one if not told. */
  stepBack(moves?: number): Promise<CursorState | undefined>;
  /** Forward until the node's next move is done. */
  runTo(node: string): Promise<CursorState | undefined>;
  /** Leaves stepping: the training step is run to its end, or all that it has changed is put back. */
  leaveStepping(how?: Leaving): Promise<void>;
  /**
   * `row`: how many rows of a loop over time come before the one that is shown; `sample`: of the batch, where
   * the index says nothing of it.
   */
  explain(
    index?: readonly number[],
    row?: number,
    sample?: number,
  ): Promise<Explanation | undefined>;

  /** What the next move is going to say, and nothing is moved; nothing of a step's first move and its last. */
  foretell(index?: readonly number[], sample?: number): Promise<Explanation | undefined>;

  /** `first`: of tensors too long to be sent whole, the row of the outermost axis to begin with. */
  inspectNode(node: string, first?: number): Promise<NodeInspection | undefined>;
  inspectInside(node: string, sample: number): Promise<InsideInspection | undefined>;
  inspectEdge(edge: string, first?: number): Promise<EdgeInspection | undefined>;
  /** Many at once, in small, of the step that is walked; nothing where none is. */
  inspectWires(edges: readonly string[], of: OfBatch): Promise<WiresInspection | undefined>;
  /** What a routine compiled to; the plan itself stays in the worker. */
  plan(routine: RoutineName): Promise<PlanReading | undefined>;
  /** The code of one of its steps; none where the backend compiles nothing. */
  code(routine: RoutineName, step: number): Promise<readonly Listing[] | undefined>;
  /** Measures steps from that one on, as many as can be in a moment; changes nothing. */
  measure(routine: RoutineName, from: number): Promise<Measurement | undefined>;
  /**
   * A gradient check, piece by piece: begun without `next`, at the weights and the batch of the moment, and
   * gone on with the piece's `next`. Who stops asking has cancelled it; nothing where it gave way to another.
   */
  checkGradients(scope: GradientScope, next?: number): Promise<GradientCheckReply | undefined>;
  /** All paths from one number to the objective, piece by piece in the same way. */
  sumPaths(start: PathStart, next?: number): Promise<PathSumReply | undefined>;
  map(request: MapRequest): Promise<MapReply | undefined>;
  readWeights(): Promise<Tensors>;
  /**
   * The whole state of the run; nothing where there is none or its numbers are not finite.
   * @param of where a moment is visited: that one, or the end (if not told)
   */
  readCheckpoint(of?: 'moment' | 'end'): Promise<Checkpoint | undefined>;
  /** The state that was laid aside under that name, as `readCheckpoint`; it stays there. */
  readLaid(name: string): Promise<Checkpoint | undefined>;
  /** The state at its end with the log of its recording, as they are kept. */
  readRun(): Promise<KeptRun | undefined>;
  /**
   * Keeps the states of that name, those that the recording has and that are not kept yet, under that project, and
   * lets go of all others of it.
   */
  keepMoments(project: string, ids: readonly string[]): Promise<KeptMoments>;
  /** The states that are kept of one project are kept of the other one, too. */
  copyMoments(from: string, to: string): Promise<KeptMoments>;
  /** What the states take that are kept; nothing where that cannot be told. */
  momentsRoom(project: string): Promise<MomentsRoom | undefined>;
  /** Lets go of the states of all projects but these. */
  dropMoments(but: readonly string[]): Promise<void>;
  /** Issues where names or shapes do not fit; those that fit are taken. */
  writeWeights(weights: Tensors): Promise<readonly Issue[]>;
  dispose(): Promise<void>;
}
