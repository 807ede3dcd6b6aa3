/** What a generator of points says about itself, and the rows that it makes. */
import type { Random } from '../../base/random.ts';
import type { Shape } from '../../tensor/shape.ts';

/** A title in the languages of the interface. */
export interface Title {
  readonly en: string;
  readonly zh: string;
}

/** The knobs of the data node; a generator names those that matter to it. */
export type Knob = 'samples' | 'noise' | 'seed' | 'groups' | 'validation';

export interface Knobs {
  readonly samples: number;
  /** 0 … 1. For TensorFlow Playground's sets: its slider / 100. */
  readonly noise: number;
  /** How many classes, where the generator lets one choose. */
  readonly groups: number;
}

/** Points before the split: features row by row, and for each row its class (0, 1, …) or number. */
export interface Rows {
  readonly features: Float64Array;
  readonly labels: Float64Array;
}

export interface Generator {
  /** Stable; stands in files. */
  readonly name: string;
  readonly title: Title;
  readonly inputs: readonly string[];
  /** What the inputs are together where that is no plain row, e.g. 1×28×28 pixels. */
  readonly shape?: Shape;
  /** How many classes, where neither two nor chosen. */
  readonly classes?: number;
  readonly task: 'classes' | 'regression';
  readonly uses: readonly Knob[];
  /** Rows whatever `samples` says: the whole truth table of a gate. */
  readonly rows?: number;
  readonly make: (knobs: Knobs, random: Random) => Rows;
}

/** Rows that are drawn one at a time. */
export function draw(
  count: number,
  width: number,
  row: (index: number) => { readonly at: ArrayLike<number>; readonly label: number },
): Rows {
  const features = new Float64Array(count * width);
  const labels = new Float64Array(count);
  for (let i = 0; i < count; i++) {
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
): Rows {
  const sizes = Array.from(
    { length: groups },
    (_, k) => Math.floor(count / groups) + (k < count % groups ? 1 : 0),
  );
  let label = 0;
  let begin = 0;
  return draw(count, 2, (i) => {
    while (i - begin >= (sizes[label] as number)) begin += sizes[label++] as number;
    return { at: point(label, i - begin, sizes[label] as number), label };
  });
}
