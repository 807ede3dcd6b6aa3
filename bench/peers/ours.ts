/** Chainrule as a contestant: the document is compiled as in the app and runs on the wasm backend. */
import { expose } from 'comlink';
import { compile } from '../../src/compile/compile.ts';
import type { Instance } from '../../workers/backends/backend.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { graphOf } from '../graph.ts';
import { type Contestant, numbersFor, type Workload } from '../workloads.ts';

let workload: Workload;
let instance: Instance;
let step = 0;

function start(): void {
  const { plan } = instance;
  const { x, y, weights } = numbersFor(workload);
  step = 0;
  for (const d of Object.values(plan.dials)) instance.view(d.buffer)[0] = d.value;
  instance.run('init', 1, 0);
  const put = (ref: { buffer: number; offset: number } | undefined, data: Float32Array) => {
    if (ref) instance.view(ref.buffer).set(data, ref.offset);
  };
  for (const [i, { weight, bias }] of weights.entries()) {
    put(plan.storage.find((v) => v.name === `dense${i + 1}.weight` && !v.slot)?.ref, weight);
    put(plan.storage.find((v) => v.name === `dense${i + 1}.bias` && !v.slot)?.ref, bias);
  }
  put(plan.routines.train?.inputs['data1.x'], x);
  put(plan.routines.train?.inputs['data1.y'], y);
}

function run(): void {
  step++;
  const dial = instance.plan.dials.step;
  if (dial) instance.view(dial.buffer)[0] = step;
  instance.run('train', 1, step);
}

const contestant: Contestant = {
  async prepare(w) {
    workload = w;
    const { plan, issues } = compile(graphOf(w));
    if (!plan) throw new Error(issues.map((i) => i.message).join(' '));
    instance = await wasm.instantiate(plan);
    start();
  },
  async measure(milliseconds) {
    const from = performance.now();
    let steps = 0;
    for (let chunk = 1; performance.now() - from < milliseconds; chunk = Math.min(chunk * 2, 4096))
      for (let i = 0; i < chunk; i++, steps++) run();
    return { steps, seconds: (performance.now() - from) / 1000 };
  },
  async losses(steps) {
    start();
    const cost = instance.plan.routines.train?.results.cost;
    return Array.from({ length: steps }, () => {
      run();
      return cost ? (instance.view(cost.buffer)[cost.offset] as number) : Number.NaN;
    });
  },
};
expose(contestant);
