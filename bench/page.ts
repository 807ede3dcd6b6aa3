/** Hosts the contestants' workers; the runner talks to them through `window.contest`, through `window.gauge`
 * to what looks at Chainrule from inside, and through `window.taps` to an engine that trains as in the app. */

import { proxy, type Remote, wrap } from 'comlink';
import { sentenceOf } from '../src/base/issue.ts';
import type { Document } from '../src/document/records.ts';
import type { EngineEvent } from '../workers/engine/protocol.ts';
import type { Gauge } from './gauge.ts';
import type { Contestant, Job } from './job.ts';
import type { Tapped } from './tapped.ts';
import type { State } from './tapping.ts';

// The worker's name says which backend it is to use, and whether with threads.
const start: Readonly<Record<string, () => Worker>> = {
  chainrule: () => new Worker(new URL('./peers/ours.ts', import.meta.url), { type: 'module' }),
  'chainrule-threads': () =>
    new Worker(new URL('./peers/ours.ts', import.meta.url), { type: 'module', name: 'threads' }),
  'tfjs-cpu': () =>
    new Worker(new URL('./peers/tfjs.ts', import.meta.url), { type: 'module', name: 'cpu' }),
  'tfjs-wasm': () =>
    new Worker(new URL('./peers/tfjs.ts', import.meta.url), { type: 'module', name: 'wasm' }),
  'tfjs-wasm-own': () =>
    new Worker(new URL('./peers/tfjs.ts', import.meta.url), { type: 'module', name: 'wasm-own' }),
  'tfjs-wasm-threads': () =>
    new Worker(new URL('./peers/tfjs.ts', import.meta.url), {
      type: 'module',
      name: 'wasm-threads',
    }),
  'jax-wasm': () =>
    new Worker(new URL('./peers/jax.ts', import.meta.url), { type: 'module', name: 'wasm' }),
  'jax-wasm-threads': () =>
    new Worker(new URL('./peers/jax.ts', import.meta.url), {
      type: 'module',
      name: 'wasm-threads',
    }),
};
const running = new Map<string, { worker: Worker; remote: Remote<Contestant> }>();

const of = (name: string): Remote<Contestant> => {
  const found = running.get(name);
  if (!found) throw new Error(`${name} was not prepared`);
  return found.remote;
};

const contest = {
  /** A fresh worker for each workload, so that nobody inherits another's memory. */
  async prepare(name: string, job: Job) {
    contest.stop(name);
    const make = start[name];
    if (!make) throw new Error(`There is no contestant ${name}`);
    const worker = make();
    const failed = new Promise<never>((_, reject) => {
      worker.onerror = (e) => reject(new Error(e.message || 'its worker did not start'));
    });
    const remote = wrap<Contestant>(worker);
    running.set(name, { worker, remote });
    await Promise.race([remote.prepare(job), failed]);
  },
  start: (name: string) => of(name).start(),
  losses: (name: string, steps: number, ms: number) => of(name).losses(steps, ms),
  measure: (name: string, ms: number) => of(name).measure(ms),
  memory: (name: string) => of(name).memory(),
  stop(name: string) {
    running.get(name)?.worker.terminate();
    running.delete(name);
  },
};
/** Each question in a fresh worker: nobody finds code warm that another has warmed. */
async function asked<T>(question: (gauge: Remote<Gauge>) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL('./gauge.ts', import.meta.url), { type: 'module' });
  try {
    return await question(wrap<Gauge>(worker));
  } finally {
    worker.terminate();
  }
}
const gauge = {
  limits: () => asked((g) => g.limits()),
  profile: (document: Document, ms: number) => asked((g) => g.profile(document, ms)),
  compiling: (documents: readonly Document[]) => asked((g) => g.compiling(documents)),
  pace: (document: Document, ms: number) => asked((g) => g.pace(document, ms)),
  stepTime: (document: Document, ms: number) => asked((g) => g.stepTime(document, ms)),
};

/** An engine that trains as in the app, its frames over the wire to this page. */
interface Engine {
  readonly worker: Worker;
  readonly remote: Remote<Tapped>;
  /** Frames that came with taps. */
  looks: number;
  trouble: string | undefined;
}
let engine: Engine | undefined;
const training = (): Engine => {
  if (!engine) throw new Error('nothing was loaded');
  return engine;
};
const taps = {
  async load(document: Document) {
    taps.close();
    const worker = new Worker(new URL('./tapped.ts', import.meta.url), { type: 'module' });
    const fresh: Engine = { worker, remote: wrap<Tapped>(worker), looks: 0, trouble: undefined };
    engine = fresh;
    const hear = (event: EngineEvent) => {
      if (event.type === 'trouble') fresh.trouble = sentenceOf(event.issues[0]!);
      else if (event.type === 'frame' && event.taps.length) fresh.looks++;
    };
    await fresh.remote.load(document, proxy(hear));
  },
  train: (state: State, wires: readonly string[], hertz: number) =>
    training().remote.train(state, wires, hertz),
  async mark() {
    const mark = await training().remote.mark();
    const { looks, trouble } = training();
    if (trouble) throw new Error(trouble);
    return { ...mark, looks };
  },
  rest: (state: State) => training().remote.rest(state),
  close() {
    engine?.worker.terminate();
    engine = undefined;
  },
};

declare global {
  interface Window {
    contest: typeof contest;
    gauge: typeof gauge;
    taps: typeof taps;
  }
}
window.contest = contest;
window.gauge = gauge;
window.taps = taps;
