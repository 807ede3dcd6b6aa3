/** The training worker: an engine, and the channel to it. */
import { expose } from 'comlink';
import { Recent } from '../src/base/recent.ts';
import type { Planned } from '../src/compile/compile.ts';
import '../src/session/parcels.ts';
import { ThreadPool } from './backends/wasm/thread-pool.ts';
import { type Built, wasmWith } from './backends/wasm/wasm.ts';
import { createEngine } from './engine/engine.ts';
import { openMoments } from './moments.ts';
import { engineParts } from './parts.ts';
import { spawnThread } from './spawn-thread.ts';

/** More than these would wait for each other. */
const MOST_THREADS = 8;
// Only pages that are isolated from others may share memory between threads.
const threads = self.crossOriginIsolated
  ? Math.min(MOST_THREADS, navigator.hardwareConcurrency)
  : 1;
/** Networks that one goes back to, by undo or from project to project, are not compiled again. */
const KEPT = 6;
/** But not where they are large: together so many steps, or the last one alone. */
const MOST_STEPS = 50_000;
const stepsOf = ({ plan }: Planned): number =>
  Object.values(plan?.routines ?? {}).reduce((n, { steps }) => n + steps.length, 0);
const plans = new Recent<Planned>(KEPT, stepsOf, MOST_STEPS);
const modules = new Recent<Built>(KEPT);
const threadPool = threads > 1 ? new ThreadPool(threads - 1, spawnThread) : undefined;
const wasm = wasmWith({ modules, ...(threadPool && { threadPool }) });

expose(
  createEngine({
    ...engineParts(plans, wasm),
    moments: openMoments(),
    throttle: (on) => threadPool?.pause(on),
  }),
);
