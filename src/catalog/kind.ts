/**
 * The declaration of everything that can be placed or chosen. A kind is one file that says everything about
 * itself; palette, form, help, CLI, laws and export all read it from here. Nothing else in the
 * program knows a kind by name.
 */

import {
  complete,
  type Fields,
  type Hyperparameters,
  type HyperparametersOf,
  type Thing,
} from '../base/fields.ts';
import type { Issue, NodeRef, Result } from '../base/issue.ts';
import type { Range, Takes } from '../base/range.ts';
import type { Language, Words } from '../base/words.ts';
import type { Port, Ports } from '../document/vocabulary.ts';
import type { Builder, V } from '../ir/builder.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Penalty } from './penalty.ts';
import type { Torch, TorchContext, TorchSchedule } from './torch.ts';

export type { Language, Port, Ports, Words };

/** In the order of the palette. */
export const FAMILIES = [
  'sources',
  'neurons',
  'layers',
  'activations',
  'shaping',
  'losses',
  'measures',
] as const;
export type Family = (typeof FAMILIES)[number];

/** What a person reads about a thing, and the words by which it is found. */
export interface Lesson {
  /** Two sentences. */
  readonly help: Words;
  /** TeX of what it computes; `\val{}`, `\grad{}` and `\wt{}` colour values, gradients and weights. */
  readonly formula?: string;
  /** TeX of its derivative, as the chain rule uses it. */
  readonly derivative?: string;
  /** More words by which the search finds it. */
  readonly keywords?: readonly string[];
  readonly paper?: { readonly label: string; readonly url: string };
}

export interface About {
  readonly title: Words;
  readonly lesson: Lesson;
}

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

/** One worked case for the laws: sample shapes at each input port, and hyperparameters. */
export interface Example {
  readonly params?: Readonly<Record<string, unknown>>;
  /** Shapes of the edges at each port; the data are drawn from a seeded normal unless `data` says else. */
  readonly at: Readonly<Record<string, readonly Shape[]>>;
  /** Range from which the inputs are drawn; `probability`, `onehot` and `class` (an index below 3) for targets. */
  readonly data?: Readonly<
    Record<string, 'normal' | 'probability' | 'onehot' | 'class' | 'binary' | 'sign'>
  >;
}

export type Preview = 'curve' | 'weights' | 'maps' | 'scatter' | 'gauge' | 'values';

export const previewOf = (kind: Kind | undefined, params: Hyperparameters): Preview | undefined => {
  const preview = kind?.ui.preview;
  return typeof preview === 'function' ? preview(complete(kind!.fields, params)) : preview;
};

/** How a kind looks on the page. */
export interface Appearance<F extends Fields = Fields> {
  /** Icon's name in the interface's icon set. */
  readonly icon: string;
  /** The hyperparameter that matters most, for the card: `8 units`. */
  readonly summary?: (params: HyperparametersOf<F>, language?: Language) => string;
  /** The preview on the card, where it may depend on hyperparameters. */
  readonly preview?: Preview | ((params: HyperparametersOf<F>) => Preview | undefined);
}

/** The same in other programs; `'none'` where the document cannot be exported with it. */
interface Exporters<Of, Written> {
  readonly torch: ((of: Of) => Written) | 'none';
}

/** What every kind says of itself, whatever its role. */
interface Declared<F extends Fields> extends About {
  /** Stable name, as it stands in files. */
  readonly name: string;
  readonly ui: Appearance<F>;
  readonly fields: F;
  readonly ports: (params: HyperparametersOf<F>) => Ports;
  /**
   * Output shapes for one sample by port, or what does not fit, naming both sides. With nothing at a
   * port that needs an edge it fails without an issue: that diagnostic is the caller's.
   */
  readonly shape: (
    ctx: ShapeContext<HyperparametersOf<F>>,
  ) => Result<Readonly<Record<string, Shape>>>;
  /** Relations between hyperparameters, which single fields cannot state. */
  readonly check?: (params: HyperparametersOf<F>) => readonly Issue[];
  /** What is not wrong but will disappoint, given what arrives and the size of a batch. */
  readonly advise?: (
    ctx: ShapeContext<HyperparametersOf<F>> & { readonly batch: number },
  ) => readonly Issue[];
  readonly export: Exporters<TorchContext<HyperparametersOf<F>>, Torch>;
  readonly examples: readonly Example[];
}

