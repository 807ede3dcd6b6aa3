/** What a move of the step cursor computed, for people. */
import type { ShownEquation } from '../../../src/compile/explain-textbook.ts';
import type { Move } from '../../../src/plan/plan.ts';
import type { Shape } from '../../../src/tensor/shape.ts';
import type { TensorView } from './inspections.ts';

/** One line of what a node computes in a phase: in letters, and with the numbers of one element. */
export interface ExplainLine {
  /** TeX; may use \val{}, \grad{}, \wt{}. */
  readonly letters: string;
  readonly numbers: string;
  /** Which element the numbers are of: [row, column …] of the result. */
  readonly index: readonly number[];
  readonly shape: Shape;
  /** The time step that is shown, where it was computed in a loop over time. */
  readonly row?: number;
}
export interface Explanation {
  readonly move: Move;
  /** The textbook's equations with the numbers of one element; each is true of what was computed. */
  readonly equations: readonly ShownEquation[];
  /** How many equations do not hold for that element, on the edge of their domain, and are not shown. */
  readonly left: number;
  /** As computed: kernel by kernel. */
  readonly lines: readonly ExplainLine[];
  /** On backward, for each edge into the node: incoming gradient, local derivative, product. */
  readonly chain: readonly ChainTerm[];
  /** Where the output fans out: the gradient that comes back along each edge, and their sum. */
  readonly fan: readonly {
    readonly port: string;
    readonly edges: readonly string[];
    readonly terms: readonly TensorView[];
    readonly sum: TensorView;
  }[];
}
interface ChainTerm {
  readonly edge: string;
  readonly port: string;
  readonly incoming: TensorView;
  /** The local derivative, where it is elementwise. */
  readonly local?: TensorView;
  readonly product: TensorView;
}
