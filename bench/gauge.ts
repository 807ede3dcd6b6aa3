/**
 * A worker that looks at Chainrule from inside: how long each kernel of a plan takes, how long compiling
 * takes, how long a step of a document takes. Everything goes from the document through the compiler and
 * the wasm backend, as in the app.
 */

import { expose } from 'comlink';
import { assert, must } from '../src/base/assert.ts';
import { hasErrors, sentenceOf } from '../src/base/issue.ts';
import { planCheckWith } from '../src/compile/check-plans.ts';
import { compile } from '../src/compile/compile.ts';
import { explain } from '../src/compile/explain.ts';
import { pathsWith } from '../src/compile/paths.ts';
import { makeDataset } from '../src/data/make.ts';
import type { Document } from '../src/document/records.ts';
import { costOfKernel, costOfSteps, isContraction } from '../src/plan/cost.ts';
import { stepRangesOf } from '../src/plan/loops.ts';
import type { Plan } from '../src/plan/plan.ts';
import { printKernel } from '../src/plan/print.ts';
import type { HostInstance } from '../workers/backends/backend.ts';
import { wasm } from '../workers/backends/wasm/wasm.ts';
import { createEngine } from '../workers/engine/engine.ts';
import { type Limits, limits } from './limits.ts';
import { tableFor } from './rows.ts';

/** One kernel of the training step, or the kernels of a loop over time, which are run together. */
export interface Measured {
  readonly origin: string;
  readonly phase: string;
  readonly text: string;
  readonly microseconds: number;
  readonly flops: number;
  readonly bytes: number;
  /** Nearly all of its operations belong to sums of products. */
  readonly contraction: boolean;
}
export interface Profile {
  readonly kernels: readonly Measured[];
  /** Of the step as a whole, run by one call. */
  readonly stepMicroseconds: number;
  readonly arenaBytes: number;
  readonly memoryBytes: number;
}
export interface Compiling {
  /** Kernels of all routines of the plan. */
  readonly kernels: number;
  /** Document to plan, plan to instance. */
  readonly planMs: number;
  readonly moduleMs: number;
}
export interface Pace {
  /** Steps a second of the engine as the page runs it, the best of the stretches between two frames. */
  readonly engine: number;
  /** The same of the training step by itself. */
  readonly bare: number;
}
export interface StepTime {
  readonly microseconds: number;
  readonly kernels: number;
  readonly flops: number;
}

function planOf(document: Document): Plan {
  const { plan, issues } = compile(document);
  assert(plan, issues.map((i) => sentenceOf(i)).join(' '));
  return plan;
}

/** Fills what is fed with numbers of no meaning and draws the weights. */
function begin(instance: HostInstance): void {
  const { plan } = instance;
  for (const d of Object.values(plan.dials)) instance.view(d.buffer)[0] = d.value;
  instance.submit('init', 1, 0);
  for (const ref of Object.values(plan.routines.train?.inputs ?? {})) {
    const all = instance.view(ref.buffer);
    for (let i = 0; i < all.length; i++) all[i] = Math.sin(i);
  }
}

/** Shorter than this, a run is too short for the clock, which has steps of 5 µs. */
const SHORT_US = 50;
const WINDOWS = 20;

/**
 * Microseconds of a run when nobody disturbs: the least of some windows, in each of which it is repeated
 * until the clock can tell its time.
 */
function timed(milliseconds: number, run: () => void): number {
  let repeats = 1;
  const once = () => {
    const from = performance.now();
    for (let i = 0; i < repeats; i++) run();
    return performance.now() - from;
  };
  // Short windows: the longer one is, the more surely somebody else had the core meanwhile.
  const enough = Math.min(2, milliseconds / WINDOWS);
  for (let time = once(); time < enough; time = once()) repeats *= 2;
  let least = Number.POSITIVE_INFINITY;
  const begin = performance.now();
  for (let i = 0; i < 5 || performance.now() - begin < milliseconds; i++)
    least = Math.min(least, once());
  return (1000 * least) / repeats;
}

/**
 * Microseconds of each stretch, the least of many. The step is walked through, clock in hand, so that each
 * kernel finds the caches as the one before it left them; what is too short for the clock is repeated by
 * itself, and may so look faster than it is in its place.
 */
