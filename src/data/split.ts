/** Which rows train and which validate: a seeded shuffle, cut once, or the last ones of a text. */
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

/**
 * For rows that follow each other: the last ones validate. Of these the first `shared` are left out
 * altogether, as they hold part of what is trained on.
 */
export function splitTail(rows: number, fraction: number, shared: number): Split {
  const training = trainingRows(rows, fraction);
  const from = Math.min(rows, training + shared);
  const count = (first: number, end: number) =>
    Uint32Array.from({ length: end - first }, (_, i) => first + i);
  return { training: count(0, training), validation: count(from, rows) };
}
