/**
 * Laws of the compiler over random graphs and all samples: plans keep their own rules; the fused step
 * and the watched step are the same step; what an edge shows is the true gradient of that edge.
 */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Document } from '../../src/document/records.ts';
import type { Plan, RoutineName, TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS, type Results } from '../../src/plan/results.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { size } from '../../src/tensor/shape.ts';
import type { HostInstance } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { drawing } from '../compile/feeding.ts';
import { randomGraph } from '../compile/graphs.ts';
import { GUIDED, PENALISED, SHARED, WORKED } from '../compile/worked.ts';
import { LIGHT_SAMPLES } from '../samples/light.ts';

const SEEDS = Array.from({ length: 48 }, (_, i) => i + 1);

const planOf = (document: Document): Plan => {
  const { plan, issues } = compile(document);
  expect(issues.filter((i) => i.severity === 'error')).toEqual([]);
  if (!plan) throw new Error('no plan');
  return plan;
};

/** Compiling is nearly all that these laws take: those of one graph are asked of one plan, in turn. */
let last: { readonly document: Document; readonly plan: Plan } | undefined;
const knownPlan = (document: Document): Plan => {
  if (last?.document !== document) last = { document, plan: planOf(document) };
  return last.plan;
};

/** Numbers for every input of a routine. */
function feed(
  document: Document,
  instance: HostInstance,
  routine: RoutineName,
  seed: number,
): void {
  for (const [name, ref] of Object.entries(instance.plan.routines[routine]?.inputs ?? {})) {
    const r = random(seed, name.length);
    const view = instance.view(ref.buffer);
    const next = drawing(document, name);
    for (let i = 0; i < size(ref.shape); i++) view[ref.offset + i] = next(r);
  }
}

const dial = (instance: HostInstance, name: string, value: number) => {
  const d = instance.plan.dials[name];
  if (d) instance.view(d.buffer)[0] = value;
};

async function start(plan: Plan): Promise<HostInstance> {
  const instance = await reference.instantiate(plan);
  for (const [name, d] of Object.entries(plan.dials)) dial(instance, name, d.value);
  instance.submit('init', 7, 0);
  return instance;
}

const weightsOf = (i: HostInstance): number[] =>
  i.plan.storage.flatMap(({ ref }) =>
    Array.from(i.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape))),
  );
const read = (
  i: HostInstance,
  routine: RoutineName,
  of: (results: Results<TensorRef>) => TensorRef | undefined,
): number[] => {
  const ref = of(i.plan.routines[routine]?.results ?? NO_RESULTS);
  if (!ref) throw new Error(`${routine} has no such result`);
  return Array.from(i.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape)));
};

function close(a: readonly number[], b: readonly number[], tolerance = 1e-9): void {
  expect(a.length).toBe(b.length);
  for (const [i, x] of a.entries()) {
    const y = b[i]!;
    // An `expect` for each of a hundred thousand weights takes longer than the steps.
    if (!(Math.abs(x - y) <= tolerance * (1 + Math.abs(x) + Math.abs(y))))
      expect.fail(`number ${i}: ${x} and ${y}`);
  }
}

const CASES: readonly (readonly [string, Document])[] = [
  ...SEEDS.map((s) => [`graph ${s}`, randomGraph(s)] as const),
  ...LIGHT_SAMPLES.map((s) => [`sample ${s.id}`, s.document] as const),
  ...WORKED.map((w) => [`example ${w.name}`, w.document] as const),
  ...PENALISED.map((w) => [`penalised ${w.name}`, w.document] as const),
  ...GUIDED.map((w) => [`guided ${w.name}`, w.document] as const),
  ...SHARED.map((w) => [`shared ${w.name}`, w.document] as const),
];

describe.each(CASES)('%s', (_, document) => {
  it('the plan keeps its own rules', () => {
    expect(verifyPlan(knownPlan(document))).toEqual([]);
  });

  it('the fused step is the watched step', async () => {
    const plan = knownPlan(document);
    if (!plan.routines.train)
      return expect(plan.moves.every((m) => m.phase === 'forward')).toBe(true);
    const [fast, slow] = [await start(plan), await start(plan)];
    close(weightsOf(fast), weightsOf(slow), 0);
    for (let step = 1; step <= 3; step++) {
      for (const [instance, routine] of [
        [fast, 'train'],
        [slow, 'watch'],
      ] as const) {
        feed(document, instance, routine, step);
        dial(instance, 'step', step);
        dial(instance, 'time', step);
        instance.submit(routine, 7, step);
      }
      close(
        read(fast, 'train', (r) => r.cost),
        read(slow, 'watch', (r) => r.cost),
      );
      close(weightsOf(fast), weightsOf(slow), 1e-8);
    }
  });

  it('moves cover the watched step, in order, without a gap', () => {
    const plan = knownPlan(document);
    let at = 0;
    for (const m of plan.moves) {
      expect(m.from).toBe(at);
      at = m.to;
    }
    expect(at).toBe(plan.routines.watch?.steps.length);
  });

  it('compiling leaves the document alone and gives the same plan', () => {
    const before = JSON.stringify(document);
    expect(planOf(document).key).toBe(knownPlan(document).key);
    expect(JSON.stringify(document)).toBe(before);
  });
});

describe('weights', () => {
  it.each(SEEDS.slice(0, 24))('graph %i: the gradient is the slope of the cost', async (seed) => {
    const document = {
      ...randomGraph(seed),
      run: { seed, batchSize: 3, optimiser: { kind: 'sgd', params: { lr: 0, momentum: 0 } } },
    };
    const plan = planOf(document);
    const instance = await start(plan);
    feed(document, instance, 'watch', 1);
    const costAt = () => {
      instance.submit('watch', 7, 1);
      return read(instance, 'watch', (r) => r.cost)[0]!;
    };
    costAt();
    const r = random(seed, 5);
    for (const { name, slot, ref } of plan.storage) {
      if (slot || !plan.routines.watch?.results.weightGradients[name]) continue;
      costAt();
      const gradient = read(instance, 'watch', (r) => r.weightGradients[name]);
      const view = instance.view(ref.buffer);
      const i = r.below(size(ref.shape));
      const here = view[ref.offset + i]!;
      const h = 1e-5;
      view[ref.offset + i] = here + h;
      const up = costAt();
      view[ref.offset + i] = here - h;
      const down = costAt();
      view[ref.offset + i] = here;
      const slope = (up - down) / (2 * h);
      // A ReLU may have its corner between the two points; then the slopes on both sides differ.
      const mid = costAt();
      if (Math.abs(up + down - 2 * mid) > 1e-6 * (1 + Math.abs(mid))) continue;
      expect(Math.abs(slope - gradient[i]!)).toBeLessThan(1e-4 * (1 + Math.abs(slope)));
    }
  });
});
