/** Stepping: one move at a time, and back to exactly what was. */
import { describe, expect, test } from 'vitest';
import { reference } from '../../workers/backends/reference/reference.ts';
import { createCursor } from '../../workers/engine/cursor.ts';
import { createExecutor, type Executor } from '../../workers/engine/executor.ts';
import { lineData, lineDocument, linePlan, listened } from './line.ts';

async function machine(): Promise<Executor> {
  const plan = linePlan(4, 0.05);
  const m = await createExecutor(reference, plan, new Map([['data1', lineData]]), 1);
  await m.initialise();
  return m;
}
const everything = async (m: Executor) => ({
  step: m.step,
  cost: m.cost,
  buffers: [...(await m.readBuffers(m.plan.buffers.map((b) => b.id))).values()],
});

describe('the cursor', () => {
  test('steps back through six training steps to the very same bits', async () => {
    const m = await machine();
    const cursor = createCursor(m);
    const total = 6 * m.plan.moves.length;
    const states = [await everything(m)];
    for (let i = 0; i < total; i++) {
      await cursor.forward();
      states.push(await everything(m));
    }
    expect(m.step).toBe(6);
    for (let i = total - 1; i >= 0; i--) {
      expect(cursor.back()).toBe(true);
      expect(await everything(m)).toEqual(states[i]);
    }
    expect(cursor.back()).toBe(false);
    for (let i = 1; i <= total; i++) {
      await cursor.forward();
      expect(await everything(m)).toEqual(states[i]);
    }
  });

  test('forgets its oldest moves when its memory is full, and is exact as far as it goes', async () => {
    const m = await machine();
    const cursor = createCursor(m, 600);
    const states = [await everything(m)];
    for (let i = 0; i < 25; i++) {
      await cursor.forward();
      states.push(await everything(m));
    }
    let back = 0;
    while (cursor.back()) {
      back++;
      expect(await everything(m)).toEqual(states[25 - back]);
    }
    expect(back).toBeGreaterThan(1);
    expect(back).toBeLessThan(25);
  });

  test('knows what is computed in the step being walked', async () => {
    const m = await machine();
    const cursor = createCursor(m);
    const gradient = m.plan.routines.watch?.results.gradients.e2?.buffer ?? -1;
    const value = m.plan.routines.watch?.results.values.e2?.buffer ?? -1;
    await cursor.forward();
    expect([cursor.computed(value), cursor.computed(gradient)]).toEqual([true, false]);
    await cursor.forward();
    await cursor.forward();
    expect(cursor.computed(gradient)).toBe(true);
  });
});

