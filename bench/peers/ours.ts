/** Chainrule as a contestant: the document is compiled as in the app and runs on the wasm backend. */
import { expose } from 'comlink';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Instance } from '../../workers/backends/backend.ts';
import { Crew } from '../../workers/backends/wasm/crew.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { hire } from '../../workers/hire.ts';
import { type Contestant, type Job, lossesWithin, numbersFor, stepsWithin } from '../job.ts';

/** As the training worker does it: with one more thread, where the worker's name asks for threads. */
const wasm = wasmWith(self.name === 'threads' ? { crew: new Crew(1, hire) } : {});

let job: Job;
let instance: Instance;
let step = 0;

function start(): void {
  const { plan } = instance;
  const { x, y, weights } = numbersFor(job);
  step = 0;
  for (const d of Object.values(plan.dials)) instance.view(d.buffer)[0] = d.value;
  instance.run('init', 1, 0);
  for (const { name, slot, ref } of plan.storage) {
    const start = slot ? undefined : weights.get(name);
    if (start) instance.view(ref.buffer).set(start, ref.offset);
  }
  for (const [name, ref] of Object.entries(plan.routines.train?.inputs ?? {}))
    instance.view(ref.buffer).set(name.endsWith('.x') ? x : y, ref.offset);
}

function run(): void {
  step++;
  const dial = instance.plan.dials.step;
  if (dial) instance.view(dial.buffer)[0] = step;
  instance.run('train', 1, step);
}

const contestant: Contestant = {
  async prepare(next) {
    job = next;
    const { plan, issues } = compile(job.document);
    if (!plan) throw new Error(issues.map((i) => i.message).join(' '));
    instance = await wasm.instantiate(plan);
  },
  start: async () => start(),
  async losses(steps, milliseconds) {
    const cost = must(instance.plan.routines.train?.results.cost, 'a cost');
    return lossesWithin(steps, milliseconds, () => {
      run();
      return instance.view(cost.buffer)[cost.offset] as number;
    });
  },
  async measure(milliseconds) {
    return stepsWithin(milliseconds, (count) => {
      for (let i = 0; i < count; i++) run();
    });
  },
  memory: async () => instance.view(0).buffer.byteLength,
};
expose(contestant);
