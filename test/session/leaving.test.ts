/**
 * What lives as long as the page gains nothing by being asked: counted on the heap, for a reaction on a
 * promise, a listener and an entry of a map are all objects.
 */
import { queryObjects } from 'node:v8';
import { expose } from 'comlink';
import { expect, test } from 'vitest';
import { createSession } from '../../src/session/connect.ts';
import { createEngine } from '../../workers/engine/engine.ts';
import type { EngineApi } from '../../workers/engine/protocol.ts';
import { lineDocument, lineParts } from '../engine/line.ts';

const QUESTIONS = 1_000;
/** Far less than one for each question; what V8 makes for itself on the way is below it. */
const FEW = 50;

/** Objects that are alive after a collection of garbage, promises among them. */
async function alive(): Promise<{ readonly objects: number; readonly promises: number }> {
  // What is still on its way through a port is answered first.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const objects = queryObjects(Object, { format: 'count' }) as unknown as number;
  const promises = queryObjects(Promise, { format: 'count' }) as unknown as number;
  return { objects, promises };
}

const ASKED: Readonly<Record<string, (engine: EngineApi) => Promise<unknown>>> = {
  'a sign of life': (engine) => engine.beat(),
  'the numbers on a wire': (engine) => engine.inspectEdge('e2'),
  'the numbers of a node': (engine) => engine.inspectNode('neuron1'),
  weights: (engine) => engine.readWeights(),
  'which wires are watched': (engine) => engine.watch(['e2'], 20),
  'to throttle': async (engine) => {
    await engine.throttle(true);
    await engine.throttle(false);
  },
  'one step': (engine) => engine.train(1),
};

test.each(Object.entries(ASKED))('a thousand times %s leaves nothing behind', async (_, ask) => {
  const { port1, port2 } = new MessageChannel();
  const session = createSession(() => ({
    endpoint: port2,
    onDeath: () => {},
    close: () => port2.close(),
  }));
  expose(createEngine(lineParts), port1);
  const { engine } = session;
  await engine.load({ document: lineDocument(), generation: session.nextGeneration() });
  const askOften = async () => {
    for (let i = 0; i < QUESTIONS; i++) await ask(engine);
  };
  await askOften();
  // Points of the curve are kept, up to a number.
  session.clearCurves();
  const before = await alive();
  await askOften();
  session.clearCurves();
  const after = await alive();
  expect(after.promises - before.promises).toBeLessThan(FEW);
  expect(after.objects - before.objects).toBeLessThan(FEW);
  session.dispose();
  port1.close();
});

test('what is kept would be counted', async () => {
  const one = new Promise<never>(() => {});
  const before = await alive();
  for (let i = 0; i < QUESTIONS; i++) await Promise.race([one, Promise.resolve(i)]);
  const after = await alive();
  expect(after.promises - before.promises).toBeGreaterThanOrEqual(QUESTIONS);
  expect(one).toBeInstanceOf(Promise);
});
