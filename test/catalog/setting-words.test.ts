/** What a setting and a run are called: as the form says it, in both languages. */
import { describe, expect, it } from 'vitest';
import { titleOf, vocabulary } from '../../src/catalog/index.ts';
import { nameOfDifferences, settingWords } from '../../src/catalog/setting-words.ts';
import { differencesOf } from '../../src/document/differences.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { adam, data, dense, draw, mse, sgd, tanh } from '../vocabulary.ts';

const words = [data('xor-points'), dense(8), tanh(), dense(1), mse()];
const wires = ['data1.x -> dense1.in', 'dense1.out -> tanh1.in', 'tanh1.out -> dense2.in'];
const base = draw(words, wires, { optimiser: sgd(0.1), seed: 1 });
const run = (change: Partial<Document['run']>) => ({ ...base, run: { ...base.run, ...change } });
const params = (change: object): Document => ({
  ...base,
  nodes: { ...base.nodes, dense1: { ...base.nodes.dense1!, params: { units: 8, ...change } } },
});
const named = (after: Document, before = base) =>
  nameOfDifferences(differencesOf(before, after, vocabulary), before, after);

describe('a name', () => {
  it('is made of what differs, in both languages', () => {
    const rate = { en: 'learning rate 0.24', zh: '学习率 0.24' };
    expect(named(run({ optimiser: sgd(0.24) }))).toEqual(rate);
    expect(named(run({ seed: 3 }))).toEqual({ en: 'seed 3', zh: '随机种子 3' });
    const node = base.nodes.dense1!;
    expect(named(params({ units: 16 }))?.en).toBe(`${titleOf(node)} units 16`);
    expect(named(params({ units: 16 }))?.zh).toMatch(new RegExp(`^${titleOf(node, 'zh')} .+ 16$`));
    expect(named(base)).toBeUndefined();
  });

  it('leaves out what follows from another difference, and counts what is beyond three', () => {
    expect(named(run({ optimiser: adam(0.1) }))?.en).toBe('optimiser Adam');
    const fewer = draw(words.toSpliced(2, 1), ['data1.x -> dense1.in', 'dense1.out -> dense2.in'], {
      optimiser: sgd(0.1),
      seed: 1,
    });
    expect(named(fewer)?.en).toBe(`without ${titleOf(base.nodes.tanh1!)}`);
    expect(named(base, fewer)?.zh).toBe(`加上 ${titleOf(base.nodes.tanh1!, 'zh')}`);
    const { params: _, ...others } = run({ seed: 2, batchSize: 7, optimiser: adam(0.5) }).run
      .optimiser;
    expect(others.kind).toBe('adam');
    const many = {
      ...params({ units: 3 }),
      run: run({ seed: 2, batchSize: 7, optimiser: adam(0.5) }).run,
    };
    expect(named(many)?.en).toMatch(/ units 3, .+, .+, 2 more$/);
    expect(named(many)?.zh).toMatch(/等 5 项$/);
  });
});

it('every setting of every sample has words of a form, none its name in the file', () => {
  const documents = SAMPLES.map((s) => s.document).filter((d) => Object.keys(d.nodes).length < 60);
  for (const [i, before] of documents.entries()) {
    const after = documents[(i + 1) % documents.length]!;
    for (const difference of differencesOf(before, after, vocabulary)) {
      const told = settingWords(difference, before, after);
      if (difference.path.length === 0) continue;
      expect(told.setting.zh, difference.path.join('.')).not.toBe('');
      const isRaw = told.setting.en === difference.path.at(-1);
      expect(isRaw && /[a-z]/.test(told.setting.en), difference.path.join('.')).toBe(false);
      expect(told.before ?? told.after).toBeDefined();
    }
  }
});
