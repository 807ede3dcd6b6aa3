/** A plan as one WebAssembly module: a function for each distinct kernel, one for each routine, and a table. */
import { must } from '../../../src/base/assert.ts';
import { atOnce, isPause, type Piecemeal } from '../../../src/base/piecemeal.ts';
import { type StepRange, stepRangesOf } from '../../../src/plan/loops.ts';
import type { Loop, Plan, Routine, RoutineName, Step } from '../../../src/plan/plan.ts';
import { resultsIn } from '../../../src/plan/results.ts';
import { kernelText } from '../../../src/plan/text.ts';
import type { Translated } from '../backend.ts';
import { Body, type Callee } from './assembler/body.ts';
import { Module } from './assembler/module.ts';
import { Constants } from './constants.ts';
import type { LoopContext } from './contraction.ts';
import { type KernelCode, kernelCode } from './kernel.ts';
import { library } from './library.ts';
import type { Access, Kernel } from './lowered.ts';
import { packOperands } from './operand-packing.ts';
import { FETCH, fetchBody, STEPS, stepsBody } from './resident-data.ts';
import { chunksFor, JOB_SLOT_BYTES, type Sharing, sharing } from './sharing.ts';
import { rowOf, simplify } from './simplify.ts';
import { templateOf } from './templates.ts';
import { KERNEL_SIGNATURE } from './values.ts';
import { Workspace } from './workspace.ts';

export interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the memory to be imported, in units of 64 KiB. */
  readonly pages: number;
  /** Where a routine's first step stands in the table. */
  readonly first: ReadonlyMap<string, number>;
  /** Threads may share its kernels: the memory is to be shared, and the job slot lies there, in bytes. */
  readonly jobSlot?: number;
}

export interface CodegenOptions {
  /** The target has relaxed SIMD: a product and a sum in one instruction. */
  readonly relaxed: boolean;
  /** Kernels that take so many microseconds on one thread are shared by several; none when absent. */
  readonly shareFrom?: number;
  /** Called with each function and what it is; for those who print them (listing.ts). */
  readonly onFunction?: (callee: Callee, made: FunctionInfo) => void;
}

/** What a function of the module is. */
export type FunctionInfo =
  | { readonly is: 'copy' | 'nest'; readonly kernel: Kernel }
  /** The kernels of a loop over time, one iteration a row. */
  | { readonly is: 'loop'; readonly loop: Loop }
  /** The functions of one step, one after the other. */
  | { readonly is: 'sequence' }
  /** Submits a kernel as a job that worker threads share. */
  | { readonly is: 'shared'; readonly job: Callee; readonly chunks: number }
  | { readonly is: 'math'; readonly name: string };

/** Runs the table's functions [from, to): exported under this name. */
export const RANGE = 'range';

/**
 * What one function of the table is made of: the kernels before a loop over time and in it, or those of a
 * single step.
 */
interface StepFunction extends StepRange {
  /** Packed operands; of a loop the loop-invariant ones, hoisted before it. */
  readonly copies: readonly Kernel[];
  readonly kernels: readonly Kernel[];
  /** Of a loop, kernels whose results only the next iteration reads: dead in the last one. */
  readonly deadInLast: ReadonlySet<Kernel>;
}

export const compilePlan = (...of: Parameters<typeof compilingPlan>): Compiled =>
  atOnce(compilingPlan(...of));

