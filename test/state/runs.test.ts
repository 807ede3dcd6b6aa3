/**
 * The runs of a project: a run that gives way is kept as it was, whoever made it give way; undo takes it up again;
 * all of it survives a reload. Against a list that the test keeps beside, through random commands.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import type { Checkpoint } from '../../src/document/checkpoint.ts';
import type { StoredRun } from '../../src/document/runs.ts';
import { beyondBudget, type Run } from '../../src/state/run.ts';
import { pointsOf } from '../../src/ui/kit/runs.ts';
import { adam, sgd } from '../vocabulary.ts';
import { type MortalWorld, mortalWorld, until } from './world.ts';

let w: MortalWorld;
const state = () => w.app.getState();
const actions = () => state().actions;
const end = async () => must(await state().session.engine.readCheckpoint(), 'a run');
const steps = async (count: number) => {
  const { step } = state();
  actions().setUntil({ steps: count });
  await actions().train();
  await until(w.app, () => state().step === step + count && state().status === 'paused');
};
/** Longer than an edit waits to be compiled. */
const WAIT_MS = 100;
const quiet = async () => {
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  await until(w.app, () => !state().compiling);
  await actions().saveNow();
  // Writes of runs follow one another.
  await new Promise((resolve) => setTimeout(resolve, 20));
};
const names = () => state().runs.map((run) => run.differs?.en);
const last = (run: Run | undefined) => pointsOf(must(run, 'a run')).at(-1)?.step;

beforeEach(async () => {
  w = mortalWorld();
  await w.app.start();
  await actions().openSample('xor');
  actions().setRun({ optimiser: sgd(0.1) });
});
afterEach(() => w.app.stop());

describe('a run', () => {
  it('is listed once it trained, and kept as it was when Reset lets it give way', async () => {
    expect(state().runs).toEqual([]);
    await steps(30);
    const [first] = state().runs;
    expect(first).toMatchObject({ id: state().run, number: 1 });
    const [curve, left] = [state().session.curves(), await end()];
    await actions().reset();
    await quiet();
    // The next one has not trained yet.
    expect(state().runs.map((run) => run.id)).toEqual([first?.id]);
    expect(state().run).not.toBe(first?.id);
    expect(pointsOf(must(state().runs[0], 'a run'))).toEqual(curve);
    expect(await w.storage.readEnd(state().project.id, first?.id ?? '')).toEqual(left);
    actions().setRun({ optimiser: sgd(0.24) });
    await steps(5);
    await quiet();
    expect(names()).toEqual([undefined, 'learning rate 0.24']);
    // With the setting it trained with, whatever is set by now.
    actions().setRun({ optimiser: sgd(0.7) });
    await actions().reset();
    await quiet();
    expect(names()).toEqual([undefined, 'learning rate 0.24']);
    const kept = await actions().readRunDocument(must(state().runs[1], 'a run').id);
    expect(kept?.run.optimiser).toEqual(sgd(0.24));
  });

  it('that goes on from a moment says of which, has its curve, and undo takes the former one up again', async () => {
    await steps(40);
    const first = state().run;
    const before = state().session.curves();
    actions().visit(10);
    await until(w.app, () => state().step === 10);
    actions().setRun({ optimiser: sgd(0.24) });
    await steps(5);
    await quiet();
    const forked = must(state().runs[1], 'a run');
    expect(forked).toMatchObject({ number: 2, from: { run: first, step: 10 } });
    expect(forked.differs?.en).toBe('learning rate 0.24');
    expect(last(state().runs[0])).toBe(40);
    actions().undo();
    await until(w.app, () => state().step === 40);
    await quiet();
    expect(state().run).toBe(first);
    expect(state().session.curves()).toEqual(before);
    expect(last(state().runs[1])).toBe(15);
    // The rate is that of now; nothing was trained with it in the former run.
    expect(state().runs[0]?.changes).toEqual([]);
    await steps(5);
    await quiet();
    expect(state().runs).toHaveLength(2);
    expect(state().runs[0]?.changes).toMatchObject([
      { step: 40, what: { en: 'learning rate 0.24' } },
    ]);
  });

  it('gives way to an edit that starts weights anew, and comes back with its undo', async () => {
    await steps(20);
    const first = state().run;
    const layer = must(
      Object.values(state().document.nodes).find((node) => 'units' in node.params),
      'a layer',
    );
    actions().setParam(layer.id, 'units', 16);
    await quiet();
    await steps(5);
    await quiet();
    expect(names()[1]).toMatch(/units 16$/);
    actions().undo();
    await quiet();
    expect(state().run).toBe(first);
    expect(state().runs).toHaveLength(2);
  });

  it('that trained but for a moment between two edits is no run of the list; undo has it all the same', async () => {
    await steps(20);
    const first = state().run;
    actions().setRun({ batchSize: 2 });
    await quiet();
    await steps(5);
    expect(state().runs.map(({ number }) => number)).toEqual([1, 2]);
    const brief = state().run;
    actions().endGesture();
    actions().setRun({ batchSize: 3 });
    await quiet();
    await steps(5);
    await quiet();
    // It goes on from the one that it was made of.
    expect(state().runs.map(({ id }) => id)).toEqual([first, state().run]);
    expect(state().runs[1]).toMatchObject({ number: 2, differs: { en: 'batch size 3' } });
    expect(await w.storage.runs(state().project.id)).toHaveLength(2);
    actions().undo();
    await until(w.app, () => state().run === brief);
    await until(w.app, () => state().step === 25);
    await steps(1);
    await quiet();
    expect(names()).toEqual([undefined, 'batch size 3', 'batch size 2']);
  });

  it('is another project with its drawing, its state and its curve where it is opened', async () => {
    await steps(20);
    const [left, curve] = [await end(), state().session.curves()];
    const { id } = must(state().runs[0], 'a run');
    await actions().reset();
    actions().setRun({ optimiser: adam(0.5), seed: 9 });
    await quiet();
    await actions().openRun(id, 'Run 1');
    expect(state().project.name).toMatch(/ · Run 1$/);
    await until(w.app, () => state().step === 20);
    expect(state().document.run.seed).not.toBe(9);
    expect((await end()).weights).toEqual(left.weights);
    expect(state().session.curves()).toEqual(curve);
  });

  it('is deleted and comes back with undo, its state too; the open one stays', async () => {
    await steps(20);
    const { id } = must(state().runs[0], 'a run');
    await actions().removeRun(id);
    expect(state().runs).toHaveLength(1);
    await actions().reset();
    await quiet();
    const project = state().project.id;
    const kept = await w.storage.readEnd(project, id);
    expect(kept).toBeDefined();
    await actions().removeRun(id);
    await quiet();
    expect([state().runs, await w.storage.runs(project)]).toEqual([[], []]);
    expect(await w.storage.readEnd(project, id)).toBeUndefined();
    must(state().notices.at(-1)?.undo, 'undo')();
    await quiet();
    expect(state().runs.map((run) => run.id)).toEqual([id]);
    expect(await w.storage.readEnd(project, id)).toEqual(kept);
  });
});

