/**
 * What must hold of every plan, whoever made it: nothing is read that was not written, nothing lies
 * on top of something alive, nothing is touched out of range. A list of violations, empty when
 * there are none. It does not ask whether the plan computes the right thing.
 */

import { size } from '../tensor/shape.ts';
import { accessRange, affineRange, apart, isInjective, type Range } from './affine.ts';
import { atRow, stepRangesOf } from './loops.ts';
import { verifyOrder } from './order.ts';
import type { Access, Buffer, Kernel, Plan, Routine, Scalar, TensorRef } from './plan.ts';
import { labelled } from './results.ts';

export function verifyPlan(plan: Plan): string[] {
  const problems: string[] = [];
  const say = (text: string) => problems.push(text);
  verifyBuffers(plan, say);
  if (problems.length > 0) return problems; // The rest looks buffers up by their id.
  for (const [name, routine] of Object.entries(plan.routines)) {
    routine.steps.forEach((step, i) => {
      const origin = step.origin ? ` (${step.origin})` : '';
      const told = (text: string) => say(`${name} step ${i}${origin}: ${text}`);
      const { kernel, loop } = step;
      if (!loop) verifyKernel(plan, kernel, told);
      else if (kernel.axes.length - kernel.reduced < 1 || kernel.axes[0] !== loop.extent)
        told(`extents ${kernel.axes.join('×')} in a loop over ${loop.extent} rows`);
      else
        for (const row of new Set([0, loop.extent - 1]))
          verifyKernel(plan, atRow(kernel, row), told);
    });
    verifyLoops(routine, (text) => say(`${name}: ${text}`));
    verifyLifetimes(plan, routine, (text) => say(`${name}: ${text}`));
    verifyOrder(plan, routine, (text) => say(`${name}: ${text}`));
  }
  for (const { name, slot, ref } of plan.storage) {
    const what = `storage ${name}${slot && `.${slot}`}`;
    if (plan.buffers[ref.buffer]?.role !== 'persistent') say(`${what} is not in persistent memory`);
    verifyRef(plan, ref, what, say);
  }
  verifyMoves(plan, say);
  for (const [name, { buffer }] of Object.entries(plan.dials)) {
    if (plan.buffers[buffer]?.role !== 'dial') say(`dial ${name} has no dial buffer`);
  }
  return problems;
}

type Say = (text: string) => void;

/** The steps of a loop stand together. */
function verifyLoops({ steps }: Routine, say: Say) {
  const seen = new Set<number>();
  for (const { loop } of stepRangesOf(steps)) {
    if (!loop) continue;
    if (seen.has(loop.id)) say(`loop ${loop.id} is torn apart`);
    seen.add(loop.id);
  }
}

function verifyBuffers(plan: Plan, say: Say) {
  plan.buffers.forEach((b, i) => {
    const what = `buffer ${b.id} ${b.name}`;
    if (b.id !== i) say(`${what} stands at place ${i}`);
    if (!Number.isInteger(b.size) || b.size < 0) say(`${what} has size ${b.size}`);
    if (!Number.isInteger(b.offset) || b.offset < 0 || b.offset % 4 !== 0) {
      say(`${what} lies at ${b.offset}, not at a multiple of 4`);
    } else if (b.offset + b.size > plan.arena) {
      say(`${what} ends at ${b.offset + b.size}, behind the arena's ${plan.arena}`);
    }
    if (b.role === 'constant' && b.data?.length !== b.size) {
      say(`${what} has ${b.data?.length ?? 0} numbers for ${b.size} elements`);
    }
  });
}

function verifyKernel(plan: Plan, kernel: Kernel, say: Say) {
  const { axes, reduced, loads, reduce, results } = kernel;
  if (axes.some((d) => !Number.isInteger(d) || d < 1)) say(`extents ${axes.join('×')}`);
  if (reduced < 0 || reduced > axes.length) say(`${reduced} of ${axes.length} axes reduced`);
  if (reduced > 0 !== (reduce !== undefined)) say('reduced axes without a reduction, or without');
  if (results.length === 0) say('no results');
  const outer = axes.slice(0, axes.length - reduced);

  loads.forEach((load, i) => {
    if (load.strides.length !== axes.length) {
      say(`load ${i} has ${load.strides.length} strides for ${axes.length} axes`);
    }
    verifyAccess(plan, load, axes, `load ${i}`, say);
  });
  if (reduce) verifyScalar(reduce.body, kernel, false, say);
  results.forEach(({ value, to }, i) => {
    const what = `result ${i}`;
    verifyScalar(value, kernel, true, say);
    if (to.strides.length !== outer.length) {
      say(`${what} has ${to.strides.length} strides for ${outer.length} outer axes`);
    }
    if (to.guards?.length) say(`${what} is guarded; only reads may be`);
    verifyAccess(plan, to, outer, what, say);
    if (!isInjective(to.strides, outer)) say(`${what} writes an element more than once`);
    const role = plan.buffers[to.buffer]?.role;
    if (role && role !== 'scratch' && role !== 'persistent')
      say(`${what} writes to a buffer of role ${role}`);
    loads.forEach((load, l) => {
      if (!mayUpdate(load, to, axes, outer)) {
        say(`${what} overwrites what load ${l} still reads at another index`);
      }
    });
    for (const other of results.slice(0, i)) {
      if (other.to.buffer === to.buffer && !apart(other.to, to, outer))
        say(`${what} and an earlier result write the same elements`);
    }
  });
}

