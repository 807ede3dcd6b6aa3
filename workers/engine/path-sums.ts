/**
 * Sums over the paths as they are asked for: one at a time, a piece of some milliseconds for each question, at
 * the weights and the batch of the moment. Nothing of what runs is touched.
 */
import { must } from '../../src/base/assert.ts';
import type { PathPlans } from '../../src/compile/path-programs.ts';
import type { PathStart, PathSum, Paths } from '../../src/compile/paths.ts';
import type { Document } from '../../src/document/records.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import { type Backend, type Floats, regionOf } from '../backends/backend.ts';
import type { EngineClock } from './clock.ts';
import { running } from './differences.ts';
import { give } from './gradient-check.ts';
import type { EngineParts } from './loading.ts';
import { type Moment, momentOf } from './moment.ts';
import type { PathSumReply } from './protocol.ts';
import type { Runtime } from './runtime.ts';

/** Milliseconds of a piece, as far as its parts allow. */
const PIECE = 40;

/** Nothing where no gradient goes to that number. */
export async function* sumPaths(
  backend: Backend,
  paths: Paths,
  document: Document,
  plans: PathPlans,
  moment: Moment,
  start: PathStart,
): AsyncGenerator<undefined, PathSum | undefined> {
  const network = await backend.instantiate(plans.own);
  try {
    give(network, 'watch', moment);
    yield* running(network, 'watch', moment);
    const results = plans.own.routines.watch?.results ?? NO_RESULTS;
    const of =
      start.edge === undefined
        ? results.weightGradients[start.weight ?? '']
        : results.gradients[start.edge];
    const whole = Number.isInteger(start.index) && start.index >= 0;
    if (!of || !whole || start.index >= size(of.shape)) return undefined;
    const edges = Object.keys(results.values);
    const numbers = await network.read([
      regionOf(of),
      ...edges.map((edge) => regionOf(must(results.values[edge], 'a wire'))),
    ]);
    const wires: Record<string, Floats> = {};
    for (const [i, edge] of edges.entries()) wires[edge] = must(numbers[i + 1], edge);
    const stored = Object.fromEntries(
      Object.entries(moment.stored).map(([name, { data }]) => [name, data]),
    );
    const { seed, step } = moment;
    const gradient = must(numbers[0]?.[start.index], 'a gradient');
    return yield* paths.sum(document, plans, start, { wires, stored, seed, step, gradient });
  } finally {
    network.dispose();
  }
}

interface Asked {
  readonly of: Runtime;
  readonly work: AsyncGenerator<undefined, PathSum | undefined>;
  readonly step: number;
  /** The number of the piece to come. */
  next: number;
}

export function createPathSums(parts: Pick<EngineParts, 'backends' | 'paths'>, clock: EngineClock) {
  let asked: Asked | undefined;
  /** Programs of the last network. */
  let known: { readonly of: Runtime; readonly plans: PathPlans } | undefined;

  async function* working(
    r: Runtime,
    start: PathStart,
    moment: Moment,
  ): AsyncGenerator<undefined, PathSum | undefined> {
    const backend = parts.backends.find((b) => b.precision === 'float64');
    if (!backend) return undefined;
    const { document, compilation } = r.loaded;
    if (known?.of !== r) {
      const planning = parts.paths.plan(document, compilation.batch);
      for (let said = planning.next(); ; said = planning.next()) {
        if (!said.done) {
          yield;
          continue;
        }
        if (!('own' in said.value)) return undefined;
        known = { of: r, plans: said.value };
        break;
      }
    }
    return yield* sumPaths(backend, parts.paths, document, known.plans, moment, start);
  }

  return {
    /** Copies what is needed of the moment: to be called by whoever holds the queue. */
    async begin(r: Runtime, start: PathStart): Promise<void> {
      const moment = await momentOf(r.executor, r.cursor);
      asked = { of: r, step: moment.step, next: 0, work: working(r, start, moment) };
    },
    /** The next piece; nothing where that sum is gone. */
    async goOn(r: Runtime, next: number, generation: number): Promise<PathSumReply | undefined> {
      const mine = asked;
      if (!mine || mine.of !== r || mine.next !== next) return undefined;
      mine.next++;
      const about = { generation, step: mine.step, batch: r.loaded.compilation.batch };
      const until = clock.now() + PIECE;
      do {
        const said = await mine.work.next();
        if (!said.done) continue;
        if (asked === mine) asked = undefined;
        return { ...about, ...(said.value ? { sum: said.value } : { none: true }) };
      } while (clock.now() < until);
      return { ...about, next: mine.next };
    },
  };
}