it('runs go with their project: with its copy, with its deletion and back', async () => {
  await steps(10);
  await actions().reset();
  await steps(5);
  await quiet();
  const { id } = state().project;
  const runs = await w.storage.runs(id);
  expect(runs).toHaveLength(2);
  await actions().duplicateProject(id);
  const copy = must(
    (await actions().listProjects()).find((p) => p.id !== id && /2$/.test(p.name)),
    'a copy',
  );
  expect(await w.storage.runs(copy.id)).toEqual(runs);
  await actions().deleteProject(copy.id);
  expect(await w.storage.runs(copy.id)).toEqual([]);
  must(state().notices.at(-1)?.undo, 'undo')();
  await quiet();
  expect(await w.storage.runs(copy.id)).toEqual(runs);
});

describe('the budget', () => {
  const run = (number: number, more: Partial<Run> = {}): Run => ({
    id: `r${number}`,
    number,
    changes: [],
    time: 0,
    wires: {},
    stateBytes: 100,
    ...more,
  });

  it('takes states of the oldest first, then runs; none with a star, nor the one that is open', () => {
    const runs = [run(1, { starred: true }), run(2), run(3), run(4)];
    expect(beyondBudget(runs, 'r4', 400)).toEqual({ states: [], runs: [] });
    expect(beyondBudget(runs, 'r4', 399)).toEqual({ states: ['r2'], runs: [] });
    expect(beyondBudget(runs, 'r4', 250)).toEqual({ states: ['r2', 'r3'], runs: [] });
    const long = runs.map((r) => ({ ...r, text: 'x'.repeat(100) }));
    expect(beyondBudget(long, 'r4', 850)).toEqual({ states: ['r3'], runs: ['r2'] });
    expect(beyondBudget(long, 'r4', 0)).toEqual({ states: [], runs: ['r2', 'r3'] });
  });
});

type Op =
  | { readonly do: 'train'; readonly steps: number }
  | { readonly do: 'fork'; readonly part: number }
  | { readonly do: 'rate' | 'remove' | 'star' | 'title'; readonly n: number }
  | { readonly do: 'reset' | 'undo' | 'redo' | 'restore' | 'reload' };
const n = fc.nat(5);
const ops: fc.Arbitrary<readonly Op[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('train' as const),
        steps: fc.integer({ min: 1, max: 9 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('fork' as const),
        part: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('rate' as const, 'remove' as const, 'star' as const, 'title' as const),
        n,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'reset' as const,
          'undo' as const,
          'redo' as const,
          'restore' as const,
          'reload' as const,
        ),
      }),
    },
  ),
  { maxLength: 14 },
);

/** What a person knows of a run: its last step, the weights there, the rate of its last step, what was said of it. */
interface Known {
  readonly step: number;
  readonly weights: Checkpoint['weights'];
  readonly rate: number;
  readonly starred: boolean;
  readonly title: string | undefined;
}

