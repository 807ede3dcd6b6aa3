/** Projects: what is opened, saved, refused; and that two tabs never destroy each other's work. */
import { afterEach, describe, expect, it } from 'vitest';
import { SAMPLES } from '../../src/samples/index.ts';
import { createJournal } from '../../src/state/journal.ts';
import { memoryStorage, type ProjectStorage, type Stored } from '../../src/state/storage.ts';
import type { App } from '../../src/state/store.ts';
import { clockByHand, localStorageOf, smallStorage, until, type World, world } from './world.ts';

const open: App[] = [];
async function started(
  storage?: ProjectStorage,
  small = smallStorage(),
  options: Parameters<typeof world>[2] = {},
): Promise<World> {
  const w = await world(storage, small, options);
  open.push(w.app);
  await w.app.start();
  return w;
}
afterEach(() => {
  for (const app of open.splice(0)) app.stop();
});

/** Weights of an exported file. */
const weightsOf = (text: string) => JSON.parse(text).weights;

const plain = (weights: Stored['weights']) =>
  weights &&
  Object.fromEntries(
    Object.entries(weights).map(([name, t]) => [
      name,
      { shape: [...t.shape], data: Array.from(t.data) },
    ]),
  );

/** As in a browser, where storage lasts. */
const lasting = (): ProjectStorage => memoryStorage('device');

describe('a first visit', () => {
  it('opens the spiral, compiled and saved', async () => {
    const { app, storage } = await started(lasting());
    const { document, compiled, status, save, hint } = app.getState();
    expect(document).toEqual(SAMPLES.find((s) => s.id === 'spiral')?.document);
    expect(compiled?.compilation.issues).toEqual([]);
    expect(status).toBe('ready');
    expect(save).toBe('saved');
    expect(hint).toBe(1);
    expect(await storage.list()).toHaveLength(1);
  });

  it('says that nothing is kept where storage does not last', async () => {
    const { app } = await started(memoryStorage());
    expect(app.getState().save).toBe('unsaved');
  });
});

describe('reopening', () => {
  it('comes back to the project, the selection and the weights', async () => {
    const storage = lasting();
    const small = smallStorage();
    const first = await started(storage, small);
    const { actions } = first.app.getState();
    await actions.openSample('xor');
    actions.setTitle('dense1', 'Mine');
    actions.select({ nodes: ['dense1'] });
    await actions.trainOneStep();
    await until(first.app, () => first.app.getState().step === 1);
    await until(first.app, () => first.app.getState().status === 'paused');
    const trained = await actions.exportJson({ weights: true });
    await actions.saveNow();

    const second = await started(storage, small);
    const state = second.app.getState();
    expect(state.document).toEqual(first.app.getState().document);
    expect(state.selection.nodes).toEqual(['dense1']);
    expect(state.project.id).toBe(first.app.getState().project.id);
    expect(await state.actions.exportJson({ weights: true })).toBe(trained);
  });
});

describe('leaving', () => {
  it('keeps what was trained, though the storage answers no more', async () => {
    const kept = lasting();
    let answers = true;
    const ask = <T>(work: () => Promise<T>) => (answers ? work() : new Promise<T>(() => undefined));
    const storage: ProjectStorage = {
      ...kept,
      read: (id) => ask(() => kept.read(id)),
      write: (save) => {
        if (save.weights) brought++;
        return ask(() => kept.write(save));
      },
    };
    let brought = 0;
    const small = localStorageOf();
    const alive = new Set(['first']);
    const on = (page: string) => ({ page, journal: createJournal(small, async () => alive) });
    const first = await started(storage, small, on('first'));
    const { actions } = first.app.getState();
    await actions.openSample('xor');
    answers = false;
    brought = 0;
    await actions.trainOneStep();
    await until(first.app, () => first.app.getState().status === 'paused');
    const trained = await actions.exportJson({ weights: true, training: true });
    // They are brought over, and then the page goes.
    await expect.poll(() => brought).toBeGreaterThan(0);
    expect(first.app.leaving(true)).toBe(true);
    first.app.stop();
    alive.clear();

    answers = true;
    const second = await started(kept, small, on('second'));
    const { exportJson } = second.app.getState().actions;
    expect(await exportJson({ weights: true, training: true })).toBe(trained);
  });
});

