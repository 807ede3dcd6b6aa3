/** A plan of one program alone, for laws about programs that belong to no document. */
import type { BufferAllocator } from '../../src/compile/fuse/addresses.ts';
import { planMemory, type UnplacedBuffer } from '../../src/compile/memory-planning.ts';
import { rewrite } from '../../src/compile/rewrite.ts';
import type { Fence } from '../../src/compile/rule.ts';
import { schedule } from '../../src/compile/schedule.ts';
import { CPU } from '../../src/compile/target.ts';
import type { Program } from '../../src/ir/ops.ts';
import type { Plan, TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';

/**
 * The program as the routine `train`; it may read inputs, but no storage and no dials. Its results are the
 * outputs of a node without a name.
 */
export function planOf(program: Program, fence: Fence, target = CPU): Plan {
  const drafts: UnplacedBuffer[] = [];
  const draft = (d: UnplacedBuffer) => drafts.push(d) - 1;
  const inputs: Record<string, TensorRef> = {};
  const absent = (): number => {
    throw new Error('nothing of the kind is here');
  };
  const homes: BufferAllocator = {
    read: absent,
    dial: absent,
    input: (name, shape) => {
      const buffer =
        inputs[name]?.buffer ?? draft({ name, role: 'input', size: size(shape), routine: 'train' });
      inputs[name] = { buffer, offset: 0, shape };
      return buffer;
    },
    literal: (data) => draft({ name: 'literal', role: 'constant', size: data.length, data }),
    scratch: (name, elements) => draft({ name, role: 'scratch', size: elements, routine: 'train' }),
  };
  const { steps, results } = schedule(rewrite(program, fence), fence, homes, target);
  const kept = { ...NO_RESULTS, outputs: { '': results } };
  const routine = { steps, results: kept, batch: 2, inputs };
  const memory = planMemory(drafts, { train: routine }, target);
  const rest = { version: 1, key: '', storage: [], dials: {}, moves: [] } as const;
  return { ...rest, ...memory, routines: { train: routine } };
}
