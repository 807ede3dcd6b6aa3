/** How a sweep stands, configuration by configuration: results, order, how runs ended, and how far it is. */
import { roundsOf } from './halving.ts';
import type { Configuration, SweepPlan } from './plan.ts';
import type { RunState } from './pool.ts';
import { figureOf, firstMeasure, type Measure, type RunResult, scoreOf } from './summary.ts';

type Runs = readonly RunState[];

/** Runs of a configuration that came to something. */
export const resultsOf = (runs: Runs, { runs: own }: Configuration): readonly RunResult[] =>
  own.flatMap(({ index }) => runs[index]!.result ?? []);

/** Successive halving took it out. */
export const isOut = (runs: Runs, { runs: own }: Configuration): boolean =>
  own.some(({ index }) => runs[index]!.isOut);

/** By what configurations are compared: as somebody chose, else on rows that they do not train on. */
export const measureOf = (runs: Runs, by: Measure | undefined): Measure =>
  by ?? firstMeasure(runs.flatMap((r) => r.result ?? []));

/** Best first; those that were taken out behind the others, and those without a number last of all. */
export function ranked(plan: SweepPlan, runs: Runs, measure: Measure): readonly Configuration[] {
  const keys = new Map(
    plan.configurations.map((c) => [c, scoreOf(resultsOf(runs, c), measure)] as const),
  );
  const known = (key: number) => (Number.isNaN(key) ? Number.POSITIVE_INFINITY : key);
  return [...plan.configurations].sort((a, b) => {
    const out = Number(isOut(runs, a)) - Number(isOut(runs, b));
    const [x, y] = [known(keys.get(a)!), known(keys.get(b)!)];
    return out || (x === y ? a.index - b.index : x - y);
  });
}

/** The run of a configuration that stands for it: of those in order of their figures the lower middle one. */
export function typicalRun(
  runs: Runs,
  { runs: own }: Configuration,
  measure: Measure,
): number | undefined {
  const figures = own.flatMap(({ index }) => {
    const { result } = runs[index]!;
    return result ? [{ index, figure: figureOf(result, measure) }] : [];
  });
  const known = figures.filter(({ figure }) => !Number.isNaN(figure));
  const sorted = (known.length ? known : figures).sort((a, b) =>
    a.figure === b.figure ? a.index - b.index : a.figure - b.figure,
  );
  return sorted[Math.floor((sorted.length - 1) / 2)]?.index;
}

/** How the runs of a configuration stand, by kind of ending; each with how many of them. */
export type Ending = 'waiting' | 'running' | 'whole' | 'early' | 'diverged' | 'out' | 'failed';
export function endingsOf(runs: Runs, { runs: own }: Configuration): ReadonlyMap<Ending, number> {
  const counts = new Map<Ending, number>();
  for (const { index } of own) {
    const { status, result, isOut: out } = runs[index]!;
    const ending: Ending =
      status === 'failed'
        ? 'failed'
        : out
          ? 'out'
          : status === 'done' && result
            ? result.outcome
            : status === 'done'
              ? 'failed'
              : status;
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  return counts;
}

/** Training steps of the whole sweep, where none of its runs ends by itself. */
export function stepsOf({ configurations, steps }: SweepPlan, halving: boolean): number {
  const seeds = configurations[0]?.runs.length ?? 1;
  if (!halving) return configurations.length * seeds * steps;
  let before = 0;
  return roundsOf(configurations.length, steps).reduce((sum, round) => {
    const own = round.configurations * seeds * (round.steps - before);
    before = round.steps;
    return sum + own;
  }, 0);
}
