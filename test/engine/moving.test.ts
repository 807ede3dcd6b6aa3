/** What crosses the wire by being moved: the large alone, each once, and only copies made for the answer. */

import { expose, type Remote, wrap } from 'comlink';
import { expect, test } from 'vitest';
import { planCheckWith } from '../../src/compile/check-plans.ts';
import { compile } from '../../src/compile/compile.ts';
import { explain } from '../../src/compile/explain.ts';
import { pathsWith } from '../../src/compile/paths.ts';
import { makeDataset } from '../../src/data/make.ts';
import { tensorsOf } from '../../src/document/checkpoint.ts';
import type { Floats } from '../../src/tensor/tensor.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import { Outgoing, WORTH_MOVING } from '../../workers/engine/moving.ts';
import type { EngineApi } from '../../workers/engine/protocol.ts';
import { adam, bceWithLogits, data, dense, draw, tanh } from '../vocabulary.ts';

/** What the other end gets of an answer that is asked for over a channel. */
async function answered<T extends object>(answer: T): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  expose({ ask: () => answer }, port1);
  const remote = wrap<{ ask: () => T }>(port2);
  const got = (await remote.ask()) as T;
  port1.close();
  port2.close();
  return got;
}

test('large copies are moved, each once; small and shared ones, and what nobody named, are copied', async () => {
  const large = new Float32Array(WORTH_MOVING / 4).fill(1);
  const small = new Float32Array(WORTH_MOVING / 4 - 1);
  const shared = new Float32Array(new SharedArrayBuffer(WORTH_MOVING));
  const live = new Float32Array(WORTH_MOVING / 4).fill(2);
  const out = new Outgoing();
  const again = new Float32Array(large.buffer, 4, 2);
  for (const one of [large, again, small, shared]) out.own(one);
  const answer = { tensors: [{ large }], again, small, shared, live };
  expect(out.mark(answer)).toBe(answer);
  const there = await answered(answer);
  expect(there.tensors[0]?.large).toEqual(new Float32Array(WORTH_MOVING / 4).fill(1));
  expect(there.live).toEqual(live);
  expect(large.byteLength).toBe(0);
  expect(small).toHaveLength(WORTH_MOVING / 4 - 1);
  expect(live).toHaveLength(WORTH_MOVING / 4);
  expect(new Outgoing().mark(undefined)).toBeUndefined();
});

/** Tensors of just more bytes than are worth moving: 64 × 65 float32. */
const network = draw(
  [
    data('moons', { samples: 160 }),
    dense(64),
    tanh(),
    dense(65),
    tanh(),
    dense(1),
    bceWithLogits(),
  ],
  [
    'data1.x -> dense1.in',
    'dense1.out -> tanh1.in',
    'tanh1.out -> dense2.in',
    'dense2.out -> tanh2.in',
    'tanh2.out -> dense3.in',
    'dense3.out -> bceWithLogits1.prediction',
    'data1.y -> bceWithLogits1.target',
  ],
  { batchSize: 65, optimiser: adam(0.05) },
);
const ASKED: Readonly<Record<string, (engine: EngineApi) => Promise<unknown>>> = {
  weights: (engine) => engine.readWeights(),
  'the state of the run': (engine) => engine.readCheckpoint(),
  'a node': (engine) => engine.inspectNode('dense2'),
  'a wire': (engine) => engine.inspectEdge('e3'),
  'an explanation': (engine) => engine.explain(),
  'the decision map': (engine) =>
    engine.map({
      ...{ source: 'data1', loss: 'bceWithLogits1', x: 0, y: 1, resolution: 65 },
      ...{ xRange: [-1, 1], yRange: [-1, 1], weights: ['dense2.weight'] },
    }),
};

/** Large arrays in an answer. */
function largeIn(value: unknown): Floats[] {
  if (value instanceof Float32Array || value instanceof Float64Array)
    return value.buffer.byteLength >= WORTH_MOVING ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(largeIn);
}

test.each([reference, wasm])('what the engine on $name hands over is its own', async (backend) => {
  const engine = createEngine({
    ...{ compile, explain, planCheck: planCheckWith(), paths: pathsWith(), makeDataset },
    backends: [backend],
    tables: { get: async () => undefined },
  });
  const { port1, port2 } = new MessageChannel();
  const last: { answer?: unknown } = {};
  // The engine as it is exposed, with a word of what it answered.
  const heard = new Proxy(engine, {
    get: (of, name: keyof EngineApi) => {
      const method = of[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        last.answer = await method(...args);
        return last.answer;
      };
    },
  });
  expose(heard, port1);
  const remote: Remote<EngineApi> = wrap<EngineApi>(port2);
  await remote.load({ document: network, generation: 1 });
  await remote.stepForward();
  // Forward, then back: only there gradients are explained.
  await remote.runTo('dense2');
  await remote.runTo('dense2');
  const first = await engine.readCheckpoint();
  for (const [what, ask] of Object.entries(ASKED)) {
    const before = largeIn(await ask(engine));
    expect(before.length, what).toBeGreaterThan(0);
    const got = largeIn(await ask(remote as unknown as EngineApi));
    expect(got, what).toEqual(before);
    // Moved away, all of them.
    expect(largeIn(last.answer), what).toEqual([]);
    expect(await ask(engine), what).toBeDefined();
  }
  // Nothing of the engine's own went along.
  expect(tensorsOf((await engine.readCheckpoint())!)).toEqual(tensorsOf(first!));
  port1.close();
  port2.close();
});
