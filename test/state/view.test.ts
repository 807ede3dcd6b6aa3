/** What a person set up around the document: it comes back at the next start, each by itself. */
import { describe, expect, it } from 'vitest';
import { alike } from '../../src/base/words.ts';
import type { Actions } from '../../src/state/app.ts';
import { readView } from '../../src/state/view.ts';
import { paceOf } from '../../src/ui/kit/pace.ts';
import { smallStorage, world } from './world.ts';

const SETTINGS: Readonly<Record<keyof ReturnType<typeof readView>, (actions: Actions) => void>> = {
  theme: (actions) => actions.setTheme('dark'),
  language: (actions) => actions.setLanguage('zh'),
  singleKeys: (actions) => actions.setSingleKeys(false),
  shortcuts: (actions) => actions.setShortcuts({ undo: ['Mod+U'] }),
  dock: (actions) => actions.setDock('problems'),
  stride: (actions) => actions.setStride('pass'),
  playRate: (actions) => actions.setPlayRate(4),
  trainingPace: (actions) => actions.setTrainingPace(30),
  curveView: (actions) => actions.setCurveView({ logX: false }),
  recordingBudget: (actions) => actions.setRecordingBudget(16),
  predict: (actions) => actions.setPredict(true),
  hint: (actions) => actions.setHint(3),
  wheel: (actions) => actions.setWheel('pan'),
  panels: (actions) => actions.togglePanel('minimap'),
};

describe('the view', () => {
  it.each(Object.entries(SETTINGS))('comes back as it was set up: %s', async (name, set) => {
    const small = smallStorage();
    const before = readView({ small });
    const { app } = await world(undefined, small);
    try {
      set(app.getState().actions);
      const after = readView({ small });
      expect(after[name as keyof typeof after]).not.toEqual(before[name as keyof typeof before]);
      expect(app.getState()).toMatchObject(after);
      expect(after).toEqual({ ...before, [name]: after[name as keyof typeof after] });
    } finally {
      app.stop();
    }
  });

  it('begins in the first language that the browser wants and the page has', () => {
    const language = (...languages: string[]) => readView({ languages }).language;
    expect(language('fr', 'zh-Hans-CN', 'en')).toBe('zh');
    expect(language('de-AT', 'en-GB', 'zh')).toBe('en');
    expect(language('fr')).toBe('en');
    expect(language()).toBe('en');
  });

  it('begins as on a first visit where what was kept cannot be read', () => {
    const first = readView({});
    for (const text of ['{', 'null', '[]', '{"wheel": "spin"}'])
      expect(readView({ small: { ...smallStorage(), getItem: () => text } })).toEqual(first);
    const refused = {
      ...smallStorage(),
      getItem: () => {
        throw new Error('refused');
      },
    };
    expect(readView({ small: refused })).toEqual(first);
  });

  it('tells what is put away no more, and of many things the latest', async () => {
    const { app } = await world();
    try {
      const { notify, dismissNotice } = app.getState().actions;
      const told = () => app.getState().notices.map((n) => n.text);
      for (const text of ['a', 'b', 'c', 'b', 'd', 'e']) notify({ tone: 'info', text });
      expect(told()).toEqual(['c', 'b', 'd', 'e']);
      dismissNotice(app.getState().notices[1]!.id);
      expect(told()).toEqual(['c', 'd', 'e']);
      const issue = (text: string) =>
        ({ code: 'x.y', severity: 'error', sentence: alike(text) }) as const;
      for (const text of ['one', 'two', 'one'])
        notify({ tone: 'problem', text: 'e', issue: issue(text) });
      expect(app.getState().notices.map((n) => n.issue?.sentence.en)).toEqual([
        undefined,
        undefined,
        'two',
        'one',
      ]);
    } finally {
      app.stop();
    }
  });

  it('a sample goes at the pace that it recommends, until somebody chose one', async () => {
    const kept = new Map<string, string>();
    const small = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const { app, storage } = await world(undefined, small);
    const { openSample, newProject, openProject, setTrainingPace } = app.getState().actions;
    try {
      expect(paceOf(app.getState())).toBe('timeLapse');
      await openSample('perceptronAnd');
      expect(paceOf(app.getState())).toBe(3);
      const { id } = app.getState().project;
      // Of what recommends none.
      await newProject();
      expect(paceOf(app.getState())).toBe('timeLapse');
      // It goes with its project, over a reload too.
      await openProject(id);
      expect(paceOf(app.getState())).toBe(3);
      const next = await world(storage, small);
      await next.app.start();
      expect(paceOf(next.app.getState())).toBe(3);
      next.app.stop();
      await openSample('perceptronAnd');
      setTrainingPace(100);
      expect(paceOf(app.getState())).toBe(100);
      await openSample('learningRates');
      expect(paceOf(app.getState())).toBe(100);
    } finally {
      app.stop();
    }
  });

  it('a sample that is a sweep opens with that, over a reload too; its tab goes with it', async () => {
    const kept = new Map<string, string>();
    const small = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const { app, storage } = await world(undefined, small);
    const { openSample, newProject, openProject, setDock } = app.getState().actions;
    const shown = ({ getState }: typeof app) => {
      const { recommendedSweep, dock } = getState();
      return [recommendedSweep?.settings[0]?.path, dock];
    };
    try {
      await openSample('learningRates');
      expect(shown(app)).toEqual(['run.optimiser.lr', 'sweep']);
      const { id } = app.getState().project;
      await newProject();
      expect(shown(app)).toEqual([undefined, 'curves']);
      setDock('plan');
      await openProject(id);
      expect(shown(app)).toEqual(['run.optimiser.lr', 'plan']);
      // One of its own is nobody's.
      setDock('sweep');
      await newProject();
      setDock('sweep');
      await openSample('xor');
      expect(shown(app)).toEqual([undefined, 'sweep']);
      await openProject(id);
      const next = await world(storage, small);
      await next.app.start();
      expect(shown(next.app)[0]).toBe('run.optimiser.lr');
      next.app.stop();
      // What cannot be read is none.
      kept.set(
        'chainrule.recommended',
        JSON.stringify({ [id]: { sweep: { settings: [{}] }, pace: 3 } }),
      );
      const ill = await world(storage, small);
      await ill.app.start();
      expect(shown(ill.app)[0]).toBeUndefined();
      expect(paceOf(ill.app.getState())).toBe(3);
      ill.app.stop();
    } finally {
      app.stop();
    }
  });
});
