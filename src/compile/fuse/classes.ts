/** What each primitive is to the fusion pass: one row for each, so that a new one has to say. */
import type { BinaryName, OpName, OpTable, UnaryName, Value } from '../../ir/ops.ts';
import { isBinary, isUnary } from '../rule.ts';

type ElementwiseName = UnaryName | BinaryName | 'select';

/**
 * buffer: it lies in storage, in an input, among constants, or with what closes it · inline: written
 * into each kernel that uses it · draw: drawn anew at each point, in one kernel · elementwise: an
 * operation of a scalar expression · reduction: over axes of its operands · view: index arithmetic over
 * its operand · identity: stands for its operand · write: always written out.
 */
type FusionClass =
  | 'buffer'
  | 'inline'
  | 'draw'
  | 'elementwise'
  | 'reduction'
  | 'view'
  | 'identity'
  | 'write';

type ClassOf<O extends OpName> = O extends ElementwiseName
  ? 'elementwise'
  : Exclude<FusionClass, 'elementwise'>;

const CLASSES: { readonly [O in OpName]: ClassOf<O> } = {
  input: 'buffer',
  read: 'buffer',
  dial: 'buffer',
  literal: 'buffer',
  carry: 'buffer',
  fill: 'inline',
  iota: 'inline',
  uniform: 'draw',
  neg: 'elementwise',
  abs: 'elementwise',
  sign: 'elementwise',
  exp: 'elementwise',
  log: 'elementwise',
  log1p: 'elementwise',
  expm1: 'elementwise',
  sqrt: 'elementwise',
  sin: 'elementwise',
  cos: 'elementwise',
  tanh: 'elementwise',
  sigmoid: 'elementwise',
  erfc: 'elementwise',
  floor: 'elementwise',
  add: 'elementwise',
  sub: 'elementwise',
  mul: 'elementwise',
  div: 'elementwise',
  pow: 'elementwise',
  max: 'elementwise',
  min: 'elementwise',
  less: 'elementwise',
  equal: 'elementwise',
  select: 'elementwise',
  sum: 'reduction',
  reduceMax: 'reduction',
  dot: 'reduction',
  reshape: 'view',
  permute: 'view',
  broadcast: 'view',
  slice: 'view',
  pad: 'view',
  shear: 'view',
  stop: 'identity',
  wire: 'identity',
  concat: 'write',
  close: 'write',
};

/** By name, so that tables and sets are asked once for each value. */
const classes: OpTable<FusionClass> = CLASSES;
const isOf =
  (wanted: FusionClass) =>
  ({ op }: Pick<Value, 'op'>): boolean =>
    classes[op] === wanted;

export const isUnaryValue = (v: Value): v is Extract<Value, { readonly op: UnaryName }> =>
  isUnary(v.op);
export const isBinaryValue = (v: Value): v is Extract<Value, { readonly op: BinaryName }> =>
  isBinary(v.op);
export const isElementwise = isOf('elementwise');
export const isReduction = isOf('reduction');
export const isIdentity = isOf('identity');
/** It lies in a buffer of its own that no kernel fills. */
export const isBuffer = isOf('buffer');
export const isInline = isOf('inline');

/** A pad whose numbers stand apart: between them are zeros, which no affine index finds. */
export const isScattered = (v: Value): boolean => v.op === 'pad' && v.attrs.steps !== undefined;
/** Index arithmetic over what its operand is. */
export const isView = (v: Value): boolean => classes[v.op] === 'view' && !isScattered(v);
/** What works on the number of its own point alone, and so may follow a reduction as its epilogue. */
export const isPointwise = (v: Value): boolean => isElementwise(v) || v.op === 'close';
