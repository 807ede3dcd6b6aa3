/** A ready-made document, and what is worth looking at in it. */
import type { Document, Weights } from '../document/records.ts';

export interface Sample {
  /** Stable; the CLI and links name it. */
  readonly id: string;
  readonly title: Readonly<Record<'en' | 'zh', string>>;
  /** One or two sentences: what to do, and what then to look at. */
  readonly look: Readonly<Record<'en' | 'zh', string>>;
  readonly document: Document;
  /** Where the point of the sample is in its numbers. */
  readonly weights?: Weights;
}
