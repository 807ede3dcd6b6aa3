/**
 * Long routines in parts. A training step of a large network takes longer than whoever speaks should wait
 * to be heard, and so does a monitoring pass over it: both can be run a part at a time. What persists is
 * written by the last part of a step alone, so that a step which was begun can be forgotten: who uses its
 * memory meanwhile makes it begin anew, with the same batch, to the same numbers.
 */
import { isContraction } from '../../src/plan/cost.ts';
import { stepRangesOf } from '../../src/plan/loops.ts';
import type { Plan, Step } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';

/** Steps [from, to) of a routine. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}
/** Of a training step: with about the share of its time that it takes. */
interface TrainPart extends StepRange {
  readonly share: number;
}
/** Of a monitoring pass: with those of its steps that write what persists, which is put back behind it. */
interface MonitoringPart extends StepRange {
  readonly lasting: readonly Step[];
}

const persisting =
  ({ buffers }: Plan) =>
  (buffer: number): boolean =>
    buffers[buffer]?.role === 'persistent';

const writes = ({ kernel }: Step, which: (buffer: number) => boolean): boolean =>
  kernel.results.some((r) => which(r.to.buffer));

/** Sums of products go over so many points in the time that others take for one; and being called takes about that many. */
const QUICK = 16;
const CALLED = 20_000;
const weightOf = ({ kernel }: Step): number =>
  CALLED + size(kernel.axes) * (isContraction(kernel) ? 1 : QUICK);

/** A training step: a part for each step range, up to the first that writes what persists; the rest is one. */
export function trainParts(plan: Plan): readonly TrainPart[] {
  const steps = plan.routines.train?.steps ?? [];
  const persists = persisting(plan);
  const all = stepRangesOf(steps);
  const final = all.findIndex(({ from, to }) =>
    steps.slice(from, to).some((s) => writes(s, persists)),
  );
  const end = all[final];
  const parts: StepRange[] = end
    ? [...all.slice(0, final), { from: end.from, to: steps.length }]
    : all;
  const weights = parts.map(({ from, to }) =>
    steps.slice(from, to).reduce((n, s) => n + weightOf(s), 0),
  );
  const whole = weights.reduce((n, w) => n + w, 0);
  return parts.map(({ from, to }, i) => ({ from, to, share: weights[i]! / whole }));
}

/** Of `watch`: what is shown on edges and in curves while training goes on, and all that it is computed from. */
export function monitoringParts(plan: Plan): readonly MonitoringPart[] {
  const { watch } = plan.routines;
  const persists = persisting(plan);
  const { values, gradients, losses } = watch?.results ?? NO_RESULTS;
  const shown = [values, gradients, losses].flatMap((table) => Object.values(table));
  const needed = new Set(shown.map(({ buffer }) => buffer));
  const steps = watch?.steps ?? [];
  const parts: MonitoringPart[] = [];
  // From the end: nobody computes from what comes later.
  for (const { from, to } of stepRangesOf(steps).reverse()) {
    const own = steps.slice(from, to);
    // What persists is needed as it was before the step.
    if (!own.some((s) => writes(s, (buffer) => needed.has(buffer) && !persists(buffer)))) continue;
    for (const { kernel } of own) for (const { buffer } of kernel.loads) needed.add(buffer);
    parts.unshift({ from, to, lasting: own.filter((s) => writes(s, persists)) });
  }
  return parts;
}

/** Whether some step of the first so many parts reads that buffer. */
export const haveRead = (
  steps: readonly Step[],
  parts: readonly StepRange[],
  done: number,
  buffer: number,
): boolean =>
  parts
    .slice(0, done)
    .some(({ from, to }) =>
      steps.slice(from, to).some(({ kernel }) => kernel.loads.some((l) => l.buffer === buffer)),
    );
