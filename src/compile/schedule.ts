/**
 * From values to kernels. Every value is either *located* (it lies in a buffer) or is written into
 * the kernels that use it, as a scalar expression over an affine index. Movement (reshape, permute,
 * broadcast, slice, pad) is index arithmetic and costs nothing; chains of elementwise ops become one
 * expression; a reduction takes the elementwise chain behind it along as its epilogue.
 *
 * With `fence: 'node'` whatever another node or another phase reads is located, so that no kernel
 * does the work of two nodes. This pass decides what is stored; memory.ts decides where.
 */
import { assert, must } from '../base/assert.ts';
import { BINARY, type Program, UNARY, type Value } from '../ir/ops.ts';
import type { Access, Guard, Kernel, Scalar, Step, TensorRef } from '../plan/plan.ts';
import { type Shape, size, strides as stridesOf } from '../tensor/shape.ts';
import { collapse } from './collapse.ts';
import type { Fence } from './rule.ts';

/** Where tensors that exist beforehand lie, and new scratch. */
export interface Homes {
  read(buffer: string): number;
  input(name: string, shape: Shape): number;
  dial(name: string): number;
  literal(data: readonly number[]): number;
  scratch(name: string, size: number): number;
}

export interface Schedule {
  readonly steps: readonly Step[];
  readonly results: Readonly<Record<string, TensorRef>>;
}

interface Spot {
  readonly buffer: number;
  readonly offset: number;
}
/** offset + Σ strides[i] · index[i] over the axes of the kernel being written. */
interface Form {
  readonly offset: number;
  readonly strides: readonly number[];
}

const ELEMENTWISE: ReadonlySet<string> = new Set([...UNARY, ...BINARY, 'select']);
const REDUCING: ReadonlySet<string> = new Set(['sum', 'reduceMax', 'dot']);
const VIEWS: ReadonlySet<string> = new Set(['reshape', 'permute', 'broadcast', 'slice', 'pad']);
const LOCATED: ReadonlySet<string> = new Set(['read', 'input', 'dial', 'literal']);
/** Written into each kernel that uses them. */
const INLINE: ReadonlySet<string> = new Set(['fill', 'iota']);

