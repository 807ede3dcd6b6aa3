/**
 * Predict, then see: before a move of one node is made, its number is asked for. It is looked up and the
 * engine is back where it was: until the answer there is no place on the page that could show it.
 */
import type { Explanation, ShownEquation } from '../../workers/engine/protocol.ts';

/** Right to two per cent. */
const NEAR = 0.02;

export interface Asked {
  readonly move: Explanation['move'];
  /** How many moves are done before it. */
  readonly done: number;
  readonly equation: ShownEquation;
}
export interface Answered extends Asked {
  /** None where it was shown without one. */
  readonly guess?: number;
  readonly right: boolean;
}
/** Of the step that is walked: right ones of those that were guessed or shown. */
export interface Score {
  readonly step: number;
  readonly right: number;
  readonly of: number;
}

/** The one number of a move: of a gradient that goes on, of what a weight becomes, or else what comes out. */
export function askedOf(
  explanation: Pick<Explanation, 'move' | 'equations'> | undefined,
  done: number,
): Asked | undefined {
  const main = explanation?.equations.filter((e) => e.role === 'main') ?? [];
  const equation =
    main.find(({ of }) => (of.of === 'wire' && of.gradient) || (of.of === 'weight' && of.after)) ??
    main[0];
  return explanation && equation && Number.isFinite(equation.value)
    ? { move: explanation.move, done, equation }
    : undefined;
}

export const isNear = (guess: number, value: number): boolean =>
  Math.abs(guess - value) <= NEAR * Math.abs(value);