/** The same piece by piece. */
export function* compilingPlan(
  plan: Plan,
  { relaxed, shareFrom = Number.POSITIVE_INFINITY, onFunction }: CodegenOptions,
): Piecemeal<Compiled, Translated> {
  // First all scratch memory is allocated, so that every address is known, then the code is written.
  const workspace = new Workspace(plan);
  const routines: [RoutineName, StepFunction[]][] = [];
  for (const [key, routine] of Object.entries(plan.routines)) {
    const name = key as RoutineName;
    workspace.enter(name);
    // All that `watch` computes may be inspected.
    const isDead = name === 'watch' ? () => false : deadInLastIteration(plan, routine);
    const functions: StepFunction[] = [];
    for (const [i, s] of stepRangesOf(routine.steps).entries()) {
      if (isPause(i)) yield { routine: name, pass: 'pack', done: s.from, of: routine.steps.length };
      functions.push(stepFunctionOf(s, routine.steps, workspace, isDead));
    }
    routines.push([name, functions]);
  }
  const module = new Module();
  const jobSlot = JOB_SLOT_BYTES * Math.ceil((4 * workspace.size) / JOB_SLOT_BYTES);
  const constants = new Constants(jobSlot + JOB_SLOT_BYTES);
  const add = (body: Body, what: FunctionInfo): Callee => {
    const callee = module.add(body);
    onFunction?.(callee, what);
    return callee;
  };
  const lib = library(relaxed, constants, (name, body) => add(body, { is: 'math', name }));
  const start = (buffer: number) => workspace.start(buffer);
  /** Of templates. */
  const codes = new Map<string, KernelCode>();
  const known = new Map<string, Callee>();
  // In the table, jobs follow all steps.
  const jobs: Callee[] = [];
  const firstJob = routines.reduce((n, [, functions]) => n + (functions.at(-1)?.to ?? 0), 0);
  let shared: Sharing | undefined;
  const codeOf = (template: Kernel, looped: boolean): KernelCode =>
    kernelCode(template, lib, { looped, chunks: looped ? 1 : chunksFor(template, shareFrom) });
  const linked = (
    { code, chunks }: KernelCode,
    bases: readonly number[],
    what: FunctionInfo,
  ): Callee => {
    const job = module.link(
      code,
      bases.map((b) => 4 * b),
    );
    onFunction?.(job, what);
    if (chunks === 1) return job;
    shared ??= sharing(module, jobSlot);
    const place = firstJob + jobs.push(job) - 1;
    return add(shared.share(place, chunks), { is: 'shared', job, chunks });
  };
  const functionOf = (kernel: Kernel, is: 'copy' | 'nest', looped = false): Callee => {
    const { template, bases } = templateOf(kernel, start);
    const key = `${looped} ${kernelText(template)}`;
    const code = codes.get(key) ?? codeOf(template, looped);
    codes.set(key, code);
    const place = `${key} ${bases}`;
    const callee = known.get(place) ?? linked(code, bases, { is, kernel });
    known.set(place, callee);
    return callee;
  };
  const whole = (callees: readonly Callee[]): Callee => {
    const [only] = callees;
    return callees.length === 1 && only ? only : add(callsBody(callees), { is: 'sequence' });
  };
  const first = new Map<string, number>();
  let steps = 0;
  const noop = module.add(new Body(KERNEL_SIGNATURE));
  for (const [name, functions] of routines) {
    first.set(name, steps);
    const callees: Callee[] = [];
    const of = functions.at(-1)?.to ?? 0;
    for (const [i, { from, to, loop, copies, kernels, deadInLast }] of functions.entries()) {
      if (isPause(i)) yield { routine: name, pass: 'code', done: from, of };
      const before = copies.map((k) => functionOf(k, 'copy'));
      const inside = kernels.map((k) => functionOf(k, 'nest', loop !== undefined));
      const isDead = kernels.map((k) => deadInLast.has(k));
      const last = loop ? [add(loopBody(loop, inside, isDead), { is: 'loop', loop })] : inside;
      const callee = whole([...before, ...last]);
      module.tabulate(callee);
      // A loop is one function, in the place of its first step; its other steps do nothing.
      for (let i = from + 1; i < to; i++) module.tabulate(noop);
      steps += to - from;
      callees.push(callee);
    }
    const routine = module.add(callsBody(callees));
    module.export(name, routine);
    if (name !== 'train') continue;
    const fetch = module.add(fetchBody(plan, start));
    module.export(FETCH, fetch);
    module.export(STEPS, module.add(stepsBody(plan, routine, fetch, start)));
  }
  module.export(RANGE, module.add(rangeBody(module)));
  const data = constants.data();
  module.data(constants.at, data);
  const pages = Math.max(1, Math.ceil((constants.at + data.length) / 65536));
  if (steps === 0) module.tabulate(noop);
  for (const job of jobs) module.tabulate(job);
  const bytes = module.encode(pages, shared !== undefined);
  return { bytes, pages, first, ...(shared && { jobSlot }) };
}