function verifyAccess(plan: Plan, a: Access, axes: readonly number[], what: string, say: Say) {
  const buffer = plan.buffers[a.buffer];
  if (!buffer) {
    say(`${what} names buffer ${a.buffer}, which does not exist`);
    return;
  }
  for (const guard of a.guards ?? []) {
    if (guard.strides.length !== axes.length) say(`${what} has a guard of other axes`);
  }
  const range = accessRange(a, axes);
  if (range && (range.low < 0 || range.high >= buffer.size)) {
    say(`${what} touches ${range.low} to ${range.high} of ${buffer.name}, size ${buffer.size}`);
  }
}

function verifyScalar(s: Scalar, kernel: Kernel, inResult: boolean, say: Say): void {
  const outer = kernel.axes.length - kernel.reduced;
  const movesReduced = (strides: readonly number[]) =>
    strides.some((stride, i) => i >= outer && stride !== 0);
  switch (s.op) {
    case 'load': {
      const load = kernel.loads[s.load];
      if (!load) say(`load ${s.load} does not exist`);
      else if (inResult && movesReduced(load.strides)) {
        say(`a result uses load ${s.load}, which moves with a reduced axis`);
      } else if (inResult && load.guards?.some((g) => movesReduced(g.strides))) {
        say(`a result uses load ${s.load}, whose guard moves with a reduced axis`);
      }
      return;
    }
    case 'acc':
      if (!inResult || !kernel.reduce) say('acc outside of a result of a reduction');
      return;
    case 'const':
      return;
    case 'index':
    case 'uniform':
      if (s.strides.length > kernel.axes.length) say(`${s.op} has ${s.strides.length} strides`);
      else if (inResult && movesReduced(s.strides)) say(`${s.op} moves with a reduced axis`);
      return;
    default:
      for (const arg of s.args) verifyScalar(arg, kernel, inResult, say);
  }
}

/** A read and a write of one buffer are in order when they share the index, or never meet. */
function mayUpdate(load: Access, to: Access, axes: readonly number[], outer: readonly number[]) {
  if (load.buffer !== to.buffer) return true;
  const same =
    load.offset === to.offset &&
    axes.every((d, i) => d === 1 || load.strides[i] === (to.strides[i] ?? 0));
  if (same) return true;
  const reads = accessRange(load, axes);
  return !reads || !meet(reads, affineRange(to, outer)) || apart(load, to, axes);
}

const meet = (a: Range, b: Range): boolean => a.low <= b.high && b.low <= a.high;

/** From the first write to the last read, in steps; −1 is before the routine. */
function lifetimes(plan: Plan, routine: Routine, say: Say): Map<number, Range> {
  const live = new Map<number, Range>();
  const end = routine.steps.length;
  for (const b of plan.buffers) {
    if (b.role === 'persistent' || b.role === 'constant' || b.role === 'dial') {
      live.set(b.id, { low: -1, high: end });
    }
  }
  for (const ref of Object.values(routine.inputs)) live.set(ref.buffer, { low: -1, high: end });
  const extend = (id: number, step: number) =>
    live.set(id, {
      low: live.get(id)?.low ?? step,
      high: Math.max(step, live.get(id)?.high ?? step),
    });
  for (const { from, to: end } of stepRangesOf(routine.steps)) {
    for (const { kernel } of routine.steps.slice(from, end)) {
      // What is touched in one round of a loop may be read in the next.
      for (const { buffer } of [...kernel.loads, ...kernel.results.map((r) => r.to)]) {
        extend(buffer, from);
        extend(buffer, end - 1);
      }
    }
  }
  for (const [name, ref] of labelled(routine.results)) {
    if (!live.has(ref.buffer)) say(`result ${name} is never written`);
    extend(ref.buffer, end);
    verifyRef(plan, ref, `result ${name}`, say);
  }
  return live;
}

function verifyLifetimes(plan: Plan, routine: Routine, say: Say) {
  for (const [name, ref] of Object.entries(routine.inputs)) {
    if (plan.buffers[ref.buffer]?.role !== 'input') say(`input ${name} has no input buffer`);
    verifyRef(plan, ref, `input ${name}`, say);
  }
  const live = lifetimes(plan, routine, say);
  const placed = [...live.keys()]
    .map((id) => plan.buffers[id])
    .filter((b): b is Buffer => b !== undefined && b.size > 0)
    .sort((a, b) => a.offset - b.offset);
  placed.forEach((a, i) => {
    for (let j = i + 1; j < placed.length; j++) {
      const b = placed[j]!;
      if (b.offset >= a.offset + a.size) break;
      if (meet(live.get(a.id)!, live.get(b.id)!)) {
        say(`${a.name} and ${b.name} overlap at ${b.offset} while both are alive`);
      }
    }
  });
}

function verifyRef(plan: Plan, ref: TensorRef, what: string, say: Say) {
  const buffer = plan.buffers[ref.buffer];
  if (!buffer) {
    say(`${what} names buffer ${ref.buffer}, which does not exist`);
    return;
  }
  if (ref.offset < 0 || ref.offset + size(ref.shape) > buffer.size) {
    say(`${what} of shape ${ref.shape.join('×')} at ${ref.offset} leaves ${buffer.name}`);
  }
}

function verifyMoves(plan: Plan, say: Say) {
  const steps = plan.routines.watch?.steps.length ?? 0;
  let last = 0;
  plan.moves.forEach(({ from, to, node, phase }, i) => {
    const what = `move ${i} (${phase} of ${node || 'all'})`;
    if (!(0 <= from && from <= to && to <= steps)) say(`${what} runs ${from} to ${to} of ${steps}`);
    else if (from < last) say(`${what} begins at ${from}, before the last one's end ${last}`);
    last = Math.max(last, to);
  });
}
