/** Moments of a run in the store: they are visited, gone on from and come back with undo; what is saved is the end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { momentFrom } from '../../src/state/moments.ts';
import { type MortalWorld, mortalWorld, until } from './world.ts';

let w: MortalWorld;
const state = () => w.app.getState();
const actions = () => w.app.getState().actions;
const end = async () => must(await state().session.engine.readCheckpoint(), 'a run');
const steps = async (count: number) => {
  const { step } = state();
  actions().setUntil({ steps: count });
  await actions().train();
  await until(w.app, () => state().step === step + count && state().status === 'paused');
};

beforeEach(async () => {
  w = mortalWorld();
  await w.app.start();
  await actions().openSample('xor');
});
afterEach(() => w.app.stop());

describe('a visit', () => {
  it('shows the figures of its moment, and leaves curve, state and history of the run alone', async () => {
    await steps(50);
    const { cost } = state();
    const curve = state().session.curves();
    await steps(50);
    const whole = state().session.curves();
    expect(whole.length).toBeGreaterThan(curve.length);
    const last = await end();
    actions().visit(50);
    await until(w.app, () => state().step === 50);
    expect(state().cost).toBe(cost);
    expect(state().timeline).toMatchObject({ first: 0, last: 100, visits: 50 });
    expect(state().session.curves()).toEqual(whole);
    expect(state().canUndo).toBe(false);
    expect(await end()).toEqual(last);
    // What is exported is what is shown.
    const file = JSON.parse(await actions().exportJson({ weights: true, training: true }));
    expect(file).toMatchObject({ training: { step: 50, cost } });
    actions().visitBy(-2);
    await until(w.app, () => state().step < 50);
    expect(state().step).toBe(momentFrom(50, -2, 0, 100));
    actions().visit(Number.POSITIVE_INFINITY);
    await until(w.app, () => state().timeline?.visits === undefined);
    expect(state().step).toBe(100);
    expect(state().session.curves()).toEqual(whole);
    // So it is where somebody walks or drags to the end: no moment is visited there.
    actions().visit(50);
    await until(w.app, () => state().timeline?.visits === 50);
    actions().visit(100);
    await until(w.app, () => state().step === 100);
    expect(state().timeline).not.toHaveProperty('visits');
    await steps(1);
    expect(state().canUndo).toBe(false);
  });

  it('is gone on from by Train, as an entry of the history: undo gives the former run and its curve back', async () => {
    await steps(100);
    const whole = state().session.curves();
    const last = await end();
    actions().visit(40);
    await until(w.app, () => state().step === 40);
    await steps(5);
    expect(state().timeline).toMatchObject({ first: 0, last: 45 });
    expect(state()).toMatchObject({ undoLabel: 'fork' });
    expect(state().notices).toMatchObject([{ text: 'training.forked' }]);
    expect(state().session.curves().at(-1)?.step).toBe(45);
    expect(
      state()
        .session.curves()
        .some((p) => p.step > 45),
    ).toBe(false);
    const forked = await end();
    actions().undo();
    await until(w.app, () => state().step === 100);
    expect(await end()).toEqual(last);
    expect(state().session.curves()).toEqual(whole);
    // Nothing tells any more of what was undone.
    expect(state().notices).toEqual([]);
    actions().redo();
    await until(w.app, () => state().step === 45);
    expect(await end()).toEqual(forked);
  });
});

it('an edit at a moment goes on from there, which is told; undo brings the run back as it ended', async () => {
  await steps(60);
  const last = await end();
  actions().visit(20);
  await until(w.app, () => state().step === 20);
  actions().setRun({ batchSize: 2 });
  await until(w.app, () => !state().compiling && state().timeline?.visits === undefined);
  expect(state().step).toBe(20);
  expect(state().notices).toMatchObject([{ text: 'training.editedThere' }]);
  actions().undo();
  await until(w.app, () => state().step === 60);
  expect(await end()).toEqual(last);
});

it('moments are a step apart at first, then by ratio, and there and back is the same way', () => {
  for (const step of [0, 1, 20, 100, 5_000, 1_000_000]) {
    const on = momentFrom(step, 1, 0, 2_000_000);
    expect(on).toBeGreaterThan(step);
    expect(on - step).toBeLessThanOrEqual(Math.max(1, step / 30));
    expect(Math.abs(momentFrom(on, -1, 0, 2_000_000) - step)).toBeLessThanOrEqual(1);
  }
  expect(momentFrom(99, 3, 0, 100)).toBe(100);
  expect(momentFrom(6, -8, 5, 100)).toBe(5);
});

describe('a curve', () => {
  const points = () => state().session.curves();

  it('survives a reload and a change of project, and goes on from there', async () => {
    await steps(60);
    const { storage, app } = w;
    await actions().saveNow();
    const { id } = state().project;
    const before = points();
    expect(before.length).toBeGreaterThan(20);
    await actions().openSample('circle');
    expect(points().every(({ step }) => step === 0)).toBe(true);
    await actions().openProject(id);
    await until(app, () => state().step === 60);
    expect(points()).toEqual(before);
    app.stop();

    w = mortalWorld({}, storage);
    await w.app.start();
    await actions().openProject(id);
    await until(w.app, () => state().step === 60);
    expect(points()).toEqual(before);
    // And with it all moments, which are read behind it.
    await until(w.app, () => state().timeline?.first === 0);
    actions().visit(20);
    await until(w.app, () => state().timeline?.visits === 20 && state().step === 20);
    expect(state().cost).toBe(before.find((p) => p.step === 20)?.cost);
    actions().visit(60);
    await until(w.app, () => state().timeline?.visits === undefined);
    await steps(10);
    expect(points().slice(0, before.length)).toEqual(before);
    expect(points().length).toBeGreaterThan(before.length);
  });

  it('comes back with what was read of its wires', async () => {
    const { session, document } = state();
    const edges = Object.keys(document.edges);
    await session.engine.watch(edges, 20);
    actions().setTrainingPace(30);
    await steps(10);
    const read = session.wires();
    expect(Object.keys(read)).toEqual(edges);
    const last = must(read[must(edges[0], 'a wire')], 'what was read of it');
    expect(last.step.length).toBeGreaterThan(2);
    const { storage } = w;
    const { id } = state().project;
    // Whoever leaves waits until all of it is kept.
    await actions().openSample('circle');
    w.app.stop();
    w = mortalWorld({}, storage);
    await w.app.start();
    await actions().openProject(id);
    await until(w.app, () => state().step === 10);
    expect(state().session.wires()).toEqual(read);
  });

  it('is copied with its moments; whose had to go for these is told', async () => {
    await steps(40);
    await actions().saveNow();
    const [before, { id, name }] = [points(), state().project];
    await actions().openSample('circle');
    const { engine } = state().session;
    const copyMoments = engine.copyMoments;
    const gone = state().project;
    await actions().saveNow();
    engine.copyMoments = async (...of) => ({
      ...(await copyMoments(...of)),
      letGo: [gone.id, 'no project'],
    });
    await actions().duplicateProject(id);
    await until(w.app, () => state().notices.length > 0);
    expect(state().notices).toMatchObject([
      { text: 'files.momentsLetGo', args: { count: 1, name: gone.name } },
    ]);
    const copy = (await actions().listProjects()).find((p) => p.name === `${name} 2`);
    await actions().deleteProject(id);
    await actions().openProject(must(copy, 'a copy').id);
    await until(w.app, () => state().step === 40 && state().timeline?.first === 0);
    expect(points()).toEqual(before);
    actions().visit(20);
    await until(w.app, () => state().timeline?.visits === 20 && state().step === 20);
    expect(state().cost).toBe(before.find((p) => p.step === 20)?.cost);
  });

  it('survives a worker that dies, up to what was brought over last', async () => {
    await steps(30);
    const before = points();
    w.kill('gone');
    await until(w.app, () => state().status === 'ready' && state().step === 30);
    expect(points()).toEqual(before);
  });
});