/** A function from input ports to output ports. */
interface Operator<F extends Fields> {
  /** Output values by port. */
  readonly lower: (ctx: LowerContext<HyperparametersOf<F>>) => Readonly<Record<string, V>>;
  /** The output's shape is that of `in`, so that a repair may go through it to the node before. */
  readonly keepsShape?: boolean;
  /**
   * Its numbers are those that arrive, or some of them, at other places; which ones stand where follows
   * from shapes and hyperparameters. What is known of their range is known of its own.
   */
  readonly moves?: boolean;
  /**
   * Between which numbers its output lies, given the same of what arrives on each edge, in the order of
   * the ports; absent or undefined where that may be any number. Of what `moves` it is not asked.
   */
  readonly gives?: (
    params: HyperparametersOf<F>,
    arriving: readonly (Range | undefined)[],
  ) => Range | undefined;
}

/** An operator through which gradients flow, with weights or without. */
interface Layer<F extends Fields> extends Operator<F> {
  readonly family: 'neurons' | 'layers' | 'activations' | 'shaping';
  /**
   * The hyperparameter that sets the last extent of the output, e.g. `units`, and how many numbers come of
   * one of it (absent: one); for repairs.
   */
  readonly width?: {
    readonly param: keyof F & string;
    readonly each?: (params: HyperparametersOf<F>) => number;
  };
  /** It takes the mean of each channel (axis 0) away, so that what was added to a channel is lost. */
  readonly centres?: boolean;
  /**
   * The hyperparameters that speak of its own weights: whether they are trained (off: frozen), how those start
   * that tell its units apart, and the bias that is added last, one number to each channel.
   */
  readonly weights?: {
    readonly trainable: keyof F & string;
    readonly init?: keyof F & string;
    readonly bias?: keyof F & string;
  };
  /** A cell walked through time: the state that is drawn on its recurrent edge, by its symbol. */
  readonly recurrentState?: string;
  /** For activations: the function itself, which neurons and the card's preview use. */
  readonly apply?: (b: Builder, x: V, params?: Hyperparameters) => V;
  /** The same without a bound on its numbers, where an activation is what bounds them. */
  readonly unbounded?: Replacement;
  /** For layers with an activation inside: the hyperparameter that chose it, its kind, and the intermediate (`ctx.intermediate`) that goes into it. */
  readonly activation?: (params: HyperparametersOf<F>) => {
    readonly param: keyof F & string;
    readonly kind: string;
    readonly intermediate: string;
  };
  /** For norms: what is averaged together of a sample of this shape, for the drawing of it. */
  readonly averaged?: (params: HyperparametersOf<F>, shape: Shape) => Averaged;
  /**
   * Where the output is a sum of linear maps of what arrives: the weights of each edge by their name
   * (`weight`; absent where the value of an edge passes unchanged), and the bias. See linear.ts.
   */
  readonly affine?: (params: HyperparametersOf<F>) => AffineMap | undefined;
  /** Where the derivative is zero almost everywhere, so that no gradient passes. */
  readonly flat?: (params: HyperparametersOf<F>) => Flat | undefined;
  /** Hyperparameters under which it is deterministic (draws nothing at random), so that two programs can be compared. */
  readonly deterministic?: Hyperparameters;
}

/** What training lowers: no outputs, the loss of each sample. */
interface Loss<F extends Fields> {
  readonly family: 'losses';
  /** The loss of each sample, and what else is told of its prediction. */
  readonly loss: (ctx: LowerContext<HyperparametersOf<F>>) => LossOutputs;
  /** Which targets it makes sense for, given the shapes of one sample. */
  readonly takes: (of: {
    readonly params: HyperparametersOf<F>;
    readonly prediction: Shape;
    readonly target: Shape;
  }) => Takes;
  /** Which predictions it makes sense for; absent where any number will do. */
  readonly reads?: Reads;
  /** For those that tell two classes apart: the prediction above which it is the second one. */
  readonly divides?: number;
  /** For those that learn from mistakes alone, by a rule that takes the step itself. */
  readonly mistakes?: boolean;
}

