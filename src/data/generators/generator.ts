/** What a generator of points says about itself, and the rows that it makes. */

import type { Issue } from '../../base/issue.ts';
import { isPause, type Piecemeal } from '../../base/piecemeal.ts';
import type { Random } from '../../base/random.ts';
import type { Words } from '../../base/words.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Making } from '../dataset.ts';

/** The knobs of the data node; a generator names those that matter to it. */
export type Knob =
  | 'samples'
  | 'noise'
  | 'seed'
  | 'groups'
  | 'validation'
  | 'length'
  | 'delay'
  | 'stride'
  | 'targetAt'
  | 'text';

export interface Knobs {
  readonly samples: number;
  /** 0 … 1. For TensorFlow Playground's sets: its slider / 100. */
  readonly noise: number;
  /** How many classes, where the generator lets one choose. */
  readonly groups: number;
  /** Places of a sequence. */
  readonly length: number;
  /** By how many places an echo is late. */
  readonly delay: number;
  /** Places from the beginning of one window of a text to that of the next. */
  readonly stride: number;
  /** What is asked for: what comes next at each place, or only after the last one. */
  readonly targetAt: 'each' | 'last';
  readonly text: string;
}

/** Points before the split: features row by row, and for each row its class (0, 1, …) or its numbers. */
export interface Rows {
  readonly features: Float64Array;
  readonly labels: Float64Array;
}

/** The structure of a row under these knobs (`element_spec` of tf.data). */
interface ElementSpec {
  readonly inputs: readonly string[];
  /** What the inputs are together where that is no plain row, e.g. 1×28×28 pixels. */
  readonly shape?: Shape;
  /** The axis of `shape` that is time, where a row is a sequence. */
  readonly time?: number;
  /** What one target is where it is not one number; a class stays one number. */
  readonly target?: Shape;
  /** What the inputs are indices of, and the targets too where they are indices. */
  readonly symbols?: readonly string[];
  /** Rows whatever `samples` says: the truth table of a gate, the windows of a text. */
  readonly rows?: number;
}

/**
 * A data set that is made, not read.
 *
 * @example
 * // Points on a line, and which half they lie in.
 * export const halves: Generator = {
 *   name: 'halves',
 *   title: { en: 'Halves', zh: '两半' },
 *   elementSpec: always({ inputs: numbered(1) }),
 *   task: 'classes',
 *   uses: ['samples', 'seed'],
 *   make: ({ samples }, r) =>
 *     draw(samples, 1, () => {
 *       const x = r.between(-1, 1);
 *       return { at: [x], label: x > 0 ? 1 : 0 };
 *     }),
 * };
 */
export interface Generator {
  /** Stable; stands in files. */
  readonly name: string;
  readonly title: Words;
  /** On a card, where there is no room for where it comes from and what it is for; absent: `title`. */
  readonly short?: Words;
  readonly elementSpec: (knobs: Knobs) => ElementSpec;
  /** The classes, where neither two nor chosen: how many, or what they are called. */
  readonly classes?: number | readonly (string | Words)[];
  /** `indices`: each number of a target is the index of a symbol. */
  readonly task: 'classes' | 'regression' | 'indices';
  readonly uses: readonly Knob[];
  /** Inputs are indices: they are not to be brought to mean 0. */
  readonly indices?: boolean;
  /** Rows follow each other in what they were cut from: the last ones validate, none at random. */
  readonly ordered?: boolean;
  /** What stands in the way of making rows. */
  readonly check?: (knobs: Knobs) => Issue | undefined;
  readonly make: (knobs: Knobs, random: Random) => Piecemeal<Rows, Making>;
}

/** The same structure whatever the knobs say. */
export const always = (spec: ElementSpec) => (): ElementSpec => spec;

/** Names for numbers that have none: x1, x2 … */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `x${i + 1}`);

/** Rows that are drawn one at a time. */
export function* draw(
  count: number,
  width: number,
  row: (index: number) => { readonly at: ArrayLike<number>; readonly label: number },
): Piecemeal<Rows, Making> {
  const features = new Float64Array(count * width);
  const labels = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (isPause(i)) yield { pass: 'data', done: i, of: count };
    const { at, label } = row(i);
    features.set(at, i * width);
    labels[i] = label;
  }
  return { features, labels };
}

/** Rows that are drawn class by class, as equal in number as `count` allows. */
export function drawClasses(
  count: number,
  groups: number,
  point: (label: number, index: number, ofClass: number) => readonly [number, number],
): Piecemeal<Rows, Making> {
  const sizes = Array.from(
    { length: groups },
    (_, k) => Math.floor(count / groups) + (k < count % groups ? 1 : 0),
  );
  let label = 0;
  let begin = 0;
  return draw(count, 2, (i) => {
    while (i - begin >= sizes[label]!) begin += sizes[label++]!;
    return { at: point(label, i - begin, sizes[label]!), label };
  });
}