const rateOf = async (id: string) =>
  Number((await actions().readRunDocument(id))?.run.optimiser.params.lr);

async function play(script: readonly Op[]): Promise<void> {
  w.app.stop();
  w = mortalWorld();
  await w.app.start();
  await actions().openSample('xor');
  actions().setRun({ optimiser: sgd(0.1) });
  await quiet();
  let known = new Map<string, Known>();
  let removed: (() => void) | undefined;
  let gone: readonly [string, Known] | undefined;

  for (const op of script) {
    const { run, step, timeline } = state();
    if (op.do === 'train') {
      await steps(op.steps);
      const told = known.get(run) ?? { starred: false, title: undefined };
      const { weights } = await end();
      const rate = Number(state().document.run.optimiser.params.lr);
      known.set(run, { ...told, step: state().step, weights, rate });
    }
    if (op.do === 'fork' && timeline) {
      const to = Math.floor(timeline.first + op.part * (timeline.last - timeline.first));
      if (to < timeline.last) {
        actions().visit(to);
        await until(w.app, () => state().step === to);
        await steps(1);
        const { weights } = await end();
        const rate = Number(state().document.run.optimiser.params.lr);
        await until(w.app, () => state().run !== run);
        known.set(state().run, { starred: false, title: undefined, step: to + 1, weights, rate });
      }
    }
    if (op.do === 'rate') actions().setRun({ optimiser: sgd((op.n + 1) / 8) });
    if (op.do === 'reset') {
      await actions().reset();
      if (step > 0) await until(w.app, () => state().run !== run);
    }
    if (op.do === 'undo' || op.do === 'redo') {
      const label = op.do === 'undo' ? state().undoLabel : state().redoLabel;
      actions()[op.do]();
      if (label === 'reset' || label === 'fork') await until(w.app, () => state().run !== run);
    }
    const chosen = 'n' in op ? state().runs[op.n] : undefined;
    if (chosen && op.do === 'star') {
      actions().setRunView(chosen.id, { starred: !chosen.starred });
      known.set(chosen.id, { ...must(known.get(chosen.id), 'known'), starred: !chosen.starred });
    }
    if (chosen && op.do === 'title') {
      actions().setRunView(chosen.id, { title: `T${step}` });
      known.set(chosen.id, { ...must(known.get(chosen.id), 'known'), title: `T${step}` });
    }
    if (chosen && op.do === 'remove' && chosen.id !== state().run) {
      await actions().removeRun(chosen.id);
      removed = state().notices.at(-1)?.undo;
      gone = [chosen.id, must(known.get(chosen.id), 'known')];
      known.delete(chosen.id);
    }
    if (op.do === 'restore' && removed && gone) {
      // What was taken up again by an undo meanwhile is there, as it is now.
      if (!known.has(gone[0]) && state().run !== gone[0]) known.set(...gone);
      removed();
      removed = undefined;
    }
    await quiet();
    if (op.do === 'reload') {
      const { storage, app } = w;
      app.leaving(true);
      app.stop();
      const { id } = state().project;
      w = mortalWorld({}, storage);
      await w.app.start();
      if (state().project.id !== id) await actions().openProject(id);
      await until(w.app, () => !state().compiling);
      await quiet();
      removed = undefined;
    }
    // One that was deleted and is taken up again by an undo is there again.
    const now = state().run;
    if (gone && gone[0] === now && !known.has(now)) known.set(...gone);
    known = new Map([...known].filter(([, k]) => k.step > 0));
  }

  const { runs, run } = state();
  expect(runs.map(({ id }) => id).sort()).toEqual([...known.keys()].sort());
  expect(new Set(runs.map(({ number }) => number)).size).toBe(runs.length);
  const stored = await w.storage.runs(state().project.id);
  const facts = ({ id, number, title, starred }: StoredRun | Run) => ({
    id,
    number,
    title,
    starred,
  });
  expect(stored.map(facts)).toEqual(runs.map(facts));
  for (const one of runs) {
    const told = must(known.get(one.id), 'known');
    expect({ starred: one.starred ?? false, title: one.title }).toEqual({
      starred: told.starred,
      title: told.title,
    });
    expect(await rateOf(one.id)).toBe(told.rate);
    const isOpen = one.id === run;
    expect(isOpen ? state().session.curves().at(-1)?.step : last(one)).toBe(told.step);
    const kept = isOpen ? await end() : await w.storage.readEnd(state().project.id, one.id);
    expect(kept?.weights).toEqual(told.weights);
  }
}

const RUNS = Number(process.env.RUNS ?? 8);
it(
  'runs are those that a person has trained, whatever was reset, forked, undone, deleted or reloaded',
  async () => {
    await fc.assert(fc.asyncProperty(ops, play), { numRuns: RUNS });
  },
  60_000 + 10_000 * RUNS,
);
