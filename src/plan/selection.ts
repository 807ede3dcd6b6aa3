/**
 * Sums of which one term at most is not left out: Σ select(index = n, x, 0), n being the number of a row.
 * Summed over n it is a row that is fetched (a gather: what an embedding does); summed over what `index`
 * moves with it adds to rows that are asked for (a scatter: the gradient of its table). So work that goes
 * with the number of all rows can go with that of the rows asked for.
 */
import { must } from '../base/assert.ts';
import type { Access, Kernel, Scalar } from './plan.ts';

export interface Selection {
  /** The axis along which rows lie: a reduced one where they are fetched, an outer one where they are added to. */
  readonly axis: number;
  /** The load that reads the number of a row; it does not move with that axis. */
  readonly index: number;
  /** What is chosen. */
  readonly body: Scalar;
}

export function selectionOf({ axes, reduced, loads, reduce }: Kernel): Selection | undefined {
  if (reduce?.combine !== 'sum' || reduce.body.op !== 'select') return;
  const [condition, body, none] = reduce.body.args;
  if (condition.op !== 'equal' || none.op !== 'const' || none.value !== 0) return;
  const sides = condition.args;
  const number = sides.find((s) => s.op === 'load');
  const place = sides.find((s) => s.op === 'index');
  if (number?.op !== 'load' || place?.op !== 'index') return;
  const index = must(loads[number.load], 'a load');
  const moving = place.strides.flatMap((s, axis) => (s === 0 ? [] : [axis]));
  const [axis = -1] = moving;
  if (moving.length !== 1 || place.strides[axis] !== 1 || place.offset !== 0) return;
  if (index.guards?.length || index.strides[axis] !== 0) return;
  const outer = axes.length - reduced;
  const gathers = axis >= outer;
  // Who adds to a row asks for it: of points that ask once together it would not be known who is first.
  const asks = axes.every((d, i) => i < outer || d === 1 || index.strides[i] !== 0);
  if (!gathers && !asks) return;
  const fits = gathers ? (l: Access) => isRow(l, axis) : (l: Access) => isInvariant(l, axis);
  return everyLeaf(body, axis, (load) => fits(must(loads[load], 'a load')))
    ? { axis, index: number.load, body }
    : undefined;
}

/** Whether an access finds its row forwards, and no guard asks which it is. */
const isRow = ({ strides, guards = [] }: Access, axis: number): boolean =>
  strides[axis]! >= 0 && guards.every((g) => g.strides[axis] === 0);
const isInvariant = (load: Access, axis: number): boolean =>
  load.strides[axis] === 0 && isRow(load, axis);

/** Whether all loads fit, and nothing else knows where along the axis it stands. */
function everyLeaf(s: Scalar, axis: number, fits: (load: number) => boolean): boolean {
  if (s.op === 'load') return fits(s.load);
  if ('strides' in s) return s.strides[axis] === 0;
  return !('args' in s) || s.args.every((arg) => everyLeaf(arg, axis, fits));
}
