/** The curve of a run as plain data: its points, and the same in columns, as they are kept with a project. */

/** One point of the curves. NaN where there is none (no validation part, no accuracy). */
export interface CurvePoint {
  readonly step: number;
  readonly epoch: number;
  /** The cost: the mean over the samples, the losses added up. */
  readonly cost: number;
  /** Where several losses add up to the cost: what each adds. */
  readonly losses?: Readonly<Record<string, number>>;
  /** The cost and the penalties of weights. NaN where nothing is penalised. */
  readonly objective: number;
  readonly accuracy: number;
  readonly validationCost: number;
  readonly validationAccuracy: number;
}

export const CURVE_COLUMNS = [
  'step',
  'epoch',
  'cost',
  'objective',
  'accuracy',
  'validationCost',
  'validationAccuracy',
] as const;
type Column = (typeof CURVE_COLUMNS)[number];

/** Points by column, all of one length; of each loss, by node, NaN where a point says nothing of it. */
export type Curve = Readonly<Record<Column, Float64Array>> & {
  readonly losses?: Readonly<Record<string, Float64Array>>;
};

/** @param last points beyond that step are of no concern */
export function packed(points: readonly CurvePoint[], last = Number.POSITIVE_INFINITY): Curve {
  const kept = points.filter(({ step }) => step <= last);
  const column = (of: (point: CurvePoint) => number) => Float64Array.from(kept, of);
  const columns = Object.fromEntries(CURVE_COLUMNS.map((name) => [name, column((p) => p[name])]));
  const nodes = new Set(kept.flatMap(({ losses }) => Object.keys(losses ?? {})));
  const losses = Object.fromEntries(
    [...nodes].map((node) => [node, column((p) => p.losses?.[node] ?? Number.NaN)]),
  );
  return { ...(columns as Record<Column, Float64Array>), ...(nodes.size && { losses }) };
}

export function unpacked({ losses = {}, ...columns }: Curve): readonly CurvePoint[] {
  return Array.from(columns.step, (_, i) => {
    const shares = Object.entries(losses).flatMap(([node, all]) =>
      Number.isNaN(all[i]) ? [] : [[node, all[i]!] as const],
    );
    const point = Object.fromEntries(CURVE_COLUMNS.map((name) => [name, columns[name][i]!]));
    return {
      ...(point as Record<Column, number>),
      ...(shares.length && { losses: Object.fromEntries(shares) }),
    };
  });
}

/** Whether something that was kept is a curve: columns of one length, steps that rise. */
export function isCurve(value: unknown): value is Curve {
  if (typeof value !== 'object' || value === null) return false;
  const { losses = {}, ...columns } = value as Readonly<Record<string, unknown>>;
  if (typeof losses !== 'object' || losses === null) return false;
  const { step } = columns;
  if (!(step instanceof Float64Array)) return false;
  const fits = (column: unknown) => column instanceof Float64Array && column.length === step.length;
  return (
    CURVE_COLUMNS.every((name) => fits(columns[name])) &&
    Object.values(losses).every(fits) &&
    step.every((at, i) => i === 0 || at > step[i - 1]!)
  );
}

/** How well the network did was measured at its step: it is a dot, and there are few. */
const isMeasured = ({ accuracy, validationCost, validationAccuracy }: CurvePoint): boolean =>
  ![accuracy, validationCost, validationAccuracy].every(Number.isNaN);

/**
 * About so many points of a curve: those go that lie close to the one before on either axis, of steps or
 * of their logarithm, so that the first steps stay apart however long it trains.
 */
export function thinned(points: readonly CurvePoint[], most: number): readonly CurvePoint[] {
  if (points.length <= most) return points;
  // What was measured stays, as long as that is not most of it.
  const stays = points.filter(isMeasured).length <= most / 4 ? isMeasured : () => false;
  const [first, last] = [points[0]!.step, points.at(-1)!.step];
  // Half of them by difference of steps, an eighth by their ratio.
  const apart = (last - first) / (most / 2);
  const ratio = (last + 1) ** (8 / most);
  let before = Number.NEGATIVE_INFINITY;
  return points.filter((point, i) => {
    const far = point.step - before >= apart || point.step + 1 >= (before + 1) * ratio;
    if (!far && i < points.length - 1 && !stays(point)) return false;
    before = point.step;
    return true;
  });
}
