/**
 * Differences of the cost beside a derivative, for one direction: one number of a tensor, or all of them.
 *
 * Where a central difference does not agree at first there are three reasons. A kink: the slopes to the left
 * and to the right of this very point differ, and the choice that changes there says in which node. A kink
 * nearby, a stop, or rounding: then the choices are held (`ir/hold`), and the slope is extrapolated from
 * larger steps. Or the derivative is wrong.
 */
import { must } from '../../src/base/assert.ts';
import type { CheckPlans } from '../../src/compile/check-plans.ts';
import { stepRangesOf } from '../../src/plan/loops.ts';
import type { Routine, RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import { type Floats, type Instance, type Region, regionOf } from '../backends/backend.ts';
import type { KinkAt } from './protocol.ts';

/** Relative, as is usual in float64. */
export const TOLERANCE = 1e-6;
/** Of the cost: what rounding leaves of a difference. */
const FLOOR = 1e-10;
/** ∛ε: where rounding and the curve take as much of a central difference. */
const STEP = Math.cbrt(Number.EPSILON);
/** So close to the point there is no other kink by chance. */
const CLOSE = 1e-9;
/** Slopes to the left and to the right that differ by more than that make a kink. */
const BENT = 1e-3;
/** Points of the nests of a pass after which others may be heard. */
const POINTS = 100_000;

/** What the random numbers of a pass go by. */
export interface Draws {
  readonly seed: number;
  readonly step: number;
}

/** A tensor that the cost depends on. */
export interface Subject {
  readonly into: Pick<Region, 'buffer' | 'offset'>;
  readonly at: Floats;
}

/** A direction in which a tensor is changed: one of its numbers, or all of them at random. */
export interface Probe {
  readonly index: number | undefined;
  readonly along: Float64Array | undefined;
  readonly scale: number;
  readonly gradient: number;
}

/** The cost as a function of what is written to its inputs and weights. */
export interface Bench {
  readonly instance: Instance;
  readonly base: number;
  /** The choices at the point itself, by node. */
  readonly choices: readonly {
    readonly kink: KinkAt;
    readonly ref: TensorRef;
    readonly own: Floats;
  }[];
  readonly run: () => Paused<number>;
  readonly hold: (on: boolean) => void;
}

export async function* standing(
  instance: Instance,
  kinks: CheckPlans['kinks'],
  draws: Draws,
): Paused<Bench> {
  const routine = must(instance.plan.routines.evaluate, 'a pass');
  const parts = partsOf(routine);
  const ref = must(routine.results.cost, 'a cost');
  const { seed, step } = draws;
  const run: Bench['run'] = async function* () {
    for (const { from, to } of parts) {
      instance.submit('evaluate', seed, step, from, to);
      if (parts.length > 1) yield;
    }
    const [numbers] = await instance.read([regionOf(ref)]);
    return must(numbers?.[0], 'a cost');
  };
  const base = yield* run();
  const { intermediates, before } = routine.results;
  const named = [intermediates, before].flatMap((table) =>
    Object.entries(table).flatMap(([node, own]) =>
      Object.entries(own).map(([input, at]) => ({ node, input, at, stop: table === before })),
    ),
  );
  const found = await instance.read(named.map((c) => regionOf(c.at)));
  const choices = named.flatMap(({ node, input, at, stop }, i) => {
    const own = must(found[i], 'a choice');
    const into = routine.inputs[input];
    if (into) instance.write(into, own);
    return stop ? [] : [{ kink: { node, ...must(kinks[input], 'a choice') }, ref: at, own }];
  });
  const dial = instance.plan.dials.held;
  const hold = (on: boolean) => {
    if (dial) instance.write({ buffer: dial.buffer, offset: 0 }, [on ? 1 : 0]);
  };
  return { instance, base, choices, run, hold };
}

/** A call that has pauses, in which others may be heard. */
type Paused<T> = AsyncGenerator<undefined, T>;

/** Runs a routine with pauses between its steps. */
export function* running(instance: Instance, routine: RoutineName, { seed, step }: Draws) {
  for (const { from, to } of partsOf(instance.plan.routines[routine])) {
    instance.submit(routine, seed, step, from, to);
    yield;
  }
}

function partsOf(routine: Routine | undefined): { from: number; to: number }[] {
  const steps = routine?.steps ?? [];
  const parts: { from: number; to: number }[] = [];
  let points = POINTS;
  for (const { from, to } of stepRangesOf(steps)) {
    const last = parts.at(-1);
    if (last && points < POINTS) last.to = to;
    else {
      parts.push({ from, to });
      points = 0;
    }
    for (const { kernel } of steps.slice(from, to)) points += size(kernel.axes);
  }
  return parts;
}

export interface Found {
  readonly probe: Probe;
  readonly outcome: 'agrees' | 'kink' | 'disagrees';
  readonly measured: number;
  readonly difference: number;
  /** Why there is no derivative. */
  readonly kink: KinkAt | undefined;
  readonly held: boolean;
}

export async function* check(bench: Bench, { into, at }: Subject, probe: Probe): Paused<Found> {
  const { instance, base } = bench;
  const moved = probe.along ? Float64Array.from(at) : new Float64Array(1);
  const first = probe.along ? 0 : must(probe.index, 'a number');
  const write = (by: number) => {
    for (let i = 0; i < moved.length; i++) moved[i] = at[first + i]! + by * (probe.along?.[i] ?? 1);
    instance.write({ buffer: into.buffer, offset: into.offset + first }, moved);
  };
  const costAt = async function* (by: number): Paused<number> {
    write(by);
    return yield* bench.run();
  };
  const level = Math.max(1, Math.abs(base));
  const distance = (measured: number): number => {
    const most = Math.max(Math.abs(measured), Math.abs(probe.gradient));
    return Math.abs(measured - probe.gradient) / (most + (FLOOR * level) / TOLERANCE);
  };
  const found = (
    outcome: Found['outcome'],
    measured: number,
    kink?: KinkAt,
    held = false,
  ): Found => ({ probe, outcome, measured, difference: distance(measured), kink, held });
  const agrees = (measured: number): boolean => distance(measured) <= TOLERANCE;

  try {
    const h = STEP * probe.scale;
    const [right, left] = [yield* costAt(h), yield* costAt(-h)];
    const measured = (right - left) / (2 * h);
    const slopes = (r: number, l: number, by: number) =>
      [(r - base) / by, (base - l) / by] as const;
    const bent = ([r, l]: readonly [number, number], noise: number): boolean =>
      !(Math.abs(r - l) <= BENT * Math.max(Math.abs(r), Math.abs(l)) + noise * level);
    const suspicious = bent(slopes(right, left, h), BENT / 10);
    if (agrees(measured) && !suspicious) return found('agrees', measured);

    // At this very point?
    const close = CLOSE * probe.scale;
    const after = yield* costAt(close);
    const onTheRight = await firstChanged(bench);
    const before = yield* costAt(-close);
    const changed = Math.min(onTheRight, await firstChanged(bench));
    const kink = bench.choices[changed]?.kink;
    if (kink && bent(slopes(after, before, close), 1e-6)) return found('kink', measured, kink);
    if (agrees(measured)) return found('agrees', measured);

    bench.hold(true);
    const better = yield* extrapolated(costAt, 0.01 * probe.scale);
    return found(agrees(better) ? 'agrees' : 'disagrees', better, undefined, true);
  } finally {
    bench.hold(false);
    write(0);
  }
}

/** The first choice, in the order in which they are computed, that is another than at the point itself. */
async function firstChanged({ instance, choices }: Bench): Promise<number> {
  const now = await instance.read(choices.map((c) => regionOf(c.ref)));
  const changed = choices.findIndex(({ own }, i) => own.some((x, k) => !Object.is(x, now[i]?.[k])));
  return changed < 0 ? Number.POSITIVE_INFINITY : changed;
}

/** Central differences of shrinking steps, extrapolated to 0 (Ridders 1982); the value that is surest. */
async function* extrapolated(costAt: (by: number) => Paused<number>, from: number): Paused<number> {
  const SHRINK = 1.6;
  const MOST = 12;
  let best = Number.NaN;
  let error = Number.POSITIVE_INFINITY;
  let former: number[] = [];
  for (let i = 0, h = from; i < MOST; i++, h /= SHRINK) {
    const row = [((yield* costAt(h)) - (yield* costAt(-h))) / (2 * h)];
    for (let k = 1, factor = SHRINK ** 2; k <= i; k++, factor *= SHRINK ** 2) {
      const [a, b] = [row[k - 1]!, former[k - 1]!];
      row.push((a * factor - b) / (factor - 1));
      const likely = Math.max(Math.abs(row[k]! - a), Math.abs(row[k]! - b));
      if (likely <= error) [best, error] = [row[k]!, likely];
    }
    if (i > 0 && Math.abs(row[i]! - former[i - 1]!) >= 2 * error && i > 4) break;
    former = row;
  }
  return best;
}
