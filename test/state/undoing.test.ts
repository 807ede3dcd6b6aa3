/** Undo of what throws a training away: Reset, edits that change shapes, the best weights; and a reload. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryStorage } from '../../src/state/storage.ts';
import { mortalWorld, smallStorage, until, type World, world } from './world.ts';

let w: World;
const state = () => w.app.getState();
const actions = () => w.app.getState().actions;
const run = async () => {
  const found = await state().session.engine.readCheckpoint();
  if (!found) throw new Error('there is no run');
  return found;
};
const compiled = () => until(w.app, () => !state().compiling);

/** Trains at least so many steps; where it stops is the engine's business. */
const trainTo = async (step: number) => {
  await actions().train();
  await until(w.app, () => state().step >= step);
  await actions().pause();
  await until(w.app, () => state().status === 'paused');
};

beforeEach(async () => {
  // The real session, for curves.
  w = mortalWorld();
  await w.app.start();
  await actions().openSample('xor');
});
afterEach(() => w.app.stop());

describe('Reset', () => {
  it('is an entry of the history: undo gives all numbers and the curve back, redo takes them again', async () => {
    await trainTo(100);
    const before = await run();
    const curve = state().session.curves();
    expect(curve.length).toBeGreaterThan(50);
    await actions().reset();
    expect(state()).toMatchObject({ step: 0, canUndo: true, undoLabel: 'reset' });
    await until(w.app, () => state().session.curves().length < curve.length);
    await trainTo(20);
    const anew = await run();

    actions().undo();
    await until(w.app, () => state().step === before.training?.step);
    expect(await run()).toEqual(before);
    expect(state().session.curves()).toEqual(curve);
    expect(state().redoLabel).toBe('reset');
    actions().redo();
    await until(w.app, () => state().step === anew.training?.step);
    expect(await run()).toEqual(anew);
  });

  it('can be undone from its message, but not past later edits', async () => {
    await trainTo(30);
    const before = await run();
    await actions().reset();
    const undo = () =>
      state()
        .notices.find((n) => n.text === 'training.wasReset')
        ?.undo?.();
    actions().moveNodes({ dense1: { x: 7, y: 7 } });
    undo();
    expect(state().notices.at(-1)?.text).toBe('training.undoLater');
    expect((await run()).training?.step).toBe(0);
    actions().undo();
    undo();
    await until(w.app, () => state().step === before.training?.step);
    expect(await run()).toEqual(before);
  });

  it('of what was not trained is no entry', async () => {
    await actions().reset();
    expect(state().canUndo).toBe(false);
  });

  it('is undone behind an edit of shapes that is undone first, however quickly', async () => {
    await trainTo(30);
    const before = await run();
    await actions().reset();
    actions().setParam('dense1', 'units', 3);
    await until(w.app, () => state().compiling);
    await compiled();
    actions().undo();
    actions().undo();
    await until(w.app, () => state().step === before.training?.step);
    expect(await run()).toEqual(before);
  });
});

describe('an edit that changes a shape', () => {
  it('and undo restores weights, slots, counters and curve, redo what was trained since', async () => {
    await trainTo(60);
    const before = await run();
    const curve = state().session.curves();
    actions().setParam('dense1', 'units', 3);
    await until(w.app, () => state().compiling);
    await compiled();
    await trainTo((before.training?.step ?? 0) + 30);
    const since = await run();
    const longer = state().session.curves();
    actions().undo();
    await until(w.app, () => state().compiling);
    await compiled();
    await until(w.app, () => state().step === before.training?.step);
    expect(await run()).toEqual(before);
    const steps = () =>
      state()
        .session.curves()
        .map((p) => p.step);
    expect(steps()).toEqual(curve.map((p) => p.step));
    actions().redo();
    await until(w.app, () => state().compiling);
    await compiled();
    await until(w.app, () => state().step === since.training?.step);
    expect(await run()).toEqual(since);
    expect(steps()).toEqual(longer.map((p) => p.step));
  });
});

describe('a run that is kept', () => {
  it('goes on after a reload and in a file as if it had never stopped', async () => {
    const storage = memoryStorage();
    const small = smallStorage();
    w.app.stop();
    const first = await world(storage, small);
    w = first;
    await w.app.start();
    await actions().openSample('spiral');
    await trainTo(40);
    const before = await run();
    const { id } = state().project;
    await actions().saveNow();
    const text = await actions().exportJson({ weights: true, training: true });
    const thin = await actions().exportJson({ weights: true });
    w.app.stop();

    w = await world(storage, small);
    await w.app.start();
    expect(state().project.id).toBe(id);
    expect(await run()).toEqual(before);
    await until(w.app, () => state().step === before.training?.step);
    const told = () => state().notices.some((n) => n.text === 'files.weightsOnly');
    expect(told()).toBe(false);

    await actions().importText(text);
    expect(await run()).toEqual(before);
    expect(told()).toBe(false);
    await actions().importText(thin);
    expect((await run()).training?.step).toBe(0);
    expect(told()).toBe(true);
  });
});
