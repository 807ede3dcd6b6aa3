/** What a rewriting rule sees and gives. The rules themselves are in rules.ts, the passes in rewrite.ts. */
import { BINARY, UNARY } from '../base/scalar.ts';
import type { BinaryName, UnaryName, Value } from '../ir/ops.ts';
import type { Shape } from '../tensor/shape.ts';

/**
 * An optimisation barrier (XLA's term): with `node` nothing is shared, moved or fused across nodes and phases,
 * so that one step of a plan is the work of one node.
 */
export type Fence = 'node' | 'none';

/** A value to be added: what a rule gives, or the id of one that exists. */
export type NewValue = Pick<Value, 'op' | 'attrs' | 'shape'> & { readonly args: readonly number[] };

export interface Rewriting {
  readonly fence: Fence;
  /** Gradients are still to be taken, so that stops mean something. */
  readonly undifferentiated: boolean;
  /** The rewritten value with this id. */
  readonly at: (id: number) => Value;
  /** How often a rewritten value's original was used in the old program; 1 for those made by rules. */
  readonly uses: (id: number) => number;
  /** Whether a value lies in the fusion scope at hand (its node and phase, with a fence), so that it may be taken apart. */
  readonly inFusionScope: (id: number) => boolean;
  /** The id of a value that is there already. */
  readonly known: (value: NewValue) => number | undefined;
  /** Adds a value (simplified by the rules first) and gives its id. */
  readonly add: (value: NewValue) => number;
}

/**
 * Gives the id that stands for the value, or nothing where the rule does not apply. In a loop over time it is
 * not taken where it would not keep the rows apart (row-dependence.ts), so that no rule has to ask.
 */
export type Rule = (value: NewValue, r: Rewriting) => number | undefined;

/** Whether a value is a tensor of this one number. */
export const isFill = (v: Value, value?: number): v is Value & { op: 'fill' } =>
  v.op === 'fill' && (value === undefined || v.attrs.value === value);

export const newFill = (value: number, shape: Shape): NewValue => ({
  op: 'fill',
  attrs: { value },
  shape,
  args: [],
});

export const isUnary = (op: string): op is UnaryName => op in UNARY;
export const isBinary = (op: string): op is BinaryName => op in BINARY;
export const isUnaryOrBinary = (op: string) => isUnary(op) || isBinary(op);
