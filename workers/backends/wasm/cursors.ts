/**
 * Where a nest stands. Accesses that walk alike share one running number, a cursor; all that is known
 * beforehand (the position within a block, a buffer's place) goes into the instruction.
 */
import type { Body } from './assembler/body.ts';
import type { Address } from './assembler/code.ts';
import type { Affine, Place } from './nest.ts';

interface Cursor {
  readonly local: number;
  readonly strides: readonly number[];
  /** With each row of a loop outside. */
  readonly row: number;
}

export interface Cursors {
  /** Prepares for an access; before any code that moves. */
  prepare(at: Affine, scale: 1 | 4): void;
  /** Moves all cursors to the row that the local holds. */
  goTo(row: number): void;
  /** Moves all cursors by that many points of an axis. */
  advance(axis: number, points: number): void;
  /** The same by as many blocks of that many points as the local says; back where `sign` is −1. */
  advanceBlocks(axis: number, points: number, blocks: number, sign: 1 | -1): void;
  /** The affine index where it is known beforehand. */
  constant(at: Affine, fixed: readonly number[]): number | undefined;
  /** Leaves the affine index on the stack, `fixed` being the position within the blocks. */
  index(at: Affine, fixed: readonly number[]): void;
  /** Leaves an address on the stack and gives the offset for the instruction, both in bytes. */
  address(at: Place, fixed: readonly number[]): number | Address;
}

/** @param looped whether an axis has a loop; along others nothing ever moves. */
export function cursors(body: Body, looped: (axis: number) => boolean): Cursors {
  const known = new Map<string, Cursor>();
  const moving = (strides: readonly number[], scale: number) =>
    strides.map((s, axis) => (looped(axis) ? s * scale : 0));
  const keyOf = (at: Affine, scale: number) =>
    `${moving(at.strides, scale)} ${(at.row ?? 0) * scale}`;
  const find = (at: Affine, scale: number) => known.get(keyOf(at, scale));

  const place = (at: Affine, fixed: readonly number[]) =>
    at.strides.reduce((sum, s, axis) => sum + s * (fixed[axis] ?? 0), at.offset);

  return {
    prepare(at, scale) {
      const steps = moving(at.strides, scale);
      const row = (at.row ?? 0) * scale;
      const key = keyOf(at, scale);
      if ((row === 0 && steps.every((s) => s === 0)) || known.has(key)) return;
      known.set(key, { local: body.local('i32'), strides: steps, row });
    },
    goTo(place) {
      for (const { local, row } of known.values())
        if (row !== 0) body.get(place).i32(row).op('i32.mul').set(local);
    },
    advance(axis, points) {
      for (const { local, strides } of known.values()) {
        const by = (strides[axis] ?? 0) * points;
        if (by !== 0) body.get(local).i32(by).op('i32.add').set(local);
      }
    },
    advanceBlocks(axis, points, blocks, sign) {
      for (const { local, strides } of known.values()) {
        const by = sign * (strides[axis] ?? 0) * points;
        if (by === 0) continue;
        body.get(local).get(blocks).i32(by).op('i32.mul').op('i32.add').set(local);
      }
    },
    constant: (at, fixed) => (find(at, 1) ? undefined : place(at, fixed)),
    index(at, fixed) {
      const cursor = find(at, 1);
      const start = place(at, fixed);
      if (!cursor) body.i32(start);
      else {
        body.get(cursor.local);
        if (start !== 0) body.i32(start).op('i32.add');
      }
    },
    address(at, fixed) {
      const cursor = find(at, 4);
      const start = { base: at.buffer, offset: 4 * place(at, fixed) };
      // The instruction's offset is added without a sign: only to what is not negative.
      const plain =
        start.offset >= 0 && !cursor?.strides.some((s) => s < 0) && !((cursor?.row ?? 0) < 0);
      if (!cursor) body.i32(plain ? 0 : start);
      else {
        body.get(cursor.local);
        if (!plain) body.i32(start).op('i32.add');
      }
      return plain ? start : 0;
    },
  };
}
