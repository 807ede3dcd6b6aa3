import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import type { Training } from '../../src/document/checkpoint.ts';
import { parse, serialise, unsavableWeights } from '../../src/document/codec.ts';
import { LIMITS } from '../../src/document/limits.ts';
import { migrate } from '../../src/document/migrations.ts';
import type { Weights } from '../../src/document/records.ts';
import { jsonSchema } from '../../src/document/schema.ts';
import { findSyntaxError } from '../../src/document/syntax.ts';
import { vocabulary } from './faces.ts';
import { documents } from './wander.ts';

const weights: fc.Arbitrary<Weights> = fc.dictionary(
  fc.stringMatching(/^[A-Z][a-z0-9]{0,5}\.weight(\.e[0-9])?$/),
  fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }).chain((shape) => {
    const n = shape.reduce((p, d) => p * d, 1);
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => v + 0);
    return fc.record({
      shape: fc.constant(shape),
      data: fc.array(numbers, { minLength: n, maxLength: n }).map((all) => Float64Array.from(all)),
    });
  }),
  { maxKeys: 4 },
);
const opened = (text: string) => {
  const result = parse(text, vocabulary);
  if (!result.ok) throw new Error(result.issues.map((i) => sentenceOf(i)).join('\n'));
  return result.value;
};
const file = (change: object): string =>
  JSON.stringify({ ...JSON.parse(serialise(emptyDocument())), ...change });
const issuesOf = (text: string) => {
  const result = parse(text, vocabulary);
  return result.ok ? [] : result.issues;
};

describe('the file', () => {
  it('law: what is written is read as it was, and written again byte for byte', () => {
    fc.assert(
      fc.property(documents(), weights, (document, tensors) => {
        const text = serialise(document, tensors);
        const again = opened(text);
        expect(again.document).toEqual(document);
        expect(again.weights ?? {}).toEqual(tensors);
        expect(serialise(again.document, again.weights)).toBe(text);
      }),
    );
  });

  it('has one wire and one small node to a line', () => {
    const text = serialise({
      ...emptyDocument('Lines'),
      nodes: {
        tanh10: { id: 'tanh10', kind: 'tanh', params: {}, position: { x: 1, y: 2 } },
        tanh9: { id: 'tanh9', kind: 'tanh', params: {}, position: { x: 3, y: 4 } },
      },
      edges: {
        e1: {
          id: 'e1',
          source: { node: 'tanh9', port: 'out' },
          target: { node: 'tanh10', port: 'in' },
        },
      },
    });
    expect(text).toContain(
      [
        '  "nodes": [',
        '    { "id": "tanh9", "kind": "tanh", "params": {}, "position": { "x": 3, "y": 4 } },',
        '    { "id": "tanh10", "kind": "tanh", "params": {}, "position": { "x": 1, "y": 2 } }',
        '  ],',
        '  "edges": [',
        '    { "id": "e1", "from": "tanh9.out", "to": "tanh10.in" }',
        '  ],',
      ].join('\n'),
    );
  });

  it('holds no weights that it could not be read with, and says which', () => {
    const bad: Weights = {
      'a.weight': { shape: [2], data: Float64Array.of(1, Number.NaN) },
      'b.weight': { shape: [2], data: Float64Array.of(1, 2) },
    };
    expect(Object.keys(opened(serialise(emptyDocument(), bad)).weights ?? {})).toEqual([
      'b.weight',
    ]);
    expect(unsavableWeights(bad).map((i) => i.args?.name)).toEqual(['a.weight']);
    const many = { shape: [LIMITS.numbers + 1], data: new Float32Array(LIMITS.numbers + 1) };
    expect(unsavableWeights({ 'a.b': many })).toMatchObject([
      {
        code: 'file.weights-size',
        args: { got: many.data.length, most: LIMITS.numbers },
        sentence: { en: expect.stringContaining('{most}') },
      },
    ]);
    expect(serialise(emptyDocument(), { 'a.b': many })).toBe(serialise(emptyDocument()));
  });

  it('holds every number to the bit, −0 and the smallest float among them', () => {
    const odd = Float64Array.of(-0, 5e-324, Math.fround(0.1), 1e-45, -Number.MAX_VALUE, 2 ** 53);
    const text = serialise(emptyDocument(), { 'a.b': { shape: [odd.length], data: odd } });
    const data = opened(text).weights?.['a.b']?.data ?? new Float64Array();
    expect(data).toHaveLength(odd.length);
    expect(data.every((v, i) => Object.is(v, odd[i]))).toBe(true);
    expect(serialise(emptyDocument(), opened(text).weights)).toBe(text);
  });

  it('may begin with a byte order mark', () => {
    expect(opened(`\ufeff${serialise(emptyDocument('B'))}`).document.name).toBe('B');
  });
});