/** Where values begin: no inputs. */
interface Source<F extends Fields> {
  readonly family: 'sources';
  /** Output values by port. */
  readonly lower: (ctx: LowerContext<HyperparametersOf<F>>) => Readonly<Record<string, V>>;
  /** It gives batches of a data set (`ctx.placeholder`): rows to train on, where they are known. */
  readonly batches?: (params: HyperparametersOf<F>) => { readonly rows?: number };
  /** The stored table that it reads, '' where that is still to be chosen; undefined where it reads none. */
  readonly table?: (params: HyperparametersOf<F>) => string | undefined;
  /** The numbers that it gives whatever happens, for its card. */
  readonly constants?: (params: HyperparametersOf<F>) => readonly number[];
  /** Outputs whose numbers are indices, and how many there are to choose from. */
  readonly indices?: (params: HyperparametersOf<F>) => Readonly<Record<string, number | undefined>>;
}

/** A figure that a person reads beside the training. */
interface Measure<F extends Fields> extends Operator<F> {
  readonly family: 'measures';
}

/** A role, and of the facets of the other roles none: so that any kind may be asked for any of them. */
type Role<T, All extends PropertyKey> = T & { readonly [K in Exclude<All, keyof T>]?: undefined };
type Facet = keyof Layer<Fields> | keyof Loss<Fields> | keyof Source<Fields>;

export type LayerKind<F extends Fields = Fields> = Declared<F> & Role<Layer<F>, Facet>;
export type LossKind<F extends Fields = Fields> = Declared<F> & Role<Loss<F>, Facet>;
export type SourceKind<F extends Fields = Fields> = Declared<F> & Role<Source<F>, Facet>;
export type MeasureKind<F extends Fields = Fields> = Declared<F> & Role<Measure<F>, Facet>;

/** What can be placed. `family` says the role, and with it which facets must be there. */
export type Kind<F extends Fields = Fields> =
  | LayerKind<F>
  | LossKind<F>
  | SourceKind<F>
  | MeasureKind<F>;

/** What an optimiser sees of one tensor of weights. Everything is a value of the update program. */
export interface UpdateContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
  readonly weight: V;
  readonly gradient: V;
  /** Its own storage, one number for each weight, zero at first; e.g. `m`, `v`. */
  readonly slot: (name: string) => V;
  /** A dial of the optimiser (a scalar input of the plan, written without compiling), by its field's name, e.g. `lr`. */
  readonly dial: (name: string) => V;
  /** The number of this step, 1 for the first. Scalar. */
  readonly step: V;
}
export interface Optimiser<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  /** Its constructor in PyTorch, over `parameters`. */
  readonly export: Exporters<HyperparametersOf<F>, string>;
  /** Names of the slots, each as large as the weights. */
  readonly slots: (params: HyperparametersOf<F>) => readonly string[];
  /** The new weight and the new slots. */
  readonly update: (ctx: UpdateContext<HyperparametersOf<F>>) => {
    readonly weight: V;
    readonly slots: Readonly<Record<string, V>>;
  };
}

/** What a schedule sees of a training step. Everything is a scalar of the update program. */
export interface ScheduleContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
  /** The learning rate as it is set. */
  readonly lr: V;
  /** Steps done before this one. */
  readonly done: V;
  /** The cost of this step's batch. */
  readonly cost: V;
  /** Its own storage, one number by name, zero at first. */
  readonly slot: (name: string) => V;
  /** The validation cost at the last validation check, and the count of checks; see `validationInterval`. */
  readonly validation: () => { readonly cost: V; readonly count: V };
  /** What another schedule makes of the step, counted from elsewhere. */
  readonly follow: (next: Thing, done: V) => ScheduledRate;
}
export interface ScheduledRate {
  readonly rate: V;
  readonly slots?: Readonly<Record<string, V>>;
}
/** The learning rate over time, as a program: planned, stepped and replayed like any update. */
export interface Schedule<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  readonly export: {
    /** `follow` gives the form of a schedule inside it; undefined where that one has none. */
    readonly torch:
      | ((
          params: HyperparametersOf<F>,
          follow: (next: Thing) => TorchSchedule | undefined,
        ) => TorchSchedule | undefined)
      | 'none';
  };
  readonly slots?: readonly string[];
  /** Training steps between two validation checks, where the schedule depends on the validation cost. */
  readonly validationInterval?: (params: HyperparametersOf<F>) => number | undefined;
  readonly rate: (ctx: ScheduleContext<HyperparametersOf<F>>) => ScheduledRate;
}

