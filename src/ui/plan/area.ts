/** Where a buffer lies on the map of lifetimes: steps to the right, places in the arena down. */
import type { PlanTenure } from '../../../workers/engine/protocol.ts';

/** In parts of the whole map, 0 to 1. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What the map spans. */
export interface Span {
  /** Steps, and one more for the end. */
  readonly columns: number;
  readonly low: number;
  readonly high: number;
}

export function spanOf(tenures: readonly PlanTenure[], steps: number): Span {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { offset, size } of tenures) {
    low = Math.min(low, offset);
    high = Math.max(high, offset + size);
  }
  return { columns: steps + 1, low: Math.min(low, high), high };
}

export function areaOf({ first, last, offset, size }: PlanTenure, span: Span): Area {
  const extent = Math.max(1, span.high - span.low);
  return {
    left: first / span.columns,
    top: (offset - span.low) / extent,
    width: (last - first + 1) / span.columns,
    height: size / extent,
  };
}

/** The buffer at a point, or the nearest above or below it that is alive then and within `reach`. */
export function at(
  tenures: readonly PlanTenure[],
  span: Span,
  x: number,
  y: number,
  reach: number,
): number | undefined {
  let found: number | undefined;
  let nearest = reach;
  for (const [i, tenure] of tenures.entries()) {
    const { left, top, width, height } = areaOf(tenure, span);
    if (x < left || x >= left + width) continue;
    const away = Math.max(top - y, y - (top + height), 0);
    if (away > nearest || (found !== undefined && away === nearest)) continue;
    found = i;
    nearest = away;
  }
  return found;
}
