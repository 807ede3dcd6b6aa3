/** A plan as one WebAssembly module: a function per distinct kernel, one per routine, and a table. */
import { must } from '../../../src/base/assert.ts';
import { stretchesOf } from '../../../src/plan/loops.ts';
import type { Loop, Plan, Step } from '../../../src/plan/plan.ts';
import { Body, type Callee } from './assembler/body.ts';
import { Module } from './assembler/module.ts';
import { kernelBody } from './kernel.ts';
import { library } from './library.ts';
import { MOMENT } from './values.ts';

export interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the memory to be imported, in units of 64 KiB. */
  readonly pages: number;
  /** Where a routine's first step stands in the table. */
  readonly first: ReadonlyMap<string, number>;
}

/** Runs the table's functions [from, to): exported under this name. */
export const RANGE = 'range';

export function compilePlan(plan: Plan): Compiled {
  const module = new Module();
  const lib = library(module);
  const start = (buffer: number) => must(plan.buffers[buffer], `no buffer ${buffer}`).offset;
  // Routines share kernels: the same forward pass stands in train, watch and evaluate.
  const known = new Map<string, Callee>();
  const first = new Map<string, number>();
  let steps = 0;
  let nothing: Callee | undefined;
  for (const [name, routine] of Object.entries(plan.routines)) {
    first.set(name, steps);
    const whole = new Body(MOMENT);
    const functionOf = ({ kernel, loop }: Step): Callee => {
      const key = `${loop !== undefined} ${JSON.stringify(kernel)}`;
      const callee = known.get(key) ?? module.add(kernelBody(kernel, start, lib, !!loop));
      known.set(key, callee);
      return callee;
    };
    for (const { from, to, loop } of stretchesOf(routine.steps)) {
      const callees = routine.steps.slice(from, to).map(functionOf);
      const [first] = callees as [Callee];
      const callee = loop ? module.add(loopBody(loop, callees)) : first;
      module.tabulate(callee);
      // A loop is one function, in the place of its first step; there is nothing left for the others.
      for (let i = from + 1; i < to; i++) {
        nothing ??= module.add(new Body(MOMENT));
        module.tabulate(nothing);
      }
      steps += to - from;
      whole.get(0).get(1).call(callee);
    }
    module.export(name, module.add(whole));
  }
  module.export(RANGE, module.add(rangeBody(module)));
  const pages = Math.max(1, Math.ceil((plan.arena * 4) / 65536));
  if (steps === 0) module.tabulate(module.add(new Body(MOMENT)));
  return { bytes: module.encode(pages), pages, first };
}

/** (seed, step): for each row in turn, every kernel of the loop. */
function loopBody({ extent, reverse }: Loop, kernels: readonly Callee[]): Body {
  const f = new Body(MOMENT);
  const row = f.local('i32');
  f.i32(reverse ? extent - 1 : 0)
    .set(row)
    .loop();
  for (const kernel of kernels) f.get(0).get(1).get(row).call(kernel);
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
