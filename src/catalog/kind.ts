/**
 * The declaration of everything that can be placed. A kind is one file that says everything about itself;
 * palette, form, help, CLI, laws and export all read it from here. Nothing else in the program knows a
 * kind by name. What its facets are asked with stands in facets.ts; what is chosen, not placed, in thing.ts.
 */

import {
  complete,
  type Fields,
  type Hyperparameters,
  type HyperparametersOf,
} from '../base/fields.ts';
import type { Issue, Result } from '../base/issue.ts';
import type { Range, Takes } from '../base/range.ts';
import type { Language, Words } from '../base/words.ts';
import type { Port, Ports } from '../document/vocabulary.ts';
import type { Builder, V } from '../ir/builder.ts';
import type { Shape } from '../tensor/shape.ts';
import { type About, type Exporters, erased } from './about.ts';
import type {
  AffineMap,
  Averaged,
  Flat,
  LossOutputs,
  LowerContext,
  Reads,
  Replacement,
  ShapeContext,
} from './facets.ts';
import type { BookContext, Sides } from './textbook.ts';
import type { Torch, TorchContext } from './torch.ts';

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
  /** How it is written: the equations of a textbook, forward and back; see textbook.ts. */
  readonly textbook: (ctx: BookContext<HyperparametersOf<F>>) => Sides;
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
  /** The activation that it applies itself, for those that take what stands before it (logits). */
  readonly applies?: string;
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
type LossKind<F extends Fields = Fields> = Declared<F> & Role<Loss<F>, Facet>;
type SourceKind<F extends Fields = Fields> = Declared<F> & Role<Source<F>, Facet>;
type MeasureKind<F extends Fields = Fields> = Declared<F> & Role<Measure<F>, Facet>;

/** What can be placed. `family` says the role, and with it which facets must be there. */
export type Kind<F extends Fields = Fields> =
  | LayerKind<F>
  | LossKind<F>
  | SourceKind<F>
  | MeasureKind<F>;

/**
 * Declares a kind; the identity, for the sake of inference: hyperparameters have the types of `fields`.
 *
 * @example
 * export const scale = defineKind({
 *   name: 'scale',
 *   family: 'shaping',
 *   title: { en: 'Scale', zh: '缩放' },
 *   lesson: { help: { en: '…', zh: '…' } },
 *   ui: { icon: 'scaling' },
 *   fields: { factor: { type: 'number', label: 'Factor', default: 2, min: -10, max: 10 } },
 *   ports: oneToOne,
 *   shape: oneShape((x) => x.shape),
 *   lower: ({ b, input, params }) => ({ out: b.mul(input('in'), params.factor) }),
 *   textbook: ({ params, batch, wire, out }) => {
 *     const at = [index('n', batch, true), ...axesOf(out('out').slice(1))];
 *     const [x, y, a] = [arriving(wire('in')), leaving('out', out('out')), constant('a', params.factor)];
 *     return {
 *       forward: [equation(y(...at), mul(a, x(...at)))],
 *       backward: [equation(gradient(x)(...at), mul(gradient(y)(...at), a))],
 *     };
 *   },
 *   export: { torch: ({ input, params }) => ({ forward: `${params.factor} * ${input('in').value}` }) },
 *   examples: [{ at: { in: [[3]] } }],
 * });
 */
export const defineKind = <const F extends Fields>(kind: Kind<F>): Kind => erased(kind);
/** The same for one that is a layer, so that other files may ask for its facets. */
export const defineLayer = <const F extends Fields>(kind: LayerKind<F>): LayerKind => erased(kind);
/** Common ports, written x and y in formulas, and a list of them. */
export const IN: Port = { name: 'in', notation: { symbol: 'x' } };
export const OUT: Port = { name: 'out', notation: { symbol: 'y' } };
export const oneToOne = (): Ports => ({ inputs: [IN], outputs: [OUT] });
