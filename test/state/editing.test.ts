/** Edits through the store: each gesture one entry, undo covers everything, refusals change nothing. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alike } from '../../src/base/words.ts';
import { serialise } from '../../src/document/codec.ts';
import type { App } from '../../src/state/store.ts';
import { world } from './world.ts';

let app: App;
const state = () => app.getState();
const actions = () => app.getState().actions;
const text = () => serialise(state().document);

beforeEach(async () => {
  ({ app } = await world());
  await app.start();
});
afterEach(() => app.stop());

/** Every kind of edit that the page knows, each of which must be one step of the history. */
const EDITS: Readonly<Record<string, () => unknown>> = {
  'add a node': () => actions().addNode('relu', { x: 10, y: 20 }),
  'add a wired node': () =>
    actions().addNode('relu', { x: 10, y: 20 }, { from: { node: 'dense1', port: 'out' } }),
  connect: () => {
    const add = actions().addNode('relu', { x: 0, y: 0 });
    return actions().connect({ node: 'dense1', port: 'out' }, { node: add ?? '', port: 'in' });
  },
  reconnect: () => {
    const [edge] = Object.values(state().document.edges).filter((e) => e.target.node === 'tanh2');
    return actions().reconnect(edge!.id, { node: 'dense1', port: 'out' }, edge!.target);
  },
  move: () => actions().moveNodes({ dense1: { x: 500, y: 500 }, tanh1: { x: 1, y: 2 } }),
  'set a parameter': () => actions().setParam('dense1', 'units', 7),
  'set several parameters': () => actions().setParams('dense1', { units: 3, bias: false }),
  title: () => actions().setTitle('dense1', 'First layer'),
  'replace the kind': () => actions().replaceKind('tanh1', 'relu'),
  'run settings': () => actions().setRun({ batchSize: 5, seed: 9 }),
  rename: () => actions().rename('Another name'),
  note: () => actions().addNote({ x: 0, y: 300 }),
  'remove nodes': () => {
    actions().select({ nodes: ['dense1', 'tanh1'] });
    actions().removeSelected();
  },
  'remove wires': () => actions().removeEdges(Object.keys(state().document.edges).slice(0, 2)),
  cut: () => {
    actions().select({ nodes: ['dense2'] });
    actions().cut();
  },
  paste: () => {
    actions().select({ nodes: ['dense2', 'tanh2'] });
    actions().paste({ x: 900, y: 900 }, actions().copy());
  },
  duplicate: () => {
    actions().select({ nodes: ['dense2'] });
    actions().duplicate();
  },
  align: () => {
    actions().select({ nodes: Object.keys(state().document.nodes) });
    actions().align('top');
  },
  distribute: () => {
    actions().moveNodes({ dense2: { x: 333, y: 0 } });
    actions().select({ nodes: Object.keys(state().document.nodes) });
    actions().align('distribute-x');
  },
  // The sample is tidy already, until something comes in.
  'tidy the layout': async () => {
    actions().addNode('relu', { x: 900, y: 900 }, { from: { node: 'dense1', port: 'out' } });
    const put = state().document.nodes;
    await actions().tidy();
    expect(state().document.nodes).not.toEqual(put);
  },
  'apply a fix': () =>
    actions().applyFix({
      severity: 'error',
      code: 'x.y',
      sentence: alike(''),
      fix: { type: 'set-param', node: 'dense1', param: 'units', value: 3 },
    }),
};

