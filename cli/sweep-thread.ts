/** A thread of `sweep`: an engine, whose runs are trained right beside it. */
import { parentPort, workerData } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { must } from '../src/base/assert.ts';
import { Recent } from '../src/base/recent.ts';
import { compiling, type Planned } from '../src/compile/compile.ts';
import type { Table } from '../src/data/dataset.ts';
import { apiOf } from '../src/sweep/remote.ts';
import { runnerOf } from '../src/sweep/runner.ts';
import { reference } from '../workers/backends/reference/reference.ts';
import { type Built, wasmWith } from '../workers/backends/wasm/wasm.ts';
import { createEngine } from '../workers/engine/engine.ts';
import { type BackendName, engineParts } from './engine.ts';

/** What the thread is started with. */
export interface Start {
  readonly backend: BackendName;
  readonly tables: readonly Table[];
}

/** Runs that differ in a rate or a seed have one plan. */
const KEPT = 8;
const plans = new Recent<Planned>(KEPT);
const wasm = wasmWith({ modules: new Recent<Built>(KEPT) });

const { backend, tables } = workerData as Start;
const engine = createEngine({
  ...engineParts(backend === 'wasm' ? [wasm, reference] : [reference], tables),
  compile: (document) => compiling(document, undefined, plans),
});
expose(apiOf(runnerOf(engine)), nodeEndpoint(must(parentPort, 'a worker thread')));
