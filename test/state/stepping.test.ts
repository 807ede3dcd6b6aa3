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
  beforeEach(() => actions().setPlayRate(4));

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

describe('predict, then see', () => {
  const engine = () => state().session.engine;

  it('asks for each number before its move; what is asked is what the move then says', async () => {
    const total = state().compiled?.moves.length ?? 0;
    for (let i = 0; i < total; i++) await actions().stepForward();
    const without = await everything();
    await actions().leaveStepping('takeBack');

    actions().setPredict(true);
    await actions().stepForward();
    // The data are given.
    expect(state()).toMatchObject({ asked: undefined, cursor: { done: 1 } });
    let asked = 0;
    while ((state().cursor?.done ?? total) < total) {
      const { cursor } = state();
      const before = await everything();
      await actions().stepForward();
      const { asked: now } = state();
      if (!now) {
        // Only the last move, which ends the step, is not asked for.
        expect(cursor?.done).toBe(total - 1);
        continue;
      }
      asked++;
      expect(state().cursor).toBe(cursor);
      expect(await everything()).toBe(before);
      // Nothing of it is anywhere in the engine, nor does a second press bring it.
      expect((await engine().explain(undefined, undefined, 0))?.move).toEqual(cursor?.move);
      await actions().stepForward();
      expect(state().cursor).toBe(cursor);
      const { value, of } = now.equation;
      await actions().answer(value * 1.019);
      expect(state()).toMatchObject({
        asked: undefined,
        answered: { right: true, guess: value * 1.019 },
        cursor: { done: now.done + 1, move: now.move },
        score: { right: asked, of: asked },
      });
      const said = await engine().explain(undefined, undefined, state().sample);
      const same = said?.equations.filter((e) => JSON.stringify(e.of) === JSON.stringify(of));
      expect(same?.map((e) => e.value)).toContain(value);
    }
    expect(asked).toBeGreaterThan(6);
    expect(await everything()).toBe(without);
  });

  it('counts two per cent as right and no more; shown is not right; the next step counts anew', async () => {
    actions().setPredict(true);
    await actions().stepForward();
    await actions().stepForward();
    const { value } = state().asked!.equation;
    await actions().answer(value * 0.979);
    expect(state().answered).toMatchObject({ right: false });
    await actions().stepForward();
    await actions().answer();
    expect(state().answered?.guess).toBeUndefined();
    expect(state().score).toEqual({ step: 1, right: 0, of: 2 });
    await actions().leaveStepping('takeBack');
    expect(state().score).toBeUndefined();
  });

  it('asks nothing by default, by pass and in a play, and drops what an edit makes another', async () => {
    await actions().stepForward();
    await actions().stepForward();
    expect(state()).toMatchObject({ asked: undefined, cursor: { done: 2 } });
    actions().setPredict(true);
    actions().setStride('pass');
    await actions().stepForward();
    expect(state().asked).toBeUndefined();
    actions().setStride('node');
    await actions().stepForward();
    expect(state().asked).toBeDefined();
    actions().setRun({ optimiser: { kind: 'adam', params: { lr: 0.1 } } });
    expect(state().asked).toBeUndefined();
  });
});
