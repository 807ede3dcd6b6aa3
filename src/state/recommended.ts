/**
 * Which pace projects recommend, as the samples did that they began with: for who has not chosen one. It stands with
 * the view, not in the document.
 */
import { PACES, type Pace } from '../document/paces.ts';
import type { SmallStorage } from './view.ts';

const PLACE = 'chainrule.paces';

const isPace = (value: unknown): value is Pace => PACES.some((pace) => pace === value);

function all(small: SmallStorage | undefined): ReadonlyMap<string, Pace> {
  try {
    const kept: unknown = JSON.parse(small?.getItem(PLACE) ?? 'null');
    const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    return new Map(entries.flatMap(([id, pace]) => (isPace(pace) ? [[id, pace] as const] : [])));
  } catch {
    return new Map();
  }
}
function keep(small: SmallStorage | undefined, paces: Iterable<readonly [string, Pace]>): void {
  try {
    small?.setItem(PLACE, JSON.stringify(Object.fromEntries(paces)));
  } catch {
    // Refused or full: after a reload it is the first pace.
  }
}

export const recommendedOf = (small: SmallStorage | undefined, project: string): Pace | undefined =>
  all(small).get(project);

export function keepRecommended(
  small: SmallStorage | undefined,
  project: string,
  pace: Pace,
): void {
  keep(small, new Map(all(small)).set(project, pace));
}

/** Of projects that are gone nothing is kept. */
export function dropRecommended(small: SmallStorage | undefined, but: readonly string[]): void {
  const before = all(small);
  const left = [...before].filter(([id]) => but.includes(id));
  if (left.length < before.size) keep(small, left);
}
