/** A gradient check over the wire, and how long what it found stays on the page: as long as it holds. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mortalWorld, until, type World } from './world.ts';

let w: World;
const state = () => w.app.getState();
const actions = () => state().actions;

beforeEach(async () => {
  w = mortalWorld();
  await w.app.start();
  await actions().openSample('xor');
});
afterEach(() => w.app.stop());

/** What is known after it, by wire and weight. */
async function checked(): Promise<readonly string[]> {
  await actions().checkGradients();
  return state().checked?.checks.map((c) => `${c.edge ?? c.weight} ${c.outcome}`) ?? [];
}

const ALL = [
  ...['e1', 'e2', 'e3', 'e4'],
  ...['dense1.weight', 'dense1.bias', 'dense2.weight', 'dense2.bias'],
].map((of) => `${of} agrees`);

test('it tells of every wire and weight, and of the step that is to come', async () => {
  expect(await checked()).toEqual(ALL);
  const { running, step, rows, batch, done, of } = state().checked!;
  expect({ running, step, rows, batch }).toEqual({ running: false, step: 1, rows: 4, batch: 4 });
  expect(done).toBe(of);
  const e3 = state().checked?.checks.find((c) => c.edge === 'e3');
  expect(e3?.numbers.length).toBe((e3?.checked ?? 0) + (e3?.direction ? 1 : 0));
  await actions().checkGradients({ weight: 'dense1.weight', index: 3 });
  expect(state().checked?.checks.map((c) => [c.weight, c.worst.index])).toEqual([
    ['dense1.weight', 3],
  ]);
});

test('it stays where nothing changes that it depends on, and goes with what does', async () => {
  const stays = (yes: boolean) => expect(state().checked !== undefined).toBe(yes);
  await checked();
  actions().moveNodes({ dense1: { x: 400, y: 80 } });
  actions().setTitle('dense1', 'Hidden');
  stays(true);
  // The weights are those that the step began with, up to its last move and when it is taken back.
  await actions().stepForward();
  await actions().goToMove((state().cursor?.total ?? 2) - 1);
  stays(true);
  await actions().leaveStepping('takeBack');
  stays(true);
  await actions().stepForward();
  await actions().leaveStepping('finish');
  await until(w.app, () => state().step === 1);
  stays(false);
  expect(await checked()).toEqual(ALL);
  expect(state().checked?.step).toBe(2);
  await actions().trainOneStep();
  await until(w.app, () => state().step === 2);
  stays(false);
  await checked();
  await actions().reset();
  stays(false);
  await checked();
  // Other data: another batch.
  actions().setParam('data1', 'noise', 0.2);
  stays(false);
  await checked();
  actions().undo();
  stays(false);
});

test('whoever trains meanwhile is stopped for it; an edit meanwhile ends it', async () => {
  await actions().train();
  await until(w.app, () => state().step > 5);
  await checked();
  expect(state().status).not.toBe('training');
  expect(state().checked?.step).toBe(state().step + 1);
  await actions().openSample('earlyStopping');
  const coming = actions().checkGradients();
  await until(w.app, () => (state().checked?.of ?? 0) > 0);
  expect(state().checked?.running).toBe(true);
  actions().setRun({ batchSize: 3 });
  await coming;
  expect(state().checked).toBeUndefined();
});

test('what was found before it was stopped stays, and nothing more comes', async () => {
  await actions().openSample('earlyStopping');
  const coming = actions().checkGradients();
  await until(w.app, () => (state().checked?.checks.length ?? 0) > 0);
  actions().stopCheck();
  const { checked: found } = state();
  expect(found?.running).toBe(false);
  expect(found?.done).toBeLessThan(found?.of ?? 0);
  await coming;
  await actions().stepForward();
  expect(state().checked).toBe(found);
  actions().dropCheck();
  expect(state().checked).toBeUndefined();
});
