/**
 * A worker that looks at Chainrule from inside: how long each kernel of a plan takes, how long compiling
 * takes, how long a step of a document takes. Everything goes from the document through the compiler and
 * the wasm backend, as in the app.
 */
import { expose } from 'comlink';
import { assert, must } from '../src/base/assert.ts';
import { compile } from '../src/compile/compile.ts';
import type { Document } from '../src/document/records.ts';
import { costOfKernel, costOfSteps, isContraction } from '../src/plan/cost.ts';
import { stretchesOf } from '../src/plan/loops.ts';
import type { Plan } from '../src/plan/plan.ts';
import { printKernel } from '../src/plan/print.ts';
import type { Instance } from '../workers/backends/backend.ts';
import { wasm } from '../workers/backends/wasm/wasm.ts';
import { type Limits, limits } from './limits.ts';

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
  readonly planMs: number;
  readonly moduleMs: number;
}
export interface StepTime {
  readonly microseconds: number;
  readonly kernels: number;
  readonly flops: number;
}

function planOf(document: Document): Plan {
  const { plan, issues } = compile(document);
  assert(plan, issues.map((i) => i.message).join(' '));
  return plan;
}

/** Fills what is fed with numbers of no meaning and draws the weights. */
function begin(instance: Instance): void {
  const { plan } = instance;
  for (const d of Object.values(plan.dials)) instance.view(d.buffer)[0] = d.value;
  instance.run('init', 1, 0);
  for (const ref of Object.values(plan.routines.train?.inputs ?? {})) {
    const all = instance.view(ref.buffer);
    for (let i = 0; i < all.length; i++) all[i] = Math.sin(i);
  }
}

/** Microseconds of a run, over at least so long. */
function timed(milliseconds: number, run: () => void): number {
  run();
  let times = 0;
  let elapsed = 0;
  const from = performance.now();
  for (let chunk = 1; elapsed < milliseconds; chunk *= 2) {
    for (let i = 0; i < chunk; i++) run();
    times += chunk;
    elapsed = performance.now() - from;
  }
  return (1000 * elapsed) / times;
}

/** Shorter than this, the whole step lies in the nearest caches and its kernels may be repeated one by one. */
const SHORT_US = 200;

/**
 * Microseconds of each stretch. A long step is walked through, clock in hand, so that each kernel finds the
 * caches as the one before it left them; the median of many walks, which a pause of the machine does not
 * move. In a short step a kernel is shorter than the clock is fine, so each is repeated by itself.
 */
function stretchTimes(
  runs: readonly (() => void)[],
  whole: number,
  milliseconds: number,
): readonly number[] {
  if (whole < SHORT_US) return runs.map((run) => timed(milliseconds / runs.length, run));
  const walks = Math.max(5, Math.round((1000 * milliseconds) / whole));
  const times = runs.map(() => new Float64Array(walks));
  for (let walk = 0; walk < walks; walk++)
    for (const [i, run] of runs.entries()) {
      const from = performance.now();
      run();
      (times[i] as Float64Array)[walk] = 1000 * (performance.now() - from);
    }
  return times.map((list) => list.sort()[walks >> 1] as number);
}

const gauge = {
  limits: async (): Promise<Limits> => limits(),

  async profile(document: Document, milliseconds: number): Promise<Profile> {
    const plan = planOf(document);
    const instance = await wasm.instantiate(plan);
    const { steps } = must(plan.routines.train, 'a training step');
    begin(instance);
    const stepMicroseconds = timed(milliseconds, () => instance.run('train', 1, 1));
    begin(instance);
    const stretches = stretchesOf(steps);
    const runs = stretches.map(
      ({ from, to }) =>
        () =>
          instance.run('train', 1, 1, from, to),
    );
    const times = stretchTimes(runs, stepMicroseconds, milliseconds);
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
        microseconds: times[i] as number,
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

  async compiling(document: Document): Promise<Compiling> {
    const from = performance.now();
    const plan = planOf(document);
    const planned = performance.now();
    await wasm.instantiate(plan);
    const done = performance.now();
    const kernels = Object.values(plan.routines).reduce((n, r) => n + r.steps.length, 0);
    return { kernels, planMs: planned - from, moduleMs: done - planned };
  },

  /** The least of a few windows. */
  async stepTime(document: Document, milliseconds: number): Promise<StepTime> {
    const plan = planOf(document);
    const instance = await wasm.instantiate(plan);
    const { steps } = must(plan.routines.train, 'a training step');
    begin(instance);
    const windows = [1, 2, 3].map(() => timed(milliseconds, () => instance.run('train', 1, 1)));
    const flops = steps.reduce((n, s) => n + costOfKernel(s.kernel).flops, 0);
    return { microseconds: Math.min(...windows), kernels: steps.length, flops };
  },
};
export type Gauge = typeof gauge;
expose(gauge);
