/** A gradient check as it is asked for piece by piece, beside what runs. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import type { EngineApi, GradientCheck, GradientScope } from '../../workers/engine/protocol.ts';
import { listened } from './line.ts';

const document = sampleOf('xor')!.document;
/** @param clock by which a piece ends; the machine's, where nobody says */
const loaded = async (clock?: { readonly now: () => number }) => {
  const t = await listened({
    compile,
    makeDataset,
    backends: [reference],
    ...(clock && { clock }),
  });
  await t.engine.load({ document, generation: 1 });
  return t;
};

async function checked(engine: EngineApi, scope: GradientScope) {
  const checks: GradientCheck[] = [];
  let reply = await engine.checkGradients(scope);
  for (; reply; reply = await engine.checkGradients(scope, reply.next)) {
    checks.push(...reply.checks);
    if (reply.next === undefined) return { checks, done: reply.done, of: reply.of };
  }
  throw new Error('it gave way');
}

test('in pieces, at the weights of the moment, and nothing of what runs is touched', async () => {
  const { engine, troubles } = await loaded();
  await engine.stepForward();
  const before = await engine.readCheckpoint();
  const { checks, done, of } = await checked(engine, { node: 'dense1' });
  expect(checks.map((c) => c.edge ?? c.weight)).toEqual(['e1', 'dense1.weight', 'dense1.bias']);
  expect(checks.map((c) => c.outcome)).toEqual(['agrees', 'agrees', 'agrees']);
  expect([done, of]).toEqual([32, 32]);
  expect(await engine.readCheckpoint()).toEqual(before);
  // What it compares with is the gradient of the page.
  const { worst, count } = (await checked(engine, { weight: 'dense2.bias' })).checks[0]!;
  expect(count).toBe(1);
  await engine.leaveStepping();
  await engine.reset();
  const { weights } = (await engine.inspectNode('dense2'))!;
  expect(weights.find((w) => w.name === 'dense2.bias')?.gradient?.data[0]).toBeCloseTo(
    worst.gradient,
    6,
  );
  expect(troubles()).toEqual([]);
});

test('a check gives way to another, and to another network', async () => {
  // A piece is over whenever somebody asks for the time.
  let time = 0;
  const { engine } = await loaded({ now: () => (time += 1_000) });
  const first = await engine.checkGradients({});
  expect(first?.next).toBe(1);
  await engine.checkGradients({ node: 'dense1' });
  await engine.checkGradients({ node: 'dense1' }, 1);
  expect(await engine.checkGradients({}, 1)).toBeUndefined();
  const run = { ...document.run, batchSize: 2 };
  await engine.load({ document: { ...document, run }, generation: 2 });
  expect(await engine.checkGradients({ node: 'dense1' }, 2)).toBeUndefined();
});
