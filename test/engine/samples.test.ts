/** Every sample through the real compiler, the real data and both backends. */
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../src/base/issue.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Backend } from '../../workers/backends/backend.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import type { EngineEvent } from '../../workers/engine/protocol.ts';
import { SMALL_SAMPLES } from '../samples/light.ts';
import { listened } from './line.ts';
import { typeset } from './typeset.ts';

const real = (backend: Backend, now?: () => number) =>
  listened({ compile, makeDataset, backends: [backend], ...(now ? { now } : {}) });

const numbers = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(numbers)
      : [];

describe.each([reference, wasm])('$name', (backend) => {
  const steps = backend === reference ? 16 : 40;
  test.each(SMALL_SAMPLES.map((s) => [s.id, s] as const))('%s', async (_, sample) => {
    const document = sample.document;
    const run = async (nosy: boolean) => {
      let ticks = 0;
      const t = await real(backend, nosy ? () => (ticks += 13) : () => 0);
      const reply = await t.engine.load({ document, generation: 1 });
      expect(hasErrors(reply.compilation.issues)).toBe(false);
      if (!reply.compilation.losses.length) return { t, reply, losses: [], weights: {} };
      if (nosy) await t.engine.watch(Object.keys(document.edges), 20);
      await t.engine.train(steps);
      await t.rest();
      const losses = [...new Map(t.points().map((p) => [p.step, p.cost]))].filter(([s]) => s > 0);
      return { t, reply, losses, weights: await t.engine.readWeights() };
    };
    const plain = await run(false);
    const nosy = await run(true);
    expect(nosy.t.troubles()).toEqual([]);
    // Bit for bit the same, watched or not.
    expect(nosy.losses).toEqual(plain.losses);
    expect(nosy.weights).toEqual(plain.weights);
    if (plain.losses.length) expect(plain.losses.length).toBe(steps);

    // A whole training step and a half, with everything looked at, and back to where it began.
    const { engine } = plain.t;
    const start = await engine.readWeights();
    const total = plain.reply.moves.length;
    const moves = Math.ceil(total * 1.5);
    let fans = 0;
    for (let i = 0; i < moves; i++) {
      const state = await engine.stepForward();
      const move = state?.move;
      expect(move).toBeDefined();
      const node = await engine.inspectNode(move?.node ?? '');
      expect(numbers(node).every(Number.isFinite)).toBe(true);
      const explained = (await engine.explain())!;
      for (const { letters, numbers: filled } of explained.lines) {
        expect(letters).not.toMatch(/NaN|undefined/);
        expect(filled).not.toMatch(/NaN|undefined/);
        if (backend === reference) for (const tex of [letters, filled]) typeset(tex);
      }
      // Where an output fans out, what comes back along the wires adds up to what arrives.
      for (const { terms, sum } of explained.fan) {
        fans++;
        for (const [k, whole] of sum.data.entries())
          expect(terms.reduce((n, term) => n + (term.data[k] ?? 0), 0)).toBeCloseTo(whole, 5);
        expect(explained.chain[0]?.incoming.data).toEqual(sum.data);
      }
      for (const { incoming, local, product } of explained.chain) {
        if (!local || incoming.data.length !== product.data.length) continue;
        for (const [k, p] of product.data.entries())
          expect((incoming.data[k] ?? 0) * (local.data[k] ?? 0)).toBeCloseTo(p, 5);
      }
    }
    if (sample.id === 'skip') expect(fans).toBeGreaterThan(0);
    for (let i = 0; i < moves; i++) await engine.stepBack();
    expect(await engine.readWeights()).toEqual(start);
    expect(plain.t.troubles()).toEqual([]);
  });
});

test('both backends agree on the first steps of every sample', async () => {
  for (const { document } of SMALL_SAMPLES) {
    const curves = [];
    for (const backend of [reference, wasm]) {
      const t = await real(backend);
      const reply = await t.engine.load({ document, generation: 1 });
      if (!reply.compilation.losses.length) continue;
      await t.engine.train(10);
      await t.rest();
      curves.push(new Map(t.points().map((p) => [p.step, p.cost])));
    }
    for (const [step, loss] of curves[0] ?? []) expect(curves[1]?.get(step)).toBeCloseTo(loss, 3);
  }
});

test('a network that is loaded, stepped and edited keeps its numbers', async () => {
  const [sample] = SMALL_SAMPLES;
  if (!sample) throw new Error('there are samples');
  const t = await real(reference);
  await t.engine.load({ document: sample.document, generation: 1 });
  await t.engine.train(5);
  await t.rest();
  const before = await t.engine.readWeights();
  const dense = Object.values(sample.document.nodes).find((n) => n.kind === 'dense');
  if (!dense) throw new Error('the first sample has a dense layer');
  const wider = {
    ...sample.document,
    nodes: {
      ...sample.document.nodes,
      [dense.id]: { ...dense, params: { ...dense.params, units: 5 } },
    },
  };
  const reply = await t.engine.load({ document: wider, generation: 2 });
  const after = await t.engine.readWeights();
  expect(reply.restarted).toContain(`${dense.id}.weight`);
  const kept = Object.keys(before).filter((name) => !reply.restarted.includes(name));
  expect(kept.length).toBeGreaterThan(0);
  for (const name of kept) expect(after[name]).toEqual(before[name]);
  const frame = t.events.findLast((e): e is EngineEvent & { type: 'frame' } => e.type === 'frame');
  expect(frame?.step).toBe(5);
});
