/** Hosts the contestants' workers; the runner talks to it through `window.contest`. */
import { type Remote, wrap } from 'comlink';
import type { Contestant, Workload } from './workloads.ts';

const start: Record<string, () => Worker> = {
  chainrule: () => new Worker(new URL('./peers/ours.ts', import.meta.url), { type: 'module' }),
  // The worker's name says which backend it is to use.
  'tfjs-cpu': () =>
    new Worker(new URL('./peers/tfjs.ts', import.meta.url), { type: 'module', name: 'cpu' }),
  'tfjs-wasm': () =>
    new Worker(new URL('./peers/tfjs.ts', import.meta.url), { type: 'module', name: 'wasm' }),
};
const running = new Map<string, { worker: Worker; remote: Remote<Contestant> }>();

const contest = {
  async prepare(name: string, workload: Workload) {
    running.get(name)?.worker.terminate();
    const worker = (start[name] as () => Worker)();
    const remote = wrap<Contestant>(worker);
    running.set(name, { worker, remote });
    await remote.prepare(workload);
  },
  measure: (name: string, ms: number) => running.get(name)?.remote.measure(ms),
  losses: (name: string, steps: number) => running.get(name)?.remote.losses(steps),
};
declare global {
  interface Window {
    contest: typeof contest;
  }
}
window.contest = contest;