export function schedule(program: Program, fence: Fence, homes: Homes): Schedule {
  const { values } = program;
  /** Wires and stops stand for their operand. */
  const same = new Int32Array(values.length);
  for (const v of values)
    same[v.id] = v.op === 'wire' || v.op === 'stop' ? (same[v.args[0] as number] as number) : v.id;
  const at = (id: number): Value => must(values[same[id] as number], `value ${id}`);
  const argsOf = (v: Value): Value[] => v.args.map(at);

  /** A slice that is a contiguous stretch of its operand. */
  const isStretch = (v: Value): boolean => {
    if (v.op !== 'slice') return false;
    const x = at(v.args[0] as number);
    const first = v.shape.findIndex((d) => d !== 1);
    return first < 0 || v.shape.every((d, i) => i <= first || d === x.shape[i]);
  };
  const isAlias = (v: Value): boolean => v.op === 'reshape' || isStretch(v);

  // 1. Who uses what
  const users: Value[][] = values.map(() => []);
  for (const v of values) {
    if (same[v.id] !== v.id) continue;
    for (const a of argsOf(v)) (users[a.id] as Value[]).push(v);
  }

  // 2. What is located
  const located = new Uint8Array(values.length);
  const locate = (v: Value): void => {
    if (LOCATED.has(v.op)) return;
    if (isAlias(v)) locate(at(v.args[0] as number));
    else located[v.id] = 1;
  };
  /** Everything computed behind these views is located; the views themselves stay index arithmetic. */
  const locateBehind = (v: Value): void => {
    if (LOCATED.has(v.op) || INLINE.has(v.op)) return;
    if (VIEWS.has(v.op)) locateBehind(at(v.args[0] as number));
    else located[v.id] = 1;
  };
  for (const id of Object.values(program.results)) locate(at(id));
  for (const v of values) {
    if (same[v.id] !== v.id) continue;
    const mine = users[v.id] as Value[];
    if (mine.length > 1 && (ELEMENTWISE.has(v.op) || v.op === 'uniform')) located[v.id] = 1;
    if (mine.length > 1 && VIEWS.has(v.op)) locateBehind(v);
    for (const a of argsOf(v)) {
      if (isAlias(v)) locate(a);
      if (v.op === 'dot' || v.op === 'broadcast') locateBehind(a);
      if (v.op === 'pad') locatePadded(a);
      if (fence === 'node' && (a.origin !== v.origin || a.phase !== v.phase)) locateBehind(a);
    }
    if (v.op === 'concat') located[v.id] = 1;
  }
  function locatePadded(v: Value): void {
    if (VIEWS.has(v.op) && v.op !== 'pad') locatePadded(at(v.args[0] as number));
    else locate(v);
  }

  // 3. Parts of a concatenation along the outermost axis are written where they will stand
  const spots = new Map<number, Spot>();
  const names = new Map<number, string>();
  for (const [name, id] of Object.entries(program.results)) {
    const v = at(id);
    if (!names.has(v.id)) names.set(v.id, name);
  }
  const scratch = (v: Value): Spot => ({
    buffer: homes.scratch(names.get(v.id) ?? `t${v.id}`, size(v.shape)),
    offset: 0,
  });
  for (let id = values.length - 1; id >= 0; id--) {
    const v = values[id] as Value;
    if (v.op !== 'concat' || size(v.shape.slice(0, v.attrs.axis)) !== 1) continue;
    const spot = spots.get(id) ?? scratch(v);
    spots.set(id, spot);
    let offset = spot.offset;
    for (const part of argsOf(v)) {
      let x = part;
      while (x.op === 'reshape') x = at(x.args[0] as number);
      const computed = ELEMENTWISE.has(x.op) || REDUCING.has(x.op) || x.op === 'concat';
      const near = fence === 'none' || (x.origin === v.origin && x.phase === v.phase);
      if (computed && near && !spots.has(x.id) && !names.has(x.id)) {
        located[x.id] = 1;
        spots.set(x.id, { buffer: spot.buffer, offset });
      }
      offset += size(part.shape);
    }
  }

  // 4. Which reductions end inside the kernel of an elementwise value behind them
  const carries = new Int32Array(values.length).fill(-1);
  for (const v of values) {
    if (same[v.id] !== v.id) continue;
    const mine = users[v.id] as Value[];
    const [user] = mine;
    const goesOn = mine.length === 1 && user !== undefined && ELEMENTWISE.has(user.op);
    if (REDUCING.has(v.op)) {
      carries[v.id] = v.id;
      for (const a of argsOf(v)) if ((carries[a.id] as number) >= 0) located[a.id] = 1;
    } else if (ELEMENTWISE.has(v.op)) {
      for (const a of argsOf(v)) {
        if (located[a.id] || (carries[a.id] as number) < 0) continue;
        if ((carries[v.id] as number) >= 0) located[a.id] = 1;
        else carries[v.id] = carries[a.id] as number;
      }
    }
    if ((carries[v.id] as number) >= 0 && !goesOn) located[v.id] = 1;
  }

  // 5. Kernels
  const spotOf = (v: Value): Spot | undefined => {
    const known = spots.get(v.id);
    if (known) return known;
    let spot: Spot | undefined;
    if (v.op === 'read') spot = { buffer: homes.read(v.attrs.buffer), offset: v.attrs.offset };
    else if (v.op === 'input') spot = { buffer: homes.input(v.attrs.name, v.shape), offset: 0 };
    else if (v.op === 'dial') spot = { buffer: homes.dial(v.attrs.name), offset: 0 };
    else if (v.op === 'literal') spot = { buffer: homes.literal(v.attrs.data), offset: 0 };
    else if (located[v.id]) spot = scratch(v);
    else if (isAlias(v)) {
      const x = at(v.args[0] as number);
      const base = spotOf(x);
      if (base && v.op === 'slice') {
        const s = stridesOf(x.shape);
        const from = v.attrs.starts.reduce((n, start, i) => n + start * (s[i] as number), 0);
        spot = { buffer: base.buffer, offset: base.offset + from };
      } else spot = base;
    }
    if (spot) spots.set(v.id, spot);
    return spot;
  };

  /** Writes the kernel that computes some values of one shape at the given places. */
  const kernelOf = (
    roots: readonly { value: Value; to: Spot; strides?: readonly number[] }[],
  ): Kernel => {
    const first = must(roots[0], 'a root').value;
    const outer = first.shape;
    /** Located values are computed by the kernel that fills their own place; elsewhere they are loaded. */
    const computed = (v: Value) =>
      !located[v.id] || roots.some((r) => r.value.id === v.id && r.to === spots.get(v.id));
    const carried = computed(first) ? (carries[first.id] as number) : -1;
    const reducer = carried >= 0 ? at(carried) : undefined;
    const x = reducer ? at(reducer.args[0] as number) : undefined;
    const reducedAxes: number[] =
      reducer?.op === 'dot'
        ? [x?.shape[x.shape.length - (reducer.attrs.transposeA ? 2 : 1)] as number]
        : reducer?.op === 'sum' || reducer?.op === 'reduceMax'
          ? reducer.attrs.axes.map((a) => x?.shape[a] as number)
          : [];
    const axes = [...outer, ...reducedAxes];
    const unit = (i: number): Form => ({
      offset: 0,
      strides: axes.map((_, j) => (i === j ? 1 : 0)),
    });
    const own = outer.map((_, i) => unit(i));
    const inner = reducedAxes.map((_, i) => unit(outer.length + i));
    const loads: Access[] = [];
    const known = new Map<string, number>();
    /** Expressions at the plain index are shared objects, so that a backend can compute them once. */
    const shared = new Map<number, Scalar>();

    const combine = (index: readonly Form[], factors: readonly number[], offset = 0): Form => ({
      offset: index.reduce((n, f, i) => n + f.offset * (factors[i] as number), offset),
      strides: axes.map((_, j) =>
        index.reduce((n, f, i) => n + (f.strides[j] as number) * (factors[i] as number), 0),
      ),
    });
    const load = (
      v: Value,
      spot: Spot,
      index: readonly Form[],
      guards: readonly Guard[],
    ): Scalar => {
      const form = combine(index, stridesOf(v.shape), spot.offset);
      const access: Access = guards.length
        ? { buffer: spot.buffer, ...form, guards }
        : { buffer: spot.buffer, ...form };
      const key = JSON.stringify(access);
      const i = known.get(key) ?? loads.push(access) - 1;
      known.set(key, i);
      return { op: 'load', load: i };
    };
    const expression = (
      v: Value,
      index: readonly Form[],
      guards: readonly Guard[] = [],
    ): Scalar => {
      const plain = index === own && !guards.length;
      const done = plain ? shared.get(v.id) : undefined;
      if (done) return done;
      const made = express(v, index, guards);
      if (plain) shared.set(v.id, made);
      return made;
    };
    const express = (v: Value, index: readonly Form[], guards: readonly Guard[]): Scalar => {
      if (reducer && v.id === reducer.id) return { op: 'acc' };
      const spot = located[v.id] && computed(v) ? undefined : spotOf(v);
      if (spot) return load(v, spot, index, guards);
      if (ELEMENTWISE.has(v.op)) {
        assert(!guards.length, 'a padded expression is located');
        const args = argsOf(v).map((a) => expression(a, index));
        return { op: v.op, args } as unknown as Scalar;
      }
      const operand = () => at(v.args[0] as number);
      switch (v.op) {
        case 'fill':
          return { op: 'const', value: v.attrs.value };
        case 'iota':
          return { op: 'index', ...must(index[v.attrs.axis], 'an axis') };
        case 'uniform': {
          const { stream, moment } = v.attrs;
          return { op: 'uniform', stream, moment, ...combine(index, stridesOf(v.shape)) };
        }
        case 'permute': {
          const moved: Form[] = [];
          for (const [i, o] of v.attrs.order.entries()) moved[o] = index[i] as Form;
          return expression(operand(), moved, guards);
        }
        case 'broadcast': {
          const { axes: added } = v.attrs;
          return expression(
            operand(),
            index.filter((_, i) => !added.includes(i)),
            guards,
          );
        }
        case 'slice': {
          const { starts } = v.attrs;
          return expression(
            operand(),
            index.map((f, i) => ({ ...f, offset: f.offset + (starts[i] as number) })),
            guards,
          );
        }
        case 'pad': {
          const y = operand();
          const { before } = v.attrs;
          const moved = index.map((f, i) => ({ ...f, offset: f.offset - (before[i] as number) }));
          const more = moved.flatMap((f, i) =>
            y.shape[i] === v.shape[i] ? [] : [{ ...f, extent: y.shape[i] as number }],
          );
          return expression(y, moved, [...guards, ...more]);
        }
        default:
          throw new Error(`internal: ${v.op} has no expression`);
      }
    };

    let reduce: Kernel['reduce'];
    if (reducer?.op === 'dot') {
      const [a, b] = argsOf(reducer) as [Value, Value];
      const batch = own.slice(0, -2);
      const [m, n] = own.slice(-2) as [Form, Form];
      const [k] = inner as [Form];
      const { transposeA, transposeB } = reducer.attrs;
      const body: Scalar = {
        op: 'mul',
        args: [
          expression(a, [...batch, ...(transposeA ? [k, m] : [m, k])]),
          expression(b, [...batch, ...(transposeB ? [n, k] : [k, n])]),
        ],
      };
      reduce = { combine: 'sum', body };
    } else if (reducer?.op === 'sum' || reducer?.op === 'reduceMax') {
      const y = at(reducer.args[0] as number);
      const gone = reducer.attrs.axes;
      let [o, i] = [0, 0];
      const index: Form[] = y.shape.map((_, axis) =>
        gone.includes(axis) ? (inner[i++] as Form) : (own[o++] as Form),
      );
      // Reduced axes come in the order in which `axes` names them.
      const ordered = index.map((f, axis) =>
        gone.includes(axis) ? (inner[gone.indexOf(axis)] as Form) : f,
      );
      reduce = { combine: reducer.op === 'sum' ? 'sum' : 'max', body: expression(y, ordered) };
    }
    const results = roots.map(({ value, to, strides }) => ({
      value: expression(value, own),
      to: { buffer: to.buffer, offset: to.offset, strides: strides ?? stridesOf(value.shape) },
    }));
    const kernel: Kernel = {
      axes,
      reduced: reducedAxes.length,
      loads,
      ...(reduce && { reduce }),
      results,
    };
    return fence === 'none' ? collapse(kernel) : kernel;
  };

  const steps: Step[] = [];
  const step = (v: Value, kernel: Kernel) =>
    steps.push({ origin: v.origin, phase: v.phase, kernel });

  for (const v of values) {
    if (same[v.id] !== v.id || !located[v.id]) continue;
    if (v.op === 'concat') {
      const spot = spotOf(v) as Spot;
      const s = stridesOf(v.shape);
      let offset = spot.offset;
      for (const part of argsOf(v)) {
        const there = spotOf(part);
        if (there?.buffer !== spot.buffer || there.offset !== offset)
          step(v, kernelOf([{ value: part, to: { buffer: spot.buffer, offset }, strides: s }]));
        offset += (part.shape[v.attrs.axis] as number) * (s[v.attrs.axis] as number);
      }
    } else step(v, kernelOf([{ value: v, to: spotOf(v) as Spot }]));
  }
  for (const group of groups(program, at)) {
    const roots = group.map((w) => ({
      value: at(w.value),
      to: { buffer: homes.read(w.buffer), offset: w.offset },
    }));
    const [first] = roots as [{ value: Value; to: Spot }];
    const kernel = kernelOf(roots);
    assert(writesInPlace(kernel), 'an update reads storage elsewhere than it writes');
    step(first.value, kernel);
  }
  const results = Object.fromEntries(
    Object.entries(program.results).map(([name, id]) => {
      const v = at(id);
      return [name, { ...must(spotOf(v), `a place for ${name}`), shape: v.shape }];
    }),
  );
  return { steps, results };
}

/** Writes that one kernel can make: same node, same shape, different buffers, one after the other. */
function groups(program: Program, at: (id: number) => Value) {
  const list: (typeof program.writes)[number][][] = [];
  for (const w of program.writes) {
    const v = at(w.value);
    const group = list[list.length - 1];
    const head = group?.[0] && at(group[0].value);
    const fits =
      head !== undefined &&
      head.origin === v.origin &&
      head.phase === v.phase &&
      !group?.some((other) => other.buffer === w.buffer) &&
      head.shape.join() === v.shape.join();
    if (fits) group?.push(w);
    else list.push([w]);
  }
  return list;
}

/** Whether each read of what the kernel writes is at the very place that it writes. */
function writesInPlace(kernel: Kernel): boolean {
  const outer = kernel.axes.length - kernel.reduced;
  return kernel.results.every(({ to }) =>
    kernel.loads.every(
      (l) =>
        l.buffer !== to.buffer ||
        (l.offset === to.offset &&
          l.strides.slice(0, outer).every((s, i) => s === to.strides[i] || kernel.axes[i] === 1)),
    ),
  );
}
