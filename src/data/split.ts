/** Which rows train and which validate: a seeded shuffle, cut once. */
import { hash32 } from '../base/hash.ts';
import { permutation } from '../base/random.ts';

export interface Split {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** How many of the rows are left to train on: at least one. */
export const trainingRows = (rows: number, fraction: number): number =>
  rows - Math.min(Math.round(rows * fraction), Math.max(0, rows - 1));

/**
 * Both parts stay in shuffled order, so that the first rows of each are a fair sample of it. At least
 * one row trains. With nothing to validate the rows keep their order: a truth table reads as one.
 */
export function splitRows(rows: number, fraction: number, seed: number): Split {
  const validating = rows - trainingRows(rows, fraction);
  if (validating === 0)
    return {
      training: Uint32Array.from({ length: rows }, (_, i) => i),
      validation: new Uint32Array(),
    };
  const order = permutation(rows, seed, hash32('data.split'));
  return { training: order.slice(validating), validation: order.slice(0, validating) };
}
