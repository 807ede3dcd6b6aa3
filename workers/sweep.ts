/** A worker of a sweep: an engine on this one thread, whose runs are trained right beside it. */
import { expose } from 'comlink';
import { Recent } from '../src/base/recent.ts';
import { planCheckWith } from '../src/compile/check-plans.ts';
import { compiling, type Planned } from '../src/compile/compile.ts';
import { explain } from '../src/compile/explain.ts';
import { pathsWith } from '../src/compile/paths.ts';
import { makeDataset } from '../src/data/make.ts';
import { openTables } from '../src/data/tables.ts';
import { apiOf } from '../src/sweep/remote.ts';
import { runnerOf } from '../src/sweep/runner.ts';
import { reference } from './backends/reference/reference.ts';
import { type Built, hasSimd, wasmWith } from './backends/wasm/wasm.ts';
import { createEngine } from './engine/engine.ts';

/** Runs that differ in a rate or a seed have one plan. */
const KEPT = 8;
const plans = new Recent<Planned>(KEPT);
const wasm = wasmWith({ modules: new Recent<Built>(KEPT) });

const engine = createEngine({
  compile: (document) => compiling(document, undefined, plans),
  explain,
  planCheck: planCheckWith(plans),
  paths: pathsWith(plans),
  backends: hasSimd() ? [wasm, reference] : [reference],
  makeDataset,
  tables: openTables(),
});
expose(apiOf(runnerOf(engine)));
