/** What compiling gives back: plain data that crosses the worker. Compiling never throws. */

import type { Hyperparameters } from '../base/fields.ts';
import { type Fix, type Issue, issue } from '../base/issue.ts';
import type { Share } from '../base/piecemeal.ts';
import type { Range, Takes } from '../base/range.ts';
import type { Notation } from '../catalog/facets.ts';
import type { Penalty } from '../catalog/penalty.ts';
import type { Plan, RoutineName } from '../plan/plan.ts';
import type { Shape } from '../tensor/shape.ts';
import type { UngradedEdges } from './ungraded-edges.ts';

export type { Notation };

/** A trainable (or frozen) tensor of the document. */
interface ParameterInfo {
  /** `dense1.weight`, as in state_dict. */
  readonly name: string;
  readonly node: string;
  /** Its name within the node: `weight`. */
  readonly own: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  /** Other nodes that use it. */
  readonly users: readonly string[];
  /** The edge that it weighs, where each has weights of its own. */
  readonly edge?: string;
  readonly notation?: Notation;
  /** What it adds to the objective. */
  readonly penalty?: Penalty;
}

/** Numbers that training steps assign, such as the running mean of a norm. */
type StateInfo = Pick<ParameterInfo, 'name' | 'node' | 'own'>;

/** A source of data whose batches the engine writes to the inputs of a routine. */
interface SourceInfo {
  readonly node: string;
  readonly params: Hyperparameters;
}

/** Where a loss's targets come from, where that is a source, and what they should be. */
export interface TargetInfo {
  /** The source. */
  readonly data: string;
  /** Its inputs are to be given back, or one column of them; else these are its targets. */
  readonly inputs: boolean;
  readonly takes: Takes;
  /** Which number of the source's row stands at each place of the target, where they are moved or one of several. */
  readonly places?: readonly number[];
  /** How many numbers follow each other that belong together. */
  readonly together: number;
  /** What bounds the prediction, where it should meet the target. */
  readonly reach?: { readonly node: string; readonly range: Range; readonly fix?: Fix };
}

/** What a prediction should be, where only its numbers can tell. */
export interface ReadInfo extends Range {
  /** They are logarithms of shares; what the loss shows as its prediction are the shares. */
  readonly logs?: boolean;
  /** The loss that takes any number. */
  readonly fix?: Fix;
}

/** A loss on the canvas, and what a decision map needs. */
export interface LossInfo {
  readonly node: string;
  readonly hasAccuracy: boolean;
  /** Shape of what its predictions hold for one sample. */
  readonly prediction?: Shape;
  readonly target?: TargetInfo;
  readonly reads?: ReadInfo;
}

/** What a node shows of its inside while stepping: among the intermediates of the plan's results. */
interface IntermediateInfo {
  readonly node: string;
  readonly name: string;
  readonly notation: Notation;
  /** Of a cell that is walked through time: its tensors are [steps, batch, …], not [batch, …]. */
  readonly as?: 'gate' | 'state';
}

export interface Compilation {
  /** Canonical text of the document's semantics that was compiled. */
  readonly key: string;
  readonly issues: readonly Issue[];
  /** Shapes for one sample by `node.port`, as far as they could be told. */
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly batch: number;
  readonly parameters: readonly ParameterInfo[];
  readonly states: readonly StateInfo[];
  readonly sources: readonly SourceInfo[];
  readonly losses: readonly LossInfo[];
  readonly intermediates: readonly IntermediateInfo[];
  /** Edges without a gradient: those that lead to the targets of losses alone, and those that lead to indices. */
  readonly ungraded: { readonly [K in keyof UngradedEdges]: readonly string[] };
  /** Weights are penalised: training lowers more than the cost. */
  readonly penalised: boolean;
  /** Absent when an error stands in the way. `train` and `watch` routines exist only with a loss. */
  readonly plan?: Plan;
}

/** How far compiling is: which routine, which pass over it, and how many of its nodes, operations or steps. */
export interface Progress
  extends Share<
    | 'check'
    | 'lower'
    | 'rewrite'
    | 'differentiate'
    | 'update'
    | 'schedule'
    | 'fuse'
    | 'memory'
    | 'key'
  > {
  /** Absent where it is done once for all of them. */
  readonly routine?: RoutineName;
}

/**
 * What a run of a routine that is not the training step may come to: numbers that one output holds, and points of all nests.
 * Where it would be more the batch is smaller, so that they take no more memory than training does, and
 * whoever asks for something meanwhile waits some ten milliseconds.
 */
export const ROUTINE_NUMBERS = 2 ** 21;
export const ROUTINE_POINTS = 2 ** 28;

/** What whoever needs a plan says of a document that compiled to none. */
export const NOTHING_COMPUTES: Issue = issue('plan.empty', {
  en: 'The document has no nodes that compute.',
  zh: '文档中没有参与计算的节点。',
});
