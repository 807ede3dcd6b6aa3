/**
 * The routines of a plan, put together over one storage: each is scheduled in its turn and says which
 * buffers it needs; then memory is laid out for all of them, and the key is taken.
 */
import { must } from '../base/assert.ts';
import { hash64 } from '../base/hash.ts';
import type { Piecemeal, Share } from '../base/piecemeal.ts';
import type { Plan, Routine, RoutineName, TensorRef } from '../plan/plan.ts';
import { mapResults } from '../plan/results.ts';
import { strangeConstants } from '../plan/text.ts';
import { size } from '../tensor/shape.ts';
import type { Progress } from './compilation.ts';
import type { BufferAllocator } from './fuse/addresses.ts';
import { planMemory, type UnplacedBuffer } from './memory-planning.ts';
import type { Written } from './programs.ts';
import type { Fence } from './rule.ts';
import { scheduling } from './schedule.ts';
import type { Target } from './target.ts';

/** What a pass says of itself, with the routine that it is for. */
export function* during<T, P extends Progress['pass']>(
  routine: RoutineName,
  work: Piecemeal<T, Share<P>>,
): Piecemeal<T, Progress> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    yield { routine, ...next.value };
  }
}

/** @param sizes of the buffers that persist, by name */
export function assembling(sizes: Readonly<Record<string, number>>, target: Target) {
  const unplaced: UnplacedBuffer[] = [];
  const shared = new Map<string, number>();
  const need = (d: UnplacedBuffer): number => unplaced.push(d) - 1;
  const once = (key: string, d: () => UnplacedBuffer): number => {
    const id = shared.get(key) ?? need(d());
    shared.set(key, id);
    return id;
  };
  const persistent = (name: string) =>
    once(`persistent ${name}`, () => ({
      name,
      role: 'persistent',
      size: must(sizes[name], `storage ${name}`),
    }));
  const routines: Partial<Record<RoutineName, Routine>> = {};

  const add = function* (
    name: RoutineName,
    written: Piecemeal<Written, Share<Progress['pass']>>,
    fence: Fence,
    extent: number,
  ): Piecemeal<void, Progress> {
    const { program, results } = yield* during(name, written);
    const inputs: Record<string, TensorRef> = {};
    const allocator: BufferAllocator = {
      read: persistent,
      input(source, shape) {
        const buffer = once(`${name} ${source}`, () => ({
          name: source,
          role: 'input',
          size: size(shape),
          routine: name,
        }));
        inputs[source] = { buffer, offset: 0, shape };
        return buffer;
      },
      dial: (dial) => once(`dial ${dial}`, () => ({ name: dial, role: 'dial', size: 1 })),
      literal: (data) =>
        once(`literal ${data.join()}`, () => ({
          name: `constant${unplaced.length}`,
          role: 'constant',
          size: data.length,
          data,
        })),
      scratch: (label, elements) =>
        need({ name: label, role: 'scratch', size: elements, routine: name }),
    };
    const scheduled = yield* during(name, scheduling(program, fence, allocator, target));
    routines[name] = {
      steps: scheduled.steps,
      batch: extent,
      inputs,
      results: mapResults(results, (_, label) => must(scheduled.results[label], label)),
    };
  };

  return {
    routines,
    /** The number of a buffer that persists. */
    persistent,
    /** Schedules a routine. */
    add,
    /** Memory for all that was asked for so far. */
    place() {
      const { buffers, arena } = planMemory(unplaced, routines, target);
      const dials: Plan['dials'] = Object.fromEntries(
        buffers
          .filter((x) => x.role === 'dial')
          .map((x) => [
            x.name,
            { buffer: x.id, value: x.name === 'step' || x.name === 'time' ? 1 : 0 },
          ]),
      );
      return { buffers, arena, dials };
    },
  };
}

/** Steps at a time whose text is hashed: others are heard in between, and no text is as long as the plan. */
const HASHED = 256;

/** Changes when anything in the plan does. */
export function* keyOf(plan: Omit<Plan, 'key'>): Piecemeal<string, Progress> {
  const hashes: string[] = [];
  const routines = Object.entries(plan.routines) as [RoutineName, Routine][];
  for (const [routine, { steps }] of routines)
    for (let done = 0; done < steps.length; done += HASHED) {
      yield { routine, pass: 'key', done, of: steps.length };
      const some = steps.slice(done, done + HASHED);
      hashes.push(hash64(JSON.stringify(some) + strangeConstants(some.map((s) => s.kernel))));
    }
  const rest = routines.map(([name, { steps, ...of }]) => [name, steps.length, of]);
  return hash64(JSON.stringify([{ ...plan, routines: rest }, hashes]));
}
