/**
 * Common subexpression elimination by hash-consing (Ershov 1958; the value table of LLVM's GVN): whether a
 * value has been made before, asked of each value of each pass. So it is asked
 * by numbers, and no text is written to be compared; what is alike is what no result could tell apart:
 * infinities, NaN and −0 are themselves.
 */
import type { Value } from '../ir/ops.ts';
import type { NewValue } from './rule.ts';

/** Of whose work a value is: with a fence, values are shared and fused within one scope only. */
export type FusionScope = Pick<Value, 'origin' | 'phase'>;

interface ValueTable {
  /** The id of the value that is like this one. */
  find(value: NewValue, scope: FusionScope | undefined): number | undefined;
  /** The same, and where there is none that of the value made for it, which becomes the last. */
  findOrMake(value: NewValue, scope: FusionScope | undefined, make: (id: number) => Value): number;
}

/** So many elements of a list tell it well enough from others; the rest is compared. */
const HASHED = 16;
/** Small enough for an engine to keep it as an integer. */
const BITS = 0x3fffffff;

type Named = Readonly<Record<string, unknown>>;

const mix = (h: number, x: number): number => Math.imul(h ^ x, 0x01000193);

function mixText(h: number, text: string): number {
  let mixed = h;
  for (let i = 0; i < text.length; i++) mixed = mix(mixed, text.charCodeAt(i));
  return mixed;
}

function mixList(h: number, list: readonly unknown[]): number {
  let mixed = mix(h, list.length);
  for (let i = 0; i < list.length && i < HASHED; i++) mixed = mixAny(mixed, list[i]);
  return mixed;
}

function mixAny(h: number, x: unknown): number {
  // Fractions are told apart by their thousandths, which is enough for a hash.
  if (typeof x === 'number') return mix(mix(h, x), x * 1009);
  if (typeof x === 'string') return mixText(h, x);
  if (Array.isArray(x)) return mixList(h, x);
  return typeof x === 'object' && x !== null ? mixAttrs(h, x as Named) : mix(h, x ? 1 : 2);
}

/** Whatever the order in which they were written. */
function mixAttrs(h: number, attrs: Named): number {
  let sum = 0;
  for (const name in attrs) {
    const x = attrs[name];
    if (x !== undefined) sum += mixAny(mixText(1, name), x) & BITS;
  }
  return mix(h, sum);
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!alike(a[i], b[i])) return false;
  return true;
}

function alike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && sameList(a, b);
  return within(a as Named, b as Named) && within(b as Named, a as Named);
}

function within(a: Named, b: Named): boolean {
  for (const name in a) {
    if (!alike(a[name], b[name])) return false;
  }
  return true;
}

/** @param values those that are made, in the order of their ids; it appends to them */
export function createValueTable(values: Value[]): ValueTable {
  /** By hash the latest value; by value the one before it with the same hash, or −1. */
  const latest = new Map<number, number>();
  const before: number[] = [];

  const hashOf = ({ op, args, shape, attrs }: NewValue, scope: FusionScope | undefined): number => {
    let h = mixText(0x811c9dc5, op);
    if (scope) h = mixText(mixText(h, scope.origin), scope.phase);
    return mixAttrs(mixList(mixList(h, args), shape), attrs as Named) & BITS;
  };
  const among = (
    hash: number,
    value: NewValue,
    scope: FusionScope | undefined,
  ): number | undefined => {
    for (let id = latest.get(hash) ?? -1; id >= 0; id = before[id]!) {
      const v = values[id]!;
      if (
        v.op === value.op &&
        (scope === undefined || (v.origin === scope.origin && v.phase === scope.phase)) &&
        sameList(v.args, value.args) &&
        sameList(v.shape, value.shape) &&
        alike(v.attrs, value.attrs)
      )
        return id;
    }
    return undefined;
  };
  return {
    find: (value, scope) => among(hashOf(value, scope), value, scope),
    findOrMake(value, scope, make) {
      const hash = hashOf(value, scope);
      const found = among(hash, value, scope);
      if (found !== undefined) return found;
      const id = values.length;
      values.push(make(id));
      before.push(latest.get(hash) ?? -1);
      latest.set(hash, id);
      return id;
    },
  };
}
