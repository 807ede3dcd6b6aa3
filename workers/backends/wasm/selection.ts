/**
 * Gather and scatter-add of rows by number (src/plan/selection.ts): a kernel that would walk all rows and
 * leave out all but one becomes nests with indirect accesses, which touch those rows alone.
 */
import { must } from '../../../src/base/assert.ts';
import type { Scalar } from '../../../src/plan/plan.ts';
import { mapOperands } from '../../../src/plan/scalar.ts';
import { type Selection, selectionOf } from '../../../src/plan/selection.ts';
import { strides as rowMajor, size } from '../../../src/tensor/shape.ts';
import type { Access, Indirect, Kernel } from './lowered.ts';
import { mapAffine } from './simplify.ts';
import type { Workspace } from './workspace.ts';

/** @param kernel a simplified one. Gives the nests that do its work, one after the other. */
export function selected(kernel: Kernel, workspace: Workspace): readonly Kernel[] | undefined {
  const selection = selectionOf(kernel);
  if (!selection) return;
  const gathers = selection.axis >= kernel.axes.length - kernel.reduced;
  return (gathers ? [gather(kernel, selection)] : scatter(kernel, selection, workspace)).map(
    withoutUnusedLoads,
  );
}

/** Σₙ select(index = n, x[n], 0) is x[index], 0 where that is no row. */
function gather(kernel: Kernel, { axis, index }: Selection): Kernel {
  const extent = must(kernel.axes[axis], 'an axis');
  const { loads, reduce, results } = withAxes(
    kernel,
    kernel.axes.flatMap((_, i) => (i === axis ? [] : [i])),
  );
  const row = must(loads[index], 'a load');
  const body = chosen(reduce);
  const isRow = body.op === 'load' && kernel.loads[body.load]?.strides[axis] !== 0;
  const value = isRow ? body : where(index, extent, body);
  const made = {
    axes: kernel.axes.toSpliced(axis, 1),
    reduced: kernel.reduced - 1,
    loads: loads.map((l, i): Access => {
      const stride = kernel.loads[i]?.strides[axis] ?? 0;
      return stride === 0 ? l : { ...l, indirect: { index: row, stride, extent } };
    }),
  };
  return made.reduced > 0
    ? { ...made, reduce: { combine: 'sum', body: value }, results }
    : { ...made, results: results.map((r) => ({ ...r, value: withSum(r.value, value) })) };
}

/**
 * out[n] = Σₚ select(index[p] = n, x[p], 0): out is cleared, and x[p] is added to row index[p] for one p after
 * the other. Where more is made of the sum, or it would overwrite what is read, it lies in scratch memory.
 */
function scatter(
  kernel: Kernel,
  { axis, index }: Selection,
  workspace: Workspace,
): readonly Kernel[] {
  const { axes, reduced, loads, results } = kernel;
  const outer = axes.length - reduced;
  const extents = axes.slice(0, outer);
  const [first, ...more] = results;
  const plain =
    first?.value.op === 'acc' &&
    more.length === 0 &&
    first.to.strides[axis]! > 0 &&
    !loads.some((l) => l.buffer === first.to.buffer);
  const to: Access = plain
    ? { ...first.to, strides: first.to.strides.slice(0, outer) }
    : { buffer: workspace.allocate(size(extents)), offset: 0, strides: rowMajor(extents) };

  const order = axes.flatMap((_, i) => (i === axis ? [] : [i])).sort(inwards(outer));
  const walked = withAxes(kernel, order);
  const indirect: Indirect = {
    index: must(walked.loads[index], 'a load'),
    stride: to.strides[axis]!,
    extent: axes[axis]!,
  };
  const row: Access = { ...to, strides: order.map((i) => to.strides[i] ?? 0), indirect };
  const sum: Scalar = {
    op: 'add',
    args: [{ op: 'load', load: loads.length }, chosen(walked.reduce)],
  };
  const clear: Kernel = {
    axes: extents,
    reduced: 0,
    loads: [],
    results: [{ value: { op: 'const', value: 0 }, to }],
  };
  const add: Kernel = {
    axes: order.map((i) => axes[i]!),
    reduced: 0,
    loads: [...walked.loads, row],
    results: [{ value: sum, to: row }],
  };
  if (plain) return [clear, add];
  const whole = withAxes(
    kernel,
    extents.map((_, i) => i),
  );
  const made: Scalar = { op: 'load', load: loads.length };
  const finish: Kernel = {
    axes: extents,
    reduced: 0,
    loads: [...whole.loads, to],
    results: whole.results.map((r) => ({ ...r, value: withSum(r.value, made) })),
  };
  return [clear, add, finish];
}

/** What is summed over comes first, so that the numbers of a row are walked last, side by side. */
const inwards = (outer: number) => (a: number, b: number) =>
  Number(b >= outer) - Number(a >= outer) || a - b;

/** With these axes of it, in this order. */
const withAxes = (kernel: Kernel, order: readonly number[]): Kernel =>
  mapAffine(kernel, (a) => ({ ...a, strides: order.map((i) => a.strides[i] ?? 0) }));

const chosen = (reduce: Kernel['reduce']): Scalar => {
  const body = must(reduce, 'a reduction').body;
  return body.op === 'select' ? body.args[1] : body;
};

/** x where the number that the load reads is one of a row, else 0. */
function where(load: number, extent: number, x: Scalar): Scalar {
  const r: Scalar = { op: 'load', load };
  const none: Scalar = { op: 'const', value: 0 };
  const number = (value: number): Scalar => ({ op: 'const', value });
  const above: Scalar = { op: 'less', args: [number(-1), r] };
  const below: Scalar = { op: 'less', args: [r, number(extent)] };
  const whole: Scalar = { op: 'equal', args: [r, { op: 'floor', args: [r] }] };
  const both = (c: Scalar, then: Scalar): Scalar => ({ op: 'select', args: [c, then, none] });
  return both(whole, both(above, both(below, x)));
}

/** The expression with `sum` for what the reduction gave. */
function withSum(s: Scalar, sum: Scalar): Scalar {
  const done = new Map<Scalar, Scalar>();
  const visit = (x: Scalar): Scalar => {
    if (x.op === 'acc') return sum;
    if (!('args' in x)) return x;
    const known = done.get(x) ?? mapOperands(x, visit);
    done.set(x, known);
    return known;
  };
  return visit(s);
}

/** Dead-load elimination. */
function withoutUnusedLoads(kernel: Kernel): Kernel {
  const places = new Map<number, number>();
  const visit = (s: Scalar): Scalar => {
    if (s.op === 'load') {
      const load = places.get(s.load) ?? places.size;
      places.set(s.load, load);
      return { op: 'load', load };
    }
    return mapOperands(s, visit);
  };
  const reduce = kernel.reduce && { ...kernel.reduce, body: visit(kernel.reduce.body) };
  const results = kernel.results.map(({ value, to }) => ({ value: visit(value), to }));
  const loads = [...places.keys()].map((place) => must(kernel.loads[place], 'a load'));
  return { ...kernel, loads, ...(reduce && { reduce }), results };
}
