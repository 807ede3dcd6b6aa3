/** A repair that is offered repairs: applied as the page applies it, what it was offered for is gone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Issue, type Result, sentenceOf } from '../../src/base/issue.ts';
import { KINDS, kindOf, vocabulary } from '../../src/catalog/index.ts';
import type { Kind } from '../../src/catalog/kind.ts';
import { check } from '../../src/compile/check.ts';
import { remove, replaceKind, setParam } from '../../src/document/commands.ts';
import { apply, type Patch } from '../../src/document/patch.ts';
import type { Document } from '../../src/document/records.ts';
import { wiresOf } from '../catalog/alone.ts';
import { constantOf, drawing } from '../catalog/drawing.ts';

const granted = (result: Result<Patch>): Patch => {
  if (!result.ok) throw new Error(`refused: ${result.issues.map((i) => sentenceOf(i)).join(' ')}`);
  return result.value;
};

function repaired(document: Document, { fix }: Issue): Document {
  switch (fix?.type) {
    case 'set-param':
      return apply(
        document,
        granted(setParam(document, vocabulary, fix.node, fix.param, fix.value)),
      );
    case 'replace-kind': {
      const made = replaceKind(document, vocabulary, fix.node, fix.kind);
      if (!made.ok) throw new Error('refused');
      return apply(document, made.value.patch);
    }
    case 'remove-edge':
      return apply(document, remove(document, { edges: [fix.edge] }));
    default:
      throw new Error(`no repair that this law knows: ${fix?.type}`);
  }
}

const same = (a: Issue, b: Issue) =>
  a.code === b.code && a.where?.node === b.where?.node && a.where?.port === b.where?.port;

/** Every repair of the document; gives how many there were. */
function expectRepairs(document: Document, name: string): number {
  const offered = check(document).issues.filter((i) => i.fix);
  for (const i of offered) {
    const left = check(repaired(document, i)).issues;
    expect(left.find((other) => same(i, other))?.code, `${name}: ${sentenceOf(i)}`).toBeUndefined();
  }
  return offered.length;
}

/** The kind's output judged against a constant, as `loss` judges it. */
function judged(kind: Kind, params: object, loss: string, target: readonly number[]): Document {
  const example = kind.examples[0];
  if (!example) throw new Error(`${kind.name} has no example`);
  const document = drawing(kind, { ...example, params: { ...example.params, ...params } });
  const nodes = {
    ...document.nodes,
    loss: { id: 'loss', kind: loss, params: {}, position: { x: 0, y: 0 } },
    target: constantOf('target', target),
  };
  const wire = (id: string, node: string, port: string) => ({
    [id]: { id, source: { node, port: 'out' }, target: { node: 'loss', port } },
  });
  return {
    ...document,
    nodes,
    edges: {
      ...document.edges,
      ...wire('ep', 'node', 'prediction'),
      ...wire('et', 'target', 'target'),
    },
  };
}

const WIDE = KINDS.filter((k) => k.width);

describe('repairs', () => {
  test('some kinds have a width', () => {
    expect(WIDE.map((k) => k.name)).toEqual(['dense', 'rnn', 'gru', 'lstm', 'embedding']);
  });

  test.each(WIDE.map((kind) => [kind.name, kind] as const))(
    'law: of the width of %s, in whatever form it gives its numbers',
    (_, kind) => {
      const switches = Object.entries(kind.fields).flatMap(([name, f]): [string, unknown[]][] =>
        f.type === 'boolean'
          ? [[name, [false, true]]]
          : f.type === 'choice'
            ? [[name, f.options.map((o) => o.value)]]
            : [],
      );
      const params = fc.record(
        Object.fromEntries(switches.map(([name, values]) => [name, fc.constantFrom(...values)])),
      );
      let offers = 0;
      fc.assert(
        fc.property(params, fc.integer({ min: 1, max: 12 }), (chosen, wanted) => {
          const plain = judged(kind, chosen, 'mse', [1]);
          const shape = check(plain).shapes['node.out'];
          if (!shape) throw new Error('no shape');
          const document = judged(kind, chosen, 'mse', [...shape.slice(0, -1), wanted]);
          const made = expectRepairs(document, kind.name);
          offers += made;
          const each = kind.width?.each?.(document.nodes.node?.params as never) ?? 1;
          const wrong = shape.at(-1) !== wanted && !(shape.length === 1 && wanted === 0);
          if (wrong && wanted % each === 0) expect(made).toBeGreaterThan(0);
        }),
        { numRuns: 60 },
      );
      expect(offers).toBeGreaterThan(0);
      // Wider than the field goes: nothing is offered.
      const far = judged(kind, {}, 'mse', [999_999]);
      expectRepairs(far, kind.name);
    },
  );

  test.each(KINDS.map((kind) => [kind.name, kind] as const))(
    'law: of %s, whatever arrives at it',
    (_, kind) => {
      const shape = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 });
      for (const example of kind.examples) {
        const n = wiresOf(example).length;
        fc.assert(
          fc.property(fc.array(shape, { minLength: n, maxLength: n }), (shapes) => {
            let i = 0;
            const at = Object.fromEntries(
              Object.entries(example.at).map(([port, list]) => [
                port,
                list.map(() => shapes[i++] ?? []),
              ]),
            );
            expectRepairs(drawing(kind, { ...example, at }), kind.name);
          }),
          { numRuns: 40 },
        );
      }
    },
  );

  test.each(KINDS.filter((k) => k.reads || k.applies).map((kind) => [kind.name, kind] as const))(
    'law: of predictions that %s is not for, whatever gives them',
    (name, { reads }) => {
      let offers = 0;
      for (const kind of KINDS.filter((k) => k.lower)) {
        const shape = check(drawing(kind, kind.examples[0] ?? { at: {} })).shapes['node.out'];
        if (!shape) continue;
        const document = judged(kind, {}, name, shape);
        const told = check(document).issues.filter((i) => i.code.startsWith('prediction.'));
        offers += told.filter((i) => i.fix).length;
        expectRepairs(document, `${kind.name} before ${name}`);
      }
      // A loss that applies an activation itself is not for that one alone.
      expect(offers).toBeGreaterThan(reads ? 3 : 0);
    },
  );

  test('a softmax over one number becomes a sigmoid', () => {
    const softmax = kindOf('softmax')!;
    const advised = (extent: number) =>
      check(drawing(softmax, { at: { in: [[extent]] } })).issues.filter(
        (i) => i.code === 'softmax.one',
      );
    expect(advised(1)).toMatchObject([{ fix: { type: 'replace-kind', kind: 'sigmoid' } }]);
    expect(advised(2)).toEqual([]);
  });

  test('of a log-softmax over one number it is told, without a repair', () => {
    const alone = drawing(kindOf('logSoftmax')!, { at: { in: [[1]] } });
    const told = check(alone).issues.filter((i) => i.code === 'softmax.one');
    expect(told.map((i) => i.fix)).toEqual([undefined]);
  });

  test('a bidirectional layer is made half as wide as what is wanted, or nothing is offered', () => {
    const lstm = kindOf('lstm')!;
    const params = { bidirectional: true, gives: 'last', units: 24 };
    const fixes = (target: number) =>
      check(judged(lstm, params, 'mse', [target])).issues.flatMap((i) => i.fix ?? []);
    expect(fixes(10)).toMatchObject([{ param: 'units', value: 5 }]);
    expect(fixes(1)).toEqual([]);
  });
});
