/** Def-use chains of a program, with identities looked through. */
import { must } from '../../base/assert.ts';
import type { Program, Value } from '../../ir/ops.ts';
import { axisSplits } from '../axis-splits.ts';
import { isIdentity, isView } from './classes.ts';

export interface Uses {
  readonly program: Program;
  /** The value with this id; `wire` and `stop` stand for their operand. */
  readonly at: (id: number) => Value;
  /** The values that stand for themselves, operands before users. */
  readonly values: readonly Value[];
  /** What a value is computed from. A close names its carry only to say whose rows these are. */
  readonly operandsOf: (v: Value) => Value[];
  /** Who computes with a value; as often as it does. */
  readonly usersOf: (v: Value) => readonly Value[];
}

/** Invariant: `at`, `operandsOf` and `usersOf` give values that stand for themselves, never an identity. */
export function usesOf(program: Program): Uses {
  const all = program.values;
  const same = new Int32Array(all.length);
  for (const v of all) same[v.id] = isIdentity(v) ? same[v.args[0]!]! : v.id;
  const at = (id: number): Value => must(all[same[id]!], 'a value');
  const operandsOf = (v: Value) => (v.op === 'close' ? v.args.slice(0, 1) : v.args).map(at);
  const values = all.filter((v) => same[v.id] === v.id);
  const users: Value[][] = all.map(() => []);
  for (const v of values) for (const a of operandsOf(v)) users[a.id]!.push(v);
  return { program, at, values, operandsOf, usersOf: (v) => users[v.id]! };
}

/** What a chain of views looks at. */
export function baseOf(v: Value, { operandsOf }: Pick<Uses, 'operandsOf'>): Value {
  let x = v;
  while (isView(x)) x = operandsOf(x)[0]!;
  return x;
}

/** A slice whose elements lie side by side in its operand. */
function isContiguousSlice(v: Value, { at }: Pick<Uses, 'at'>): boolean {
  if (v.op !== 'slice' || v.attrs.steps) return false;
  const x = at(v.args[0]!);
  const first = v.shape.findIndex((d) => d !== 1);
  return first < 0 || v.shape.every((d, i) => i <= first || d === x.shape[i]);
}

/** A view that is row-major where its operand lies: it has an address of its own, and costs nothing. */
export const isAlias = (v: Value, uses: Pick<Uses, 'at'>): boolean =>
  v.op === 'reshape' || isContiguousSlice(v, uses);

/** A reshape that only splits axes is index arithmetic wherever its operand lies. */
export const isSplit = (v: Value, { at }: Pick<Uses, 'at'>): boolean =>
  v.op === 'reshape' && axisSplits(at(v.args[0]!).shape, v.shape) !== undefined;
