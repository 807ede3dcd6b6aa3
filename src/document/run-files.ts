/** What is taken along of a run: its points as a table, or all that is known of it. Numbers in full. */
import { CURVE_COLUMNS, type Curve } from './curve.ts';
import type { RunFacts } from './runs.ts';

/** As files name them. */
const NAMES: Readonly<Record<(typeof CURVE_COLUMNS)[number], string>> = {
  step: 'step',
  epoch: 'epoch',
  cost: 'cost',
  objective: 'objective',
  accuracy: 'accuracy',
  validationCost: 'validation_cost',
  validationAccuracy: 'validation_accuracy',
};

/** Columns in which anything was measured; steps always. */
function measured(curve: Curve): readonly (readonly [string, Float64Array])[] {
  const own = CURVE_COLUMNS.map((name) => [NAMES[name], curve[name]] as const);
  const losses = Object.entries(curve.losses ?? {}).map(
    ([node, numbers]) => [`loss.${node}`, numbers] as const,
  );
  return [...own, ...losses].filter(
    ([name, numbers]) => name === 'step' || numbers.some((n) => !Number.isNaN(n)),
  );
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A line for each point; what was not measured there is empty. */
export function curveCsv(curve: Curve): string {
  const columns = measured(curve);
  const lines = Array.from(curve.step, (_, i) =>
    columns.map(([, numbers]) => (Number.isNaN(numbers[i]!) ? '' : String(numbers[i]))).join(','),
  );
  return `${[columns.map(([name]) => quoted(name)).join(','), ...lines].join('\n')}\n`;
}

/** JSON has neither NaN, which was not measured, nor infinity, which is written as a text. */
const numberJson = (n: number): number | string | null =>
  Number.isFinite(n) ? n : Number.isNaN(n) ? null : String(n);

/** @param document as its file's text */
export function runJson(
  name: string,
  { number, from, changes, time }: Pick<RunFacts, 'number' | 'from' | 'changes' | 'time'>,
  curve: Curve,
  document: string,
): string {
  const points = Array.from(curve.step, (_, i) =>
    Object.fromEntries(
      measured(curve).map(([column, numbers]) => [column, numberJson(numbers[i]!)]),
    ),
  );
  return `${JSON.stringify(
    {
      format: 'chainrule-run',
      version: 1,
      name,
      number,
      ...(from && { goesOnFrom: { step: from.step } }),
      changes: changes.map(({ step, what }) => ({ step, what: what.en })),
      milliseconds: Math.round(time),
      points,
      document: JSON.parse(document) as unknown,
    },
    null,
    1,
  )}\n`;
}
