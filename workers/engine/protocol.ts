/**
 * The worker's face: all that the page (over comlink) and the CLI (directly) can ask of the engine.
 * Nothing here throws: what can go wrong comes back as issues or as a `trouble` event. Every event
 * carries the generation of the load that it belongs to; the session drops late ones.
 */
import type { Issue } from '../../src/base/issue.ts';
import type { Compilation } from '../../src/compile/compilation.ts';
import type { ShownEquation } from '../../src/compile/explain-textbook.ts';
import type { PathStart, PathSum } from '../../src/compile/paths.ts';
import type { Checkpoint, Training } from '../../src/document/checkpoint.ts';
import type { CurvePoint } from '../../src/document/curve.ts';
import type { KeptRun, RecordingLog } from '../../src/document/kept.ts';
import type { MomentsRoom } from '../../src/document/moments.ts';
import type { Pace } from '../../src/document/paces.ts';
import type { Document } from '../../src/document/records.ts';
import type { Move, RoutineName } from '../../src/plan/plan.ts';
import type { Shape } from '../../src/tensor/shape.ts';
import type { Stats } from '../../src/tensor/statistics.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Listing } from '../backends/backend.ts';
import type { Told } from './compiling.ts';
import type { GradientCheckReply, GradientScope, PathSumReply } from './protocol/checks.ts';
import type { Explanation } from './protocol/explanations.ts';
import type {
  EdgeInspection,
  InsideInspection,
  NodeInspection,
  OfBatch,
  WiresInspection,
} from './protocol/inspections.ts';
import type { MapReply, MapRequest, Pictures, Shown } from './protocol/pictures.ts';
import type { Measurement, PlanReading } from './protocol/plans.ts';

export type * from './protocol/checks.ts';
export type * from './protocol/explanations.ts';
export type * from './protocol/inspections.ts';
export type * from './protocol/pictures.ts';
export type * from './protocol/plans.ts';
export type { CurvePoint, Listing, PathStart, PathSum, ShownEquation, Stats };

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
