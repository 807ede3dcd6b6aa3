/** A document that crossed a wire as columns is the same document, to the last bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, listOf } from '../../src/base/count.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { vocabulary } from '../../src/catalog/index.ts';
import { parse, serialise } from '../../src/document/codec.ts';
import { isMuch, pack, unpack } from '../../src/document/parcel.ts';
import { filesOf, opened } from '../../src/document/reading.ts';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { documents } from './wander.ts';

const crossed = (document: Document): Document => unpack(structuredClone(pack(document)));

const node = (id: string, change: Partial<NodeRecord> = {}): NodeRecord => ({
  id,
  kind: 'dense',
  params: { units: 4 },
  position: { x: 0, y: 0 },
  ...change,
});
const odd: Document = {
  ...emptyDocument('Odd'),
  nodes: Object.fromEntries(
    [
      node('a', { title: 'A name, with a gap\nand a line', position: { x: -0, y: 1e-300 } }),
      node('b', { params: { units: 4, bias: true } }),
      node('c', { params: { units: '4' } }),
      node('d', { params: { units: 0 } }),
      node('e', { params: { units: -0 } }),
      node('f', { params: { units: Number.NaN } }),
      node('g', {
        params: { values: [1, -0, 2], initialiser: { kind: 'normal', params: { std: 1 } } },
      }),
      node('h', { params: { values: [1, 0, 2] }, shares: 'a' }),
      node('i', { kind: 'alien/of:another_page', params: {} }),
      node('j'),
    ].map((n) => [n.id, n]),
  ),
  notes: { n: { id: 'n', text: ' a b ', position: { x: 1, y: 2 }, size: { width: 3, height: 4 } } },
};

const DOCUMENTS: readonly (readonly [string, Document])[] = [
  ...SAMPLES.map((s) => [s.id, s.document] as const),
  ['odd', odd],
  ['numbered', { ...emptyDocument(), nodes: { b: node('b'), 10: node('10'), 9: node('9') } }],
  ['empty', emptyDocument()],
];

/** It is the same, in the same order; for whoever asks for the lists too, whoever made them. */
function comesOutAsItWentIn(document: Document) {
  const back = crossed(document);
  expect(back).toStrictEqual(document);
  for (const table of ['nodes', 'edges', 'notes'] as const) {
    expect(Object.keys(back[table])).toEqual(Object.keys(document[table]));
    expect(listOf<unknown>(back[table])).toEqual(Object.values(back[table]));
    expect(countOf(back[table])).toBe(Object.keys(back[table]).length);
  }
  expect(serialise(back)).toBe(serialise(document));
}

describe('a document in a parcel', () => {
  it.each(DOCUMENTS)('comes out as it went in: %s', (_, document) => comesOutAsItWentIn(document));

  it('law: comes out as it went in, whatever was edited', () => {
    fc.assert(fc.property(documents(), comesOutAsItWentIn));
  });

  it('has as many objects for ten thousand wires as for ten', () => {
    const wires = (count: number): Document => ({
      ...emptyDocument(),
      nodes: { a: node('a'), b: node('b') },
      edges: Object.fromEntries(
        Array.from({ length: count }, (_, i) => {
          const id = `e${i}`;
          return [
            id,
            { id, source: { node: 'a', port: 'out' }, target: { node: 'b', port: `p${i}` } },
          ];
        }),
      ),
    });
    const objects = (value: unknown): number =>
      typeof value !== 'object' || value === null || ArrayBuffer.isView(value)
        ? 0
        : 1 + Object.values(value).reduce((n: number, v) => n + objects(v), 0);
    expect(objects(pack(wires(10_000)))).toBe(objects(pack(wires(10))));
    // Hyperparameters that are alike go once, whoever has them.
    expect(pack(wires(10)).params).toEqual([{ units: 4 }]);
    expect(isMuch(wires(10_000))).toBe(true);
    expect(isMuch(wires(10))).toBe(false);
  });
});

describe('files that a worker reads and writes', () => {
  const { read, write } = filesOf(vocabulary);
  it('are those that the page reads and writes', async () => {
    for (const { document } of SAMPLES) {
      const text = serialise(document);
      expect(write(structuredClone(pack(document)), {})).toBe(text);
      expect(await opened(structuredClone(read(text)))).toStrictEqual(parse(text, vocabulary));
    }
    for (const text of ['', '{}', '{"format": "chainrule", "version": 99}'])
      expect(await opened(read(text))).toEqual(parse(text, vocabulary));
  });
});
