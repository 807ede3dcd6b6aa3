/** A plan as one WebAssembly module: a function per distinct kernel, one per routine, and a table. */
import { must } from '../../../src/base/assert.ts';
import { atOnce, isPause, type Piecemeal } from '../../../src/base/piecemeal.ts';
import { stepRangesOf } from '../../../src/plan/loops.ts';
import type {
  Access,
  Kernel,
  Loop,
  Plan,
  Routine,
  RoutineName,
  Step,
} from '../../../src/plan/plan.ts';
import { kernelText } from '../../../src/plan/text.ts';
import type { Translated } from '../backend.ts';
import { Body, type Callee } from './assembler/body.ts';
import { Module } from './assembler/module.ts';
import { Constants } from './constants.ts';
import type { Rounds } from './contraction.ts';
import { FETCH, fetchBody, STEPS, stepsBody } from './feeding.ts';
import { formOf } from './forms.ts';
import { type KernelCode, kernelCode } from './kernel.ts';
import { library } from './library.ts';
import { chunksFor, JOB_SLOT_BYTES, type Sharing, sharing } from './sharing.ts';
import { rowOf, simplify } from './simplify.ts';
import { stage } from './stage.ts';
import { MOMENT } from './values.ts';
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

export interface Machine {
  /** It has relaxed SIMD. */
  readonly relaxed: boolean;
  /** Kernels that take so many microseconds on one thread are shared by several; none when absent. */
  readonly shareFrom?: number;
  /** Is told of every function what it is; for those who print them (listing.ts). */
  readonly told?: (callee: Callee, made: Made) => void;
}

/** What a function of the module is. */
export type Made =
  | { readonly is: 'copy' | 'nest'; readonly kernel: Kernel }
  /** The kernels of a loop over time, row by row. */
  | { readonly is: 'loop'; readonly loop: Loop }
  /** The functions of one step, one after the other. */
  | { readonly is: 'sequence' }
  /** Submits a kernel as a job that worker threads share. */
  | { readonly is: 'shared'; readonly job: Callee; readonly chunks: number }
  | { readonly is: 'math'; readonly name: string };

/** Runs the table's functions [from, to): exported under this name. */
export const RANGE = 'range';

/** Steps that are one function: the kernels before and in its loop, or those of a single step. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly loop?: Loop;
  readonly copies: readonly Kernel[];
  readonly kernels: readonly Kernel[];
  /** Of a loop those that only leave something to the next round: the last round does without them. */
  readonly ahead: ReadonlySet<Kernel>;
}

export const compilePlan = (...of: Parameters<typeof compilingPlan>): Compiled =>
  atOnce(compilingPlan(...of));

