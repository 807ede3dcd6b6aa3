/** Undo of what throws a training away: Reset, edits that change shapes, the best weights; and a reload. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLES } from '../../src/samples/index.ts';
import { memoryStorage } from '../../src/state/storage.ts';
import { createApp } from '../../src/state/store.ts';
import { mortalWorld, sessionInProcess, smallStorage, until, type World, world } from './world.ts';

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

  it('is not followed by an answer about what was', async () => {
    w.app.stop();
    const session = await sessionInProcess();
    let release = () => {};
    let first = true;
    const engine: typeof session.engine = {
      ...session.engine,
      readRun: async () => {
        const answer = await session.engine.readRun();
        if (first && state().step > 0) {
          first = false;
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        return answer;
      },
    };
    const storage = memoryStorage('device');
    const app = createApp({ ...session, engine }, storage, { samples: SAMPLES });
    w = { app, storage, calls: [] };
    await app.start();
    await actions().openSample('xor');
    await trainTo(1);
    await expect.poll(() => first).toBe(false);
    await actions().reset();
    const now = await run();
    release();
    await new Promise((done) => setTimeout(done, 50));
    await actions().saveNow();
    const stored = await storage.read(state().project.id);
    expect(stored?.training?.step).toBe(0);
    expect(now.training?.step).toBe(0);
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

describe('sharing weights', () => {
  it('and undo brings back the weights that the node had of its own, to the bit', async () => {
    await actions().openSample('spiral');
    const wire = Object.values(state().document.edges).find((e) => e.target.node === 'dense3');
    if (!wire) throw new Error('dense3 has no input');
    actions().addNode(
      'dense',
      { x: 0, y: 0 },
      {
        params: { units: 16 },
        from: wire.source,
        to: wire.target,
        into: wire.id,
      },
    );
    await until(w.app, () => state().compiling);
    await compiled();
    await trainTo(20);
    const before = await run();
    expect(Object.keys(before.weights)).toContain('dense4.weight');
    actions().setShares('dense4', 'dense2');
    await until(w.app, () => state().compiling);
    await compiled();
    await trainTo((before.training?.step ?? 0) + 10);
    const shared = await run();
    expect(Object.keys(shared.weights)).not.toContain('dense4.weight');
    actions().undo();
    await until(w.app, () => state().compiling);
    await compiled();
    expect(await run()).toEqual(before);
    actions().redo();
    await until(w.app, () => state().compiling);
    await compiled();
    expect(await run()).toEqual(shared);
  });
});

describe('a state that is too large to be laid aside', () => {
  const lost = () => state().notices.filter((n) => n.text === 'training.tooLarge').length;
  beforeEach(async () => {
    w.app.stop();
    w = mortalWorld({ shelfBytes: 100 });
    await w.app.start();
    await actions().openSample('xor');
  });

  it('is told where an edit loses it, also where another edit follows at once', async () => {
    await trainTo(10);
    actions().setParam('dense1', 'units', 3);
    await until(w.app, () => state().compiling);
    // Before anything is heard of the first.
    actions().reload();
    await compiled();
    await until(w.app, () => lost() === 1);
    expect(state().notices.at(-1)?.tone).toBe('problem');
  });

  it('is told by Reset once', async () => {
    await trainTo(10);
    await actions().reset();
    await until(w.app, () => lost() === 1);
    expect(state().canUndo).toBe(false);
  });

  it('is no loss where nothing was trained, nor in another project', async () => {
    actions().setParam('dense1', 'units', 3);
    await until(w.app, () => state().compiling);
    await compiled();
    await trainTo(10);
    await actions().openSample('spiral');
    await trainTo(5);
    expect(lost()).toBe(0);
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
