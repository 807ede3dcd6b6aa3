/** How long a sweep is going to take, measured on its first run. */
import type { SweepPlan } from '../../sweep/plan.ts';
import { stepsOf } from '../../sweep/ranking.ts';
import type { Runner } from '../../sweep/runner.ts';

/** Milliseconds that are enough to go by. */
const ENOUGH = 60;
/** So many times as many steps where it was not enough. */
const FACTOR = 8;

/** In seconds, at most about: runs that end by themselves take less. Nothing where the run cannot be trained. */
export async function estimate(
  runner: Runner,
  { plan, halving, threads }: { plan: SweepPlan; halving: boolean; threads: number },
): Promise<number | undefined> {
  const { runs } = plan;
  const [first] = runs;
  if (!first) return undefined;
  const time = async (steps: number, { document } = first): Promise<number | undefined> => {
    const begun = performance.now();
    const swept = await runner.run({ document, until: { steps } });
    return swept.ok ? performance.now() - begun : undefined;
  };
  const cold = await time(1);
  const warm = await time(1);
  if (cold === undefined || warm === undefined) return undefined;
  // Others draw other data and weights, and may compile to other plans.
  const others = [runs[1], runs.at(-1)].flatMap((run) => (run && run !== first ? [run] : []));
  let begin = warm;
  for (const run of others) begin += (await time(1, run)) ?? warm;
  begin /= 1 + others.length;
  let each = 0;
  for (let steps = Math.min(64, plan.steps); ; steps = Math.min(FACTOR * steps, plan.steps)) {
    const taken = await time(steps);
    if (taken === undefined) return undefined;
    each = steps > 1 ? Math.max(0, taken - warm) / (steps - 1) : 0;
    if (taken - warm >= ENOUGH || steps >= plan.steps) break;
  }
  const all = runs.length * begin + stepsOf(plan, halving) * each;
  return (cold + all / threads) / 1_000;
}
