/**
 * From values to steps: one kernel for each value that is stored, in the order of the program, then
 * the writes to storage. What is stored is decided in locate.ts, where it lies in memory.ts.
 */
import { assert, must } from '../base/assert.ts';
import type { Program, Value } from '../ir/ops.ts';
import type { Kernel, Step, TensorRef } from '../plan/plan.ts';
import { type Shape, size, strides as stridesOf } from '../tensor/shape.ts';
import { collapse } from './collapse.ts';
import { type Root, writeKernel, writesInPlace } from './kernel.ts';
import { type Homes, isScattered, locate, type Spot } from './locate.ts';
import type { Fence } from './rule.ts';

export interface Schedule {
  readonly steps: readonly Step[];
  readonly results: Readonly<Record<string, TensorRef>>;
}

export function schedule(program: Program, fence: Fence, homes: Homes): Schedule {
  const placed = locate(program, fence, homes);
  const { at, isStored, spotOf } = placed;
  const kernel = (roots: readonly Root[]): Kernel => {
    const written = writeKernel(placed, roots);
    return fence === 'none' ? collapse(written) : written;
  };
  const steps: Step[] = [];
  const step = (v: Value, kernel: Kernel) =>
    steps.push({ origin: v.origin, phase: v.phase, kernel });

  for (const v of program.values) {
    if (!isStored(v)) continue;
    if (v.op === 'concat') {
      const spot = spotOf(v) as Spot;
      const s = stridesOf(v.shape);
      let offset = spot.offset;
      for (const part of v.args.map(at)) {
        const there = spotOf(part);
        if (there?.buffer !== spot.buffer || there.offset !== offset)
          step(v, kernel([{ value: part, to: { buffer: spot.buffer, offset }, strides: s }]));
        offset += (part.shape[v.attrs.axis] as number) * (s[v.attrs.axis] as number);
      }
    } else if (v.op === 'pad' && isScattered(v)) {
      const { buffer, offset } = spotOf(v) as Spot;
      const s = stridesOf(v.shape);
      const { before, steps = [] } = v.attrs;
      step(v, cleared({ buffer, offset }, v.shape));
      const first = before.reduce((n, p, i) => n + p * (s[i] as number), offset);
      const strides = s.map((d, i) => d * (steps[i] ?? 1));
      step(v, kernel([{ value: at(v.args[0] as number), to: { buffer, offset: first }, strides }]));
    } else step(v, kernel([{ value: v, to: spotOf(v) as Spot }]));
  }
  for (const group of groups(program, at)) {
    const roots = group.map((w) => ({
      value: at(w.value),
      to: { buffer: homes.read(w.buffer), offset: w.offset },
    }));
    const [first] = roots as [{ value: Value; to: Spot }];
    const made = kernel(roots);
    assert(writesInPlace(made), 'an update reads storage elsewhere than it writes');
    step(first.value, made);
  }
  const results = Object.fromEntries(
    Object.entries(program.results).map(([name, id]) => {
      const v = at(id);
      return [name, { ...must(spotOf(v), `a place for ${name}`), shape: v.shape }];
    }),
  );
  return { steps, results };
}

/** Zeros all over a place. */
const cleared = (to: Spot, shape: Shape): Kernel => ({
  axes: [size(shape)],
  reduced: 0,
  loads: [],
  results: [{ value: { op: 'const', value: 0 }, to: { ...to, strides: [1] } }],
});

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
