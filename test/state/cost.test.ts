/**
 * One cost: whatever is done to a run, bar, curves, cards and panel tell of the same batch. The places read
 * the store by `ui/kit/cost`; here is held that the store, the curves and the engine's tensors agree.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isWalkedCost, lossAt, lossOf, lowestOf } from '../../src/ui/kit/cost.ts';
import { mortalWorld, until, type World } from './world.ts';

let w: World;
const state = () => w.app.getState();
const actions = () => state().actions;
const losses = () => state().compiled?.compilation.losses.map((l) => l.node) ?? [];
const curves = () => state().session.curves();

/** All places agree, once what stands still is settled. */
async function settled(): Promise<void> {
  await until(w.app, () => {
    const s = state();
    return !s.compiling && s.status !== 'training' && !Number.isNaN(s.cost);
  });
  // The figures of a walk come with its answer; those of what rests may come a frame later.
  for (let i = 0; i < 3; i++) await state().session.engine.beat();
}

/** @param was the points before the step that is walked through */
async function agree(what: string, was?: readonly unknown[]): Promise<void> {
  await settled();
  const s = state();
  const { cursor } = s;
  const walking = cursor !== undefined && cursor.done > 0 && cursor.done < cursor.total;
  const several = losses().length > 1;
  const done = s.compiled?.moves.slice(0, cursor?.done).filter((m) => m.phase === 'loss') ?? [];
  for (const node of losses()) {
    const own = (await s.session.engine.inspectNode(node))?.loss;
    if (!cursor) continue;
    const known = done.some((m) => m.node === node);
    expect(own !== undefined, `${what}: ${node} is computed`).toBe(known);
    if (known) expect(lossOf(s, node), `${what}: card of ${node}`).toBeCloseTo(own!.mean, 5);
    expect(own?.cost !== undefined, `${what}: whether the cost is known`).toBe(
      isWalkedCost(s) && known,
    );
    if (own?.cost !== undefined) expect(s.cost, `${what}: bar`).toBeCloseTo(own.cost, 5);
  }
  if (walking) {
    // What is not over is no point of the curve.
    expect(
      curves().map((p) => p.cost),
      `${what}: the curve`,
    ).toEqual(was);
  } else {
    const last = curves().at(-1);
    expect([last?.step, last?.cost], `${what}: the curve's last point`).toEqual([s.step, s.cost]);
    for (const node of losses())
      expect(lossAt(last!, node, several), `${what}: ${node}`).toBe(lossOf(s, node));
    const sum = losses().reduce((a, node) => a + lossOf(s, node), 0);
    expect(sum, `${what}: the losses add up`).toBeCloseTo(s.cost, 5);
  }
  expect(lowestOf(curves(), s)!.cost, `${what}: the lowest`).toBeLessThanOrEqual(s.cost);
}

beforeEach(async () => {
  w = mortalWorld();
  await w.app.start();
});
afterEach(() => w.app.stop());

it.each(['xor', 'collapsed'])('%s: bar, cards, curves and panel never differ', async (sample) => {
  await actions().openSample(sample);
  await agree('opened');
  const walk = async (moves: number) => {
    const before = curves().map((p) => p.cost);
    for (let i = 0; i < moves; i++) {
      await actions().stepForward();
      await agree(`move ${i + 1}`, before);
    }
  };
  const { moves } = state().compiled!;
  const losing = moves.findLastIndex((m) => m.phase === 'loss');
  await walk(losing + 1);
  await actions().stepBack();
  await agree(
    'a move back',
    curves().map((p) => p.cost),
  );
  await actions().leaveStepping('takeBack');
  await agree('taken back');
  expect(state().step).toBe(0);
  await walk(losing + 2);
  await actions().leaveStepping('finish');
  await agree('finished');
  await actions().trainOneStep();
  await until(w.app, () => state().step === 2);
  await agree('one step');
  await actions().train();
  await until(w.app, () => state().step > 20);
  await actions().pause();
  await agree('trained');
  await walk(moves.length);
  await actions().leaveStepping('takeBack');
  await agree('taken back at the end');
  await actions().reset();
  await agree('reset');
  await actions().undo();
  await until(w.app, () => state().step > 20);
  await agree('undone');
  await walk(losing + 1);
  const { compiled } = state();
  actions().setParam('dense1', 'bias', false);
  await until(w.app, () => state().compiled !== compiled);
  await agree('edited in the midst of a step');
});
