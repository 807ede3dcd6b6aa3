/**
 * The same kernel with fewer axes: those of extent 1 are dropped, neighbours that every access walks
 * as one are coalesced (an elementwise kernel over a dense tensor becomes one loop), guards that always
 * hold are dropped. Pure data to data; nothing here knows WebAssembly.
 */
import { alwaysHolds } from '../../../src/plan/affine.ts';
import type { Scalar } from '../../../src/plan/plan.ts';
import { mapOperands } from '../../../src/plan/scalar.ts';
import type { Access, Kernel, RowStride } from './lowered.ts';

type Strides = readonly number[];

/** A kernel of a loop without its outermost axis, along which each access moves by `row`. */
export function rowOf(kernel: Kernel): Kernel {
  const apart = <A extends Affine>(a: A): A => {
    const [row = 0, ...strides] = a.strides;
    return { ...a, strides, row };
  };
  return { ...mapAffine(kernel, apart), axes: kernel.axes.slice(1) };
}

export function simplify(kernel: Kernel): Kernel {
  const all = stridesIn(kernel);
  const outer = kernel.axes.length - kernel.reduced;

  /** For each axis that stays, those that it stands for, outermost first. */
  const groups: number[][] = [];
  let reduced = 0;
  kernel.axes.forEach((extent, axis) => {
    if (extent === 1) return;
    const last = groups.at(-1);
    const before = last?.at(-1) ?? -1;
    const sameSide = last !== undefined && before < outer === axis < outer;
    const asOne = (s: Strides) => (s[before] ?? 0) === (s[axis] ?? 0) * extent;
    if (sameSide && all.every(asOne)) last.push(axis);
    else {
      groups.push([axis]);
      if (axis >= outer) reduced++;
    }
  });
  const axes = groups.map((g) => g.reduce((n, axis) => n * kernel.axes[axis]!, 1));
  // The innermost of a group has the stride of the merged axis.
  const merged = mapAffine(kernel, (a) => ({
    ...a,
    strides: groups.map((g) => a.strides[g.at(-1)!] ?? 0),
  }));
  return {
    ...merged,
    axes,
    reduced,
    loads: merged.loads.map((load) => {
      // Of a guard that moves with the row the range over one row says nothing.
      const guards = load.guards?.filter((g) => g.row || !alwaysHolds(g, axes)) ?? [];
      return { ...load, guards };
    }),
  };
}

/** All strides of the kernel, whatever they belong to. */
function stridesIn({ loads, reduce, results }: Kernel): Strides[] {
  const found: Strides[] = [];
  const visit = (s: Scalar): void => {
    if ('strides' in s) found.push(s.strides);
    else if ('args' in s) for (const arg of s.args) visit(arg);
  };
  for (const { strides, guards = [], indirect } of [...loads, ...results.map((r) => r.to)]) {
    found.push(strides, ...guards.map((g) => g.strides));
    if (indirect) found.push(indirect.index.strides);
  }
  for (const { value } of results) visit(value);
  if (reduce) visit(reduce.body);
  return found;
}

type Affine = RowStride & { readonly offset: number; readonly strides: Strides };
type MapAffine = <A extends Affine>(a: A) => A;

/** The kernel with everything mapped that moves with its axes. */
export function mapAffine(kernel: Kernel, map: MapAffine): Kernel {
  const access = (a: Access): Access => ({
    ...map(a),
    ...(a.guards && { guards: a.guards.map((g) => map(g)) }),
    ...(a.indirect && { indirect: { ...a.indirect, index: map(a.indirect.index) } }),
  });
  return {
    ...kernel,
    loads: kernel.loads.map(access),
    ...(kernel.reduce && {
      reduce: { ...kernel.reduce, body: mapScalar(kernel.reduce.body, map) },
    }),
    results: kernel.results.map(({ value, to }) => ({
      value: mapScalar(value, map),
      to: access(to),
    })),
  };
}

/** The very expression where nothing in it moves. */
function mapScalar(s: Scalar, map: MapAffine): Scalar {
  if (s.op === 'index' || s.op === 'uniform') return map(s);
  if (!('args' in s)) return s;
  const mapped = mapOperands(s, (a) => mapScalar(a, map));
  return 'args' in mapped && mapped.args.every((a, i) => a === s.args[i]) ? s : mapped;
}