/** When training ends by itself; what the engine goes by. */
export interface StopRule {
  /** Epochs between two validation checks. */
  readonly every: number;
  /** Validation checks in a row without an improvement. */
  readonly patience: number;
  /** By how much the cost must fall to count as improved. */
  readonly delta: number;
  /** Restores the weights of the best validation check. */
  readonly restore: boolean;
}
export interface Stop<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  /** Absent: it never ends by itself. The export reads it too. */
  readonly rule?: (params: HyperparametersOf<F>) => StopRule;
}

interface ClipContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
}
/** How a gradient is kept from being too large, before the optimiser sees it. */
export interface Clip<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  /** A call of PyTorch over `parameters`; an empty one where nothing is clipped. */
  readonly export: Exporters<HyperparametersOf<F>, string>;
  /** What each number becomes. */
  readonly apply?: (ctx: ClipContext<HyperparametersOf<F>>, gradient: V) => V;
  /**
   * What all are multiplied with, from the norm over all weights. Numbers and norm are counted in units
   * of `unit`, which is 1 unless squares could overflow; what comes out is in units of 1.
   */
  readonly scale?: (ctx: ClipContext<HyperparametersOf<F>>, norm: V, unit: V) => V;
}

export interface InitContext<P = Hyperparameters> {
  readonly params: P;
  readonly b: Builder;
  readonly shape: Shape;
  readonly fan: { readonly in: number; readonly out: number };
  /** Uniform (0, 1), drawn anew for each call; seeded by the run and the weight's name. */
  readonly uniform: () => V;
  /** Standard normal. */
  readonly normal: () => V;
}
export interface Initialiser<F extends Fields = Fields> extends About {
  readonly name: string;
  readonly fields: F;
  readonly draw: (ctx: InitContext<HyperparametersOf<F>>) => V;
  /** All weights start at one number, so that units stay equal: at 0, or at another; and what to start with instead. */
  readonly alike?: { readonly at: 'zero' | 'number'; readonly instead: Thing };
  /** What stands in the way for weights of this shape; where is the caller's. */
  readonly check?: (of: {
    readonly params: HyperparametersOf<F>;
    readonly shape: Shape;
  }) => Issue | undefined;
}

/**
 * A thing under the hyperparameters of any thing. What a file declares takes those of its own fields
 * (`HyperparametersOf<F>`); whoever uses it has read its `fields` only when running, and gives what
 * `complete` made of them. This is the one place where that is taken on trust; the check of a document
 * (`checkHyperparameters`) is what keeps it true.
 */
const erased = <T>(thing: unknown): T => thing as T;

/**
 * Declares a kind; the identity, for the sake of inference: hyperparameters have the types of `fields`.
 *
 * @example
 * export const scale = defineKind({
 *   name: 'scale',
 *   family: 'shaping',
 *   title: { en: 'Scale', zh: '缩放' },
 *   lesson: { help: { en: '…', zh: '…' }, formula: 'y = a x' },
 *   ui: { icon: 'scaling' },
 *   fields: { factor: { type: 'number', label: 'Factor', default: 2, min: -10, max: 10 } },
 *   ports: oneToOne,
 *   shape: oneShape((x) => x.shape),
 *   lower: ({ b, input, params }) => ({ out: b.mul(input('in'), params.factor) }),
 *   export: { torch: ({ input, params }) => ({ forward: `${params.factor} * ${input('in').value}` }) },
 *   examples: [{ at: { in: [[3]] } }],
 * });
 */
export const defineKind = <const F extends Fields>(kind: Kind<F>): Kind => erased(kind);
/** The same for one that is a layer, so that other files may ask for its facets. */
export const defineLayer = <const F extends Fields>(kind: LayerKind<F>): LayerKind => erased(kind);
export const defineOptimiser = <const F extends Fields>(o: Optimiser<F>): Optimiser => erased(o);
export const defineInitialiser = <const F extends Fields>(i: Initialiser<F>): Initialiser =>
  erased(i);
export const defineSchedule = <const F extends Fields>(s: Schedule<F>): Schedule => erased(s);
export const defineStop = <const F extends Fields>(s: Stop<F>): Stop => erased(s);
export const defineClip = <const F extends Fields>(c: Clip<F>): Clip => erased(c);

/** Common ports, written x and y in formulas, and a list of them. */
export const IN: Port = { name: 'in', notation: { symbol: 'x' } };
export const OUT: Port = { name: 'out', notation: { symbol: 'y' } };
export const oneToOne = (): Ports => ({ inputs: [IN], outputs: [OUT] });