describe('a tab that is killed', () => {
  const tabs = () => {
    const kept = lasting();
    const small = localStorageOf();
    const alive = new Set(['first']);
    // On a busy machine a save may come due between two looks at the system's clock.
    const clock = clockByHand();
    const on = (page: string) => ({
      page,
      journal: createJournal(small, async () => alive),
      clock,
    });
    return { kept, small, alive, on, soon: () => clock.advance(250) };
  };
  const journalled = (small: ReturnType<typeof localStorageOf>) =>
    Array.from({ length: small.length }, (_, i) => small.getItem(small.key(i) ?? '') ?? '');

  it('has written its last edit down before a save was due', async () => {
    const { kept, small, alive, on, soon } = tabs();
    const first = await started(kept, small, on('first'));
    await first.app.getState().actions.openSample('xor');
    await first.app.getState().actions.saveNow();
    first.app.getState().actions.setTitle('dense1', 'Mine');
    soon();
    expect(journalled(small).join()).toContain('Mine');
    // Nothing is told to it, and it saves nothing more.
    expect(first.app.getState().save).toBe('unsaved');
    first.app.stop();
    alive.clear();

    const second = await started(kept, small, on('second'));
    expect(second.app.getState().document.nodes.dense1?.title).toBe('Mine');
  });

  it('does not bring back what was undone before it was saved', async () => {
    const { kept, small, alive, on, soon } = tabs();
    const first = await started(kept, small, on('first'));
    const { actions } = first.app.getState();
    await actions.openSample('xor');
    await actions.saveNow();
    const before = first.app.getState().document;
    actions.setTitle('dense1', 'Mine');
    soon();
    expect(journalled(small).join()).toContain('Mine');
    actions.undo();
    soon();
    expect(journalled(small).join()).not.toContain('Mine');
    first.app.stop();
    alive.clear();

    const second = await started(kept, small, on('second'));
    expect(second.app.getState().document).toEqual(before);
  });
});

describe('import', () => {
  it('brings back what was exported, byte for byte', async () => {
    const { app } = await started();
    const text = await app.getState().actions.exportJson({ weights: true });
    expect(await app.getState().actions.importText(text)).toBe(true);
    expect(await app.getState().actions.exportJson({ weights: true })).toBe(text);
  });

  for (const [name, broken] of Object.entries({
    'no JSON': '{"format": "chainrule", ',
    'another format': '{"format":"other","version":1}',
    'a poisoned record': '{"format":"chainrule","version":1,"__proto__":{"a":1}}',
    'a list': '[]',
    'nothing at all': '',
  }))
    it(`keeps everything when the file is ${name}`, async () => {
      const { app } = await started();
      const { actions } = app.getState();
      actions.setTitle('dense1', 'Precious');
      const before = app.getState();
      expect(await actions.importText(broken)).toBe(false);
      const after = app.getState();
      expect(after.document).toBe(before.document);
      expect(after.project).toEqual(before.project);
      expect(after.canUndo).toBe(true);
      expect(after.fileIssues.length).toBeGreaterThan(0);
      expect(after.dialog).toBe('issues');
    });

  it('tells a file of a kind that is not read by that kind, and keeps everything', async () => {
    const { app } = await started();
    const before = app.getState().document;
    const png = Uint8Array.from([0x89, ...new TextEncoder().encode('PNG\r\n\x1a\n'), 0, 0, 0, 13]);
    await app.getState().actions.openFile(new File([png], 'network.json'));
    const { fileIssues, dialog, document } = app.getState();
    expect(fileIssues.map((i) => i.code)).toEqual(['foreign.picture']);
    expect(dialog).toBe('issues');
    expect(document).toBe(before);
  });

  it('sends a table to its own dialog', async () => {
    const { app } = await started();
    const file = new File(['a,b\n1,2\n'], 'points.csv');
    await app.getState().actions.openFile(file);
    expect(app.getState().dialog).toBe('csv');
    expect(app.getState().csvFile).toBe(file);
  });
});

