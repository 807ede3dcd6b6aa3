/**
 * Law: every sample, and random graphs over the whole catalogue, give the same numbers on WebAssembly
 * as on the reference: initial weights, one training step, losses, predictions, every edge's gradient.
 */
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { compile } from '../../src/compile/compile.ts';
import { CPU, type Target } from '../../src/compile/target.ts';
import type { Document } from '../../src/document/records.ts';
import type { Plan, RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { labelled } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';
import type { HostInstance } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { VARIANTS } from '../backends/variants.ts';
import { drawing } from '../compile/feeding.ts';
import { randomGraph } from '../compile/graphs.ts';
import { GUIDED, PENALISED, WORKED } from '../compile/worked.ts';
import { LIGHT_SAMPLES } from '../samples/light.ts';

/**
 * The reference takes seconds for a sample's 256 rows. Rows beyond a tile and a rest are compared in
 * fewer; all of them in random graphs and examples, and on one thread beside two in `threads.test`.
 */
const FEWER: Target = { ...CPU, evaluateBatch: 72, predictBatch: 72 };
const CASES: readonly (readonly [string, Document, Target?])[] = [
  ...Array.from({ length: 60 }, (_, i) => [`graph ${i + 1}`, randomGraph(i + 1)] as const),
  ...LIGHT_SAMPLES.map((s) => [`sample ${s.id}`, s.document, FEWER] as const),
  ...WORKED.map((w) => [`example ${w.name}`, w.document] as const),
  ...PENALISED.map((w) => [`penalised ${w.name}`, w.document] as const),
  ...GUIDED.map((w) => [`guided ${w.name}`, w.document] as const),
];

const tensor = (instance: HostInstance, { buffer, offset, shape }: TensorRef) =>
  instance.view(buffer).subarray(offset, offset + size(shape));

/** The same numbers for both, all of them float32. */
function feed(
  document: Document,
  instances: readonly HostInstance[],
  plan: Plan,
  routine: RoutineName,
): void {
  for (const [name, ref] of Object.entries(plan.routines[routine]?.inputs ?? {})) {
    const r = random(5, name.length);
    const next = drawing(document, name);
    const data = Array.from({ length: size(ref.shape) }, () => Math.fround(next(r)));
    for (const instance of instances) tensor(instance, ref).set(data);
  }
}

function agree(
  what: string,
  expected: ArrayLike<number>,
  found: ArrayLike<number>,
  tolerance = 3e-5,
): void {
  for (let i = 0; i < expected.length; i++) {
    const x = expected[i]!;
    const y = found[i]!;
    const off = Math.abs(x - y) / (1 + Math.abs(x));
    if (!(off <= tolerance)) expect.fail(`${what}[${i}]: ${y} instead of ${x}`);
  }
}

/** Machines with and without relaxed SIMD, on one thread and two, take turns. */
const TURNS = CASES.map(
  ([name, document, target = CPU], i) =>
    [name, document, VARIANTS[i % VARIANTS.length]!, target] as const,
);

test.each(TURNS)('%s', async (_, document, machine, target) => {
  const { plan } = compile(document, undefined, undefined, target);
  if (!plan) throw new Error('no plan');
  const slow = await reference.instantiate(plan);
  const fast = await machine.instantiate(plan);
  const both = [slow, fast];
  // Adam divides a gradient by its own size: of one that is nearly nothing it keeps the relative error.
  const slots = plan.storage.some(({ slot }) => slot !== '');
  const stepped = Math.max(3e-5, slots ? 0.05 * (plan.dials.lr?.value ?? 0) : 0);
  const storage = (what: string, tolerance = stepped) => {
    for (const { name, slot, ref } of plan.storage) {
      agree(`${what}: ${name} ${slot}`, tensor(slow, ref), tensor(fast, ref), tolerance);
    }
  };
  for (const instance of both) {
    for (const { buffer, value } of Object.values(plan.dials)) {
      instance.view(buffer)[0] = Math.fround(value);
    }
    instance.submit('init', 11, 0);
  }
  // What Gram–Schmidt leaves of the last row may be short: rounding turns it by more than elsewhere.
  storage('init', 1e-3);
  // From equal weights on, so that only one routine's rounding is compared.
  const level = () => {
    for (const { ref } of plan.storage) {
      tensor(slow, ref).set(tensor(fast, ref));
    }
  };
  let compared = 0;
  for (const routine of ['predict', 'evaluate', 'watch', 'train'] as const) {
    const { results } = plan.routines[routine] ?? {};
    if (!results) continue;
    level();
    feed(document, both, plan, routine);
    for (const instance of both) instance.submit(routine, 11, 1);
    for (const [name, ref] of labelled(results)) {
      agree(`${routine}: ${name}`, tensor(slow, ref), tensor(fast, ref));
      compared++;
    }
    storage(routine);
  }
  expect(compared).toBeGreaterThan(0);
});
