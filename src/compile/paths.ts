/**
 * The sum over the paths: from one number of a weight or of what a wire carries along every way to the
 * objective, number by number through the borders of nodes. A path counts as the product of the local
 * derivatives on it, and the gradient is the sum over all paths. Few paths are followed one by one; many are summed
 * node by node, from the end, which takes one product for each pair of numbers that depend on each other,
 * however many paths go through it.
 */
import type { Issue } from '../base/issue.ts';
import type { Piecemeal } from '../base/piecemeal.ts';
import type { Document } from '../document/records.ts';
import type { Progress } from './compilation.ts';
import { counted, traced } from './path-counting.ts';
import { borders, follow, nodeByNode, type Path, type PathNumbers } from './path-products.ts';
import { type Part, type PathPlans, type PathStart, planPaths } from './path-programs.ts';

export type { PathStart };

/** As many are followed one by one. */
const MOST_PATHS = 64;

/** What goes through one node. */
interface NodeSum {
  readonly node: string;
  readonly ends?: Part['ends'];
  /** Ways from the start to the numbers that leave it (and lead on to the objective); one product each for every number that they depend on. */
  readonly paths: number;
  readonly products: number;
  /** The sum over all paths through it. */
  readonly sum: number;
}

export interface PathSum {
  readonly of: PathStart;
  readonly rows: number;
  /** By back-propagation. */
  readonly gradient: number;
  readonly sum: number;
  /** How many; absent where the network is too large to count them. */
  readonly paths?: number;
  /** Local derivatives on them, each as often as a path goes by it; products that it takes to sum node by node. */
  readonly factors?: number;
  readonly products?: number;
  /** Those whose product is not 0, where they are few. */
  readonly listed?: readonly Path[];
  /** Of those that were followed: how many come to exactly 0, and in which nodes they first do. */
  readonly zeros: number;
  readonly ended: readonly string[];
  /** In the order of the way back. */
  readonly nodes: readonly NodeSum[];
}

type Summing = Piecemeal<PathSum, undefined>;

/** As the engine is handed it. */
export interface Paths {
  readonly plan: (
    document: Document,
    rows: number,
  ) => Piecemeal<PathPlans | readonly Issue[], Progress>;
  readonly sum: (
    document: Document,
    plans: PathPlans,
    start: PathStart,
    numbers: PathNumbers,
  ) => Summing;
}

function* summing(
  document: Document,
  plans: PathPlans,
  start: PathStart,
  numbers: PathNumbers,
): Summing {
  const alone =
    plans.rows > 1 && start.edge === undefined
      ? yield* traced(document, plans, start, 0)
      : undefined;
  const bySample = alone?.apart ? counted(alone, plans.rows) : undefined;
  const whole =
    bySample && bySample.paths > MOST_PATHS ? undefined : yield* traced(document, plans, start);
  const count = whole ? counted(whole, 1) : bySample;
  const machine = borders(document, plans, numbers);
  const { sum, through } = yield* nodeByNode(plans, start, machine);
  const followed = count && whole && count.paths <= MOST_PATHS ? count : undefined;
  const paths = followed && whole && (yield* follow(document, whole, start, machine));
  const nodes = count
    ? count.nodes.filter((n) => n.paths > 0)
    : [...through.keys()].map((part) => ({ part, paths: 0, products: 0 }));
  return {
    of: start,
    rows: plans.rows,
    gradient: numbers.gradient,
    ...(count && { paths: count.paths, factors: count.factors, products: count.products }),
    ...(paths && { listed: paths.listed }),
    sum: paths ? paths.listed.reduce((a, p) => a + p.product, 0) : sum,
    zeros: paths?.zeros ?? 0,
    ended: paths?.ended ?? [],
    nodes: nodes
      .map(({ part, paths: ways, products }) => ({
        node: part.node,
        ...(part.ends && { ends: part.ends }),
        paths: ways,
        products,
        sum: through.get(part) ?? 0,
      }))
      .reverse(),
  };
}

/** Both halves of it, over one cache of compilations. */
export const pathsWith = (plans?: Parameters<typeof planPaths>[2]): Paths => ({
  plan: (document, rows) => planPaths(document, rows, plans),
  sum: summing,
});
