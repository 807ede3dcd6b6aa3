/**
 * The one cost: of the batch of the step done last, while a step is walked through of its batch from its
 * losses' moves on, and before any step of the training rows. Bar, cards, curves, panel and status line
 * read it here.
 */
import type { AppState } from '../../state/app.ts';

type CurvePoint = ReturnType<AppState['session']['curves']>[number];

/** What one loss adds to the cost, which is all of it where there is no other; NaN where it is not known. */
export const lossOf = (s: Pick<AppState, 'cost' | 'losses' | 'compiled'>, node: string): number =>
  isOneOfSeveral(s) ? (s.losses[node] ?? Number.NaN) : s.cost;

/** The same at a point of the curve. */
export const lossAt = (point: CurvePoint, node: string, several: boolean): number =>
  several ? (point.losses?.[node] ?? Number.NaN) : point.cost;

export const isOneOfSeveral = ({ compiled }: Pick<AppState, 'compiled'>): boolean =>
  (compiled?.compilation.losses.length ?? 0) > 1;

/** Whether the cost is that of the step that is walked through: all of its losses' moves are done. */
export function isWalkedCost({ cursor, compiled }: Pick<AppState, 'cursor' | 'compiled'>): boolean {
  if (!cursor?.move) return false;
  const next = compiled?.moves.findLastIndex((m) => m.phase === 'loss') ?? -1;
  return next >= 0 && cursor.done > next;
}

/** The lowest cost and its step: of the curve, or of the step that is walked through, which is no point yet. */
export function lowestOf(
  points: readonly CurvePoint[],
  now?: Pick<AppState, 'cost' | 'cursor' | 'compiled'>,
): Pick<CurvePoint, 'step' | 'cost'> | undefined {
  let best: Pick<CurvePoint, 'step' | 'cost'> | undefined;
  for (const p of points) if (p.cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = p;
  const walked = now?.cursor && isWalkedCost(now) ? now.cursor.step : undefined;
  if (now && walked !== undefined && now.cost < (best?.cost ?? Number.POSITIVE_INFINITY))
    return { step: walked, cost: now.cost };
  return best;
}
