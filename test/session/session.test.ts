/** The page's end of the wire, over a real message channel to a real engine. */
import { expose } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { at, last } from '../../src/base/ring.ts';
import { createSession, extended } from '../../src/session/connect.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import type { CurvePoint, EngineEvent } from '../../workers/engine/protocol.ts';
import { lineDocument, lineParts } from '../engine/line.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A session whose wires end at engines in this very process; `kill` does what a crash does. */
function session() {
  const workers: { kill: (reason: string) => void }[] = [];
  const made = createSession(() => {
    const { port1, port2 } = new MessageChannel();
    expose(createEngine(lineParts), port1);
    let death: (reason: string) => void = () => {};
    workers.push({
      kill: (reason) => {
        port1.close();
        death(reason);
      },
    });
    const close = () => {
      port1.close();
      port2.close();
    };
    closing.push(close);
    const onDeath = (callback: typeof death) => {
      death = callback;
    };
    return { endpoint: port2, onDeath, close };
  });
  closing.push(() => made.dispose());
  return { session: made, workers };
}
const until = async (done: () => boolean) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
};

test('loads, trains, fills rings and curves, and paints', async () => {
  const { session: s } = session();
  let painted = 0;
  s.onPaint(() => painted++);
  const reply = await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  expect(reply).toMatchObject({ generation: 1, status: 'ready' });
  expect(reply.moves).toHaveLength(5);
  await s.engine.watch(['e2'], 20);
  await s.engine.train(30);
  await until(() => s.curves().at(-1)?.step === 30);
  expect(s.curves().map((p) => p.step)).toEqual(Array.from({ length: 31 }, (_, i) => i));
  await until(() => s.edge('e2').gradient.length > 0);
  expect(last(s.edge('e2').gradient)).toBeGreaterThan(0);
  expect(at(s.edge('e2').value, 0)).toBeGreaterThan(0);
  expect(s.edge('e9').value.length).toBe(0);
  await until(() => painted > 0);
  s.clearCurves();
  expect(s.curves()).toEqual([]);
});

test('tensors cross the wire whole', async () => {
  const { session: s } = session();
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  const state = await s.engine.stepForward();
  expect(state).toMatchObject({ done: 1, total: 5 });
  const edge = await s.engine.inspectEdge('e2');
  expect(edge?.value?.data).toBeInstanceOf(Float32Array);
  expect(edge?.value?.data).toHaveLength(4);
  expect(edge?.gradient).toBeUndefined();
});

test('events of an older generation change nothing', async () => {
  const { session: s } = session();
  const heard: EngineEvent[] = [];
  const forget = s.onEvent((event) => void heard.push(event));
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  await until(() => heard.length > 0);
  s.nextGeneration();
  s.clearCurves();
  heard.length = 0;
  await s.engine.train(5);
  await s.engine.readWeights();
  expect(heard).toEqual([]);
  expect(s.curves()).toEqual([]);
  await s.engine.load({
    document: lineDocument({ batchSize: 3 }),
    generation: s.generation(),
  });
  await until(() => heard.length > 0);
  expect(heard.every((e) => e.generation === 2)).toBe(true);
  forget();
});

test('a worker that dies is told, answered for, replaced, and works again', async () => {
  const { session: s, workers } = session();
  const heard: EngineEvent[] = [];
  s.onEvent((event) => void heard.push(event));
  await s.engine.load({ document: lineDocument(), generation: s.nextGeneration() });
  await s.engine.watch(['e2'], 20);
  await s.engine.train(5);
  const weights = await s.engine.readWeights();
  workers[0]?.kill('out of memory');
  expect(workers).toHaveLength(2);
  const trouble = heard.find((e) => e.type === 'trouble');
  expect(trouble?.issues[0]).toMatchObject({ code: 'engine.died' });
  expect(trouble?.issues[0]?.message).toContain('out of memory');

  const reply = await s.engine.load({
    document: lineDocument(),
    generation: s.nextGeneration(),
    weights,
  });
  expect(reply.status).toBe('ready');
  expect(await s.engine.readWeights()).toEqual(weights);
  const rings = s.edge('e2').value.length;
  await s.engine.train(3);
  // What was watched is watched still.
  await until(() => s.edge('e2').value.length > rings);
});

test('what was asked of a worker that then dies is answered in its place', async () => {
  const { port1, port2 } = new MessageChannel();
  const deaths: ((reason: string) => void)[] = [];
  // Nobody listens at the other end.
  const s = createSession(() => ({
    endpoint: port2,
    onDeath: (callback) => void deaths.push(callback),
    close: () => {},
  }));
  const death = (reason: string) => deaths.at(-1)?.(reason);
  closing.push(() => {
    s.dispose();
    port1.close();
    port2.close();
  });
  const waiting = Promise.all([
    s.engine.load({ document: lineDocument(), generation: s.nextGeneration() }),
    s.engine.readWeights(),
    s.engine.stepForward(),
    s.engine.writeWeights({}),
  ]);
  death('it broke');
  const [reply, weights, state, issues] = await waiting;
  expect(reply).toMatchObject({ status: 'failed', generation: 1 });
  expect(reply.compilation.issues[0]?.code).toBe('engine.died');
  expect([weights, state, issues.length]).toEqual([{}, undefined, 1]);
  // One that never answers is not tried for ever, but again when it is asked for.
  const codes: string[] = [];
  s.onEvent((e) => void (e.type === 'trouble' && codes.push(...e.issues.map((i) => i.code))));
  death('again');
  death('and again');
  expect(codes).toEqual(['engine.died', 'engine.unusable']);
  expect(deaths).toHaveLength(3);
  const another = s.engine.inspectEdge('e1');
  expect(deaths).toHaveLength(4);
  death('still');
  expect(await another).toBeUndefined();
  expect(codes.at(-1)).toBe('engine.unusable');
  expect(deaths).toHaveLength(4);
});

test('curves stay below their limit, keep their ends, and end where a step back or reset says', () => {
  const point = (step: number): CurvePoint => ({
    step,
    epoch: 0,
    loss: step,
    objective: Number.NaN,
    accuracy: Number.NaN,
    validationLoss: Number.NaN,
    validationAccuracy: Number.NaN,
  });
  let curve: CurvePoint[] = [];
  for (let step = 10; step <= 20_000; step += 10)
    curve = extended(
      curve,
      step,
      Array.from({ length: 10 }, (_, i) => point(step - 9 + i)),
    );
  expect(curve.length).toBeLessThanOrEqual(4_000);
  expect(curve[0]?.step).toBe(1);
  expect(curve.at(-1)?.step).toBe(20_000);
  expect(curve.every((p, i) => i === 0 || p.step > (curve[i - 1]?.step ?? 0))).toBe(true);
  expect(extended([1, 2, 3].map(point), 1, []).map((p) => p.step)).toEqual([1]);
  expect(extended([1, 2, 3].map(point), 0, [point(0)]).map((p) => p.step)).toEqual([0]);
  expect(extended([1, 2, 3].map(point), 3, [point(3)]).map((p) => p.step)).toEqual([1, 2, 3]);
});
