import type { Hyperparameters } from '../base/fields.ts';
import type { Kind } from '../catalog/kind.ts';
import type { EdgeRecord } from '../document/records.ts';

/** A node that is whole: its kind is known, its parameters are in range, its shapes fit. */
export interface SoundNode {
  readonly id: string;
  readonly kind: Kind;
  readonly params: Hyperparameters;
  /** The node whose weights it uses, where they are not its own. */
  readonly owner?: string;
  /** Edges at each input port, in the order in which they are computed. */
  readonly at: Readonly<Record<string, readonly EdgeRecord[]>>;
}
