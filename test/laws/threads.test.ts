/**
 * Law: the number of threads changes no bit. Every sample and random graphs are trained on one thread and
 * on three, two of which share whatever kernel can be cut, however small; by turns with and without relaxed SIMD.
 */
import { expect, test } from 'vitest';
import { threadPoolOf } from '../../cli/threads.ts';
import { must } from '../../src/base/assert.ts';
import { random } from '../../src/base/random.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Document } from '../../src/document/records.ts';
import { size } from '../../src/tensor/shape.ts';
import type { HostInstance } from '../../workers/backends/backend.ts';
import { wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { RELAXED } from '../backends/variants.ts';
import { drawing } from '../compile/feeding.ts';
import { randomGraph } from '../compile/graphs.ts';
import { LIGHT_SAMPLES } from '../samples/light.ts';

const CASES: readonly (readonly [string, Document])[] = [
  ...Array.from({ length: 40 }, (_, i) => [`graph ${i + 1}`, randomGraph(i + 101)] as const),
  ...LIGHT_SAMPLES.map((s) => [`sample ${s.id}`, s.document] as const),
];
const STEPS = 4;
const pool = must(threadPoolOf(3), 'a thread pool');
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Draws the weights, takes a few steps, and looks: all that lies in the buffers of any routine. */
function run(document: Document, instance: HostInstance): readonly Float32Array[] {
  const { plan } = instance;
  for (const { buffer, value } of Object.values(plan.dials)) instance.view(buffer)[0] = value;
  instance.submit('init', 3, 0);
  for (const routine of ['train', 'watch', 'evaluate', 'predict'] as const) {
    if (!plan.routines[routine]) continue;
    for (const [name, ref] of Object.entries(plan.routines[routine].inputs)) {
      const r = random(5, name.length);
      const next = drawing(document, name);
      const view = instance.view(ref.buffer);
      for (let i = 0; i < size(ref.shape); i++) view[ref.offset + i] = next(r);
    }
    for (let step = 1; step <= STEPS; step++) instance.submit(routine, 3, step);
  }
  return plan.buffers.map((b) => instance.view(b.id).slice() as Float32Array);
}

let chunksRun = 0;

test.each(CASES.map((c, i) => [...c, RELAXED[i % RELAXED.length]] as const))(
  '%s',
  async (_, document, relaxed) => {
    const { plan } = compile(document);
    if (!plan) throw new Error('no plan');
    const alone = await wasmWith({ relaxed }).instantiate(plan);
    const together = await wasmWith({ relaxed, threadPool: pool, shareFrom: 0 }).instantiate(plan);
    together.submit('init', 3, 0);
    const { slot } = pool;
    // A plan of single numbers has nothing to share.
    while (slot && slot.serving < 2) await pause();
    const [one, three] = [run(document, alone), run(document, together)];
    for (const [i, { name }] of plan.buffers.entries()) {
      const at = one[i]?.findIndex((x, k) => !Object.is(x, three[i]?.[k]));
      if (at !== -1) expect.fail(`${name}[${at}]: ${three[i]?.[at ?? 0]} and ${one[i]?.[at ?? 0]}`);
    }
    chunksRun += slot?.chunksRun ?? 0;
    together.dispose();
    alone.dispose();
  },
);

test('the others did take part', () => {
  expect(chunksRun).toBeGreaterThan(1000);
});
