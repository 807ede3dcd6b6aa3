/** Chainrule as a contestant: the document is compiled as in the app and runs on the wasm backend. */

import { expose } from 'comlink';
import { assert, must } from '../../src/base/assert.ts';
import { sentenceOf } from '../../src/base/issue.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Floats, HostInstance, ResidentData } from '../../workers/backends/backend.ts';
import { ThreadPool } from '../../workers/backends/wasm/thread-pool.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { spawnThread } from '../../workers/spawn-thread.ts';
import { type Contestant, type Job, lossesWithin, numbersFor, stepsWithin } from '../job.ts';

/** As the training worker does it: with one more thread, where the worker's name asks for threads. */
const wasm = wasmWith(
  self.name === 'threads' ? { threadPool: new ThreadPool(1, spawnThread) } : {},
);

let job: Job;
let instance: HostInstance;
let step = 0;

function start(): void {
  const { plan } = instance;
  const { weights } = numbersFor(job);
  step = 0;
  for (const d of Object.values(plan.dials)) instance.view(d.buffer)[0] = d.value;
  instance.submit('init', 1, 0);
  for (const { name, slot, ref } of plan.storage) {
    const start = slot ? undefined : weights.get(name);
    if (start) instance.view(ref.buffer).set(start, ref.offset);
  }
}

/** The job's batch, as all there is to train on. */
function residentDataFor(plan: Plan): ResidentData {
  const { x, y } = numbersFor(job);
  const inputs = Object.keys(plan.routines.train?.inputs ?? {});
  const tables = inputs.map((input) => ({
    input,
    rows: job.batch,
    order: 0,
    write: (into: Floats) => into.set(input.endsWith('.x') ? x : y),
  }));
  return { tables, orders: 1, batches: 1 };
}

async function run(count: number): Promise<void> {
  const { done } = await instance.train({
    seed: 1,
    step: step + 1,
    optimiserStep: step + 1,
    batchIndex: 0,
    count,
  });
  step += done;
  assert(done === count, `the cost of step ${step} is not finite`);
}

const contestant: Contestant = {
  async prepare(next) {
    job = next;
    const { plan, issues } = compile(job.document);
    if (!plan) throw new Error(issues.map((i) => sentenceOf(i)).join(' '));
    instance = await wasm.instantiate(plan, residentDataFor(plan));
    for (const order of instance.orders) order.set([...order.keys()]);
  },
  start: async () => start(),
  async losses(steps, milliseconds) {
    const cost = must(instance.plan.routines.train?.results.cost, 'a cost');
    return lossesWithin(steps, milliseconds, async () => {
      await run(1);
      return instance.view(cost.buffer)[cost.offset]!;
    });
  },
  async measure(milliseconds) {
    return stepsWithin(milliseconds, run);
  },
  memory: async () => instance.view(0).buffer.byteLength,
};
expose(contestant);
