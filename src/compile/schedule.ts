/**
 * Scheduling, from values to steps: one kernel for each value that is stored, in the order of the program (those
 * of a loop side by side), then the writes to storage. What is materialised is decided by fusion (fuse/), where buffers lie by memory-planning.ts.
 */
import { assert, must } from '../base/assert.ts';
import { atOnce, isPause, type Piecemeal, type Share } from '../base/piecemeal.ts';
import type { Program, Value } from '../ir/ops.ts';
import type { Kernel, Loop, Step, TensorRef } from '../plan/plan.ts';
import type { Shape } from '../tensor/shape.ts';
import { collapse, squeeze } from './collapse.ts';
import type { Address, BufferAllocator } from './fuse/addresses.ts';
import { isScattered } from './fuse/classes.ts';
import { fusing } from './fuse/fusion.ts';
import { fusingLoops } from './fuse/loop-fusion.ts';
import { type Root, writeKernel, writesInPlace } from './kernel.ts';
import { groupLoops } from './loops.ts';
import type { Fence } from './rule.ts';
import type { Target } from './target.ts';

export interface Schedule {
  readonly steps: readonly Step[];
  readonly results: Readonly<Record<string, TensorRef>>;
}

export function* scheduling(
  program: Program,
  fence: Fence,
  allocator: BufferAllocator,
  target: Target,
): Piecemeal<Schedule, Share<'schedule' | 'fuse'>> {
  const grouped = groupLoops(program);
  const { values } = grouped.program;
  const { loopOf } = grouped;
  const unplaced: { readonly name: string; readonly size: number }[] = [];
  const fused = yield* fusing(grouped, fence, target, {
    ...allocator,
    // Numbered downwards from −1 until it is known what is left of it.
    scratch: (name, size) => -unplaced.push({ name, size }),
  });
  const { at, isMaterialised, addressOf, stridesOf, isRow } = fused;
  const steps: Step[] = [];
  /** Adds the step that computes these roots, as the work of a value. */
  const step = (of: Value, roots: readonly Root[], loop?: Loop): void =>
    push(of, writeKernel(fused, roots), loop);
  const push = (
    { origin, phase }: Pick<Step, 'origin' | 'phase'>,
    made: Kernel,
    loop?: Loop,
  ): void => {
    const kernel = fence === 'none' ? squeeze(made, loop ? 1 : 0) : made;
    steps.push({ origin, phase, kernel, ...(loop && { loop }) });
  };
  const carriesOf = (loop: Loop | undefined) =>
    values.filter((v) => v.op === 'carry' && loopOf(v.id)?.id === loop?.id);

  for (const v of values) {
    if (isPause(v.id)) yield { pass: 'schedule', done: v.id, of: values.length };
    const loop = loopOf(v.id);
    const [before, after] = [loopOf(v.id - 1)?.id, loopOf(v.id + 1)?.id];
    if (loop && before !== loop.id) for (const c of carriesOf(loop)) begin(c);
    if (!loop && v.op === 'carry') begin(v);
    if (isMaterialised(v)) store(v, loop);
    if (loop && after !== loop.id) for (const c of carriesOf(loop)) if (isRow(c)) carryOn(c, loop);
  }

  /** The first row of what is carried. */
  function begin(carry: Value): void {
    const { buffer, offset } = addressOf(carry)!;
    const start = at(carry.args[0]!);
    const row = stridesOf(carry)[0]!;
    const first = (carry as Value & { op: 'carry' }).attrs.reverse
      ? offset + row * (carry.shape[0]! - 1)
      : offset;
    step(carry, [{ value: start, to: { buffer, offset: first } }]);
  }
  /** Where one row is kept, it is handed on at the end of each round. */
  function carryOn(carry: Value, loop: Loop): void {
    const close = must(
      values.find((v) => v.op === 'close' && v.args[1] === carry.id),
      'a close',
    );
    const { buffer, offset } = addressOf(carry)!;
    step(close, [{ value: close, to: { buffer, offset }, strides: stridesOf(carry) }], loop);
  }
  function store(v: Value, loop?: Loop): void {
    if (v.op === 'concat') {
      const whole = addressOf(v)!;
      const s = stridesOf(v);
      let { offset } = whole;
      for (const part of v.args.map(at)) {
        const there = addressOf(part);
        if (there?.buffer !== whole.buffer || there.offset !== offset)
          step(v, [{ value: part, to: { buffer: whole.buffer, offset }, strides: s }], loop);
        offset += part.shape[v.attrs.axis]! * s[v.attrs.axis]!;
      }
    } else if (v.op === 'pad' && isScattered(v)) {
      const { buffer, offset } = addressOf(v)!;
      const s = stridesOf(v);
      const { before, steps = [] } = v.attrs;
      push(v, cleared({ buffer, offset }, v.shape, s), loop);
      const first = before.reduce((n, p, i) => n + p * s[i]!, offset);
      const strides = s.map((d, i) => d * (steps[i] ?? 1));
      const to = { buffer, offset: first };
      step(v, [{ value: at(v.args[0]!), to, strides }], loop);
    } else step(v, [{ value: v, to: addressOf(v)! }], loop);
  }
  const written = groups(grouped.program, at);
  for (const [i, group] of written.entries()) {
    if (isPause(i)) yield { pass: 'schedule', done: i, of: written.length };
    const roots = group.map((w) => ({
      value: at(w.value),
      to: { buffer: allocator.read(w.buffer), offset: w.offset },
    }));
    const [first] = roots as [{ value: Value; to: Address }];
    const made = writeKernel(fused, roots);
    assert(writesInPlace(made), 'an update reads storage elsewhere than it writes');
    push(first.value, made);
  }
  const results = Object.fromEntries(
    Object.entries(grouped.program.results).map(([name, id]) => {
      const v = at(id);
      return [name, { ...must(addressOf(v), `an address for ${name}`), shape: v.shape }];
    }),
  );
  const read = Object.values(results).map((r) => r.buffer);
  const all =
    fence === 'none'
      ? (yield* fusingLoops(steps, target, { isScratch: (buffer) => buffer < 0, read })).map(
          (s) => ({
            ...s,
            kernel: collapse(s.kernel, s.loop ? 1 : 0),
          }),
        )
      : steps;
  return allocateScratch({ steps: all, results }, (id) => {
    const { name, size } = must(unplaced[-1 - id], 'scratch');
    return allocator.scratch(name, size);
  });
}

export const schedule = (...of: Parameters<typeof scheduling>): Schedule =>
  atOnce(scheduling(...of));

/** Buffers for the scratch that loop fusion has left, in the order in which it is written. */
function allocateScratch({ steps, results }: Schedule, allocate: (id: number) => number): Schedule {
  const buffers = new Map<number, number>();
  const placed = <A extends { readonly buffer: number }>(at: A): A => {
    if (at.buffer >= 0) return at;
    const buffer = buffers.get(at.buffer) ?? allocate(at.buffer);
    buffers.set(at.buffer, buffer);
    return { ...at, buffer };
  };
  return {
    steps: steps.map((s) => ({
      ...s,
      kernel: {
        ...s.kernel,
        results: s.kernel.results.map((r) => ({ ...r, to: placed(r.to) })),
        loads: s.kernel.loads.map(placed),
      },
    })),
    results: Object.fromEntries(Object.entries(results).map(([k, r]) => [k, placed(r)])),
  };
}

/** Fills a tensor with zeros. */
const cleared = (to: Address, shape: Shape, strides: readonly number[]): Kernel => ({
  axes: shape,
  reduced: 0,
  loads: [],
  results: [{ value: { op: 'const', value: 0 }, to: { ...to, strides } }],
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
