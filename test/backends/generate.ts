/**
 * Random plans of one kernel, over everything that the contract allows: transposes, broadcasts,
 * slices, flips, guards, reductions, epilogues, several results, updates in place. Numbers are
 * multiples of 1/64, and only such numbers are compared with each other, so that a comparison comes
 * out alike in float32 and float64.
 */

import { type Random, random } from '../../src/base/random.ts';
import { accessRange } from '../../src/plan/affine.ts';
import type { Access, Guard, Kernel, Plan, Scalar } from '../../src/plan/plan.ts';
import { acc, binary, type Cell, constant, load, planOf, select, unary } from './kernels.ts';

export function randomPlan(seed: number): Plan {
  const r = random(seed, 1);
  const axes = extents(r);
  const reduced = r.next() < 0.6 ? r.below(Math.min(axes.length, 2) + 1) : 0;
  const outer = axes.slice(0, axes.length - reduced);
  const cells: Cell[] = [];
  const buffer = (size: number): number => {
    const data = Array.from({ length: size }, () => (r.below(257) - 128) / 64);
    return cells.push({ shape: [size], data, role: 'persistent' }) - 1;
  };
  const loads = Array.from({ length: 1 + r.below(4) }, () => randomLoad(r, axes, buffer));
  const results: Access[] = Array.from({ length: 1 + r.below(2) }, () => {
    const { strides, size } = layout(
      r,
      outer,
      outer,
      outer.map((_, i) => i),
    );
    const offset = r.below(6);
    return { buffer: buffer(size + offset + r.below(3)), offset, strides };
  });
  // An update in place: reads where the first result writes.
  const [first] = results;
  if (first && r.next() < 0.4) {
    const strides = axes.map((_, i) => first.strides[i] ?? 0);
    loads.push({ buffer: first.buffer, offset: first.offset, strides });
  }
  const invariant = loads.flatMap((a, i) => (isInvariant(a, outer.length) ? [i] : []));
  const all = loads.map((_, i) => i);
  const inner = reduced > 0;
  const kernel: Kernel = {
    axes,
    reduced,
    loads,
    ...(inner && {
      reduce: {
        combine: r.next() < 0.8 ? ('sum' as const) : ('max' as const),
        body: product(r, all) ?? scalar(r, all, axes, 3, false),
      },
    }),
    results: results.map((to) => ({ value: scalar(r, invariant, outer, 3, inner), to })),
  };
  return planOf(cells, [kernel]);
}

/** What is asked for: mostly numbers of rows, and some that are none. */
const rowNumber = (r: Random, rows: number): number => {
  const strange = [-1, -0, 0.5, rows, rows + 0.25, 3e9, Number.NaN, Number.NEGATIVE_INFINITY];
  return r.next() < 0.85 ? r.below(rows) : strange[r.below(strange.length)]!;
};

/** Sums that leave out all but one row, or all but what asked for it; most of them are fetched or added to. */
export function randomSelection(seed: number): Plan {
  const r = random(seed, 2);
  let axes = extents(r);
  while (axes.length < 2) axes = extents(r);
  const reduced = 1 + r.below(Math.min(axes.length, 2));
  const outer = axes.slice(0, axes.length - reduced);
  const rows = r.below(axes.length);
  const cells: Cell[] = [];
  const filled = (size: number, number: () => number): number =>
    cells.push({ shape: [size], data: Array.from({ length: size }, number), role: 'persistent' }) -
    1;
  const buffer = (size: number) => filled(size, () => (r.below(257) - 128) / 64);
  const others = axes.flatMap((_, i) => (i !== rows && r.next() < 0.7 ? [i] : []));
  const asks = layout(r, axes, axes, others);
  const index: Access = {
    buffer: filled(asks.size, () => rowNumber(r, axes[rows]!)),
    offset: 0,
    strides: asks.strides,
  };
  const invariant = rows < outer.length && r.next() < 0.9;
  const stay = (list: readonly number[]) => list.map((s, i) => (invariant && i === rows ? 0 : s));
  const loads = Array.from({ length: 1 + r.below(2) }, () => randomLoad(r, axes, buffer)).map(
    (l) => ({
      ...l,
      strides: stay(l.strides),
      ...(l.guards && { guards: l.guards.map((g) => ({ ...g, strides: stay(g.strides) })) }),
    }),
  );
  const all = [...loads, index];
  const body =
    r.next() < 0.5
      ? load(0)
      : scalar(
          r,
          loads.map((_, i) => i),
          axes.map(() => 0),
          2,
          false,
        );
  const place: Scalar = {
    op: 'index',
    offset: 0,
    strides: axes.map((_, i) => (i === rows ? 1 : 0)),
  };
  const condition =
    r.next() < 0.5
      ? binary('equal', load(loads.length), place)
      : binary('equal', place, load(loads.length));
  const { strides, size } = layout(
    r,
    outer,
    outer,
    outer.map((_, i) => i),
  );
  const to: Access = { buffer: buffer(size), offset: 0, strides };
  // Made more of, written beside, and added to what is there.
  const before = { ...to, strides: axes.map((_, i) => strides[i] ?? 0) };
  const more = r.below(3);
  const kernel: Kernel = {
    axes,
    reduced,
    loads: more === 2 ? [...all, before] : all,
    reduce: { combine: 'sum', body: select(condition, body, constant(0)) },
    results:
      more === 0
        ? [{ value: acc, to }]
        : [
            { value: more === 1 ? unary('tanh', acc) : binary('add', load(all.length), acc), to },
            { value: acc, to: { ...to, buffer: buffer(size) } },
          ],
  };
  return planOf(cells, [kernel]);
}

