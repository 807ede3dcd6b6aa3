/** What a write may replace, and what the journal gives back to whom. */
import { describe, expect, it } from 'vitest';
import { openStorage, stateIn } from '../../src/state/database.ts';
import { createJournal, type Entry, JOURNAL_LIMIT } from '../../src/state/journal.ts';
import { infoOf, memoryStorage, type Save } from '../../src/state/storage.ts';

const save = (page: string, turn: number, base: number, text = `${page}${turn}`): Save => ({
  id: 'p',
  name: 'P',
  savedAt: turn,
  base,
  writer: { page, turn },
  text,
});
const weights = { w: { shape: [1], data: Float64Array.of(7) } };

describe('a write', () => {
  it('replaces what it stands on, and nothing else', async () => {
    const storage = memoryStorage('device');
    expect(await storage.write(save('a', 1, 0))).toEqual({ kept: true, revision: 1 });
    expect(await storage.write({ ...save('b', 1, 1), weights })).toEqual({
      kept: true,
      revision: 2,
    });
    expect(await storage.write(save('a', 2, 1))).toEqual({ kept: false, gone: false });
    const stored = await storage.read('p');
    expect(stored?.project.text).toBe('b1');
    expect(stored?.weights).toEqual(weights);
  });

  it('follows the page’s own, whether or not that was heard of', async () => {
    const storage = memoryStorage('device');
    await storage.write(save('a', 1, 0));
    await storage.write(save('a', 2, 1));
    expect(await storage.write(save('a', 4, 1))).toEqual({ kept: true, revision: 3 });
    // One that was overtaken.
    expect(await storage.write(save('a', 3, 1))).toEqual({ kept: true, revision: 3 });
    expect((await storage.read('p'))?.project.text).toBe('a4');
  });

  it('does not bring back what was deleted', async () => {
    const storage = memoryStorage('device');
    await storage.write({ ...save('a', 1, 0), weights });
    await storage.remove('p');
    expect(await storage.write({ ...save('a', 2, 1), weights })).toEqual({
      kept: false,
      gone: true,
    });
    expect(await storage.read('p')).toBeUndefined();
  });
});

describe('the state of a run, as it was stored', () => {
  const [one, two] = [
    { shape: [2], data: [0.1, -0] },
    { shape: [], data: [3] },
  ];
  const typed = (t: { shape: number[]; data: number[] }) => ({
    shape: t.shape,
    data: Float64Array.from(t.data),
  });
  const training = {
    network: 'f00d',
    step: 5,
    since: 0,
    epochs: { step: 0, epoch: 0, length: 2 },
    slots: { w: { m: one }, '@schedule': { cuts: two } },
    best: { step: 4, count: 4, failures: 1, weights: { w: one }, slots: { w: { m: one } } },
  };
  it('as lists of numbers, by older versions and out of files, is read as typed arrays, to the bit', () => {
    expect(stateIn({ w: one })).toStrictEqual({ weights: { w: typed(one) } });
    expect(stateIn({ weights: { w: one }, training })).toStrictEqual({
      weights: { w: typed(one) },
      training: {
        ...training,
        slots: { w: { m: typed(one) }, '@schedule': { cuts: typed(two) } },
        best: { ...training.best, weights: { w: typed(one) }, slots: { w: { m: typed(one) } } },
      },
    });
  });
  it('as typed arrays is taken as it is', () => {
    const weights = { w: { shape: [2], data: Float32Array.of(0.1, 2) } };
    expect(stateIn({ weights }).weights?.w?.data).toBe(weights.w.data);
  });
  it.each([
    ['slots', { ...training, slots: { w: null } }],
    ['a slot', { ...training, slots: { w: { m: { shape: [2], data: ['1', 2] } } } }],
    ['the best weights', { ...training, best: { ...training.best, weights: { w: { data: 1 } } } }],
  ])('that is spoilt in %s costs the training alone', (_, spoilt) => {
    expect(stateIn({ weights: { w: one }, training: spoilt })).toEqual({
      weights: { w: typed(one) },
    });
  });
});

it('names records with odd fields', () => {
  const odd = { id: 'p', name: undefined, savedAt: 'yesterday' } as never;
  expect(infoOf(odd)).toEqual({ id: 'p', name: '?', savedAt: 0 });
});

describe('the journal', () => {
  const small = () => {
    const kept = new Map<string, string>();
    return {
      get length() {
        return kept.size;
      },
      key: (i: number) => [...kept.keys()][i] ?? null,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  };
  const entry = (page: string, turn: number, left: boolean, text = 'x'): Entry => ({
    ...save(page, turn, 0, text),
    left,
  });

  it('gives back what pages that are gone have left, and leaves the others theirs', async () => {
    const kept = small();
    const journal = createJournal(kept, async () => new Set(['lives', 'reloads']));
    for (const e of [entry('lives', 1, false), entry('died', 2, false), entry('reloads', 3, true)])
      expect(journal.keep(e)).toBe(true);
    kept.setItem('chainrule.journal.odd', '{"id": 3');
    expect((await journal.found()).map((e) => e.writer.page)).toEqual(['died', 'reloads']);
    journal.drop({ page: 'died', turn: 1 });
    expect(await journal.found()).toHaveLength(2);
    journal.drop({ page: 'died', turn: 2 });
    expect(await journal.found()).toHaveLength(1);
    journal.forget('p');
    expect(await journal.found()).toHaveLength(0);
  });

  it('says that it cannot keep what is too long, or refused', () => {
    const long = entry('a', 1, true, 'x'.repeat(JOURNAL_LIMIT + 1));
    expect(createJournal(small()).keep(long)).toBe(false);
    expect(createJournal(undefined).keep(entry('a', 1, true))).toBe(false);
    const full = {
      ...small(),
      length: 0,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(createJournal(full).keep(entry('a', 1, true))).toBe(false);
  });
});

it('a browser that refuses the very question gives a storage for as long as the page is open', async () => {
  Object.defineProperty(globalThis, 'indexedDB', {
    configurable: true,
    get() {
      throw new DOMException('refused', 'SecurityError');
    },
  });
  try {
    expect((await openStorage()).lasting).toBe('page');
  } finally {
    Reflect.deleteProperty(globalThis, 'indexedDB');
  }
});
