/** Plans in float32 with 128-bit SIMD: compiled at run time to one module over one memory. */
import { must } from '../../../src/base/assert.ts';
import type { Recent } from '../../../src/base/recent.ts';
import type { Plan, RoutineName } from '../../../src/plan/plan.ts';
import {
  AT_ONCE,
  type Drive,
  type HostBackend,
  type HostInstance,
  LostThread,
  NO_RESIDENT_DATA,
  type ResidentData,
} from '../backend.ts';
import { costsIn, hostMemory } from '../host.ts';
import { admit, footprint, refused } from '../memory.ts';
import { Body } from './assembler/body.ts';
import { Module } from './assembler/module.ts';
import { type Compiled, compilingPlan, RANGE } from './compile.ts';
import { listing } from './listing.ts';
import { bindResidentData, layOutResidentData } from './resident-data.ts';
import { JobSlot, type ThreadPool } from './thread-pool.ts';

export interface Options {
  /** Products and sums in one instruction. What the engine supports, when absent. */
  readonly relaxed?: boolean;
  /** Worker threads that take chunks of large kernels; needs shared memory. */
  readonly threadPool?: ThreadPool;
  /** Microseconds on one thread from which it pays to share a kernel. */
  readonly shareFrom?: number;
  /** What was compiled before is not compiled again. */
  readonly modules?: Recent<Built>;
}

/** A plan's module; it may be instantiated any number of times. */
export interface Built {
  readonly module: WebAssembly.Module;
  readonly layout: Omit<Compiled, 'bytes'>;
}

const SHARE_FROM = 20;
/** Browsers stop somewhere between 2 and 4 GiB for one memory; this leaves room for the page. */
const MEMORY_LIMIT_MIB = 1536;

export const wasmWith = (options: Options): HostBackend => ({
  name: 'wasm',
  precision: 'float32',
  instantiate: (plan, data = NO_RESIDENT_DATA, drive = AT_ONCE) =>
    instantiate(plan, data, options, drive),
});
export const wasm: HostBackend = wasmWith({});

/** Whether this engine has 128-bit SIMD: asked by validating a function that uses it. */
export function hasSimd(): boolean {
  const module = new Module();
  module.add(new Body({ params: ['f32'], results: ['v128'] }).get(0).op('f32x4.splat'));
  return WebAssembly.validate(module.encode(1));
}

/** Whether it has relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  const module = new Module();
  const body = new Body({ params: ['v128'], results: ['v128'] });
  module.add(body.get(0).get(0).get(0).op('f32x4.relaxed_madd'));
  return WebAssembly.validate(module.encode(1));
}

type Exports = Readonly<Record<string, (...args: number[]) => unknown>>;

async function instantiate(
  plan: Plan,
  data: ResidentData,
  { relaxed = hasRelaxedSimd(), threadPool, shareFrom = SHARE_FROM, modules }: Options,
  drive: Drive,
): Promise<HostInstance> {
  admit(footprint(plan, data, 4, 0), MEMORY_LIMIT_MIB);
  if (!hasSimd()) {
    throw new Error(
      'This browser has no WebAssembly SIMD, which training needs. Please update it.',
    );
  }
  const codegen = { relaxed, ...(threadPool && { shareFrom }) };
  const build = async (): Promise<Built> => {
    const { bytes, ...layout } = await drive(compilingPlan(plan, codegen));
    // Engines translate a function when it is first called, so that this is soon done; asynchronously it
    // would wait for other threads much longer.
    return { module: new WebAssembly.Module(bytes), layout };
  };
  const built = modules?.find(plan.key) ?? (await build());
  modules?.keep(plan.key, built);
  const { module, layout } = built;
  const { pages, first } = layout;
  const needs = footprint(plan, data, 4, pages * 65536 - 4 * plan.arena);
  admit(needs, MEMORY_LIMIT_MIB);
  const placed = layOutResidentData(plan, data, pages * 65536);
  const memory = allocate(Math.ceil(placed.end / 65536), layout.jobSlot !== undefined);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  if (layout.jobSlot !== undefined) await threadPool?.start();
  const slot =
    layout.jobSlot === undefined ? undefined : new JobSlot({ module, memory }, layout.jobSlot);
  const exports = instance.exports as Exports;
  const views = plan.buffers.map((b) => new Float32Array(memory.buffer, 4 * b.offset, b.size));
  plan.buffers.forEach((b, i) => {
    if (b.data) views[i]?.set(b.data);
  });
  const lengths = new Map<string, number>(
    Object.entries(plan.routines).map(([name, routine]) => [name, routine.steps.length]),
  );
  const range = must(exports[RANGE], 'a module without its range function');

  /** A call whose kernels worker threads may take chunks of. */
  const withThreads = <T>(call: () => T): T => {
    if (!slot || !threadPool) return call();
    threadPool.attach(slot);
    const result = call();
    if (!slot.lost) return result;
    threadPool.replaceLost();
    throw new LostThread();
  };
  const bound = bindResidentData(plan, data, placed, memory.buffer, exports);

  return {
    plan,
    footprint: needs,
    threads: slot ? 1 + (threadPool?.count ?? 0) : 1,
    ...hostMemory(views, bound.orders),
    fetch: bound.fetch,
    async train(steps) {
      const done = withThreads(() => bound.train(steps));
      return { done, ...costsIn(plan, views) };
    },
    submit(routine: RoutineName, seed, step, from = 0, to) {
      const length = must(lengths.get(routine), `the plan has no routine ${routine}`);
      const end = to ?? length;
      if (from < 0 || end > length)
        throw new Error(`internal: ${routine} has no steps ${from}–${end}`);
      if (from === 0 && end === length) {
        const whole = must(exports[routine], 'a routine that was not exported');
        withThreads(() => whole(seed, step));
        return;
      }
      const base = first.get(routine)!;
      withThreads(() => range(base + from, base + end, seed, step));
    },
    listing: (routine, step) => listing(plan, routine, step, codegen),
    // Memory goes when nothing refers to it any more.
    dispose() {
      if (slot) threadPool?.detach(slot);
    },
  };
}

function allocate(pages: number, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (error) {
    if (error instanceof RangeError) throw refused(pages * 65536);
    throw error;
  }
}
