/** The run through the store, on the real engine: what compiles anew, what does not, what survives. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Issue } from '../../src/base/issue.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import type { Session } from '../../src/session/session.ts';
import { memoryStorage } from '../../src/state/storage.ts';
import { createApp } from '../../src/state/store.ts';
import { issueText } from '../../src/ui/kit/issues/text.ts';
import type { EngineApi, EngineEvent } from '../../workers/engine/protocol.ts';
import { mortalWorld, sessionInProcess, smallStorage, until, type World, world } from './world.ts';

let w: World;
const state = () => w.app.getState();
const actions = () => w.app.getState().actions;
const loads = () => w.calls.filter((c) => c === 'load').length;

beforeEach(async () => {
  w = await world();
  await w.app.start();
  await actions().openSample('xor');
});
afterEach(() => w.app.stop());

const trainSteps = async (n: number) => {
  for (let i = 0; i < n; i++) {
    const before = state().step;
    await actions().trainOneStep();
    await until(w.app, () => state().step === before + 1);
    await until(w.app, () => state().status === 'paused');
  }
};

describe('compiling', () => {
  it('happens once for edits in quick succession', async () => {
    const before = loads();
    actions().setParam('dense1', 'units', 5);
    actions().setParam('dense1', 'units', 6);
    actions().setParam('dense1', 'units', 7);
    await until(w.app, () => loads() > before && !state().compiling);
    expect(loads()).toBe(before + 1);
    const weight = state().compiled?.compilation.parameters.find((p) => p.name === 'dense1.weight');
    expect(weight?.shape).toEqual([7, 2]);
  });

  it('does not happen for places, names, notes and live numbers', async () => {
    const before = loads();
    actions().moveNodes({ dense1: { x: 1, y: 2 } });
    actions().setTitle('dense1', 'First');
    actions().addNote({ x: 0, y: 0 });
    const { optimiser } = state().document.run;
    actions().setRun({ optimiser: { ...optimiser, params: { ...optimiser.params, lr: 0.5 } } });
    expect(w.calls.at(-1)).toBe('dial');
    // Longer than edits are waited for: had one asked for a compilation, it would have begun.
    await new Promise((done) => setTimeout(done, 150));
    expect(loads()).toBe(before);
  });

  const said = (issues: readonly Issue[]) =>
    issues.map((i) => issueText(i, 'en', state().document.nodes)).join(' ');

  it('tells of a node by the name it has now, at once, and compiles nothing for it', async () => {
    const edge = Object.values(state().document.edges).find((e) => e.target.node === 'dense1');
    actions().removeEdges([edge?.id ?? '']);
    await until(w.app, () => said(state().issues).includes('Dense 1'));
    const before = loads();
    actions().setTitle('dense1', 'Encoder');
    expect(said(state().issues)).toContain('Encoder');
    expect(said(state().issues)).not.toContain('Dense 1');
    actions().undo();
    expect(said(state().issues)).toContain('Dense 1');
    expect(state().compiling).toBe(false);
    expect(loads()).toBe(before);
  });

  it('what stopped a run is told by the name that the node has now, and stays put away', async () => {
    await actions().openSample('sine');
    actions().setRun({ optimiser: { kind: 'sgd', params: { lr: 100 } } });
    await until(w.app, () => state().compiling);
    await until(w.app, () => !state().compiling);
    await actions().train();
    await until(w.app, () => state().trouble.length > 0);
    const culprit = state().trouble[0]?.where?.node ?? '';
    actions().setTitle(culprit, 'Culprit');
    expect(said(state().trouble)).toContain('Culprit gave numbers');
    expect(state().status).toBe('failed');
    actions().dismissTrouble();
    actions().setTitle(culprit, 'Other');
    expect(state().trouble).toEqual([]);
  });

  it('tells what is wrong, with the document kept, and what is right again after undo', async () => {
    const edge = Object.values(state().document.edges).find((e) => e.target.node === 'dense1');
    actions().removeEdges([edge?.id ?? '']);
    await until(w.app, () => state().issues.some((i) => i.code === 'port.unwired'));
    await actions().train();
    expect(state().status).not.toBe('training');
    expect(state().notices.at(-1)?.text).toBe('training.notReady');
    expect(state().dock).toBe('problems');
    actions().undo();
    await until(w.app, () => state().issues.length === 0);
    await trainSteps(1);
    expect(state().step).toBe(1);
  });

  it.each([
    ['comes last', [0, 1]],
    ['comes first', [1, 0]],
  ])('shows the answer to the latest edit where it %s', async (_, order) => {
    const session = await sessionInProcess();
    const answers: (() => void)[] = [];
    let late = false;
    const load: EngineApi['load'] = async (asked) => {
      const reply = await session.engine.load(asked);
      if (late) await new Promise<void>((go) => answers.push(go));
      return reply;
    };
    const engine = new Proxy(session.engine, {
      get: (target, name: keyof EngineApi) => (name === 'load' ? load : target[name]),
    });
    const app = createApp({ ...session, engine }, memoryStorage(), {
      samples: SAMPLES,
      small: smallStorage(),
    });
    await app.start();
    const { openSample, setParam } = app.getState().actions;
    await openSample('xor');
    const units = () =>
      app.getState().compiled?.compilation.parameters.find((p) => p.name === 'dense1.weight')
        ?.shape[0];
    const before = units();
    late = true;
    for (const n of [5, 6]) {
      setParam('dense1', 'units', n);
      await expect.poll(() => answers).toHaveLength(n - 4);
    }
    for (const [i, which] of order.entries()) {
      answers[which]?.();
      await new Promise((done) => setTimeout(done, 20));
      const latest = order.slice(0, i + 1).includes(1);
      expect([units(), app.getState().compiling]).toEqual(latest ? [6, false] : [before, true]);
    }
    late = false;
    app.stop();
  });

  it('brings over the weights behind an edit of their shapes: they are what is saved', async () => {
    await trainSteps(1);
    const saved = async () =>
      (await w.storage.read(state().project.id))?.weights?.['dense1.weight']?.shape[0];
    const units = (n: number) => expect.poll(saved, { timeout: 10_000 }).toBe(n);
    await units(8);
    actions().setParam('dense1', 'units', 5);
    await units(5);
  });

  it('keeps the weights that still fit, and the step', async () => {
    await trainSteps(3);
    actions().setParam('dense2', 'bias', false);
    const before = loads();
    await until(w.app, () => loads() > before && !state().compiling);
    expect(state().step).toBe(3);
    expect(state().compiled?.restarted).not.toContain('dense1.weight');
  });
});

describe('a run', () => {
  it('gives the same losses for the same document and seed', async () => {
    const losses = async () => {
      await actions().reset();
      const found: number[] = [];
      for (let i = 0; i < 3; i++) {
        await trainSteps(1);
        found.push(state().cost);
      }
      return found;
    };
    const first = await losses();
    expect(first.every(Number.isFinite)).toBe(true);
    expect(await losses()).toEqual(first);
  });

  it('trains, pauses, and resets to step 0', async () => {
    await actions().train();
    await until(w.app, () => state().status === 'training' && state().step > 5);
    await actions().pause();
    await until(w.app, () => state().status === 'paused');
    // Nobody stepped: there was nothing to leave.
    expect(w.calls).not.toContain('leaveStepping');
    expect(state().cost).toBeGreaterThan(0);
    await actions().reset();
    await until(w.app, () => state().status === 'ready');
    expect(state().step).toBe(0);
  });

  it('walks through one training step and back to where it was', async () => {
    const before = await actions().exportJson({ weights: true });
    await actions().stepForward();
    const total = state().cursor?.total ?? 0;
    expect(total).toBeGreaterThan(4);
    expect(state().cursor?.done).toBe(1);
    for (let i = 1; i < total; i++) await actions().stepForward();
    expect(state().cursor?.move?.phase).toBe('update');
    for (let i = 0; i < total; i++) await actions().stepBack();
    expect(state().cursor?.done).toBe(0);
    expect(await actions().exportJson({ weights: true })).toBe(before);
    await actions().leaveStepping();
    expect(state().cursor).toBeUndefined();
  });
});

describe('what the engine tells', () => {
  let hear: (event: EngineEvent) => void;
  let engine: Partial<EngineApi>;
  beforeEach(async () => {
    w.app.stop();
    const session = await sessionInProcess();
    engine = {};
    const listening: Session = {
      ...session,
      engine: new Proxy(session.engine, {
        get: (target, name: keyof EngineApi) => engine[name] ?? target[name],
      }),
      onEvent: (callback) => {
        hear = callback;
        return session.onEvent(callback);
      },
    };
    const options = { samples: SAMPLES, small: smallStorage() };
    w = { app: createApp(listening, memoryStorage(), options), storage: w.storage, calls: [] };
    await w.app.start();
  });
  const generation = () => state().session.generation();
  const issue: Issue = { severity: 'info', code: 'x.y', sentence: { en: 'a', zh: 'b' } };

  it('is told of this network alone: that training ended, that there are better weights', async () => {
    let taken = 0;
    engine.takeBest = async () => {
      taken++;
      return 'same';
    };
    const { status, step } = state();
    hear({ type: 'stopped', generation: generation() - 1, issue });
    hear({ type: 'better', generation: generation() - 1, issue });
    expect(state().notices).toEqual([]);
    hear({ type: 'stopped', generation: generation(), issue });
    expect(state().notices).toMatchObject([{ tone: 'info', issue }]);
    expect(state().notices[0]?.act).toBeUndefined();
    expect([state().status, state().step]).toEqual([status, step]);
    hear({
      type: 'better',
      generation: generation(),
      issue: { ...issue, code: 'x.z', sentence: { en: 'c', zh: 'd' } },
    });
    const better = state().notices.at(-1);
    expect(better).toMatchObject({ tone: 'info', issue: { code: 'x.z' } });
    better?.act?.perform();
    await expect.poll(() => taken).toBe(1);
  });

  it('shows how far a load is only while there is one', () => {
    const progress = { pass: 'data', done: 1, of: 2 } as const;
    hear({ type: 'compiling', generation: generation(), progress });
    expect(state().progress).toBeUndefined();
    w.app.setState({ compiling: true });
    hear({ type: 'compiling', generation: generation(), progress });
    expect(state().progress).toEqual(progress);
    // This one trains already: what it shows stays.
    expect(state().compiled).toBeDefined();
    expect(state().status).toBe('ready');
  });

  it('a call that fails is told, but not behind the end of the page', async () => {
    engine.pause = () => Promise.reject(new Error('out of order'));
    await actions().pause();
    expect(state().trouble).toMatchObject([
      { code: 'engine.call', args: { reason: 'out of order' } },
    ]);
    expect(state().status).toBe('failed');
    actions().dismissTrouble();
    const pausing = actions().pause();
    w.app.stop();
    await pausing;
    expect(state().trouble).toEqual([]);
  });

  it('trouble stays with its project', async () => {
    actions().removeEdges([Object.keys(state().document.edges)[0]!]);
    const unwired = await actions().exportJson({ weights: false });
    actions().undo();
    hear({ type: 'trouble', generation: generation(), issues: [{ ...issue, severity: 'error' }] });
    expect(state().trouble).toHaveLength(1);
    // One that cannot run either: nothing of it takes the place of that trouble.
    await actions().importText(unwired);
    await until(w.app, () => state().issues.length > 0);
    expect(state().trouble).toEqual([]);
  });
});

describe('a worker that dies', () => {
  it('until none is started any more: then Train is another attempt, and no figure is', async () => {
    const mortal = mortalWorld();
    const { app, kill } = mortal;
    try {
      await app.start();
      const { actions, session } = app.getState();
      await actions.openSample('xor');
      await actions.train();
      await until(app, () => app.getState().step > 20);
      await actions.pause();
      await until(app, () => app.getState().status === 'paused');
      // The page knows the weights of this step.
      await actions.exportJson({ weights: true });
      const { step } = app.getState();
      for (let i = 0; i < 3; i++) kill('out of memory');
      await until(app, () => app.getState().issues.some((n) => n.code === 'engine.unusable'));
      expect(await session.engine.readCheckpoint()).toBeUndefined();
      expect(app.getState().status).toBe('failed');
      await actions.trainOneStep();
      expect(app.getState().issues).toEqual([]);
      // From where it was, not from weights drawn anew.
      await until(app, () => app.getState().step === step + 1);
    } finally {
      app.stop();
    }
  });

  it('is told, with the document and the last good weights kept, and Train works again', async () => {
    const mortal = mortalWorld();
    const { app, kill } = mortal;
    try {
      await app.start();
      const { actions } = app.getState();
      await actions.openSample('xor');
      await actions.train();
      await until(app, () => app.getState().step > 20);
      await actions.pause();
      await until(app, () => app.getState().status === 'paused');
      const text = await actions.exportJson({ weights: true });

      kill('it ran out of memory');
      expect(app.getState().trouble[0]?.code).toBe('engine.died');
      await until(app, () => app.getState().status === 'paused');
      expect(app.getState().trouble[0]?.code).toBe('engine.died');
      expect(await actions.exportJson({ weights: true })).toBe(text);

      await actions.train();
      await until(app, () => app.getState().status === 'training' && app.getState().step > 0);
      expect(app.getState().trouble).toEqual([]);
      await actions.pause();
    } finally {
      app.stop();
    }
  });
});

describe('the cost is one number', () => {
  // With the real session, which keeps the curve.
  beforeEach(async () => {
    w.app.stop();
    w = mortalWorld();
    await w.app.start();
    await actions().openSample('xor');
  });

  /** What the bar shows and where the curve ends, as the card and the panel of curves read them. */
  const agreed = () => {
    const { cost, step, session } = state();
    const last = session.curves().at(-1);
    return !Number.isNaN(cost) && last?.step === step && Object.is(last.cost, cost);
  };

  it('before the first step, after some, behind an edit, and where training broke off', async () => {
    await until(w.app, agreed);
    const before = state().cost;
    await trainSteps(3);
    await until(w.app, agreed);
    expect(state().cost).not.toBe(before);

    const known = state().cost;
    const loaded = state().compiled?.generation;
    actions().setParam('dense1', 'units', 5);
    await until(w.app, () => state().compiled?.generation !== loaded && !state().compiling);
    await until(w.app, agreed);
    expect(state().cost).not.toBe(known);

    const { optimiser } = state().document.run;
    actions().setRun({ optimiser: { kind: 'sgd', params: { ...optimiser.params, lr: 100 } } });
    actions().setParam('dense2', 'l2', 100);
    await until(w.app, () => state().compiled?.compilation.penalised === true);
    await actions().train();
    await until(w.app, () => state().status === 'failed');
    await until(w.app, agreed);
  });

  it('while somebody steps it is that of the step being walked, and on the way back the former', async () => {
    await trainSteps(2);
    await until(w.app, agreed);
    const before = state().cost;
    while (state().cursor?.move?.phase !== 'backward') await actions().stepForward();
    expect(state().cost).toBe(state().cursor?.cost);
    expect(state().cost).not.toBe(before);
    const curve = state().session.curves();
    expect(curve.at(-1)).toMatchObject({ step: 2, cost: before });
    while (state().cursor?.canGoBack) await actions().stepBack();
    expect(state().cost).toBe(before);
  });

  it('is none where nothing is left to train, and comes back with an undo', async () => {
    await trainSteps(3);
    await until(w.app, agreed);
    const before = state().cost;
    actions().select({ nodes: Object.keys(state().document.nodes), edges: [], notes: [] });
    actions().removeSelected();
    await until(w.app, () => state().status === 'empty' && !state().session.curves().length);
    expect(state().cost).toBeNaN();
    await actions().train();
    expect(state().status).not.toBe('training');
    actions().undo();
    await until(w.app, agreed);
    expect(state().step).toBe(3);
    expect(state().cost).toBe(before);
    await trainSteps(1);
  });

  it('is none without a loss', async () => {
    await trainSteps(2);
    const loss = Object.values(state().document.nodes).find((n) => n.kind === 'bceWithLogits');
    actions().select({ nodes: [loss?.id ?? ''], edges: [], notes: [] });
    actions().removeSelected();
    await until(w.app, () => Number.isNaN(state().cost) && !state().session.curves().length);
  });
});