describe('reading never harms', () => {
  it('law: any text gives a document or issues, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(issuesOf(text).length).toBeGreaterThan(0);
      }),
    );
  });

  it('law: any JSON in any place gives a document or bounded issues with a place', () => {
    const key = fc.constantFrom(
      'name',
      'run',
      'nodes',
      'edges',
      'notes',
      'weights',
      'version',
      'more',
    );
    fc.assert(
      fc.property(key, fc.jsonValue(), (name, value) => {
        for (const i of issuesOf(file({ [name]: value }))) {
          expect(i.where?.path).toBeDefined();
          expect(sentenceOf(i)).not.toContain('undefined');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('law: a file with one character changed, left out or added harms nothing', () => {
    fc.assert(
      fc.property(
        documents(10),
        fc.nat(),
        fc.nat(2),
        fc.string({ maxLength: 3 }),
        (document, n, cut, extra) => {
          const text = serialise(document);
          const i = n % text.length;
          const result = parse(text.slice(0, i) + extra + text.slice(i + cut), vocabulary);
          if (!result.ok) expect(result.issues.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('depth, number and size are bounded', () => {
    const deep = (n: number) => '['.repeat(n) + ']'.repeat(n);
    expect(issuesOf(deep(200_000))).toHaveLength(1);
    expect(issuesOf('['.repeat(200_000))[0]?.code).toBe('file.json');
    expect(issuesOf(file({}).replace('"params":{', `"params":{"a":${deep(5000)},`))).toHaveLength(
      1,
    );
    expect(issuesOf(file({ nodes: new Array(1_000_000).fill(0) }))[0]).toMatchObject({
      code: 'file.limit',
      where: { path: ['nodes'] },
    });
    expect(issuesOf(file({ nodes: new Array(LIMITS.nodes).fill({}) }))).toHaveLength(LIMITS.issues);
    const names = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1]));
    expect(issuesOf(file(names))).toHaveLength(LIMITS.issues);
    expect(issuesOf(file({ name: 'x'.repeat(10_000_000) }))[0]?.code).toBe('file.limit');
    const tensor = (data: unknown[]) =>
      issuesOf(file({ weights: { 'a.b': { shape: [data.length], data } } }));
    expect(tensor([0, ...new Array(200_000).fill('x')])).toHaveLength(1);
    expect(tensor(new Array(200_000).fill('x'))).toHaveLength(1);
    expect(tensor(new Array(200_000).fill(0.5))).toHaveLength(0);
  });

  it('what is told of it is short, wherever it stands: a long text and a deep place are cut', () => {
    const tensor = (text: string) => ({ a: { shape: [200], data: [...Array(199).fill(0), text] } });
    const told = (text: string) =>
      [{ version: text }, { format: text }, { notes: text }, { weights: tensor(text) }].map(
        (change) => sentenceOf(issuesOf(file(change))[0]!),
      );
    for (const length of [39, 40])
      for (const sentence of told('x'.repeat(length)))
        expect(sentence).toContain(`"${'x'.repeat(length)}"`);
    for (const sentence of told('x'.repeat(41))) expect(sentence).toContain(`"${'x'.repeat(40)}…"`);
    const deep = `${'['.repeat(LIMITS.depth)}${']'.repeat(LIMITS.depth)}`;
    const [issue] = issuesOf(file({ nodes: JSON.parse(deep) }));
    expect(issue?.where?.path).toEqual(['nodes', 0, 0, 0, 0, 0, 0, 0]);
  });

  it('a chain of twenty thousand nodes opens, and closed to a circle it does not', () => {
    const n = LIMITS.nodes;
    const nodes = Array.from({ length: n }, (_, i) => ({
      id: `tanh${i}`,
      kind: 'tanh',
      params: {},
      position: { x: i, y: 0 },
    }));
    const edges = nodes.map((_, i) => ({
      id: `e${i}`,
      from: `tanh${i}.out`,
      to: `tanh${(i + 1) % n}.in`,
    }));
    expect(issuesOf(file({ nodes, edges: edges.slice(0, -1) }))).toEqual([]);
    expect(issuesOf(file({ nodes, edges }))[0]).toMatchObject({
      code: 'edge.cycle',
      where: { path: ['edges', n - 1] },
    });
  });

  it('parameters out of range are a matter of the check, and spell out no ports', () => {
    const add = {
      id: 'add1',
      kind: 'add',
      params: { inputs: 1e9 },
      position: { x: 0, y: 0 },
    };
    const source = { ...add, id: 'data1', kind: 'data', params: {} };
    const edges = [{ id: 'e1', from: 'data1.x', to: 'add1.in999' }];
    const { document } = opened(file({ nodes: [add, source], edges }));
    expect(document.nodes.add1?.params.inputs).toBe(1e9);
    expect(Object.keys(document.edges)).toEqual(['e1']);
  });
});

describe('JSON syntax', () => {
  it('law: the finder agrees with JSON.parse on what is JSON', () => {
    const nearly = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', '\\', '0', 'x', '\n'),
        fc.nat(1),
      )
      .map(([text, n, extra, cut]) => {
        const i = n % (text.length + 1);
        return text.slice(0, i) + extra + text.slice(i + cut);
      });
    fc.assert(
      fc.property(nearly, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(findSyntaxError(text) === undefined).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, ', or }'],
    ['[1, 2', 1, 6, ', or ]'],
    ['{"a" 1}', 1, 6, ':'],
    ['[01]', 1, 3, ', or ]'],
    ['[1,]', 1, 4, 'a value'],
    ['tru', 1, 1, 'a value'],
  ])('%j', (text, line, column, expected) => {
    expect(findSyntaxError(text)).toMatchObject({ line, column, expected: { en: expected } });
  });
});

describe('versions', () => {
  // There has been no version before 1: these steps are made up, to prove the walk through them.
  const steps = [
    { from: 0, step: ({ title, ...file }: Record<string, unknown>) => ({ ...file, name: title }) },
    { from: 1, step: (file: object) => ({ ...file, notes: [] }) },
  ];
  it('are walked one at a time, from wherever a file stands', () => {
    expect(migrate({ version: 0, title: 'Old' }, 2, steps)).toMatchObject({
      ok: true,
      value: { version: 2, name: 'Old', notes: [] },
    });
    expect(migrate({ version: 1, name: 'A' }, 2, steps)).toMatchObject({
      value: { version: 2, name: 'A', notes: [] },
    });
    expect(migrate({ version: 2 }, 2, steps)).toMatchObject({ value: { version: 2 } });
  });
  it.each([3, 1.5, -1, '1', null])('refuse %j', (version) => {
    expect(migrate({ version }, 2, steps).ok).toBe(false);
  });
});

describe('documentation', () => {
  it('the JSON Schema is the one that this source prints (npm run schema)', () => {
    const text = readFileSync(new URL('../../docs/chainrule.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
  });

  it("the format's example is a file, written as this program writes it", () => {
    const text = readFileSync(new URL('../../docs/format.md', import.meta.url), 'utf8');
    const example = /```json\n(\{\n {2}"format"[\s\S]*?)```/.exec(text)?.[1] ?? '';
    const { document, weights: tensors, training } = opened(example);
    expect(training?.step).toBe(50);
    expect(serialise(document, tensors, training)).toBe(example);
  });
});

describe('the state of a training', () => {
  const one = { shape: [1], data: Float64Array.of(0.5) };
  const training: Training = {
    network: 'f00d',
    step: 50,
    since: 3,
    epochs: { step: 10, epoch: 2, length: 5 },
    owes: true,
    cost: 0.25,
    slots: {
      '@schedule': { cuts: { shape: [], data: Float64Array.of(2) } },
      'a.weight': { m: one, v: one },
    },
    best: {
      cost: -0.5,
      step: 40,
      count: 37,
      failures: 2,
      weights: { 'a.weight': one },
      slots: { 'a.weight': { m: one } },
    },
  };
  const weights = { 'a.weight': one };
  const text = serialise(emptyDocument(), weights, training);

  it('goes into the file and back, and leaves files without one what they were', () => {
    expect(opened(text)).toMatchObject({ weights, training });
    expect(serialise(emptyDocument(), weights, opened(text).training)).toBe(text);
    expect(serialise(emptyDocument(), weights)).not.toContain('training');
  });

  /** The file with a field of its training set, or taken out. */
  const spoilt = (path: readonly string[], value: unknown) => {
    const file = JSON.parse(text);
    const last = path.at(-1)!;
    const holder = path.slice(0, -1).reduce((at, key) => at[key], file.training);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
    return file;
  };
  it.each<[string, readonly string[], unknown]>([
    ['training.step', ['step'], -1],
    ['training.step', ['step'], 1.5],
    ['training.step', ['step'], undefined],
    ['training.since', ['since'], 51],
    ['training.epochs.length', ['epochs', 'length'], 0],
    ['training.epochs.step', ['epochs', 'step'], 60],
    ['training.owes', ['owes'], false],
    ['training.cost', ['cost'], 'much'],
    ['training.more', ['more'], 1],
    ['training.slots["a.weight"].m.data', ['slots', 'a.weight', 'm', 'data'], [1, 2]],
    ['training.slots["a.weight"].m.data[0]', ['slots', 'a.weight', 'm', 'data'], ['1']],
    ['training.slots["a.weight"].m.shape[0]', ['slots', 'a.weight', 'm', 'shape'], [-1]],
    ['training.slots.constructor', ['slots', 'constructor'], {}],
    ['training.best.step', ['best', 'step'], 51],
    ['training.best.count', ['best', 'count'], 41],
    ['training.best.failures', ['best', 'failures'], 1e300],
  ])('that is spoilt at %s costs the state alone, and is told', (path, at, value) => {
    const result = parse(JSON.stringify(spoilt(at, value)), vocabulary);
    expect(result.ok && result.value).toEqual({ document: emptyDocument(), weights });
    const [first, ...places] = result.issues;
    expect(first?.code).toBe('file.training');
    expect(result.issues.every((i) => i.severity === 'warning')).toBe(true);
    expect(places.map((i) => i.args?.path)).toContain(path);
    expect(places.every((i) => i.args?.expected)).toBe(true);
  });

  it.each([
    ['a number that is none', text.replace('"step": 50', '"step": 1e999')],
    ['a poisoned key', text.replace('"@schedule"', '"__proto__"')],
    ['a list', text.replace(/"training": [\s\S]*/, '"training": [[[[1]]]]\n}')],
    [
      'depth',
      text.replace(/"training": [\s\S]*/, `"training": ${'['.repeat(5e4)}${']'.repeat(5e4)}\n}`),
    ],
    ['nothing', text.replace(/"training": [\s\S]*/, '"training": null\n}')],
  ])('that is hostile (%s) does not keep the network from opening', (_, hostile) => {
    expect(hostile).not.toBe(text);
    const result = parse(hostile, vocabulary);
    expect(result.ok && result.value.document).toEqual(emptyDocument());
    expect(result.ok && result.value.training).toBeUndefined();
    expect(result.issues.length).toBeGreaterThan(1);
  });

  it('without weights is of nothing', () => {
    const { weights: _, ...file } = JSON.parse(text);
    const result = parse(JSON.stringify(file), vocabulary);
    expect(result.ok && result.value.training).toBeUndefined();
    expect(result.issues[1]?.args?.path).toBe('weights');
  });

  it('that a file cannot hold is left out, and that is told', () => {
    const { slots, ...rest } = training;
    const endless = {
      ...rest,
      slots: { ...slots, 'b.weight': { m: { shape: [1], data: Float64Array.of(1 / 0) } } },
    };
    expect(unsavableWeights(weights, endless).map((i) => i.code)).toEqual(['file.training-finite']);
    expect(serialise(emptyDocument(), weights, endless)).toBe(serialise(emptyDocument(), weights));
    const data = new Float32Array(LIMITS.numbers);
    const huge = { ...rest, slots: { 'a.weight': { m: { shape: [data.length], data } } } };
    expect(unsavableWeights(weights, huge).map((i) => i.code)).toEqual(['file.training-size']);
    expect(serialise(emptyDocument(), weights, huge)).toBe(serialise(emptyDocument(), weights));
  });
});
