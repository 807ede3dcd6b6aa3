/**
 * How a thing is written in PyTorch: expressions of Python that the export puts together. A kind says
 * its own, so that the export knows none by name; a kind without one cannot be exported yet.
 */
import type { Hyperparameters } from '../base/fields.ts';
import { type Shape, sameShape, size } from '../tensor/shape.ts';

/** A value of the forward pass: the name of a variable, and its shape for one sample. */
export interface TorchWire {
  readonly edge: string;
  readonly value: string;
  readonly shape: Shape;
}

export interface TorchContext<P = Hyperparameters> {
  readonly params: P;
  readonly node: string;
  /** The module of this node, where it has one: `self.dense1`. */
  readonly self: string;
  readonly input: (port: string) => TorchWire;
  readonly inputs: (port: string) => readonly TorchWire[];
  /** Shapes of the outputs for one sample. */
  readonly out: (port: string) => Shape;
}

export interface Torch {
  /** The module, for `__init__`; its parameters have the names of the document's. */
  readonly init?: string;
  /** A class that `init` needs, in Python; written once. */
  readonly helper?: string;
  /** Of the only output, of each by port, of several that one call gives, or the cost of a loss. */
  readonly forward:
    | string
    | Readonly<Record<string, string>>
    | readonly [ports: readonly string[], call: string];
  /** What is added to the objective beside the cost. */
  readonly objective?: string;
}

/**
 * A schedule: what makes it from `optimiser`. One that is written for the export, as a class in
 * `helpers`, is stepped with the cost, a function for the validation cost, and the steps done; one of
 * PyTorch's own without them. Without `init` the rate stays.
 */
export interface TorchSchedule {
  readonly init: string;
  readonly helpers?: readonly string[];
  readonly validates?: boolean;
}

/** A literal of Python. */
export function py(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(py).join(', ')}]`;
  return JSON.stringify(value);
}
export const tuple = (values: readonly number[]): string =>
  `(${values.join(', ')}${values.length === 1 ? ',' : ''})`;

/** A module that maps its only input: `nn.Linear(2, 3)`. */
export const torchModule = (
  ctx: TorchContext<unknown>,
  init: string,
  input = ctx.input('in').value,
): Torch => ({ init, forward: `${ctx.self}(${input})` });

/** A value under another shape for each sample. */
export const reshaped = (x: TorchWire, shape: Shape): string =>
  sameShape(x.shape, shape) ? x.value : `${x.value}.reshape(${[-1, ...shape].join(', ')})`;

/** Prediction and target of a loss, laid out as [batch, numbers] where their shapes differ. */
export function torchPair(ctx: TorchContext<unknown>): readonly [string, string] {
  const [p, t] = [ctx.input('prediction'), ctx.input('target')];
  return [p.value, reshaped(t, p.shape)];
}

/** Prediction [rows, classes] and target: probabilities as rows, or class indices as integers. */
export function torchClasses(ctx: TorchContext<unknown>) {
  const [p, t] = [ctx.input('prediction'), ctx.input('target')];
  const classes = p.shape[p.shape.length - 1] ?? 1;
  const index = size(t.shape) < size(p.shape);
  return {
    index,
    prediction: p.shape.length === 1 ? p.value : `${p.value}.reshape(-1, ${classes})`,
    target: index
      ? `${t.value}.reshape(-1).long()`
      : p.shape.length === 1
        ? reshaped(t, p.shape)
        : `${t.value}.reshape(-1, ${classes})`,
  };
}

/** Several inputs whose samples broadcast: axes come in behind the batch axis. */
export function torchFold(wires: readonly TorchWire[], sign: string): string {
  const rank = Math.max(...wires.map((w) => w.shape.length));
  return wires
    .map((w) => reshaped(w, [...new Array<number>(rank - w.shape.length).fill(1), ...w.shape]))
    .join(` ${sign} `);
}

/** L1 and L2 of a layer's weights, as `penalty.ts` has them. */
export function torchPenalty(
  weights: readonly string[],
  { l1, l2 }: { readonly l1: number; readonly l2: number },
): string | undefined {
  const terms = weights.flatMap((w) => [
    ...(l1 > 0 ? [`${l1} * ${w}.abs().sum()`] : []),
    ...(l2 > 0 ? [`${l2 / 2} * ${w}.square().sum()`] : []),
  ]);
  return terms.length ? terms.join(' + ') : undefined;
}