describe('two tabs with one project', () => {
  it('saves the later one as a copy and says so', async () => {
    const storage = lasting();
    const small = smallStorage();
    const one = await started(storage, small);
    const two = await started(storage, small);
    expect(two.app.getState().project.id).toBe(one.app.getState().project.id);

    one.app.getState().actions.setTitle('dense1', 'From one');
    await one.app.getState().actions.saveNow();
    two.app.getState().actions.setTitle('dense1', 'From two');
    await two.app.getState().actions.saveNow();

    const projects = await storage.list();
    expect(projects).toHaveLength(2);
    const texts = await Promise.all(
      projects.map(async (p) => (await storage.read(p.id))?.project.text),
    );
    expect(texts.filter((t) => t?.includes('From one'))).toHaveLength(1);
    expect(texts.filter((t) => t?.includes('From two'))).toHaveLength(1);
    expect(two.app.getState().project.id).not.toBe(one.app.getState().project.id);
    expect(two.app.getState().notices.at(-1)?.text).toBe('files.savedAsCopy');
    expect(two.app.getState().save).toBe('saved');

    // From then on each has a project of its own.
    two.app.getState().actions.setTitle('dense1', 'From two again');
    await two.app.getState().actions.saveNow();
    expect(await storage.list()).toHaveLength(2);
  });
});

describe('weights of two tabs', () => {
  const trained = async ({ app }: World) => {
    const { actions } = app.getState();
    const { step } = app.getState();
    await actions.trainOneStep();
    await until(app, () => app.getState().step === step + 1 && app.getState().status === 'paused');
    return actions.exportJson({ weights: true });
  };
  it('never replace each other: the later ones go along with their copy', async () => {
    const storage = lasting();
    const small = smallStorage();
    const one = await started(storage, small);
    const two = await started(storage, small);
    const first = await trained(one);
    await one.app.getState().actions.saveNow();
    await trained(two);
    await two.app.getState().actions.saveNow();
    const second = await trained(two);
    await two.app.getState().actions.saveNow();

    const [own, copy] = [one, two].map(({ app }) => app.getState().project.id);
    expect(copy).not.toBe(own);
    expect(plain((await storage.read(own ?? ''))?.weights)).toEqual(weightsOf(first));
    expect(plain((await storage.read(copy ?? ''))?.weights)).toEqual(weightsOf(second));
    expect(two.app.getState().notices.at(-1)?.text).toBe('files.savedAsCopy');
  });

  it('follow a document that goes into a copy', async () => {
    const storage = lasting();
    const small = smallStorage();
    const one = await started(storage, small);
    const text = await trained(one);
    await one.app.getState().actions.saveNow();
    const two = await started(storage, small);
    one.app.getState().actions.setTitle('dense1', 'From one');
    await one.app.getState().actions.saveNow();
    two.app.getState().actions.setTitle('dense1', 'From two');
    await two.app.getState().actions.saveNow();
    const copy = await storage.read(two.app.getState().project.id);
    expect(copy?.project.text).toContain('From two');
    expect(plain(copy?.weights)).toEqual(weightsOf(text));
  });

  it('are not those of the project before, where the next one cannot run', async () => {
    const { app, storage } = await started(lasting());
    await trained({ app } as World);
    const { actions } = app.getState();
    await actions.newProject();
    expect(app.getState().status).toBe('empty');
    expect(weightsOf(await actions.exportJson({ weights: true }))).toBeUndefined();
    await actions.saveNow();
    expect((await storage.read(app.getState().project.id))?.weights).toBeUndefined();
  });

  it('of a file that cannot run yet are there once it is mended', async () => {
    const { app } = await started(lasting());
    const text = await trained({ app } as World);
    const broken = JSON.parse(text);
    const wires = broken.edges;
    broken.edges = wires.slice(0, -1);
    const { actions } = app.getState();
    await actions.openSample('xor');
    expect(await actions.importText(JSON.stringify(broken))).toBe(true);
    const [node, port] = wires.at(-1).from.split('.');
    const [into, at] = wires.at(-1).to.split('.');
    expect(actions.connect({ node, port }, { node: into, port: at })).toBe(true);
    expect(weightsOf(await actions.exportJson({ weights: true }))).toEqual(weightsOf(text));
    await until(app, () => app.getState().status === 'ready' && !app.getState().compiling);
    expect(weightsOf(await actions.exportJson({ weights: true }))).toEqual(weightsOf(text));
  });
});

