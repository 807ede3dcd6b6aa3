/** A plan as one WebAssembly module: a function per distinct kernel, one per routine, and a table. */
import { must } from '../../../src/base/assert.ts';
import type { Plan } from '../../../src/plan/plan.ts';
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
  for (const [name, routine] of Object.entries(plan.routines)) {
    first.set(name, steps);
    const whole = new Body(MOMENT);
    for (const { kernel } of routine.steps) {
      const key = JSON.stringify(kernel);
      const callee = known.get(key) ?? module.add(kernelBody(kernel, start, lib));
      known.set(key, callee);
      module.tabulate(callee);
      steps++;
      whole.get(0).get(1).call(callee);
    }
    module.export(name, module.add(whole));
  }
  module.export(RANGE, module.add(rangeBody(module)));
  const pages = Math.max(1, Math.ceil((plan.arena * 4) / 65536));
  if (steps === 0) module.tabulate(module.add(new Body(MOMENT)));
  return { bytes: module.encode(pages), pages, first };
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