const EDGY = [1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 31, 32, 33, 37];

function extents(r: Random): number[] {
  const axes: number[] = [];
  let points = 1;
  for (let n = 1 + r.below(4); n > 0; n--) {
    const extent = r.next() < 0.5 ? EDGY[r.below(EDGY.length)]! : 1 + r.below(37);
    if (points * extent > 12_000) break;
    axes.push(extent);
    points *= extent;
  }
  return axes;
}

/** Strides of a tensor over some of the axes, in some order, perhaps with gaps. */
function layout(
  r: Random,
  axes: readonly number[],
  sizes: readonly number[],
  chosen: readonly number[],
): { strides: number[]; size: number } {
  const order = [...chosen];
  if (r.next() < 0.5) order.sort(() => r.next() - 0.5);
  const strides = axes.map(() => 0);
  let stride = 1;
  for (const axis of order.reverse()) {
    if (r.next() < 0.1) stride += r.below(3);
    strides[axis] = stride;
    stride *= sizes[axis]!;
  }
  return { strides, size: stride };
}

function randomLoad(r: Random, axes: readonly number[], buffer: (size: number) => number): Access {
  const chosen = axes.flatMap((_, i) => (r.next() < 0.75 ? [i] : []));
  const padded = r.next() < 0.3;
  const sizes = axes.map((d) => (padded ? 1 + r.below(d + 3) : d));
  const { strides, size } = layout(r, axes, sizes, chosen);
  if (padded) {
    const shifts = axes.map(() => r.below(5) - 2);
    const guards = chosen.map(
      (axis): Guard => ({
        offset: shifts[axis]!,
        strides: axes.map((_, i) => (i === axis ? 1 : 0)),
        extent: sizes[axis]!,
      }),
    );
    const offset = chosen.reduce((o, a) => o + strides[a]! * shifts[a]!, 0);
    return { buffer: buffer(size), offset, strides, guards };
  }
  if (r.next() < 0.15) {
    const flipped = chosen[r.below(chosen.length)];
    if (flipped !== undefined) strides[flipped] = -strides[flipped]!;
  }
  const at = { buffer: 0, offset: r.below(9), strides };
  const range = accessRange(at, axes) ?? { low: 0, high: 0 };
  const offset = at.offset - Math.min(0, range.low);
  return { buffer: buffer(range.high - at.offset + offset + 1 + r.below(5)), offset, strides };
}

const isInvariant = ({ strides, guards = [] }: Access, outer: number): boolean =>
  [strides, ...guards.map((g) => g.strides)].every((s) => s.slice(outer).every((x) => x === 0));

/** The body of a contraction, often. */
const product = (r: Random, loads: readonly number[]): Scalar | undefined => {
  const [a, b] = loads;
  if (a === undefined || b === undefined || r.next() < 0.4) return undefined;
  return binary('mul', load(a), load(b));
};

function scalar(
  r: Random,
  loads: readonly number[],
  axes: readonly number[],
  depth: number,
  inResult: boolean,
): Scalar {
  const leaf = (): Scalar => {
    const pick = r.below(10);
    if (inResult && pick < 4) return acc;
    const which = loads[r.below(Math.max(1, loads.length))];
    if (which !== undefined && pick < 8) return load(which);
    const strides = axes.map(() => r.below(4) - 1);
    const offset = axes.reduce((sum, d) => sum + d, 0);
    if (pick === 8) {
      const index: Scalar = { op: 'index', offset: 3, strides };
      return binary('mul', index, constant(1 / 64));
    }
    const moment = r.next() < 0.5 ? 'init' : 'step';
    return { op: 'uniform', stream: r.below(9), moment, offset, strides };
  };
  const exact = (): Scalar => {
    const which = loads[r.below(Math.max(1, loads.length))];
    return which === undefined || r.next() < 0.4 ? constant((r.below(9) - 4) / 4) : load(which);
  };
  if (depth === 0) return leaf();
  const next = () => scalar(r, loads, axes, depth - 1, inResult);
  const small = () => unary('tanh', next());
  const forms: (() => Scalar)[] = [
    leaf,
    () => binary('add', next(), next()),
    () => binary('sub', next(), next()),
    () => binary('mul', next(), small()),
    () => binary('max', next(), next()),
    () => binary('min', next(), constant(0.25)),
    () => binary('div', next(), binary('add', unary('abs', next()), constant(1))),
    () => unary('tanh', next()),
    () => unary('sigmoid', next()),
    () => unary('exp', small()),
    () => unary('log', binary('add', unary('abs', next()), constant(0.5))),
    () => unary('log1p', unary('abs', next())),
    () => unary('sqrt', binary('add', unary('abs', next()), constant(0.25))),
    () => unary('sin', small()),
    () => unary('cos', small()),
    () => unary('erfc', next()),
    () => unary('neg', next()),
    () => unary('sign', exact()),
    () => unary('floor', exact()),
    () => binary('pow', binary('add', unary('abs', small()), constant(0.5)), small()),
    () => binary('less', exact(), exact()),
    () => select(binary('less', exact(), exact()), next(), next()),
    () => select(binary('equal', exact(), exact()), next(), next()),
    () => select(exact(), next(), next()),
  ];
  return forms[r.below(forms.length)]!();
}
