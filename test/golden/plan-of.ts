/** A program as a plan of one routine, `predict`, so that backends can be asked what PyTorch was asked;
 *  its results are the outputs of a node without a name. */

import { planMemory, type UnplacedBuffer } from '../../src/compile/memory-planning.ts';
import { optimise } from '../../src/compile/programs.ts';
import { rewrite } from '../../src/compile/rewrite.ts';
import { schedule } from '../../src/compile/schedule.ts';
import { CPU } from '../../src/compile/target.ts';
import type { Program } from '../../src/ir/ops.ts';
import type { Plan, TensorRef } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { size } from '../../src/tensor/shape.ts';

export function planOf(program: Program): Plan {
  const drafts: UnplacedBuffer[] = [];
  const draft = (d: UnplacedBuffer): number => drafts.push(d) - 1;
  const inputs: Record<string, TensorRef> = {};
  const none = (): never => {
    throw new Error('a golden program reads neither storage nor dials');
  };
  const { steps, results } = schedule(
    rewrite(optimise(program), 'none'),
    'none',
    {
      read: none,
      dial: none,
      input(name, shape) {
        const known = inputs[name];
        if (known) return known.buffer;
        const buffer = draft({ name, role: 'input', size: size(shape), routine: 'predict' });
        inputs[name] = { buffer, offset: 0, shape };
        return buffer;
      },
      literal: (data) => draft({ name: 'constant', role: 'constant', size: data.length, data }),
      scratch: (name, n) => draft({ name, role: 'scratch', size: n, routine: 'predict' }),
    },
    CPU,
  );
  const routines = {
    predict: { steps, results: { ...NO_RESULTS, outputs: { '': results } }, batch: 1, inputs },
  };
  return {
    version: 1,
    key: '',
    ...planMemory(drafts, routines, CPU),
    storage: [],
    dials: {},
    routines,
    moves: [],
  };
}
