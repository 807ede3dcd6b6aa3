/** A gradient check of a document at the weights that it draws, in one go. */

import { makeReady } from '../../cli/executor.ts';
import { must } from '../../src/base/assert.ts';
import { atOnce } from '../../src/base/piecemeal.ts';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import type { Document } from '../../src/document/records.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { takeWeights } from '../../workers/engine/adopt.ts';
import { checkGradients } from '../../workers/engine/gradient-check.ts';
import { momentOf } from '../../workers/engine/moment.ts';
import type { GradientCheck, GradientScope } from '../../workers/engine/protocol.ts';

export async function checksOf(
  document: Document,
  scope: GradientScope = {},
  weights: Tensors = {},
): Promise<readonly GradientCheck[]> {
  const made = await makeReady(document);
  if (!made.ok) throw new Error(JSON.stringify(made.issues));
  const { executor, compilation } = made.value;
  await takeWeights(executor, weights);
  const plans = atOnce(planCheckWith()(document, compilation.batch));
  if (!('own' in plans)) throw new Error(JSON.stringify(plans));
  const nodeOf = (edge: string) => must(document.edges[edge], 'a wire').target.node;
  const checks: GradientCheck[] = [];
  const moment = await momentOf(executor);
  for await (const said of checkGradients(reference, plans, moment, scope, nodeOf))
    if (said?.check) checks.push(said.check);
  return checks;
}