describe('an imported project', () => {
  it('is stored, with its weights, before anybody has compiled it', async () => {
    const storage = lasting();
    const w = await started(storage);
    const { actions, session } = w.app.getState();
    const text = await actions.exportJson({ weights: true });
    session.engine.load = () => new Promise(() => undefined);
    void actions.importText(text.replace('"Spiral"', '"Brought"'));
    const { getState } = w.app;
    await until(w.app, () => getState().project.name === 'Brought' && getState().save === 'saved');
    const stored = await storage.read(getState().project.id);
    expect(stored?.project.name).toBe('Brought');
    expect(plain(stored?.weights)).toEqual(weightsOf(text));
  });
});

describe('saving', () => {
  it('says that it failed, once, and recovers', async () => {
    const storage = lasting();
    let full = false;
    const { app } = await started({
      ...storage,
      write: (project) =>
        full
          ? Promise.reject(new DOMException('full', 'QuotaExceededError'))
          : storage.write(project),
    });
    const { actions } = app.getState();
    full = true;
    actions.setTitle('dense1', 'A');
    await actions.saveNow();
    actions.setTitle('dense1', 'B');
    await actions.saveNow();
    expect(app.getState().save).toBe('failed');
    expect(app.getState().notices.filter((n) => n.text === 'files.full')).toHaveLength(1);
    full = false;
    await actions.saveNow();
    expect(app.getState().save).toBe('saved');
    expect((await storage.read(app.getState().project.id))?.project.text).toContain('"B"');
  });

  it('asks before it leaves what cannot be saved, and closes its own question alone', async () => {
    const storage = lasting();
    let full = false;
    const { app } = await started({
      ...storage,
      list: async () => {
        if (full) throw new Error('refused');
        return storage.list();
      },
      write: (save) => (full ? Promise.reject(new Error('refused')) : storage.write(save)),
    });
    const { actions } = app.getState();
    full = true;
    actions.setTitle('dense1', 'Unsaved');
    const { id } = app.getState().project;
    const asked = async (answer: () => void) => {
      const opening = actions.newProject();
      await until(app, () => app.getState().dialog === 'leaving');
      answer();
      await opening;
      return app.getState();
    };
    expect(await asked(() => actions.answerLeaving(false))).toMatchObject({
      project: { id },
      dialog: undefined,
    });
    // Another dialog has taken its place.
    const other = await asked(() => {
      actions.openDialog('projects');
      actions.answerLeaving(false);
    });
    expect(other).toMatchObject({ project: { id }, dialog: 'projects' });
    const left = await asked(() => actions.answerLeaving(true));
    expect(left.project.id).not.toBe(id);
    // Which names are taken is not to be had; it has one none the less.
    expect(left.document.name).toBe('Untitled');
  });

  it('happens by itself soon after an edit', async () => {
    const { app, storage } = await started(lasting());
    app.getState().actions.setTitle('dense1', 'By itself');
    expect(app.getState().save).toBe('unsaved');
    await until(app, () => app.getState().save === 'saved');
    expect((await storage.read(app.getState().project.id))?.project.text).toContain('By itself');
  });
});

