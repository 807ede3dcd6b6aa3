/**
 * Induction variables. Affine indices are strength-reduced: each set of strides has one local that loops
 * advance by additions, shared by all accesses that move alike; what is constant (the position within a
 * block, a buffer's address) goes into the instruction's immediate offset.
 */
import type { Body } from './assembler/body.ts';
import type { Address } from './assembler/code.ts';
import type { Affine, Place } from './nest.ts';

interface InductionVariable {
  readonly local: number;
  readonly strides: readonly number[];
  /** Its stride along the row of a loop over time. */
  readonly row: number;
}

export interface InductionVariables {
  /** Allocates the variable of an access; before any loop. */
  prepare(at: Affine, scale: 1 | 4): void;
  /** Sets all variables to the row that the local holds. */
  startAtRow(row: number): void;
  /** Advances all variables by that many points of an axis. */
  advance(axis: number, points: number): void;
  /** The same by so many blocks of that many points as the local says; back where `sign` is −1. */
  advanceBlocks(axis: number, points: number, blocks: number, sign: 1 | -1): void;
  /** The affine index where it is constant. */
  constant(at: Affine, fixed: readonly number[]): number | undefined;
  /** Leaves the affine index on the stack, `fixed` being the position within the blocks. */
  index(at: Affine, fixed: readonly number[]): void;
  /** Leaves an address on the stack and gives the immediate offset for the instruction, both in bytes. */
  address(at: Place, fixed: readonly number[]): number | Address;
}

/** @param looped whether an axis has a loop; along others no variable ever changes. */
export function inductionVariables(
  body: Body,
  looped: (axis: number) => boolean,
): InductionVariables {
  const known = new Map<string, InductionVariable>();
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
    startAtRow(place) {
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
      const variable = find(at, 1);
      const start = place(at, fixed);
      if (!variable) body.i32(start);
      else {
        body.get(variable.local);
        if (start !== 0) body.i32(start).op('i32.add');
      }
    },
    address(at, fixed) {
      const variable = find(at, 4);
      const start = { base: at.buffer, offset: 4 * place(at, fixed) };
      // The immediate offset is added without a sign: only to what is not negative.
      const plain =
        start.offset >= 0 && !variable?.strides.some((s) => s < 0) && !((variable?.row ?? 0) < 0);
      if (!variable) body.i32(plain ? 0 : start);
      else {
        body.get(variable.local);
        if (!plain) body.i32(start).op('i32.add');
      }
      return plain ? start : 0;
    },
  };
}
