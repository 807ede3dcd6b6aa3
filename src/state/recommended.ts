/**
 * What projects recommend, as the samples did that they began with: a pace, for who has not chosen one, and a sweep.
 * It stands with the view, not in the document.
 */
import { PACES, type Pace } from '../document/paces.ts';
import type { WrittenSweep } from '../document/sweeps.ts';
import type { SmallStorage } from './view.ts';

const PLACE = 'chainrule.recommended';

interface Recommended {
  readonly pace?: Pace | undefined;
  readonly sweep?: WrittenSweep | undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isPace = (value: unknown): value is Pace => PACES.some((pace) => pace === value);
const isSetting = (value: unknown): boolean =>
  isRecord(value) && typeof value.path === 'string' && typeof value.text === 'string';
const isSweep = (value: unknown): value is WrittenSweep =>
  isRecord(value) &&
  Array.isArray(value.settings) &&
  value.settings.every(isSetting) &&
  Number.isInteger(value.seeds) &&
  Number.isInteger(value.steps);

/** What of it can be read. */
function readable(kept: unknown): Recommended {
  if (!isRecord(kept)) return {};
  const { pace, sweep } = kept;
  return { ...(isPace(pace) && { pace }), ...(isSweep(sweep) && { sweep }) };
}

function all(small: SmallStorage | undefined): ReadonlyMap<string, Recommended> {
  try {
    const kept: unknown = JSON.parse(small?.getItem(PLACE) ?? 'null');
    return new Map(isRecord(kept) ? Object.entries(kept).map(([id, r]) => [id, readable(r)]) : []);
  } catch {
    return new Map();
  }
}
function keep(
  small: SmallStorage | undefined,
  recommended: Iterable<readonly [string, Recommended]>,
): void {
  try {
    small?.setItem(PLACE, JSON.stringify(Object.fromEntries(recommended)));
  } catch {
    // Refused or full: after a reload nothing is recommended.
  }
}

export const recommendedOf = (small: SmallStorage | undefined, project: string): Recommended =>
  all(small).get(project) ?? {};

export function keepRecommended(
  small: SmallStorage | undefined,
  project: string,
  recommended: Recommended,
): void {
  keep(small, new Map(all(small)).set(project, recommended));
}

/** Of projects that are gone nothing is kept. */
export function dropRecommended(small: SmallStorage | undefined, but: readonly string[]): void {
  const before = all(small);
  const left = [...before].filter(([id]) => but.includes(id));
  if (left.length < before.size) keep(small, left);
}