describe('projects', () => {
  it('are renamed, duplicated, deleted, and brought back', async () => {
    const { app, storage } = await started(lasting());
    const { actions } = app.getState();
    const spiral = app.getState().project.id;
    await actions.openSample('xor');
    await actions.renameProject(spiral, 'Snail');
    await actions.duplicateProject(spiral);
    const names = async () => (await storage.list()).map((p) => p.name).sort();
    const xor = app.getState().document.name;
    expect(await names()).toEqual([xor, 'Snail', 'Snail 2'].sort());
    await actions.deleteProject(spiral);
    expect(await names()).toEqual([xor, 'Snail 2'].sort());
    app.getState().notices.at(-1)?.undo?.();
    await actions.saveNow();
    expect(await names()).toEqual([xor, 'Snail', 'Snail 2'].sort());
    await actions.openProject(spiral);
    expect(app.getState().document.name).toBe('Snail');
    expect(app.getState().canUndo).toBe(false);
  });

  it('do not come back when they are deleted during a save', async () => {
    const storage = lasting();
    let gate: Promise<void> | undefined;
    const { app } = await started({
      ...storage,
      write: async (save) => {
        await gate;
        return storage.write(save);
      },
    });
    const { actions } = app.getState();
    await actions.openSample('xor');
    actions.rename('Doomed');
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const saving = actions.saveNow();
    const deleting = actions.deleteProject(app.getState().project.id);
    await new Promise((resolve) => setTimeout(resolve, 20));
    open();
    await Promise.all([saving, deleting]);
    expect((await storage.list()).map((p) => p.name)).toEqual(['Spiral']);
  });

  it('are asked to be kept once somebody has worked on one', async () => {
    let asked = 0;
    const { app } = await started({
      ...lasting(),
      persist: async () => {
        asked++;
      },
    });
    const { actions } = app.getState();
    await actions.openSample('xor');
    await actions.saveNow();
    expect(asked).toBe(0);
    for (const name of ['Mine', 'Mine still']) {
      actions.rename(name);
      await actions.saveNow();
      expect(asked).toBe(1);
    }
  });

  it('do not come back by an edit while they are deleted', async () => {
    const storage = lasting();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { app } = await started({
      ...storage,
      remove: async (id) => {
        await gate;
        return storage.remove(id);
      },
    });
    const { actions } = app.getState();
    await actions.openSample('xor');
    actions.rename('Doomed');
    await actions.saveNow();
    const deleting = actions.deleteProject(app.getState().project.id);
    await new Promise((resolve) => setTimeout(resolve, 20));
    actions.setTitle('dense1', 'Edited');
    const saving = actions.saveNow();
    open();
    await Promise.all([saving, deleting]);
    expect((await storage.list()).map((p) => p.name)).toEqual(['Spiral']);
  });

  it('that cannot be read are told by name, with their text; the next one is opened', async () => {
    const storage = lasting();
    const small = smallStorage();
    const first = await started(storage, small);
    const { actions } = first.app.getState();
    await actions.openSample('xor');
    const { id, name } = first.app.getState().project;
    const broken = { ...storage, read: storage.read };
    broken.read = async (wanted) => {
      const found = await storage.read(wanted);
      return found && wanted === id
        ? { ...found, project: { ...found.project, text: found.project.text.slice(0, 90) } }
        : found;
    };
    const { app } = await started(broken, small);
    const state = app.getState();
    expect(state.document.name).toBe('Spiral');
    expect(state.dialog).toBe('unreadable');
    expect(state.unreadable?.name).toBe(name);
    expect(state.unreadable?.issues.length).toBeGreaterThan(0);
    expect(await state.actions.exportStored(id)).toBe(state.unreadable?.text);
  });

  it('whose reading is refused are told, and nothing changes', async () => {
    const storage = lasting();
    let refused = false;
    const { app } = await started({
      ...storage,
      read: (id) => (refused ? Promise.reject(new Error('refused')) : storage.read(id)),
    });
    const { actions } = app.getState();
    const spiral = app.getState().project.id;
    await actions.openSample('xor');
    refused = true;
    const before = app.getState().document;
    await actions.openProject(spiral);
    expect(app.getState().document).toBe(before);
    expect(app.getState().notices.at(-1)?.text).toBe('files.noAnswer');
  });

  it('leave another one open when the open one is deleted', async () => {
    const { app, storage } = await started(lasting());
    const { actions } = app.getState();
    await actions.openSample('xor');
    const gone = app.getState().project.id;
    await actions.deleteProject(gone);
    expect(app.getState().project.id).not.toBe(gone);
    expect(await storage.read(gone)).toBeUndefined();
  });
});
