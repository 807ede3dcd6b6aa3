/** What every entry of the catalogue says of itself, whether it is placed or chosen. */
import type { Words } from '../base/words.ts';

/** What a person reads about a thing, and the words by which it is found. */
interface Lesson {
  /** Two sentences. */
  readonly help: Words;
  /** More words by which the search finds it. */
  readonly keywords?: readonly string[];
  readonly paper?: { readonly label: string; readonly url: string };
}

export interface About {
  readonly title: Words;
  readonly lesson: Lesson;
}

/** The same in other programs; `'none'` where the document cannot be exported with it. */
export interface Exporters<Of, Written> {
  readonly torch: ((of: Of) => Written) | 'none';
}

/**
 * A thing under the hyperparameters of any thing. What a file declares takes those of its own fields
 * (`HyperparametersOf<F>`); whoever uses it has read its `fields` only when running, and gives what
 * `complete` made of them. This is the one place where that is taken on trust; the check of a document
 * (`checkHyperparameters`) is what keeps it true.
 */
export const erased = <T>(thing: unknown): T => thing as T;
