/**
 * Between which numbers something lies: what an activation gives, what a loss takes for a target. A side
 * that is left out has no end. Plain data, for it goes along to where the numbers are.
 */
export interface Range {
  readonly low?: number;
  readonly high?: number;
}

/** What a loss makes sense for, of the numbers of a target. */
export interface Takes extends Range {
  /** These numbers alone. */
  readonly among?: readonly number[];
  /** Whole numbers alone: the index of a class. */
  readonly whole?: boolean;
  /** Along the last axis they are shares of one whole. */
  readonly shares?: boolean;
  /** It is 0 only where the prediction is the target, which so must be a number that can be predicted. */
  readonly met?: boolean;
}

/** The smallest range that holds all of these; none where one of them is unknown or unbounded. */
export function hull(ranges: readonly (Range | undefined)[]): Range | undefined {
  if (ranges.length === 1) return ranges[0];
  const end = (side: 'low' | 'high', of: (...list: number[]) => number): Range => {
    const ends = ranges.map((r) => r?.[side]);
    return ends.includes(undefined) ? {} : { [side]: of(...(ends as number[])) };
  };
  const made = { ...end('low', Math.min), ...end('high', Math.max) };
  return ranges.length && ('low' in made || 'high' in made) ? made : undefined;
}

/** `0 … 1`, `≥ 0`; in any language. */
export function rangeText({ low, high }: Range): string {
  const text = (x: number) => String(Number(x.toPrecision(4))).replace('-', '−');
  if (low === undefined) return high === undefined ? '−∞ … ∞' : `≤ ${text(high)}`;
  if (high === undefined) return `≥ ${text(low)}`;
  return low === high ? text(low) : `${text(low)} … ${text(high)}`;
}
