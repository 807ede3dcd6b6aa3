/**
 * Addresses: in which buffer a value begins, and with which strides it lies there. Storage, inputs, dials
 * and constants have their buffers; a part of a concatenation lies within the whole; an alias where its
 * operand lies; a recurrence that holds all its rows in one buffer with what is carried, a row apart.
 */
import type { Value } from '../../ir/ops.ts';
import { strides as rowMajor, type Shape, size } from '../../tensor/shape.ts';
import type { Placement } from './concat.ts';
import type { Materialised } from './materialise.ts';
import { isAlias, type Uses } from './uses.ts';

/** Gives buffers: those of tensors that exist beforehand, and new scratch. */
export interface BufferAllocator {
  read(buffer: string): number;
  input(name: string, shape: Shape): number;
  dial(name: string): number;
  literal(data: readonly number[]): number;
  scratch(name: string, size: number): number;
}

/** Where a tensor begins; the offset in elements. */
export interface Address {
  readonly buffer: number;
  readonly offset: number;
}

export interface Addresses {
  /** Where a value lies, if it does, aliases of what lies somewhere included. */
  readonly addressOf: (v: Value) => Address | undefined;
  /** How it lies there: row-major, in a loop perhaps with one row for all. */
  readonly stridesOf: (v: Value) => readonly number[];
  /** Whether it holds one row of the loop that it is computed in. */
  readonly isRow: (v: Value) => boolean;
}

/**
 * Buffers are asked for when an address is first wanted. Invariant: a value has one address, and two
 * values that are no alias, part or recurrence of each other never share an element.
 */
export function addressesOf(
  uses: Uses,
  set: Materialised,
  placements: ReadonlyMap<number, Placement>,
  rows: ReadonlySet<number>,
  allocator: BufferAllocator,
): Addresses {
  const { program, at } = uses;
  const names = new Map<number, string>();
  for (const [name, id] of Object.entries(program.results)) {
    const v = at(id);
    if (!names.has(v.id)) names.set(v.id, name);
  }
  const closes = new Map<number, Value & { op: 'close' }>();
  for (const v of program.values) if (v.op === 'close') closes.set(v.args[1]!, v);
  const known = new Map<number, Address>();

  const scratch = (v: Value, elements: number): Address => ({
    buffer: allocator.scratch(names.get(v.id) ?? `t${v.id}`, elements),
    offset: 0,
  });
  const own = (v: Value): Address => scratch(v, size(rows.has(v.id) ? v.shape.slice(1) : v.shape));
  /** The value that closes and what it carries on lie a row apart: a row is the next one's former. */
  const recurrence = (close: Value & { op: 'close' }): void => {
    const row = size(close.shape.slice(1));
    const { buffer } = scratch(close, size(close.shape) + row);
    const { reverse } = close.attrs;
    known.set(close.id, { buffer, offset: reverse ? 0 : row });
    known.set(close.args[1]!, { buffer, offset: reverse ? row : 0 });
  };
  const find = (v: Value): Address | undefined => {
    const place = placements.get(v.id);
    if (place) {
      const whole = addressOf(place.concat);
      return whole && { buffer: whole.buffer, offset: whole.offset + place.offset };
    }
    const close = v.op === 'close' ? v : closes.get(v.id);
    if (close && !rows.has(close.id)) {
      recurrence(close);
      return known.get(v.id);
    }
    switch (v.op) {
      case 'read':
        return { buffer: allocator.read(v.attrs.buffer), offset: v.attrs.offset };
      case 'input':
        return { buffer: allocator.input(v.attrs.name, v.shape), offset: 0 };
      case 'dial':
        return { buffer: allocator.dial(v.attrs.name), offset: 0 };
      case 'literal':
        return { buffer: allocator.literal(v.attrs.data), offset: 0 };
    }
    if (set[v.id] || v.op === 'carry') return own(v);
    return isAlias(v, uses) ? within(v) : undefined;
  };
  /** The address of an alias within its operand. */
  const within = (v: Value): Address | undefined => {
    const x = at(v.args[0]!);
    const base = addressOf(x);
    if (!base || v.op !== 'slice') return base;
    const s = rowMajor(x.shape);
    return {
      ...base,
      offset: v.attrs.starts.reduce((n, from, i) => n + from * s[i]!, base.offset),
    };
  };
  const addressOf = (v: Value): Address | undefined => {
    const found = known.get(v.id) ?? find(v);
    if (found) known.set(v.id, found);
    return found;
  };
  const isRow = (v: Value): boolean =>
    rows.has(v.id) || (!set[v.id] && isAlias(v, uses) && isRow(at(v.args[0]!)));
  return {
    addressOf,
    stridesOf: (v) => rowMajor(v.shape).map((s, i) => (i === 0 && isRow(v) ? 0 : s)),
    isRow,
  };
}
