/** Loads and stores of a scalar or a vector, whatever the stride; nothing outside a guard is touched. */

import type { Body } from './assembler/body.ts';
import type { Address } from './assembler/code.ts';
import type { InductionVariables } from './induction.ts';
import type { Width } from './lanes.ts';
import type { Guard } from './lowered.ts';
import type { IndirectPlace, Place } from './nest.ts';

export interface Site {
  readonly body: Body;
  readonly induction: InductionVariables;
  readonly width: Width;
  /** The axis of the lanes. */
  readonly lane: number;
  /** The point within the block, of lane 0. */
  readonly fixed: readonly number[];
  /** The local with the byte offset of the row of an indirect access; −1 where there is no such row. */
  row(at: IndirectPlace, fixed: readonly number[]): number;
}

export function load(access: Place, site: Site): void {
  const { body, width, lane } = site;
  const guards = access.guards ?? [];
  const { indirect } = access;
  if (width === 1) {
    const row = indirect && site.row(indirect, site.fixed);
    guarded(guards, row, site, 'f32', () => read(access, site));
    return;
  }
  const stride = access.strides[lane] ?? 0;
  if ([...guards, ...(indirect ? [indirect.index] : [])].some((g) => g.strides[lane])) {
    body.f32x4([0, 0, 0, 0]);
    for (let i = 0; i < 4; i++) {
      load(access, { ...shifted(site, i), width: 1 });
      body.lane('f32x4.replace_lane', i);
    }
    return;
  }
  const row = indirect && site.row(indirect, site.fixed);
  guarded(guards, row, site, 'v128', () => {
    if (stride === 0 || stride === 1) {
      const offset = address(access, site);
      body.memory(stride === 0 ? 'v128.load32_splat' : 'v128.load', offset);
      return;
    }
    if (stride === 2) {
      // Of the numbers 0 to 3 and 3 to 6 every second one.
      body.memory('v128.load', address(access, site));
      const next = { ...access, offset: access.offset + 3 };
      body.memory('v128.load', address(next, site)).shuffle([0, 2, 5, 7]);
      return;
    }
    body.memory('v128.load32_zero', address(access, site));
    const gathered = body.local('v128');
    body.set(gathered);
    for (let i = 1; i < 4; i++) {
      const offset = address(access, shifted(site, i));
      body.get(gathered).memory('v128.load32_lane', offset, i).set(gathered);
    }
    body.get(gathered);
    body.release(gathered);
  });
}

/** Stores what lies in the local. */
export function store(to: Place, value: number, site: Site): void {
  if (!to.indirect) {
    put(to, value, site);
    return;
  }
  const { body } = site;
  body.get(site.row(to.indirect, site.fixed)).i32(0).op('i32.ge_s').if();
  put(to, value, site);
  body.end();
}

function put(to: Place, value: number, site: Site): void {
  const { body, width, lane } = site;
  if (width === 1) {
    const offset = address(to, site);
    body.get(value).memory('f32.store', offset);
  } else if (to.strides[lane] === 1) {
    const offset = address(to, site);
    body.get(value).memory('v128.store', offset);
  } else {
    for (let i = 0; i < 4; i++) {
      const offset = address(to, shifted(site, i));
      body.get(value).memory('v128.store32_lane', offset, i);
    }
  }
}

function address(at: Place, site: Site): number | Address {
  const offset = site.induction.address(at, site.fixed);
  if (at.indirect) site.body.get(site.row(at.indirect, site.fixed)).op('i32.add');
  return offset;
}

/** Leaves the byte offset of the row that an indirect access asks for, or −1. */
export function rowNumber({ index, stride, extent }: IndirectPlace, site: Site): void {
  const { body } = site;
  const asked = body.local('f32');
  const row = body.local('i32');
  read(index, site);
  body.tee(asked).op('i32.trunc_sat_f32_s').set(row);
  body
    .get(row)
    .i32(4 * stride)
    .op('i32.mul')
    .i32(-1);
  // As an unsigned number a negative one is larger than any extent.
  body.get(row).op('f32.convert_i32_s').get(asked).op('f32.eq');
  body.get(row).i32(extent).op('i32.lt_u').op('i32.and').select();
  body.release(asked);
  body.release(row);
}

function read(access: Place, site: Site): void {
  site.body.memory('f32.load', address(access, site));
}

/** 0 unless every guard holds and there is such a row; then what `inside` leaves on the stack. */
function guarded(
  guards: readonly Guard[],
  row: number | undefined,
  { body, induction, fixed }: Site,
  type: 'f32' | 'v128',
  inside: () => void,
): void {
  if (guards.length === 0 && row === undefined) {
    inside();
    return;
  }
  guards.forEach((g, i) => {
    // As an unsigned number a negative index is larger than any extent.
    induction.index(g, fixed);
    body.i32(g.extent).op('i32.lt_u');
    if (i > 0) body.op('i32.and');
  });
  if (row !== undefined) body.get(row).i32(0).op('i32.ge_s');
  if (row !== undefined && guards.length > 0) body.op('i32.and');
  body.if(type);
  inside();
  body.else();
  if (type === 'f32') body.f32(0);
  else body.f32x4([0, 0, 0, 0]);
  body.end();
}

const shifted = (site: Site, by: number): Site => ({
  ...site,
  fixed: site.fixed.map((f, axis) => (axis === site.lane ? f + by : f)),
});
