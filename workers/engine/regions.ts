/** Which numbers of a plan's memory routines and steps write: what has to be copied to be put back. */
import { affineRange } from '../../src/plan/affine.ts';
import type { Plan, RoutineName, Step } from '../../src/plan/plan.ts';
import { type Region, regionOf } from '../backends/backend.ts';

/** A whole buffer. */
export const bufferOf = ({ buffers }: Plan, buffer: number): Region => ({
  buffer,
  offset: 0,
  length: buffers[buffer]?.size ?? 0,
});

/** Each buffer that persists. */
export const persistentIn = (plan: Plan): readonly Region[] =>
  plan.buffers.filter((b) => b.role === 'persistent').map((b) => bufferOf(plan, b.id));

/** What these steps write, of all buffers or of those. */
export function writesOf(
  steps: readonly Step[],
  of: (buffer: number) => boolean = () => true,
): Region[] {
  const spans = new Map<number, readonly [low: number, end: number]>();
  for (const { kernel } of steps) {
    for (const { to } of kernel.results) {
      if (!of(to.buffer)) continue;
      const { low, high } = affineRange(to, kernel.axes);
      const [from, end] = spans.get(to.buffer) ?? [low, high + 1];
      spans.set(to.buffer, [Math.min(from, low), Math.max(end, high + 1)]);
    }
  }
  return [...spans].map(([buffer, [low, end]]) => ({ buffer, offset: low, length: end - low }));
}

export const inputsOf = (plan: Plan, routine: RoutineName): Region[] =>
  Object.values(plan.routines[routine]?.inputs ?? {}).map(regionOf);

/** The numbers of a step, which are written before each. */
export const countersOf = ({ dials: { step, time } }: Plan): Region[] =>
  [step, time].flatMap((d) => (d ? [{ buffer: d.buffer, offset: 0, length: 1 }] : []));
