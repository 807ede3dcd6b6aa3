/**
 * How long each step of a routine takes: a profile run in pieces. A piece prepares the batch of the
 * training step to come, runs the routine up to where the last one ended, and takes the next steps one
 * after the other, each so many times in a row that the clock can tell. Then what outlives a run is put
 * back as it was, before anybody else is heard: so a profile run changes nothing, whoever asks for what
 * between its pieces, and training may go on meanwhile.
 *
 * The steps of a loop over time are measured together, since they are run so: its whole time stands at
 * its first step.
 */

import type { Stopwatch } from '../../src/base/clock.ts';
import { stepRangesOf } from '../../src/plan/loops.ts';
import type { RoutineName } from '../../src/plan/plan.ts';
import type { Executor } from './executor.ts';
import type { Measurement } from './protocol.ts';
import { countersOf, writesOf } from './regions.ts';

/** Milliseconds that one piece may take, as far as its steps allow. */
const PIECE = 15;
/** A row of runs is so long that the clock's grain is a twentieth of it, but no shorter than this. */
const GRAINS = 20;
const SHORTEST = 0.1;
const MOST_RUNS = 1 << 14;
/** A clock that has not moved after so many looks will not. */
const MOST_LOOKS = 1 << 16;

/** Steps from `from` on, as many as fit into a piece and one at least; nothing where there are none. */
export async function measure(
  executor: Executor,
  routine: RoutineName,
  from: number,
  generation: number,
  clock: Stopwatch,
): Promise<Measurement | undefined> {
  const steps = executor.plan.routines[routine]?.steps ?? [];
  const ranges = stepRangesOf(steps).filter((s) => s.from >= from);
  const first = ranges[0];
  if (!first) return undefined;
  const counters = executor.snapshot(countersOf(executor.plan));
  const run = (a: number, b: number) => executor.submit(routine, executor.step + 1, a, b);
  try {
    return await executor.aside(routine, () => {
      executor.prepare(routine);
      if (first.from > 0) run(0, first.from);
      const least = Math.max(SHORTEST, GRAINS * grainOf(clock));
      const call = timed(() => run(0, 0), clock, least);
      const end = clock.now() + PIECE;
      const times: number[] = [];
      for (const range of ranges) {
        const own = steps.slice(range.from, range.to);
        // What a step has written it may read when it is run again.
        const before = executor.snapshot(writesOf(own));
        const took = timed(() => run(range.from, range.to), clock, least);
        before.restore();
        run(range.from, range.to);
        times.push(took, ...own.slice(1).map(() => 0));
        if (clock.now() >= end) break;
      }
      return { generation, routine, from: first.from, times, call };
    });
  } finally {
    counters.restore();
  }
}

/**
 * Microseconds of one run: of a row of them, twice as long as the one before, until it can be told.
 * @param least milliseconds that the clock tells well enough
 */
function timed(run: () => void, clock: Stopwatch, least: number): number {
  for (let runs = 1; ; runs *= 2) {
    const begin = clock.now();
    for (let i = 0; i < runs; i++) run();
    const took = clock.now() - begin;
    if (took >= least || runs >= MOST_RUNS) return (1000 * took) / runs;
  }
}

/** The smallest step of the clock, in milliseconds: browsers make it coarse where a page is not isolated. */
function grainOf(clock: Stopwatch): number {
  const begin = clock.now();
  for (let i = 0; i < MOST_LOOKS; i++) {
    const grain = clock.now() - begin;
    if (grain > 0) return grain;
  }
  return 0;
}
