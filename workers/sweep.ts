/** A worker of a sweep: an engine on this one thread, whose runs are trained right beside it. */
import { expose } from 'comlink';
import { Recent } from '../src/base/recent.ts';
import type { Planned } from '../src/compile/compile.ts';
import { apiOf } from '../src/sweep/remote.ts';
import { runnerOf } from '../src/sweep/runner.ts';
import { type Built, wasmWith } from './backends/wasm/wasm.ts';
import { createEngine } from './engine/engine.ts';
import { engineParts } from './parts.ts';

/** Runs that differ in a rate or a seed have one plan. */
const KEPT = 8;
const plans = new Recent<Planned>(KEPT);
const wasm = wasmWith({ modules: new Recent<Built>(KEPT) });

expose(apiOf(runnerOf(createEngine(engineParts(plans, wasm)))));
