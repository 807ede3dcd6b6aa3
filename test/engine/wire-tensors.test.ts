/** What lies on the wires while a step is walked: this step's numbers, of one sample or the mean, and nothing stale. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import type { EngineApi } from '../../workers/engine/protocol.ts';
import { smallOf } from '../../workers/engine/wire-tensors.ts';
import { listened } from './line.ts';

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('nothing is there');
  return value;
};
const sample = (id: string): Document => must(sampleOf(id)).document;
async function engineOf(document: Document) {
  const t = await listened({
    compile,
    makeDataset,
    backends: [reference],
    clock: { now: () => 0 },
  });
  const reply = await t.engine.load({ document, generation: 1 });
  return { engine: t.engine, reply, edges: Object.keys(document.edges) };
}

/** What one edge after the other says of it, in full. */
async function asked(engine: EngineApi, edge: string, of: number | 'mean') {
  const whole = must(await engine.inspectEdge(edge));
  const part = (t: (typeof whole)['value']) => {
    if (!t) return undefined;
    const [batch = 1, ...own] = t.shape;
    const length = size(own);
    if (of !== 'mean') return Array.from(t.data.subarray(of * length, (of + 1) * length));
    return Array.from({ length }, (_, i) => {
      let sum = 0;
      for (let n = 0; n < batch; n++) sum += must(t.data[n * length + i]);
      return sum / batch;
    });
  };
  return { value: part(whole.value), gradient: part(whole.gradient) };
}

describe.each(['xorNeurons', 'skip', 'mlp453'])('%s, after each move', (id) => {
  it.each([0, 1, 'mean'] as const)(
    'of %s: what the step has computed, as each edge says it',
    async (of) => {
      const { engine, reply, edges } = await engineOf(sample(id));
      expect(await engine.inspectWires(edges, of)).toBeUndefined();
      const told = of === 'mean' ? of : Math.min(of, reply.compilation.batch - 1);
      let gradients = 0;
      for (const _ of reply.moves) {
        await engine.stepForward();
        const seen = must(await engine.inspectWires(edges, of));
        expect(seen.of).toBe(told);
        expect(seen.wires.map((w) => w.edge)).toEqual(edges);
        for (const { edge, value, gradient } of seen.wires) {
          const whole = await asked(engine, edge, told);
          for (const [small, all] of [
            [value, whole.value],
            [gradient, whole.gradient],
          ] as const) {
            expect(small === undefined).toBe(all === undefined);
            if (!small || !all || small.data.length !== all.length) continue;
            for (const [i, v] of all.entries()) expect(small.data[i]).toBeCloseTo(v, 6);
            expect(small.low).toBeCloseTo(Math.min(...all), 6);
            expect(small.high).toBeCloseTo(Math.max(...all), 6);
          }
          if (gradient) gradients++;
        }
      }
      expect(gradients).toBeGreaterThan(0);
      // The next step begins: what the last one computed is no longer shown.
      await engine.stepForward();
      const next = must(await engine.inspectWires(edges, of)).wires;
      expect(next.some((w) => w.gradient)).toBe(false);
      expect(next.some((w) => !w.value)).toBe(true);
    },
  );
});

it('an edge that is not there is left out', async () => {
  const { engine, edges } = await engineOf(sample('xorNeurons'));
  await engine.stepForward();
  const seen = must(await engine.inspectWires(['nobody', must(edges[0])], 0));
  expect(seen.wires.map((w) => w.edge)).toEqual([edges[0]]);
});

it('a step is told by the first sample whose inputs are not all 0', async () => {
  const { engine, edges } = await engineOf(sample('xorNeurons'));
  const cursor = must(await engine.stepForward());
  const inputs = async (of: number) =>
    must(await engine.inspectWires(edges, of)).wires.flatMap((w) => [...(w.value?.data ?? [])]);
  const zero: boolean[] = [];
  for (let of = 0; of < 4; of++) zero.push((await inputs(of)).slice(0, 8).every((x) => x === 0));
  expect(zero).toContain(true);
  expect(cursor.sample).toBe(zero.indexOf(false));
  // (0, 0) is the first row of a full batch, which is not shuffled.
  expect(cursor.sample).toBe(1);
});

describe('in small', () => {
  const counted = (n: number) => Float64Array.from({ length: n }, (_, i) => i);
  it('a single number, a row, rows and columns as they are', () => {
    expect(smallOf(counted(1), [])).toMatchObject({ pictures: 1, rows: 1, columns: 1 });
    expect(smallOf(counted(12), [12])).toMatchObject({ pictures: 1, rows: 1, columns: 12 });
    expect(smallOf(counted(6), [2, 3])).toMatchObject({ pictures: 1, rows: 2, columns: 3 });
    expect([...smallOf(counted(6), [2, 3]).data]).toEqual([0, 1, 2, 3, 4, 5]);
  });
  it('large pictures of many channels: the first few, each cell the mean of its block', () => {
    const tensor = smallOf(counted(8 * 32 * 32), [8, 32, 32]);
    expect(tensor).toMatchObject({ shape: [8, 32, 32], pictures: 4, rows: 16, columns: 16 });
    expect(tensor.data).toHaveLength(4 * 16 * 16);
    expect(tensor.data[0]).toBe((0 + 1 + 32 + 33) / 4);
    expect(tensor.data[256]).toBe(1024 + (0 + 1 + 32 + 33) / 4);
    expect([tensor.low, tensor.high]).toEqual([0, 8 * 1024 - 1]);
  });
  it('never more than some hundred numbers', () => {
    for (const shape of [[100_000], [500, 500], [1, 300, 300], [64, 28, 28], [2, 3, 40, 40]])
      expect(smallOf(counted(size(shape)), shape).data.length).toBeLessThanOrEqual(1024);
  });
});

it('tells the weight of a wire, and what it was before its neuron was updated', async () => {
  const { engine, reply, edges } = await engineOf(sample('xorNeurons'));
  const begun = await engine.readWeights();
  const weightOf = (edge: string, of = begun) =>
    Object.entries(of).find(([name]) => name.endsWith(`.weight.${edge}`))?.[1].data[0];
  const updated = new Set<string>();
  for (const move of reply.moves) {
    await engine.stepForward();
    if (move.phase === 'update') updated.add(move.node);
    const now = await engine.readWeights();
    for (const { edge, weight } of must(await engine.inspectWires(edges, 0)).wires) {
      expect(weight?.now).toBe(weightOf(edge, now));
      const changed = updated.has(must(sample('xorNeurons').edges[edge]).target.node);
      expect(weight?.before).toBe(weight && changed ? weightOf(edge) : undefined);
    }
  }
  expect(updated.size).toBe(5);
});
