/** A thread that dies in the midst of a kernel: training goes on without it, to the same numbers. */
import { expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { compilePlan } from '../../workers/backends/wasm/compile.ts';
import { ThreadPool } from '../../workers/backends/wasm/thread-pool.ts';
import { hasRelaxedSimd, wasmWith } from '../../workers/backends/wasm/wasm.ts';
import { listened } from './line.ts';
import { network, SERVES, spawn, spawned } from './threads.ts';

/** Takes one chunk from the job slot, as a worker thread does, and ends before it has run it. */
const TAKES_AND_DIES = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.on('message', ({ memory }) => {
  const ticket = new BigInt64Array(memory.buffer, workerData, 1);
  const left = (t) => (t & 0xfffffn) < ((t >> 20n) & 0xfffffn);
  for (;;)
    if (left(Atomics.load(ticket, 0)) && left(Atomics.add(ticket, 0, 1n))) process.exit();
});`;

const STEPS = 300;
/** Trains in rounds until it is told that these were enough. */
async function trained(enough: (rounds: number) => boolean, pool?: ThreadPool) {
  const backend = wasmWith({ shareFrom: 0, ...(pool && { threadPool: pool }) });
  const t = await listened({ compile, makeDataset, backends: [backend] });
  await t.engine.load({ document: network, generation: 1 });
  let rounds = 0;
  do {
    rounds++;
    await t.engine.train(STEPS);
    await t.rest();
  } while (!enough(rounds));
  const weights = await t.engine.readWeights();
  const last = t.frames().at(-1);
  await t.engine.dispose();
  return { rounds, weights, troubles: t.troubles(), last };
}

test('training goes on to the same weights, bit for bit, and so many steps', async () => {
  const { plan } = compile(network);
  const machine = { relaxed: hasRelaxedSimd(), shareFrom: 0 };
  const { jobSlot } = compilePlan(must(plan, 'a plan'), machine);
  const pool = new ThreadPool(1, () =>
    spawn(spawned.length ? SERVES : TAKES_AND_DIES, must(jobSlot, 'a job slot')),
  );
  // It comes when it has begun: until then rounds go by without it.
  const together = await trained(() => spawned.length > 1, pool);
  const alone = await trained((rounds) => rounds === together.rounds);
  // The one that died, and the one in its place.
  expect(spawned).toHaveLength(2);
  expect(together.troubles).toEqual([]);
  expect(together.last).toMatchObject({ step: STEPS * together.rounds, status: 'paused' });
  expect(together.weights).toEqual(alone.weights);
});
