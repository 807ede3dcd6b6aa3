/** What every thing of the catalogue must say about itself, in both languages. */
import { describe, expect, test } from 'vitest';
import { checkValues, defaults, type Fields } from '../../src/base/fields.ts';
import type { About } from '../../src/catalog/about.ts';
import {
  CLIPS,
  clipOf,
  INITIALISERS,
  initialiserOf,
  KINDS,
  kindOf,
  OPTIMISERS,
  optimiserOf,
  SCHEDULES,
  scheduleOf,
  titleOf,
  vocabulary,
} from '../../src/catalog/index.ts';
import type { Words } from '../../src/catalog/kind.ts';

type Listed = About & { readonly name: string; readonly fields: Fields };
const THINGS: readonly Listed[] = [
  ...KINDS,
  ...OPTIMISERS,
  ...INITIALISERS,
  ...SCHEDULES,
  ...CLIPS,
];
describe.each(THINGS)('$name', (thing) => {
  const inBoth = (words: Words) => {
    expect(words.en.trim()).toBe(words.en);
    expect(words.en).toBeTruthy();
    expect(words.zh).toBeTruthy();
  };

  test('has a title and two plain sentences in both languages', () => {
    inBoth(thing.title);
    inBoth(thing.lesson.help);
    expect(thing.lesson.help.zh).toMatch(/\p{Script=Han}/u);
    expect(thing.lesson.help.en.match(/[.](\s|$)/g)?.length, thing.lesson.help.en).toBe(2);
    expect(thing.lesson.help.en).not.toContain('!');
  });

  test('starts with parameters that its own fields allow', () => {
    expect(checkValues(thing.fields, defaults(thing.fields))).toEqual([]);
  });

  test('has Chinese for every label, hint and option', () => {
    for (const f of Object.values(thing.fields)) {
      const texts = [
        f.label,
        ...(f.hint ? [f.hint] : []),
        ...(f.type === 'choice' ? f.options.map((o) => o.label) : []),
      ];
      // Words that are the same in both languages: names and numbers without a Chinese form.
      for (const text of texts)
        if (
          !/^(Sigmoid|Tanh|ReLU|ELU|GELU|SiLU|Softplus|Beta [12]|Epsilon|[^A-Za-z]+)$/.test(text.en)
        )
          expect(text.zh, text.en).toMatch(/\p{Script=Han}/u);
    }
  });

  test('keeps nothing but plain data in its fields', () => {
    expect(structuredClone(thing.fields)).toEqual(thing.fields);
  });
});

test('names are unique and found', () => {
  for (const list of [KINDS, OPTIMISERS, INITIALISERS, SCHEDULES, CLIPS])
    expect(new Set(list.map((t) => t.name)).size).toBe(list.length);
  for (const k of KINDS) expect(kindOf(k.name)).toBe(k);
  for (const o of OPTIMISERS) expect(optimiserOf(o.name)).toBe(o);
  for (const s of SCHEDULES) expect(scheduleOf(s.name)).toBe(s);
  for (const c of CLIPS) expect(clipOf(c.name)).toBe(c);
  for (const i of INITIALISERS) expect(initialiserOf(i.name)).toBe(i);
  expect(kindOf('toString')).toBeUndefined();
  expect(vocabulary('nothing')).toBeUndefined();
});

test('families stand together, in palette order', () => {
  const families = KINDS.map((k) => k.family).filter((f, i, all) => f !== all[i - 1]);
  expect(families).toEqual([
    'sources',
    'neurons',
    'layers',
    'activations',
    'shaping',
    'losses',
    'measures',
  ]);
});

test('a node is called after its kind and number, or as a person calls it', () => {
  expect(titleOf({ id: 'dense2', kind: 'dense' })).toBe('Dense 2');
  expect(titleOf({ id: 'dense2', kind: 'dense' }, 'zh')).toBe('全连接层 2');
  expect(titleOf({ id: 'dense2', kind: 'dense', title: 'Hidden' })).toBe('Hidden');
  expect(titleOf({ id: 'hologram7', kind: 'hologram' })).toBe('hologram 7');
});

describe('the check of parameters', () => {
  const codes = (kind: string, params: Record<string, unknown>) =>
    vocabulary(kind)
      ?.check(params)
      .map((i) => i.code);
  test('looks into nested things and names the outer parameter', () => {
    const nested = (init: unknown) => vocabulary('dense')?.check({ init });
    expect(nested({ kind: 'gaussian', params: { std: 0.5 } })).toEqual([]);
    expect(nested({ kind: 'gaussian', params: { std: -1 } })).toMatchObject([
      { code: 'param.invalid', where: { param: 'init' } },
    ]);
    expect(nested({ kind: 'magic', params: {} })).toMatchObject([
      { code: 'param.thing', where: { param: 'init' } },
    ]);
    expect(nested('xavier')).toMatchObject([{ code: 'param.invalid' }]);
    expect(nested({ kind: 'gaussian', params: null })).toMatchObject([{ code: 'param.invalid' }]);
  });
  test('refuses what is out of range or of the wrong type', () => {
    expect(codes('dense', { units: 0 })).toEqual(['param.invalid']);
    expect(codes('dense', { units: 2.5 })).toEqual(['param.invalid']);
    expect(codes('dense', { units: Number.NaN })).toEqual(['param.invalid']);
    expect(codes('neuron', { activation: 'softmax' })).toEqual(['param.invalid']);
    expect(codes('constant', { values: [] })).toEqual(['constant.empty']);
    expect(codes('constant', { values: [1, 2, 3], shape: [2, 2] })).toEqual(['constant.shape']);
    expect(codes('reshape', { shape: [-1, -1] })).toEqual(['reshape.free']);
    expect(codes('reshape', { shape: [2, 0] })).toEqual(['reshape.zero']);
  });
  test('tells ports for parameters that are wrong, too', () => {
    expect(vocabulary('add')?.ports({ inputs: 1e9 }).inputs.length).toBe(2);
    expect(
      vocabulary('concat')
        ?.ports({ inputs: 3 })
        .inputs.map((p) => p.name),
    ).toEqual(['in1', 'in2', 'in3']);
  });
});