/** The same piece by piece. */
export function* compilingPlan(
  plan: Plan,
  { relaxed, shareFrom = Number.POSITIVE_INFINITY, told }: Machine,
): Piecemeal<Compiled, Translated> {
  // First all that is set aside, so that every place is known, then the code.
  const workspace = new Workspace(plan);
  const routines: [RoutineName, Stretch[]][] = [];
  for (const [key, routine] of Object.entries(plan.routines)) {
    const name = key as RoutineName;
    workspace.enter(name);
    // What `watch` computes is looked at, all of it.
    const isSpared = name === 'watch' ? () => false : sparedIn(plan, routine);
    const made: Stretch[] = [];
    for (const [i, s] of stepRangesOf(routine.steps).entries()) {
      if (isPause(i))
        yield { routine: name, pass: 'stage', done: s.from, of: routine.steps.length };
      made.push(stretchOf(s, routine.steps, workspace, isSpared));
    }
    routines.push([name, made]);
  }
  const module = new Module();
  const jobSlot = JOB_SLOT_BYTES * Math.ceil((4 * workspace.size) / JOB_SLOT_BYTES);
  const constants = new Constants(jobSlot + JOB_SLOT_BYTES);
  const made = (body: Body, what: Made): Callee => {
    const callee = module.add(body);
    told?.(callee, what);
    return callee;
  };
  const lib = library(relaxed, constants, (name, body) => made(body, { is: 'math', name }));
  const start = (buffer: number) => workspace.start(buffer);
  const codes = new Map<string, KernelCode>();
  const known = new Map<string, Callee>();
  // In the table, jobs follow all steps.
  const jobs: Callee[] = [];
  const firstJob = routines.reduce((n, [, stretches]) => n + (stretches.at(-1)?.to ?? 0), 0);
  let shared: Sharing | undefined;
  const codeOf = (form: Kernel, looped: boolean): KernelCode =>
    kernelCode(form, lib, { looped, chunks: looped ? 1 : chunksFor(form, shareFrom) });
  const placed = ({ code, chunks }: KernelCode, bases: readonly number[], what: Made): Callee => {
    const job = module.place(
      code,
      bases.map((b) => 4 * b),
    );
    told?.(job, what);
    if (chunks === 1) return job;
    shared ??= sharing(module, jobSlot);
    const place = firstJob + jobs.push(job) - 1;
    return made(shared.share(place, chunks), { is: 'shared', job, chunks });
  };
  const functionOf = (kernel: Kernel, is: 'copy' | 'nest', looped = false): Callee => {
    const { form, bases } = formOf(kernel, start);
    const key = `${looped} ${kernelText(form)}`;
    const code = codes.get(key) ?? codeOf(form, looped);
    codes.set(key, code);
    const place = `${key} ${bases}`;
    const callee = known.get(place) ?? placed(code, bases, { is, kernel });
    known.set(place, callee);
    return callee;
  };
  const whole = (callees: readonly Callee[]): Callee => {
    const [only] = callees;
    return callees.length === 1 && only ? only : made(callsBody(callees), { is: 'sequence' });
  };
  const first = new Map<string, number>();
  let steps = 0;
  const nothing = module.add(new Body(MOMENT));
  for (const [name, stretches] of routines) {
    first.set(name, steps);
    const callees: Callee[] = [];
    const of = stretches.at(-1)?.to ?? 0;
    for (const [i, { from, to, loop, copies, kernels, ahead }] of stretches.entries()) {
      if (isPause(i)) yield { routine: name, pass: 'code', done: from, of };
      const before = copies.map((k) => functionOf(k, 'copy'));
      const inside = kernels.map((k) => functionOf(k, 'nest', loop !== undefined));
      const isAhead = kernels.map((k) => ahead.has(k));
      const last = loop ? [made(loopBody(loop, inside, isAhead), { is: 'loop', loop })] : inside;
      const callee = whole([...before, ...last]);
      module.tabulate(callee);
      // A loop is one function, in the place of its first step; there is nothing left for the others.
      for (let i = from + 1; i < to; i++) module.tabulate(nothing);
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
  if (steps === 0) module.tabulate(nothing);
  for (const job of jobs) module.tabulate(job);
  const bytes = module.encode(pages, shared !== undefined);
  return { bytes, pages, first, ...(shared && { jobSlot }) };
}

function stretchOf(
  { from, to, loop }: { readonly from: number; readonly to: number; readonly loop?: Loop },
  steps: readonly Step[],
  workspace: Workspace,
  isSpared: (step: number) => boolean,
): Stretch {
  const own = steps.slice(from, to).map((s) => s.kernel);
  const written = new Set(loop ? own.flatMap((k) => k.results.map((r) => r.to.buffer)) : []);
  // What a loop does not change is copied once, before it.
  const rounds: Rounds = {
    count: loop?.extent ?? 1,
    still: (a: Access) => !written.has(a.buffer) && !('row' in a && a.row !== 0),
  };
  workspace.begin({ from, to });
  const staged = own.map((k) => stage(simplify(loop ? rowOf(k) : k), workspace, rounds));
  workspace.wrote(own.flatMap((k) => k.results.map((r) => r.to.buffer)));
  return {
    from,
    to,
    ...(loop && { loop }),
    copies: staged.flatMap((s) => s.copies),
    kernels: staged.flatMap((s) => s.kernels),
    ahead: new Set(staged.flatMap((s, i) => (loop && isSpared(from + i) ? s.kernels : []))),
  };
}

/**
 * Tells of a step of a loop whether all that it writes is read in the next round alone, by it or by steps
 * before it: as the gradient is that a cell hands to the step before it in time.
 */
function sparedIn({ buffers }: Plan, { steps, results }: Routine): (step: number) => boolean {
  const readers = new Map<number, number[]>();
  steps.forEach(({ kernel }, i) => {
    for (const { buffer } of kernel.loads) {
      const known = readers.get(buffer);
      if (known) known.push(i);
      else readers.set(buffer, [i]);
    }
  });
  const kept = new Set(Object.values(results).map((r) => r.buffer));
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
  const f = new Body(MOMENT);
  for (const callee of callees) f.get(0).get(1).call(callee);
  return f;
}

/** (seed, step): for each row in turn, every kernel of the loop; in the last those that are not ahead. */
function loopBody(
  { extent, reverse }: Loop,
  kernels: readonly Callee[],
  ahead: readonly boolean[],
): Body {
  const f = new Body(MOMENT);
  const row = f.local('i32');
  f.i32(reverse ? extent - 1 : 0)
    .set(row)
    .loop();
  kernels.forEach((kernel, i) => {
    if (ahead[i])
      f.get(row)
        .i32(reverse ? 0 : extent - 1)
        .op('i32.ne')
        .if();
    f.get(0).get(1).get(row).call(kernel);
    if (ahead[i]) f.end();
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
  f.get(SEED).get(STEP).get(FROM).callIndirect(module.type(MOMENT), MOMENT);
  f.get(FROM).i32(1).op('i32.add').tee(FROM).get(TO).op('i32.lt_s').brIf(0);
  return f.end().end();
}
