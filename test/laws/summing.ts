/** Sums over the paths of a document at the weights that it draws, in one go. */
import { makeReady } from '../../cli/executor.ts';
import { atOnce } from '../../src/base/piecemeal.ts';
import type { PathPlans } from '../../src/compile/path-programs.ts';
import { type PathStart, type PathSum, pathsWith } from '../../src/compile/paths.ts';
import type { Document } from '../../src/document/records.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { momentOf } from '../../workers/engine/moment.ts';
import { sumPaths } from '../../workers/engine/path-sums.ts';

/** What may be asked for, with how many numbers, and the sum of one of them. */
export async function pathsOf(document: Document) {
  const made = await makeReady(document);
  if (!made.ok) throw new Error(JSON.stringify(made.issues));
  const { executor, compilation } = made.value;
  const paths = pathsWith();
  const plans = atOnce(paths.plan(document, compilation.batch));
  if (!('own' in plans)) throw new Error(JSON.stringify(plans));
  const { gradients, weightGradients } = plans.own.routines.watch?.results ?? NO_RESULTS;
  const moment = await momentOf(executor);
  const starts: (Omit<PathStart, 'index'> & { readonly count: number })[] = [
    ...Object.entries(weightGradients).map(([weight, { shape }]) => ({
      weight,
      count: size(shape),
    })),
    ...Object.entries(gradients).map(([edge, { shape }]) => ({ edge, count: size(shape) })),
  ];
  const sumBy = async (by: PathPlans, start: PathStart): Promise<PathSum | undefined> => {
    const work = sumPaths(reference, paths, document, by, moment, start);
    for (;;) {
      const said = await work.next();
      if (said.done) return said.value;
    }
  };
  return { plans, starts, sumBy, sum: (start: PathStart) => sumBy(plans, start) };
}
