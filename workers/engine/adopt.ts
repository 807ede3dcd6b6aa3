/**
 * Weights carried over by name and shape: from the former plan to the next one (edit while training),
 * from and to files. An executor is initialised first; what is adopted then overwrites.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import type { Plan, StorageView } from '../../src/plan/plan.ts';
import { formatShape, sameShape, size } from '../../src/tensor/shape.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Floats } from '../backends/backend.ts';
import type { Executor } from './executor.ts';
import { type ReadTensor, UNTRAINED } from './train-state.ts';

const key = (view: StorageView) => `${view.name}\u0000${view.slot}`;

interface Adoption {
  /** Weights that were kept. */
  readonly kept: number;
  /** Names of weights that start anew. */
  readonly restarted: readonly string[];
  /** Some slot of the optimiser was carried over: its own count goes on. */
  readonly slots: boolean;
}

/** @param read of the former plan. @param into is to be told by `resume` where it goes on. */
export function adopt(into: Executor, plan: Plan, read: ReadTensor): Adoption {
  const former = new Map(plan.storage.map((view) => [key(view), view]));
  const fitting = new Map(
    into.plan.storage.flatMap((view) => {
      const old = former.get(key(view));
      const numbers = old && sameShape(old.ref.shape, view.ref.shape) && read(old.ref);
      return numbers ? [[view, numbers] as const] : [];
    }),
  );
  const views = [...fitting.keys()];
  const kept = views.filter((v) => !v.slot).length;
  // Where no weight goes on nothing does.
  if (kept) for (const [{ ref }, numbers] of fitting) into.write(ref, numbers);
  return {
    kept,
    restarted: into.plan.storage.flatMap((v) => (v.slot || fitting.has(v) ? [] : [v.name])),
    // The schedule's numbers are not the optimiser's: its own count goes on without them.
    slots: views.some((v) => v.slot && v.node !== undefined),
  };
}

/** The weights of a plan; copies. */
export function weightsOf(plan: Plan, read: ReadTensor): Tensors {
  const entries = plan.storage.flatMap((view) => {
    const data = view.slot ? undefined : read(view.ref);
    return data ? ([[view.name, { shape: [...view.ref.shape], data }]] as const) : [];
  });
  return Object.fromEntries(entries);
}

function allNumbers(data: Floats): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

/** The first number that float32 does not reach. */
function beyondSingle(data: Floats): number | undefined {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(Math.fround(data[i]!))) return data[i];
  return undefined;
}

/** Takes the weights that fit; an issue for each one that does not. Slots start anew. */
export async function takeWeights(
  into: Executor,
  weights: Tensors,
): Promise<{ readonly issues: readonly Issue[]; readonly taken: ReadonlySet<string> }> {
  const issues: Issue[] = [];
  const taken = new Set<string>();
  for (const [name, tensor] of Object.entries(weights)) {
    const view = into.plan.storage.find((v) => v.name === name && v.slot === '');
    const { data, shape } = tensor;
    const place = view?.node === undefined ? {} : { where: { node: view.node } };
    if (!view) {
      issues.push(
        issue(
          'weights.unknown',
          {
            en: 'Weights {name}: the network has no weights of this name.',
            zh: '权重 {name}：网络里没有这个名字的权重。',
          },
          {
            args: { name },
            severity: 'warning',
          },
        ),
      );
      continue;
    }
    if (!sameShape(shape, view.ref.shape) || data.length !== size(shape)) {
      issues.push(
        issue(
          'weights.shape',
          {
            en: 'Weights {name} are {got} ({count} numbers); expected {expected}.',
            zh: '权重 {name} 为 {got}（{count} 个数）；应为 {expected}。',
          },
          {
            args: {
              name,
              got: formatShape(shape),
              count: data.length,
              expected: formatShape(view.ref.shape),
            },
            ...place,
          },
        ),
      );
      continue;
    }
    if (!allNumbers(data)) {
      issues.push(
        issue(
          'weights.number',
          {
            en: 'Weights {name} hold something that is not a finite number.',
            zh: '权重 {name} 含有非有限数。',
          },
          {
            args: { name },
            ...place,
          },
        ),
      );
      continue;
    }
    const large = into.precision === 'float32' ? beyondSingle(data) : undefined;
    if (large !== undefined) {
      issues.push(
        issue(
          'weights.range',
          {
            en: 'Weights {name} hold {value}, but networks run in float32, whose numbers end at 3.4e38. These weights start anew; scale the stored ones down.',
            zh: '权重 {name} 含有 {value}，而网络以 float32 运行，其数值不超过 3.4e38。这些权重已重新初始化；请缩小存储的权重。',
          },
          { args: { name, value: large }, ...place },
        ),
      );
      continue;
    }
    into.write(view.ref, data);
    taken.add(name);
  }
  if (taken.size)
    for (const { name, slot, ref } of into.plan.storage)
      if (slot && taken.has(name)) into.write(ref, new Float32Array(size(ref.shape)));
  const { step } = into.state;
  // The cost is of a batch that other weights saw.
  await into.resume(taken.size ? { ...UNTRAINED, step, slotsSince: step } : into.state);
  return { issues, taken };
}
