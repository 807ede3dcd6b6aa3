/** Stepping through the store: strides, a step that is played, and what becomes of a step that one leaves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layersOf, STRIDES, type Stride, stopsOf } from '../../src/compile/strides.ts';
import { until, type World, world } from './world.ts';

let w: World;
const state = () => w.app.getState();
const actions = () => state().actions;
const everything = () => actions().exportJson({ weights: true, training: true });
const stops = (stride: Stride) =>
  stopsOf(state().compiled?.moves ?? [], stride, layersOf(state().document));

beforeEach(async () => {
  w = await world();
  await w.app.start();
  await actions().openSample('xor');
});
afterEach(() => w.app.stop());

describe('a press', () => {
  it.each(STRIDES)('goes from stop to stop by %s, and back to the bit', async (stride) => {
    actions().setStride(stride);
    const before = await everything();
    const own = stops(stride);
    for (const stop of own) {
      await actions().stepForward();
      expect(state().cursor?.done).toBe(stop);
    }
    expect(await everything()).not.toBe(before);
    await actions().stepForward();
    expect(state().cursor).toMatchObject({ step: 2, done: own[0] });
    await actions().stepBack();
    for (const stop of [...own].reverse()) {
      expect(state().cursor).toMatchObject({ step: 1, done: stop });
      await actions().stepBack();
    }
    expect(state().cursor).toMatchObject({ done: 0, canGoBack: false });
    expect(await everything()).toBe(before);
  });

  it('that comes before the one before it is answered goes a stop further', async () => {
    actions().setStride('layer');
    const own = stops('layer');
    await Promise.all(own.slice(0, 4).map(() => actions().stepForward()));
    expect(state().cursor?.done).toBe(own[3]);
    await Promise.all([actions().stepBack(), actions().stepBack()]);
    expect(state().cursor?.done).toBe(own[1]);
  });

  it('on the row of moves leads there, on or back', async () => {
    await actions().goToMove(5);
    expect(state().cursor?.done).toBe(5);
    await actions().goToMove(2);
    expect(state().cursor?.done).toBe(2);
  });
});

describe('leaving', () => {
  it('finishes the step, or takes it back, in its midst and at its end', async () => {
    const before = await everything();
    for (const moves of [3, state().compiled!.moves.length]) {
      await actions().goToMove(moves);
      await actions().leaveStepping('takeBack');
      expect(state().cursor).toBeUndefined();
      expect(await everything()).toBe(before);
      expect(state().step).toBe(0);
    }
    await actions().goToMove(3);
    await actions().leaveStepping('finish');
    const finished = await everything();
    expect(state().step).toBe(1);
    await actions().reset();
    await actions().goToMove(state().compiled!.moves.length);
    await actions().leaveStepping();
    expect(await everything()).toBe(finished);
  });
});

describe('a step that is played', () => {
  beforeEach(() => actions().setPace(4));

  it('walks on by itself, into the next step, until it is to stand', async () => {
    actions().setStride('pass');
    void actions().play(true);
    await until(w.app, () => state().cursor?.step === 2);
    await actions().play(false);
    const at = state().cursor;
    await new Promise((done) => setTimeout(done, 400));
    expect(state().cursor).toBe(at);
    expect(state().playing).toBe(false);
  });

  it('ends at the next move of the node that one runs to, short of the stop', async () => {
    const moves = state().compiled?.moves ?? [];
    actions().setStride('pass');
    void actions().play(true);
    await until(w.app, () => state().cursor !== undefined);
    const backward = moves.findIndex((m, i) => m.phase === 'backward' && i > 6);
    await actions().runTo(moves[backward]!.node);
    await until(w.app, () => !state().playing);
    expect(state().cursor?.done).toBe(backward + 1);
    expect(stops('pass')).not.toContain(backward + 1);
  });

  it('ends at once where one leaves', async () => {
    void actions().play(true);
    await until(w.app, () => state().cursor !== undefined);
    await actions().leaveStepping('takeBack');
    expect(state()).toMatchObject({ playing: false, step: 0 });
  });

  it('ends where one goes back, trains, or edits the network', async () => {
    const ends = [
      () => actions().stepBack(),
      () => actions().trainOneStep(),
      async () => actions().setParam('dense1', 'units', 5),
    ];
    for (const end of ends) {
      void actions().play(true);
      await until(w.app, () => (state().cursor?.done ?? 0) >= 2);
      await end();
      await until(w.app, () => !state().playing);
      const at = state().cursor;
      await new Promise((done) => setTimeout(done, 400));
      expect(state().cursor).toBe(at);
    }
    expect(state().cursor).toBeUndefined();
  });
});
