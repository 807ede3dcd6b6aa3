/**
 * Where a nest stands. Accesses that walk alike share one running number, a cursor; all that is known
 * beforehand (a buffer's place, the position within a block) goes into the instruction.
 */
import type { Body } from './assembler/body.ts';
import type { Affine } from './nest.ts';

interface Cursor {
  readonly local: number;
  readonly strides: readonly number[];
}

export interface Cursors {
  /** Prepares for an access; before any code that moves. */
  prepare(strides: readonly number[], scale: 1 | 4): void;
  /** Moves all cursors by that many points of an axis. */
  advance(axis: number, points: number): void;
  /** Leaves the affine index on the stack, `fixed` being the position within the blocks. */
  index(at: Affine, fixed: readonly number[]): void;
  /**
   * Leaves an address on the stack and gives the offset for the instruction, both in bytes.
   * @param at in elements, from the start of memory.
   */
  address(at: Affine, fixed: readonly number[]): number;
}

/** @param looped whether an axis has a loop; along others nothing ever moves. */
export function cursors(body: Body, looped: (axis: number) => boolean): Cursors {
  const known = new Map<string, Cursor>();
  const moving = (strides: readonly number[], scale: number) =>
    strides.map((s, axis) => (looped(axis) ? s * scale : 0));
  const find = (strides: readonly number[], scale: number) =>
    known.get(moving(strides, scale).join());

  const place = (at: Affine, fixed: readonly number[]) =>
    at.strides.reduce((sum, s, axis) => sum + s * (fixed[axis] ?? 0), at.offset);

  return {
    prepare(strides, scale) {
      const steps = moving(strides, scale);
      const key = steps.join();
      if (steps.every((s) => s === 0) || known.has(key)) return;
      known.set(key, { local: body.local('i32'), strides: steps });
    },
    advance(axis, points) {
      for (const { local, strides } of known.values()) {
        const by = (strides[axis] ?? 0) * points;
        if (by !== 0) body.get(local).i32(by).op('i32.add').set(local);
      }
    },
    index(at, fixed) {
      const cursor = find(at.strides, 1);
      const start = place(at, fixed);
      if (!cursor) body.i32(start);
      else {
        body.get(cursor.local);
        if (start !== 0) body.i32(start).op('i32.add');
      }
    },
    address(at, fixed) {
      const cursor = find(at.strides, 4);
      const start = 4 * place(at, fixed);
      // The instruction's offset is added without a sign: only to what is not negative.
      const plain = start >= 0 && !cursor?.strides.some((s) => s < 0);
      if (!cursor) body.i32(plain ? 0 : start);
      else {
        body.get(cursor.local);
        if (!plain) body.i32(start).op('i32.add');
      }
      return plain ? start : 0;
    },
  };
}