describe('undo', () => {
  for (const [name, edit] of Object.entries(EDITS))
    it(`takes back and brings back: ${name}`, async () => {
      const before = text();
      await edit();
      const after = text();
      expect(after).not.toBe(before);
      expect(state().undoLabel).toBeTruthy();
      while (state().canUndo) actions().undo();
      expect(text()).toBe(before);
      while (state().canRedo) actions().redo();
      expect(text()).toBe(after);
    });

  it('goes back more than two hundred steps', () => {
    const texts = [text()];
    for (let i = 0; i < 240; i++) {
      actions().addNote({ x: i, y: i });
      texts.push(text());
    }
    for (let i = 239; i >= 0; i--) {
      actions().undo();
      expect(text()).toBe(texts[i]);
    }
    expect(state().canUndo).toBe(false);
  });

  it('takes a drag for one step, two drags for two', () => {
    const before = text();
    for (let x = 0; x < 20; x++) actions().moveNodes({ dense1: { x, y: 7 } });
    actions().endGesture();
    const between = text();
    for (let x = 20; x < 40; x++) actions().moveNodes({ dense1: { x, y: 7 } });
    actions().undo();
    expect(text()).toBe(between);
    actions().undo();
    expect(text()).toBe(before);
    expect(state().canUndo).toBe(false);
  });

  it('takes a drag that goes on after undo and redo for a step of its own', () => {
    actions().moveNodes({ dense1: { x: 1, y: 7 } });
    const between = text();
    actions().undo();
    actions().redo();
    actions().moveNodes({ dense1: { x: 2, y: 7 } });
    actions().undo();
    expect(text()).toBe(between);
  });

  it('takes turns of one knob for one step, and what comes after a pause for another', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const before = text();
      for (let units = 3; units < 6; units++) actions().setParam('dense1', 'units', units);
      const between = text();
      vi.advanceTimersByTime(5_000);
      actions().setParam('dense1', 'units', 9);
      actions().undo();
      expect(text()).toBe(between);
      actions().undo();
      expect(text()).toBe(before);
    } finally {
      vi.useRealTimers();
    }
  });

  it('forgets what was undone once something else is done', () => {
    actions().setTitle('dense1', 'One');
    actions().undo();
    actions().setTitle('dense1', 'Two');
    expect(state().canRedo).toBe(false);
  });

  it('never brings a selection or a pin of what is gone', () => {
    const id = actions().addNode('relu', { x: 0, y: 0 }, { from: { node: 'dense1', port: 'out' } });
    const edge = Object.values(state().document.edges).find((e) => e.target.node === id);
    actions().pinEdge(edge?.id ?? '', true);
    expect(state().selection.nodes).toEqual([id]);
    expect(state().pinnedEdges).toEqual([edge?.id]);
    actions().undo();
    expect(state().selection.nodes).toEqual([]);
    expect(state().pinnedEdges).toEqual([]);
  });

  it.each(['nodes', 'edges', 'notes'] as const)(
    'leaves of the selection what is still there: %s',
    (table) => {
      const stays = {
        nodes: ['dense1'],
        edges: [Object.keys(state().document.edges)[0]!],
        notes: [actions().addNote({ x: 0, y: 0 })!],
      };
      const id = actions().addNode(
        'relu',
        { x: 0, y: 0 },
        { from: { node: 'dense1', port: 'out' } },
      )!;
      actions().addNote({ x: 0, y: 0 });
      const goes = {
        nodes: [id],
        edges: [Object.keys(state().document.edges).at(-1)!],
        notes: [Object.keys(state().document.notes).at(-1)!],
      };
      actions().select({ ...stays, [table]: [...stays[table], ...goes[table]] });
      actions().undo();
      actions().undo();
      expect(state().selection).toEqual(stays);
      actions().select(stays);
      const { selection } = state();
      actions().redo();
      // Whoever looks at it is not told of a change where there is none.
      expect(state().selection).toBe(selection);
    },
  );

  it('pins nothing in another project, and shows its first sample', async () => {
    actions().pinEdge(Object.keys(state().document.edges)[0]!, true);
    actions().setSample(31);
    await actions().newProject();
    expect(state()).toMatchObject({ pinnedEdges: [], sample: 0 });
  });
});

