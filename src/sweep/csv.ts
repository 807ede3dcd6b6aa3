/** The runs of a sweep as a table for other programs: a row each, in the order of the plan. */
import type { SweepPlan } from './plan.ts';
import type { RunState } from './pool.ts';
import { bestOf, type Measure } from './summary.ts';

/** By the names of the command line's JSON, where costs are called losses. */
export const MEASURE_NAMES: Readonly<Record<Measure, string>> = {
  cost: 'loss',
  validationCost: 'validationLoss',
  accuracy: 'accuracy',
  validationAccuracy: 'validationAccuracy',
};
const MEASURE_COLUMNS = Object.entries(MEASURE_NAMES) as readonly (readonly [Measure, string])[];

const cell = (value: string | number | boolean): string => {
  // An empty cell is what every program takes for no number.
  const text = typeof value === 'number' && Number.isNaN(value) ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const line = (cells: readonly (string | number | boolean)[]) => `${cells.map(cell).join(',')}\r\n`;

export function sweepCsv(plan: SweepPlan, runs: readonly RunState[]): string {
  const measures = MEASURE_COLUMNS;
  const head = [
    ...plan.settings.map((s) => s.path),
    'seed',
    'outcome',
    'step',
    ...measures.map(([, name]) => name),
    'lowestLoss',
  ];
  const rows = plan.runs.map(({ index, configuration, seed }) => {
    const { status, result, isOut, step } = runs[index]!;
    return [
      ...plan.configurations[configuration]!.values,
      seed,
      isOut ? 'out' : (result?.outcome ?? status),
      result?.final.step ?? step,
      ...measures.map(([measure]) => result?.final[measure] ?? Number.NaN),
      result ? bestOf(result) : Number.NaN,
    ];
  });
  return [head, ...rows].map(line).join('');
}