function stretchTimes(runs: readonly (() => void)[], milliseconds: number): readonly number[] {
  const least = runs.map(() => Number.POSITIVE_INFINITY);
  const begin = performance.now();
  for (let walk = 0; walk < 5 || performance.now() - begin < milliseconds; walk++)
    for (const [i, run] of runs.entries()) {
      const from = performance.now();
      run();
      least[i] = Math.min(least[i]!, 1000 * (performance.now() - from));
    }
  return runs.map((run, i) => {
    const time = least[i]!;
    return time < SHORT_US ? timed(milliseconds / 40, run) : time;
  });
}

/** Frames over which a pace is taken: in one alone there may be two long steps, or one. */
const FRAMES = 8;

const gauge = {
  limits: async (): Promise<Limits> => limits(),

  async profile(document: Document, milliseconds: number): Promise<Profile> {
    const plan = planOf(document);
    const instance = await wasm.instantiate(plan);
    const { steps } = must(plan.routines.train, 'a training step');
    begin(instance);
    const stepMicroseconds = timed(milliseconds, () => instance.submit('train', 1, 1));
    begin(instance);
    const stretches = stepRangesOf(steps);
    const runs = stretches.map(
      ({ from, to }) =>
        () =>
          instance.submit('train', 1, 1, from, to),
    );
    const times = stretchTimes(runs, milliseconds);
    const kernels = stretches.map(({ from, to, loop }, i): Measured => {
      const own = steps.slice(from, to);
      const [first] = own as [(typeof own)[number]];
      const { flops, bytes } = costOfSteps(own);
      const sums = own.filter((s) => isContraction(s.kernel));
      const text = loop
        ? `${loop.extent} times ${own.length} kernels, ${sums.length} of them products`
        : printKernel(first.kernel, plan);
      return {
        origin: first.origin,
        phase: first.phase,
        text,
        microseconds: times[i]!,
        flops,
        bytes,
        contraction: costOfSteps(sums).flops > 0.9 * flops,
      };
    });
    return {
      kernels,
      stepMicroseconds,
      arenaBytes: 4 * plan.arena,
      memoryBytes: instance.view(0).buffer.byteLength,
    };
  },

  /** One network after the other; nothing is kept from one to the next but code that has become warm. */
  async compiling(documents: readonly Document[]): Promise<Compiling[]> {
    const list: Compiling[] = [];
    for (const document of documents) {
      const from = performance.now();
      const plan = planOf(document);
      const planned = performance.now();
      await wasm.instantiate(plan);
      const done = performance.now();
      const kernels = Object.values(plan.routines).reduce((n, r) => n + r.steps.length, 0);
      list.push({ kernels, planMs: planned - from, moduleMs: done - planned });
    }
    return list;
  },

  async pace(document: Document, milliseconds: number): Promise<Pace> {
    const instance = await wasm.instantiate(planOf(document));
    begin(instance);
    const bare = 1e6 / timed(milliseconds / 2, () => instance.submit('train', 1, 1));
    const tables = { get: async () => tableFor(document) };
    const engine = createEngine({
      compile,
      explain,
      planCheck: planCheckWith(),
      paths: pathsWith(),
      backends: [wasm],
      makeDataset,
      tables,
    });
    let best = 0;
    const told: { readonly step: number; readonly at: number }[] = [];
    await engine.listen((event) => {
      if (event.type === 'trouble') throw new Error(sentenceOf(event.issues[0]!));
      if (event.type !== 'frame' || event.status !== 'training') return;
      const at = performance.now();
      const from = told.at(-FRAMES);
      if (from) best = Math.max(best, ((event.step - from.step) / (at - from.at)) * 1000);
      told.push({ step: event.step, at });
    });
    const { compilation } = await engine.load({ document, generation: 1 });
    assert(!hasErrors(compilation.issues), compilation.issues.map((i) => sentenceOf(i)).join(' '));
    await engine.train();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await engine.dispose();
    return { engine: best, bare };
  },

  async stepTime(document: Document, milliseconds: number): Promise<StepTime> {
    const plan = planOf(document);
    const instance = await wasm.instantiate(plan);
    const { steps } = must(plan.routines.train, 'a training step');
    begin(instance);
    const microseconds = timed(milliseconds, () => instance.submit('train', 1, 1));
    const flops = steps.reduce((n, s) => n + costOfKernel(s.kernel).flops, 0);
    return { microseconds, kernels: steps.length, flops };
  },
};
export type Gauge = typeof gauge;
expose(gauge);
