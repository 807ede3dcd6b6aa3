/** Through a list by keys: a grid's rows and a map's buffers are walked in the same way. */
import type { KeyboardEvent } from 'react';

/** How far a key leads wherever it is pressed; Enter and space stay, for whoever acts on them. */
const ANYWHERE: Readonly<Record<string, number>> = {
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
  Enter: 0,
  ' ': 0,
};

/** The place that the key leads to, one of `count`; undefined, and the key left alone, where to none. */
export function placeByKey(
  event: KeyboardEvent,
  from: number | undefined,
  count: number,
  by: Readonly<Record<string, number>>,
): number | undefined {
  const far = by[event.key] ?? ANYWHERE[event.key];
  if (far === undefined || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.preventDefault();
  event.stopPropagation();
  return Math.min(count - 1, Math.max(0, (from ?? -1) + far));
}
