/** A ready-made document with instructions. */
import type { Pace } from '../document/paces.ts';
import type { Document, Weights } from '../document/records.ts';
import type { WrittenSweep } from '../document/sweeps.ts';

export interface Sample {
  /** Stable; the CLI and links name it. */
  readonly id: string;
  readonly title: Readonly<Record<'en' | 'zh', string>>;
  /** One or two sentences: what to do, and what then to look at. */
  readonly instructions: Readonly<Record<'en' | 'zh', string>>;
  readonly document: Document;
  /** How fast it is best let go, for who has not chosen a pace: what is to be seen would be over, or not begun. */
  readonly pace?: Pace;
  /** Which sweep shows its point; it is run when the sample is opened. */
  readonly sweep?: WrittenSweep;
  /** Where the point of the sample is in its numbers. */
  readonly weights?: Weights;
}

interface Declared extends Pick<Sample, 'id' | 'title' | 'instructions' | 'pace' | 'sweep'> {
  readonly document: () => Document;
  readonly weights?: () => Weights;
}

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Drawn when it is first asked for: drawing all of them is most of what loading the page would take. */
export function sample({ document: draw, weights: fill, ...told }: Declared): Sample {
  const drawn = once(draw);
  if (!fill)
    return {
      ...told,
      get document() {
        return drawn();
      },
    };
  const filled = once(fill);
  return {
    ...told,
    get document() {
      return drawn();
    },
    get weights() {
      return filled();
    },
  };
}
