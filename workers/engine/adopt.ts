/**
 * Weights carried over by name and shape: from the former plan to the next one (edit while training),
 * from and to files. A machine is initialised first; what is adopted then overwrites.
 */
import { type Issue, issue } from '../../src/base/issue.ts';
import type { Plan, StorageView } from '../../src/plan/plan.ts';
import { formatShape, sameShape, size } from '../../src/tensor/shape.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';
import type { Floats } from '../backends/backend.ts';
import { invalidate, keep, type Machine, NO_CHECK_YET, read } from './machine.ts';

const key = (view: StorageView) => `${view.name}\u0000${view.slot}`;

export interface Adoption {
  /** Weights that were kept. */
  readonly kept: number;
  /** Names of weights that start anew. */
  readonly restarted: readonly string[];
  /** Some slot of the optimiser was carried over: its own count goes on. */
  readonly slots: boolean;
}

/** Where the numbers of a storage view of a former plan lie: live, or in the last good snapshot. */
export function storedIn(plan: Plan, storage: readonly Floats[]) {
  const ids = plan.buffers.filter((b) => b.role === 'persistent').map((b) => b.id);
  return (view: StorageView): Floats | undefined => storage[ids.indexOf(view.ref.buffer)];
}

export function adopt(into: Machine, plan: Plan, storage: readonly Floats[]): Adoption {
  const held = storedIn(plan, storage);
  const former = new Map(plan.storage.map((view) => [key(view), view]));
  const restarted: string[] = [];
  let kept = 0;
  let slots = false;
  for (const view of into.plan.storage) {
    const old = former.get(key(view));
    const data = old && held(old);
    const fits = old && data && sameShape(old.ref.shape, view.ref.shape);
    if (fits) {
      const target = read(into, view.ref);
      target.set(data.subarray(old.ref.offset, old.ref.offset + target.length));
      // The schedule's numbers are not the optimiser's: its own count goes on without them.
      if (!view.slot) kept++;
      else if (!view.name.startsWith('@')) slots = true;
    } else if (!view.slot) restarted.push(view.name);
  }
  invalidate(into);
  keep(into, into.good);
  return { kept, restarted, slots };
}

/** The weights of a machine; copies. */
export function weightsOf(plan: Plan, storage: readonly Floats[]): Tensors {
  const held = storedIn(plan, storage);
  const entries = plan.storage.flatMap((view) => {
    const data = view.slot ? undefined : held(view);
    if (!data) return [];
    const { offset, shape } = view.ref;
    const tensor = { shape: [...shape], data: data.slice(offset, offset + size(shape)) };
    return [[view.name, tensor]] as const;
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
export function takeWeights(
  into: Machine,
  weights: Tensors,
): { readonly issues: readonly Issue[]; readonly taken: ReadonlySet<string> } {
  const issues: Issue[] = [];
  const taken = new Set<string>();
  for (const [name, tensor] of Object.entries(weights)) {
    const view = into.plan.storage.find((v) => v.name === name && v.slot === '');
    const { data, shape } = tensor;
    if (!view) {
      issues.push(
        issue('weights.unknown', 'Weights {name}: the network has no weights of this name.', {
          args: { name },
          severity: 'warning',
        }),
      );
      continue;
    }
    const target = read(into, view.ref);
    if (!sameShape(shape, view.ref.shape) || data.length !== target.length) {
      issues.push(
        issue('weights.shape', 'Weights {name} are {got} ({count} numbers); expected {expected}.', {
          args: {
            name,
            got: formatShape(shape),
            count: data.length,
            expected: formatShape(view.ref.shape),
          },
          where: { node: name.slice(0, name.indexOf('.')) },
        }),
      );
      continue;
    }
    if (!allNumbers(data)) {
      issues.push(
        issue('weights.number', 'Weights {name} hold something that is not a finite number.', {
          args: { name },
          where: { node: name.slice(0, name.indexOf('.')) },
        }),
      );
      continue;
    }
    const large = target instanceof Float32Array ? beyondSingle(data) : undefined;
    if (large !== undefined) {
      issues.push(
        issue(
          'weights.range',
          'Weights {name} hold {value}, but networks run in float32, whose numbers end at 3.4e38. These weights start anew; scale the stored ones down.',
          { args: { name, value: large }, where: { node: name.slice(0, name.indexOf('.')) } },
        ),
      );
      continue;
    }
    target.set(data);
    taken.add(name);
  }
  if (taken.size) {
    for (const view of into.plan.storage)
      if (view.slot && taken.has(view.name)) read(into, view.ref).fill(0);
    into.slotsSince = into.step;
    // They are of a batch that other weights saw.
    into.cost = Number.NaN;
    into.objective = Number.NaN;
    into.earlyStopping = NO_CHECK_YET;
    into.checkPending = false;
    into.check = undefined;
  }
  invalidate(into);
  keep(into, into.good);
  return { issues, taken };
}