describe('through the engine', () => {
  test('moves come in order; the step counts when its last move is done; back undoes it', async () => {
    const { engine, frames } = await listened();
    await engine.load({ document: lineDocument(), generation: 3 });
    const start = await engine.readWeights();
    const seen: string[] = [];
    for (let i = 0; i < 5; i++) {
      const state = await engine.stepForward();
      seen.push(`${state?.move?.phase} ${state?.move?.node}`);
      expect(state).toMatchObject({ generation: 3, step: 1, done: i + 1, total: 5 });
    }
    expect(seen).toEqual([
      'forward neuron1',
      'loss mse1',
      'backward mse1',
      'backward neuron1',
      'update neuron1',
    ]);
    expect(frames().at(-1)).toMatchObject({ step: 1, status: 'paused' });
    const after = await engine.readWeights();
    expect(after).not.toEqual(start);
    expect(await engine.stepForward()).toMatchObject({ step: 2, done: 1 });
    expect(await engine.stepBack()).toMatchObject({ step: 1, done: 5 });
    expect(await engine.readWeights()).toEqual(after);
    const state = await engine.stepBack();
    expect(state).toMatchObject({ step: 1, done: 4, canGoBack: true });
    expect(await engine.readWeights()).toEqual(start);
    expect(frames().at(-1)?.step).toBe(0);
  });

  test('run to a node, then leave: the begun step is run to its end', async () => {
    const { engine, frames, rest } = await listened();
    await engine.load({ document: lineDocument(), generation: 1 });
    const start = await engine.readWeights();
    expect(await engine.runTo('mse1')).toMatchObject({ done: 2, move: { phase: 'loss' } });
    expect(await engine.runTo('mse1')).toMatchObject({ done: 3, move: { phase: 'backward' } });
    await engine.leaveStepping();
    expect(await engine.readWeights()).not.toEqual(start);
    expect(frames().at(-1)).toMatchObject({ step: 1, status: 'paused' });
    await engine.train(2);
    await rest();
    expect(frames().at(-1)).toMatchObject({ step: 3 });
    expect(await engine.stepBack()).toMatchObject({ canGoBack: false });
  });

  test('looking, evaluating and mapping change nothing of a begun step', async () => {
    const plain = await listened();
    const nosy = await listened();
    const walk = async ({ engine }: typeof plain, look: boolean) => {
      await engine.load({ document: lineDocument(), generation: 1 });
      const seen: unknown[] = [];
      for (let i = 0; i < 12; i++) {
        const state = await engine.stepForward();
        if (look) {
          await engine.inspectNode('neuron1');
          await engine.inspectEdge('e2');
          await engine.map({
            source: 'data1',
            loss: 'mse1',
            x: 0,
            y: 0,
            xRange: [-1, 1],
            yRange: [-1, 1],
            resolution: 5,
          });
        }
        seen.push(state?.cost, await engine.readWeights());
      }
      return seen;
    };
    expect(await walk(nosy, true)).toEqual(await walk(plain, false));
  });

  test('inspection: values at once, gradients when they are computed, the old weight on update', async () => {
    const { engine } = await listened();
    await engine.load({ document: lineDocument(), generation: 1 });
    const w = (await engine.readWeights())['neuron1.weight']?.data[0] ?? Number.NaN;
    // Nothing stepped yet: a look at the step to come.
    const first = await engine.inspectNode('neuron1');
    expect(first?.weights[0]?.gradient?.data).toHaveLength(1);
    expect(first?.inputs.map((i) => i.edge)).toEqual(['e1']);

    await engine.stepForward();
    const forward = await engine.inspectEdge('e2');
    expect(forward?.value?.shape).toEqual([4, 1]);
    expect(forward?.gradient).toBeUndefined();
    const x = (await engine.inspectEdge('e1'))?.value?.data ?? new Float32Array(0);
    for (const [i, y] of (forward?.value?.data ?? []).entries())
      expect(y).toBeCloseTo((x[i] ?? 0) * w, 6);

    for (let i = 0; i < 4; i++) await engine.stepForward();
    const [weight] = (await engine.inspectNode('neuron1'))?.weights ?? [];
    expect(weight?.before?.data[0]).toBeCloseTo(w, 6);
    const stepTaken = 0.05 * (weight?.gradient?.data[0] ?? Number.NaN);
    expect(weight?.value.data[0]).toBeCloseTo(w - stepTaken, 6);
    expect(first?.weights[0]?.gradient?.data).toEqual(weight?.gradient?.data);
  });

  test('explanations: formula, numbers of one element, the chain, the old and the new weight', async () => {
    const { engine } = await listened();
    await engine.load({ document: lineDocument(), generation: 1 });
    await engine.stepForward();
    const forward = await engine.explain([2, 0]);
    expect(forward?.lines).toHaveLength(1);
    expect(forward?.lines[0]?.letters).toBe('\\val{y_{i}} = \\val{x_{i}} \\cdot \\wt{w}');
    expect(forward?.lines[0]?.index).toEqual([2, 0]);
    expect(forward?.chain).toEqual([]);
    for (let i = 0; i < 2; i++) await engine.stepForward();
    const loss = await engine.explain();
    // A loss is where the chain begins.
    expect(Array.from(loss?.chain[0]?.incoming.data ?? [])).toEqual([1]);
    expect(loss?.chain[0]?.edge).toBe('e2');
    await engine.stepForward();
    expect((await engine.explain())?.lines[0]?.letters).toContain('\\sum_{k}');
    const before = (await engine.readWeights())['neuron1.weight']?.data[0] ?? 0;
    await engine.stepForward();
    const update = await engine.explain();
    expect(update?.lines[0]?.letters).toContain('\\leftarrow');
    expect(update?.lines[0]?.letters).toContain('\\eta');
    // Begins with the weight as it was, ends with the weight as it is.
    expect(update?.lines[0]?.numbers.startsWith(`\\wt{${before.toPrecision(3)}}`)).toBe(true);
    const after = (await engine.readWeights())['neuron1.weight']?.data[0] ?? 0;
    expect(update?.lines[0]?.numbers.endsWith(`\\wt{${after.toPrecision(3)}}`)).toBe(true);
  });
});
