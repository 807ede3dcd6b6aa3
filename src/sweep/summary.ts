/** What the runs of a configuration came to: the median and the quartiles over its seeds. */
import type { CurvePoint } from '../../workers/engine/protocol.ts';

/** How a run ended: at its last step, by itself before that, or because its numbers were no numbers any more. */
export type Outcome = 'whole' | 'early' | 'diverged';

/** A point of a run's curve: the cost of that very step on its batch. */
export type CostPoint = Pick<CurvePoint, 'step' | 'cost'>;

/** What a run has come to so far. */
export interface RunResult {
  readonly outcome: Outcome;
  readonly curve: readonly CostPoint[];
  /** Where it stands. */
  readonly final: CurvePoint;
}

/** What is known of each point of its curve. */
export function pointsOf({ curve, final }: RunResult): readonly CurvePoint[] {
  const nothing = { epoch: Number.NaN, objective: Number.NaN, accuracy: Number.NaN };
  const unknown = { validationCost: Number.NaN, validationAccuracy: Number.NaN };
  return curve.map((p) => (p.step === final.step ? final : { ...nothing, ...unknown, ...p }));
}

/** By what runs are compared. */
export const MEASURES = ['cost', 'validationCost', 'accuracy', 'validationAccuracy'] as const;
export type Measure = (typeof MEASURES)[number];
/** More of it is better. */
export const isRising = (measure: Measure): boolean =>
  measure === 'accuracy' || measure === 'validationAccuracy';

/** A figure of a run at its end. The cost of one that diverged is beyond all others. */
export function figureOf({ outcome, final }: RunResult, measure: Measure): number {
  if (outcome === 'diverged') return isRising(measure) ? Number.NaN : Number.POSITIVE_INFINITY;
  return final[measure];
}
/** The lowest cost of its curve. */
export const bestOf = ({ curve }: RunResult): number =>
  curve.reduce((least, { cost }) => (cost < least ? cost : least), Number.POSITIVE_INFINITY);

/** The figures that any of these runs has. */
export const measuresOf = (results: readonly RunResult[]): readonly Measure[] =>
  MEASURES.filter((measure) => results.some(({ final }) => !Number.isNaN(final[measure])));
/** What configurations are compared by where nobody says: how well they do on rows that they do not train on. */
export const firstMeasure = (results: readonly RunResult[]): Measure =>
  measuresOf(results).includes('validationCost') ? 'validationCost' : 'cost';

interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}
const NONE: Quartiles = { low: Number.NaN, median: Number.NaN, high: Number.NaN };

/** Sorted numbers, between two of which is drawn a straight line (Hyndman and Fan 1996, type 7). */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  // Between two infinities is no difference.
  return below === above ? below : below + (above - below) * (at - Math.floor(at));
}

/** Of numbers, NaN left out; NaN where there is none. */
export function quartilesOf(values: readonly number[]): Quartiles {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  if (!sorted.length) return NONE;
  return {
    low: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.75),
  };
}

/** A lower score is better; of several seeds the median counts. */
export function scoreOf(results: readonly RunResult[], measure: Measure): number {
  const { median } = quartilesOf(results.map((r) => figureOf(r, measure)));
  return isRising(measure) ? -median : median;
}

export interface BandPoint extends Quartiles {
  readonly step: number;
}

/**
 * The curves of several seeds as one, at each step that one of them has a point of. A run that ended by
 * itself keeps its last cost, as whoever trains no further does; one that diverged is beyond all others.
 */
export function bandOf(results: readonly RunResult[]): readonly BandPoint[] {
  const steps = [...new Set(results.flatMap((r) => r.curve.map((p) => p.step)))].sort(
    (a, b) => a - b,
  );
  const places = results.map(() => 0);
  return steps.map((step) => ({
    step,
    ...quartilesOf(
      results.map(({ curve, outcome }, i) => {
        while (places[i]! < curve.length && curve[places[i]!]!.step <= step) places[i]!++;
        const last = curve[places[i]! - 1];
        const isOver = outcome === 'diverged' && step > (curve.at(-1)?.step ?? 0);
        return isOver ? Number.POSITIVE_INFINITY : (last?.cost ?? Number.NaN);
      }),
    ),
  }));
}
