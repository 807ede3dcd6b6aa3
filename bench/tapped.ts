/**
 * A worker with the engine of the page twice, on one thread: as it is, and over a plan without the routine
 * that every look runs, so that it knows of no taps. Both train on one instance, one at a time: two of them
 * would differ by where their memories happen to lie, which is more than what is asked here.
 */

import { expose } from 'comlink';
import { planCheckWith } from '../src/compile/check-plans.ts';
import type { Compilation } from '../src/compile/compilation.ts';
import { compile } from '../src/compile/compile.ts';
import { explain } from '../src/compile/explain.ts';
import { pathsWith } from '../src/compile/paths.ts';
import { makeDataset } from '../src/data/make.ts';
import type { Document } from '../src/document/records.ts';
import type { Backend, Instance } from '../workers/backends/backend.ts';
import { wasm } from '../workers/backends/wasm/wasm.ts';
import { createEngine } from '../workers/engine/engine.ts';
import type { EngineApi, EngineEvent } from '../workers/engine/protocol.ts';
import { tableFor } from './rows.ts';
import { type State, withoutWatch } from './tapping.ts';

let steps = 0;
let loaded: Document;
let instance: Promise<Instance> | undefined;

/** Counts at each of the engine's calls, which take a millisecond: frames tell of steps ten times a second. */
async function counted(...args: Parameters<Backend['instantiate']>): Promise<Instance> {
  const made = await wasm.instantiate(...args);
  return {
    ...made,
    async train(asked) {
      const trained = await made.train(asked);
      steps += trained.done;
      return trained;
    },
    // A long step is run in parts: the last one ends it.
    submit(name, seed, step, from, to) {
      made.submit(name, seed, step, from, to);
      if (name === 'train' && to === made.plan.routines.train?.steps.length) steps++;
    },
  };
}
const backend: Backend = {
  ...wasm,
  instantiate: (...args) => {
    instance ??= counted(...args);
    return instance;
  },
};

const engineWith = (compiled: (document: Document) => Compilation): EngineApi =>
  createEngine({
    compile: compiled,
    explain,
    planCheck: planCheckWith(),
    paths: pathsWith(),
    backends: [backend],
    makeDataset,
    tables: { get: async () => tableFor(loaded) },
  });
const whole = engineWith((document) => compile(document));
const bare = engineWith((document) => withoutWatch(compile(document)));
const of = (state: State) => (state === 'bare' ? bare : whole);

const tapped = {
  async load(document: Document, listener: (event: EngineEvent) => void) {
    loaded = document;
    // The instance is that of the whole plan.
    for (const engine of [whole, bare]) {
      await engine.listen(listener);
      await engine.load({ document, generation: 1 });
    }
  },
  async train(state: State, wires: readonly string[], hertz: number) {
    await of(state).watch(wires, hertz);
    await of(state).train();
  },
  /** Resolves once it has told all of where it stands. */
  rest: (state: State) => of(state).pause(),
  mark: async () => ({ steps, at: performance.now() }),
};
export type Tapped = typeof tapped;
expose(tapped);
