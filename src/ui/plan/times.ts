/** What a profile run found, made ready to be looked at: the least of each step, and sums by node. */
import type { Measurement, PlanStep } from '../../../workers/engine/protocol.ts';
import type { Phase, RoutineName } from '../../plan/plan.ts';

/** Each step is measured so often at least, and all of it takes so many milliseconds at least. */
const ROUNDS = 5;
const LEAST = 1000;

interface Run {
  readonly measure: (
    routine: RoutineName,
    from: number,
  ) => Promise<Pick<Measurement, 'generation' | 'times' | 'call'> | undefined>;
  readonly routine: RoutineName;
  readonly generation: number;
  readonly steps: number;
  readonly now: () => number;
  /** From 0 to 1. Says whether to go on. */
  readonly onProgress: (progress: number) => boolean;
}

/** Microseconds of each step, the least of several; nothing where it was given up or the plan has gone. */
export async function profile(run: Run): Promise<readonly number[] | undefined> {
  const { measure, routine, generation, steps, now, onProgress } = run;
  const least = new Array<number>(steps).fill(Number.POSITIVE_INFINITY);
  let call = Number.POSITIVE_INFINITY;
  const begin = now();
  for (let round = 0; ; round++) {
    for (let from = 0; from < steps; ) {
      const piece = await measure(routine, from);
      if (piece?.generation !== generation || piece.times.length === 0) return undefined;
      call = Math.min(call, piece.call);
      for (const time of piece.times) {
        least[from] = Math.min(least[from] ?? time, time);
        from++;
      }
      const progress = Math.min((round + from / steps) / ROUNDS, (now() - begin) / LEAST);
      if (!onProgress(Math.min(1, progress))) return undefined;
    }
    if (round + 1 >= ROUNDS && now() - begin >= LEAST) {
      // The least of both, for each is disturbed by itself: what calling takes is not the step's.
      return least.map((time) => Math.max(0, time - call));
    }
  }
}

export interface NodeCost {
  /** '' for what belongs to no single node. */
  readonly node: string;
  /** The first of its steps. */
  readonly step: number;
  readonly flops: number;
  readonly bytes: number;
  /** Microseconds; absent where nothing was measured. */
  readonly time?: number;
  /** By phase, of the time or, where nothing was measured, of the operations. */
  readonly parts: Readonly<Partial<Record<Phase, number>>>;
}

/**
 * Sums over the steps of each node, in the order in which they first come. The time of a loop over time
 * is shared out among its steps by what they cost, for its steps may belong to several nodes.
 */
export function costsByNode(steps: readonly PlanStep[], times?: readonly number[]): NodeCost[] {
  const own = times && sharedOut(steps, times);
  const nodes = new Map<string, NodeCost & { parts: Partial<Record<Phase, number>> }>();
  for (const [i, { node, phase, flops, bytes }] of steps.entries()) {
    const known = nodes.get(node) ?? { node, step: i, flops: 0, bytes: 0, parts: {} };
    const time = own?.[i] ?? 0;
    nodes.set(node, {
      ...known,
      flops: known.flops + flops,
      bytes: known.bytes + bytes,
      ...(own && { time: (known.time ?? 0) + time }),
      parts: { ...known.parts, [phase]: (known.parts[phase] ?? 0) + (own ? time : flops) },
    });
  }
  return [...nodes.values()];
}

function sharedOut(steps: readonly PlanStep[], times: readonly number[]): number[] {
  const own = [...times];
  for (const [i, { loop }] of steps.entries()) {
    if (loop === undefined || (i > 0 && steps[i - 1]?.loop === loop)) continue;
    const end = endOfLoop(steps, i);
    // Operations and numbers moved: a step that only copies takes time as well.
    const weight = (k: number) => (steps[k]?.flops ?? 0) + (steps[k]?.bytes ?? 0) / 4 + 1;
    let sum = 0;
    for (let k = i; k < end; k++) sum += weight(k);
    const time = times[i] ?? 0;
    for (let k = i; k < end; k++) own[k] = (time * weight(k)) / sum;
  }
  return own;
}

function endOfLoop(steps: readonly PlanStep[], from: number): number {
  const loop = steps[from]?.loop;
  let end = from + 1;
  while (loop !== undefined && end < steps.length && steps[end]?.loop === loop) end++;
  return end;
}

/** Whether its time stands at an earlier step of the same loop. */
export const insideLoop = (steps: readonly PlanStep[], i: number): boolean =>
  steps[i]?.loop !== undefined && steps[i - 1]?.loop === steps[i]?.loop;

/** Operations that the time at this step stands for. */
export function flopsAt(steps: readonly PlanStep[], i: number): number {
  let sum = 0;
  for (let k = i; k < endOfLoop(steps, i); k++) sum += steps[k]?.flops ?? 0;
  return sum;
}

export type SortKey = 'number' | 'flops' | 'bytes' | 'time';

/** The steps in their own order, or the largest first. */
export function ordered(
  steps: readonly { readonly flops: number; readonly bytes: number }[],
  by: SortKey,
  times: readonly number[] | undefined,
): readonly number[] {
  const places = steps.map((_, i) => i);
  if (by === 'number') return places;
  const size = (i: number) => (by === 'time' ? times?.[i] : steps[i]?.[by]) ?? 0;
  return places.sort((a, b) => size(b) - size(a) || a - b);
}
