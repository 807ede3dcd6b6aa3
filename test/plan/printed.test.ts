/**
 * Printed plans as they are meant to be: what is fused with what, in which order, and what is stored. A change
 * of the compiler is read here before it is taken (`npx vitest run test/plan/printed.test.ts -u`).
 */
import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Plan, RoutineName } from '../../src/plan/plan.ts';
import { printPlan } from '../../src/plan/print.ts';
import { sampleOf } from '../../src/samples/index.ts';

const planOf = (id: string): Plan =>
  must(compile(must(sampleOf(id), `the sample ${id}`).document).plan, `a plan of ${id}`);

/** Some routines as they are printed, without keys and buffers. */
function printed(plan: Plan, names: readonly RoutineName[]): string {
  const routines = Object.fromEntries(names.map((name) => [name, plan.routines[name]]));
  const text = printPlan({ ...plan, routines, moves: [] });
  return text.slice(text.indexOf(`\n${names[0]} · `) + 1);
}

/** What each shows, so that whoever reads the file knows what to look for. */
const TRAINING: Readonly<Record<string, string>> = {
  xor: 'bias and activation are the epilogue of the product; the update is one pass over all weights',
  xorNeurons: 'single neurons of a layer are one product',
  digitsConvolution: 'a convolution and its gradients are sums of products over moved operands',
  charactersLstm:
    'only what depends on its own past runs row by row; the products with all inputs do not',
};

describe('the printed plan', () => {
  it.each(Object.entries(TRAINING))('of a training step of %s: %s', async (id) => {
    await expect(printed(planOf(id), ['train'])).toMatchFileSnapshot(`printed/${id}.txt`);
  });

  it('of perceptronAnd, all of it: the watched step is fenced by node', async () => {
    const plan = planOf('perceptronAnd');
    const text = printPlan(plan).replace(plan.key, 'KEY');
    await expect(text).toMatchFileSnapshot('printed/perceptronAnd.txt');
  });
});