describe('refusals', () => {
  it('change nothing and are told', () => {
    const before = text();
    const done = actions().connect({ node: 'dense2', port: 'out' }, { node: 'dense1', port: 'in' });
    expect(done).toBe(false);
    expect(text()).toBe(before);
    expect(state().canUndo).toBe(false);
    expect(state().notices.at(-1)?.issue?.code).toBe('edge.cycle');
  });

  it('hold a parameter in its range', () => {
    actions().setParam('dense1', 'units', 0);
    expect(state().document.nodes.dense1?.params.units).toBe(16);
    expect(state().notices.at(-1)?.issue?.code).toBe('param.invalid');
  });

  it('are told once where they repeat', () => {
    for (let i = 0; i < 5; i++) actions().setParam('dense1', 'units', 0);
    expect(state().notices).toHaveLength(1);
  });
});

describe('the clipboard', () => {
  const count = () => Object.keys(state().document.nodes).length;
  const told = () => state().notices.map((n) => n.text);

  it('pastes what another window copied', () => {
    actions().select({ nodes: ['dense1', 'tanh1'] });
    const copied = actions().copy();
    const nodes = count();
    actions().paste(undefined, copied);
    expect(count()).toBe(nodes + 2);
    const after = text();
    actions().select({});
    expect(actions().copy()).toBeUndefined();
    expect(text()).toBe(after);
  });

  it.each([
    ['text of a stranger', 'some words', 'files.paste.foreign'],
    ['JSON of a stranger', '{"format":"svg","nodes":[]}', 'files.paste.foreign'],
    ['JSON that is no object', 'null', 'files.paste.foreign'],
    ['nothing', ' \n', 'files.paste.empty'],
    ['what the browser keeps to itself', undefined, 'files.paste.denied'],
  ])('tells of %s, whatever was copied here before', (_, clip, why) => {
    actions().select({ nodes: ['dense1'] });
    actions().copy();
    const before = text();
    actions().paste(undefined, clip);
    expect(text()).toBe(before);
    expect(told()).toEqual([why]);
  });

  it('tells what is wrong in a copy that cannot be read', () => {
    const before = text();
    actions().paste(undefined, '{"format":"chainrule-fragment","version":1,"nodes":[{"id":1}]}');
    expect(text()).toBe(before);
    expect(state().dialog).toBe('issues');
    expect(state().fileIssues.length).toBeGreaterThan(0);
  });

  it('offers a whole document: to be put in as one step, or to be opened', async () => {
    const whole = text();
    const nodes = count();
    await actions().newProject();
    actions().paste({ x: 50, y: 60 }, whole);
    expect(count()).toBe(0);
    expect(state().dialog).toBe('pasted');
    const { pasted } = state();
    actions().insert(pasted?.text ?? '', pasted?.at);
    expect(state().dialog).toBeUndefined();
    expect(count()).toBe(nodes);
    expect(state().selection.nodes).toHaveLength(nodes);
    actions().undo();
    expect(count()).toBe(0);
    actions().paste(undefined, whole);
    await actions().importText(state().pasted?.text ?? '');
    expect(text()).toBe(whole);
    expect(state().dialog).toBeUndefined();
  });
});

it('says when another seed counts, and says nothing where it is the same', () => {
  const told = () => state().notices.filter((n) => n.text === 'training.seedLater');
  actions().setRun({ seed: state().document.run.seed });
  actions().setRun({ batchSize: 7 });
  expect(told()).toEqual([]);
  actions().setRun({ seed: 12_345 });
  expect(told().map((n) => n.args)).toEqual([{ seed: 12_345 }]);
});

it('a layout that comes late moves nothing of what was opened meanwhile', async () => {
  app.stop();
  let answer: (positions: Record<string, { x: number; y: number }>) => void = () => {};
  const layOut = () => new Promise<Record<string, { x: number; y: number }>>((r) => (answer = r));
  ({ app } = await world(undefined, undefined, { layOut }));
  await app.start();
  const tidied = actions().tidy();
  // Nodes of other projects have the same ids.
  await actions().openSample('xor');
  const before = text();
  expect(state().document.name).toMatch(/^XOR/);
  expect(state().document.nodes.dense1).toBeDefined();
  answer({ dense1: { x: -5_000, y: -5_000 } });
  await tidied;
  expect(text()).toBe(before);
  expect(state().canUndo).toBe(false);
});
