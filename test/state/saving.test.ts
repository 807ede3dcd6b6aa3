/** When what is open is written, and what is told where it cannot be: by a clock whose hands are turned here. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import type { AppState } from '../../src/state/app.ts';
import { createFiling } from '../../src/state/filing.ts';
import { createJournal } from '../../src/state/journal.ts';
import { createSaving } from '../../src/state/saving.ts';
import { memoryStorage, type Save } from '../../src/state/storage.ts';

function desk() {
  let now = 0;
  let timers: { at: number; body: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    after: (milliseconds, body) => {
      const timer = { at: now + milliseconds, body };
      timers.push(timer);
      return () => {
        timers = timers.filter((t) => t !== timer);
      };
    },
  };
  const settled = () => new Promise((done) => setTimeout(done, 0));
  const pass = async (milliseconds: number) => {
    await settled();
    const end = now + milliseconds;
    for (;;) {
      const next = timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((t) => t !== next);
      now = next.at;
      next.body();
      await settled();
    }
    now = end;
    await settled();
  };

  const kept = memoryStorage('device');
  const writes: Save[] = [];
  const told: string[] = [];
  const trouble = { full: false };
  const storage = {
    ...kept,
    write: async (save: Save) => {
      if (trouble.full) throw new DOMException('full', 'QuotaExceededError');
      writes.push(save);
      return kept.write(save);
    },
  };
  const actions = { notify: ({ text }: { text: string }) => void told.push(text) };
  let state = {
    document: emptyDocument('A'),
    save: 'saved',
    status: 'paused',
    actions,
  } as unknown as AppState;
  const saving = createSaving(
    (change) => {
      state = { ...state, ...(typeof change === 'function' ? change(state) : change) };
    },
    () => state,
    {
      storage,
      journal: createJournal(undefined),
      filing: createFiling(),
      clock,
      page: 'page',
      onStored: () => {},
      onCopied: () => {},
      onRunStored: () => {},
    },
  );
  saving.begin({ id: 'p', base: 0 });
  const edit = (name: string) => {
    state = { ...state, document: { ...state.document, name } };
    saving.changed();
  };
  const run = (step: number) => ({ weights: { w: { shape: [1], data: Float64Array.of(step) } } });
  return {
    saving,
    edit,
    run,
    pass,
    writes,
    told,
    trouble,
    state: () => state,
    set: (change: Partial<AppState>) => {
      state = { ...state, ...change };
    },
  };
}
const names = (writes: readonly Save[]) => writes.map((w) => w.name);

describe('an edit', () => {
  it('is written after a rest, and in steady editing after two seconds', async () => {
    const { edit, pass, writes } = desk();
    edit('B');
    await pass(999);
    expect(names(writes)).toEqual([]);
    await pass(1);
    expect(names(writes)).toEqual(['B']);
    for (let i = 0; i < 30; i++) {
      edit(`C${i}`);
      await pass(100);
    }
    expect(names(writes)).toEqual(['B', 'C19']);
    await pass(1_000);
    expect(names(writes)).toEqual(['B', 'C19', 'C29']);
  });

  it('that the storage refuses is told once until it works again, and tried again', async () => {
    const { edit, pass, writes, told, trouble, state } = desk();
    trouble.full = true;
    edit('B');
    await pass(1_000);
    expect([state().save, told]).toEqual(['failed', ['files.full']]);
    edit('C');
    // It has failed until it has not.
    expect(state().save).toBe('failed');
    await pass(1_000);
    expect([state().save, told]).toEqual(['failed', ['files.full']]);
    trouble.full = false;
    await pass(14_999);
    expect(writes).toEqual([]);
    await pass(1);
    expect([state().save, names(writes)]).toEqual(['saved', ['C']]);
    trouble.full = true;
    edit('D');
    expect(state().save).toBe('unsaved');
    await pass(1_000);
    expect(told).toEqual(['files.full', 'files.full']);
  });

  it('that is undone leaves nothing to write, and nothing told that is over', async () => {
    const { saving, edit, pass, trouble, state, set } = desk();
    edit('B');
    await pass(1_000);
    const stored = state().document;
    const undo = () => {
      set({ document: stored });
      saving.changed();
    };
    edit('C');
    undo();
    await pass(1_000);
    expect(state().save).toBe('saved');
    trouble.full = true;
    edit('D');
    await pass(1_000);
    expect(state().save).toBe('failed');
    undo();
    await pass(1_000);
    expect(state().save).toBe('saved');
  });

  it('is written on where what was to end goes on', async () => {
    const { saving, edit, pass, writes } = desk();
    const takeBack = saving.end();
    edit('B');
    await pass(5_000);
    expect(writes).toEqual([]);
    takeBack();
    edit('C');
    await pass(5_000);
    expect(names(writes)).toEqual(['C']);
    const late = saving.end();
    saving.begin({ id: 'q', base: 0 });
    late();
    edit('D');
    await pass(5_000);
    expect(writes.map((w) => w.id)).toEqual(['p', 'q']);
  });
});

describe('weights', () => {
  const numbers = (writes: readonly Save[]) => writes.map((w) => w.weights?.w?.data[0]);

  it('are written at once where training rests, and every ten seconds while it goes on', async () => {
    const { saving, run, pass, writes, set } = desk();
    saving.keep(run(1));
    await pass(0);
    expect(numbers(writes)).toEqual([1]);
    set({ status: 'training' });
    for (let step = 2; step < 20; step++) {
      await pass(2_000);
      saving.keep(run(step));
    }
    await pass(0);
    // Ten seconds behind the last, and so on.
    expect(numbers(writes)).toEqual([1, 6, 11, 16]);
    set({ status: 'paused' });
    saving.keep(run(20));
    await pass(0);
    expect(numbers(writes)).toEqual([1, 6, 11, 16, 20]);
    // The same numbers once more are nothing to write.
    saving.keep(run(20));
    await pass(20_000);
    expect(numbers(writes)).toEqual([1, 6, 11, 16, 20]);
  });
});
