/**
 * The functions of one step as text. They are compiled once more, by the same compiler from a plan that
 * has this step alone, so that nothing needs to be kept while a network trains. All is as in the module
 * that runs but for the numbers of functions, the places of constants and of packed operands, and copies
 * that an earlier step has made already: here each step shows its own.
 */
import { must } from '../../../src/base/assert.ts';
import { stepRangesOf } from '../../../src/plan/loops.ts';
import type { Buffer, Loop, Plan, RoutineName } from '../../../src/plan/plan.ts';
import { printKernel } from '../../../src/plan/print.ts';
import type { Listing } from '../backend.ts';
import { functionText, readModule } from './assembler/text.ts';
import { type CodegenOptions, compilePlan, type FunctionInfo } from './compile.ts';
import type { Access, Kernel } from './lowered.ts';
import { mapAffine } from './simplify.ts';
import { accessesOf } from './templates.ts';

export function listing(
  plan: Plan,
  name: RoutineName,
  step: number,
  options: CodegenOptions,
): readonly Listing[] {
  const routine = plan.routines[name];
  const group = stepRangesOf(routine?.steps ?? []).find((s) => s.from <= step && step < s.to);
  if (!routine || !group) return [];
  // What other steps read of it is a result all the same.
  const others = routine.steps.filter((_, i) => i < group.from || i >= group.to);
  const read = others.flatMap((s) => s.kernel.loads.map(({ buffer }) => buffer));
  const alone = {
    ...routine,
    steps: routine.steps.slice(group.from, group.to),
    results: {
      ...routine.results,
      values: {
        ...routine.results.values,
        ...Object.fromEntries(
          read.map((buffer) => [`#${buffer}`, { buffer, offset: 0, shape: [] }]),
        ),
      },
    },
  };
  const infos = new Map<number, FunctionInfo>();
  const { bytes } = compilePlan(
    { ...plan, routines: { [name]: alone } },
    { ...options, onFunction: ({ index }, what) => void infos.set(index, what) },
  );
  const module = readModule(bytes);
  const names = namesOf(infos);
  const nameOf = (index: number) => names.get(index) ?? `$${index}`;
  const listings: Listing[] = [];
  const seen = new Set<number>();
  const visit = (index: number) => {
    if (seen.has(index)) return;
    seen.add(index);
    const what = infos.get(index);
    // What submits and claims jobs is the same for all kernels: not this step's.
    if (!what) return;
    const f = module.list(index, nameOf);
    listings.push({
      is: what.is,
      name: nameOf(index),
      ...('kernel' in what && { nest: nestOf(what.kernel, plan, group.loop) }),
      text: functionText(nameOf(index), f),
    });
    if (what.is === 'shared') visit(what.job.index);
    for (const callee of f.calls) visit(callee);
  };
  visit(must(module.table[0], 'a step that is in no table'));
  return listings;
}

/** `$copy`, `$nest`, numbered where there are several; functions of the library by their own names. */
function namesOf(infos: ReadonlyMap<number, FunctionInfo>): Map<number, string> {
  const stems = new Map(
    [...infos].map(([index, what]) => [
      index,
      what.is === 'math' ? `$${what.name.replace(' ', 'x')}` : `$${what.is}`,
    ]),
  );
  const counts = new Map<string, number>();
  for (const stem of stems.values()) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  const numbers = new Map<string, number>();
  for (const [index, stem] of stems) {
    const number = (numbers.get(stem) ?? 0) + 1;
    numbers.set(stem, number);
    if ((counts.get(stem) ?? 0) > 1) stems.set(index, `${stem}${number}`);
  }
  return stems;
}

/** In print; of a kernel of a loop with the rows as its outermost axis, as in the plan. */
function nestOf(kernel: Kernel, plan: Plan, loop: Loop | undefined): string {
  const rows = loop && looped(kernel);
  const whole = rows && loop ? withRows(kernel, loop.extent) : kernel;
  return printNest(whole, { buffers: named(plan, kernel) }, rows ? loop : undefined);
}

/** As a kernel of a plan, and the row that an access fetches before its place in it: `t1[64 · t0[i] + j]`. */
export const printNest = (kernel: Kernel, plan: Pick<Plan, 'buffers'>, loop?: Loop): string =>
  printKernel(kernel, plan, loop, ({ indirect }: Access, print) =>
    indirect ? `${indirect.stride} · ${print(indirect.index)} + ` : '',
  );

const looped = (kernel: Kernel): boolean => accessesOf(kernel).some((a) => a.row !== undefined);

const withRows = (kernel: Kernel, extent: number): Kernel => ({
  ...mapAffine(kernel, (a) => ({
    ...a,
    strides: [a.row ?? 0, ...a.strides],
  })),
  axes: [extent, ...kernel.axes],
});

/** The plan's buffers, and behind them the kernel's scratch memory. */
function named(plan: Plan, kernel: Kernel): readonly Buffer[] {
  const buffers = [...plan.buffers];
  const scratch = [...new Set(accessesOf(kernel).map((a) => a.buffer))]
    .filter((id) => id >= plan.buffers.length)
    .sort((a, b) => a - b);
  for (const id of scratch) {
    const name = `copy${id - plan.buffers.length + 1}`;
    buffers[id] = { id, name, role: 'scratch', size: 0, offset: 0 };
  }
  return buffers;
}