function stepFunctionOf(
  { from, to, loop }: StepRange,
  steps: readonly Step[],
  workspace: Workspace,
  isDeadInLast: (step: number) => boolean,
): StepFunction {
  const own = steps.slice(from, to).map((s) => s.kernel);
  const written = new Set(loop ? own.flatMap((k) => k.results.map((r) => r.to.buffer)) : []);
  // Loop-invariant operands are packed once, before the loop.
  const context: LoopContext = {
    tripCount: loop?.extent ?? 1,
    isInvariant: (a: Access) => !written.has(a.buffer) && !a.row,
  };
  workspace.begin({ from, to });
  const packed = own.map((k) => packOperands(simplify(loop ? rowOf(k) : k), workspace, context));
  workspace.invalidate(own.flatMap((k) => k.results.map((r) => r.to.buffer)));
  return {
    from,
    to,
    ...(loop && { loop }),
    copies: packed.flatMap((p) => p.copies),
    kernels: packed.flatMap((p) => p.kernels),
    deadInLast: new Set(
      packed.flatMap((p, i) => (loop && isDeadInLast(from + i) ? p.kernels : [])),
    ),
  };
}

/**
 * Tells of a step of a loop whether it is dead in the last iteration: all that it writes is read in the next
 * iteration alone, by it or by steps before it. So is the gradient that a cell hands to the row before it.
 */
function deadInLastIteration(
  { buffers }: Plan,
  { steps, results }: Routine,
): (step: number) => boolean {
  const readers = new Map<number, number[]>();
  steps.forEach(({ kernel }, i) => {
    for (const { buffer } of kernel.loads) {
      const known = readers.get(buffer);
      if (known) known.push(i);
      else readers.set(buffer, [i]);
    }
  });
  const kept = new Set(resultsIn(results).map((r) => r.buffer));
  return (step) =>
    must(steps[step], 'a step').kernel.results.every(
      ({ to: { buffer } }) =>
        buffers[buffer]?.role === 'scratch' &&
        !kept.has(buffer) &&
        (readers.get(buffer) ?? []).every(
          (i) => i <= step && steps[i]?.loop?.id === steps[step]?.loop?.id,
        ),
    );
}

/** (seed, step): one after the other. */
function callsBody(callees: readonly Callee[]): Body {
  const f = new Body(KERNEL_SIGNATURE);
  for (const callee of callees) f.get(0).get(1).call(callee);
  return f;
}

/** (seed, step): for each row in turn, every kernel of the loop; in the last row those that are not dead there. */
function loopBody(
  { extent, reverse }: Loop,
  kernels: readonly Callee[],
  deadInLast: readonly boolean[],
): Body {
  const f = new Body(KERNEL_SIGNATURE);
  const row = f.local('i32');
  f.i32(reverse ? extent - 1 : 0)
    .set(row)
    .loop();
  kernels.forEach((kernel, i) => {
    if (deadInLast[i])
      f.get(row)
        .i32(reverse ? 0 : extent - 1)
        .op('i32.ne')
        .if();
    f.get(0).get(1).get(row).call(kernel);
    if (deadInLast[i]) f.end();
  });
  f.get(row)
    .i32(1)
    .op(reverse ? 'i32.sub' : 'i32.add')
    .tee(row);
  // As an unsigned number −1 is larger than any extent.
  return f.i32(extent).op('i32.lt_u').brIf(0).end();
}

/** (from, to, seed, step): calls the table's entries one after the other. */
function rangeBody(module: Module): Body {
  const [FROM, TO, SEED, STEP] = [0, 1, 2, 3] as const;
  const f = new Body({ params: ['i32', 'i32', 'i32', 'i32'], results: [] });
  f.get(FROM).get(TO).op('i32.lt_s').if().loop();
  f.get(SEED).get(STEP).get(FROM).callIndirect(module.type(KERNEL_SIGNATURE), KERNEL_SIGNATURE);
  f.get(FROM).i32(1).op('i32.add').tee(FROM).get(TO).op('i32.lt_s').brIf(0);
  return f.end().end();
}
