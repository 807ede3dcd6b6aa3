/** A large document: what is drawn is where elements are, and there are few of them. Counted, not timed. */

import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../src/base/issue.ts';
import { atOnce } from '../../src/base/piecemeal.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { boxAt } from '../../src/charts/sketch.ts';
import type { Document, NodeRecord } from '../../src/document/records.ts';
import { pointAt } from '../../src/placement/curve.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { createMapper, type FlowInput, type Moving } from '../../src/ui/canvas/flow.ts';
import { createLayouts, layOut, PIECE } from '../../src/ui/canvas/layout.ts';
import { byId, paced } from '../../src/ui/canvas/pace.ts';
import { isLarge, type SceneInput, sceneOf } from '../../src/ui/canvas/scene.ts';
import { boundsOf, cardsIn, MOST, under, worthElements } from '../../src/ui/canvas/seeing.ts';
import { isSharp, sightOf } from '../../src/ui/canvas/useSight.ts';

const NOTHING = { nodes: [], edges: [], notes: [] };
const layoutIn = (document: Document) => atOnce(layOut(document));
const sceneIn = (document: Document, change: Partial<SceneInput> = {}) =>
  sceneOf({
    layout: layoutIn(document),
    selection: NOTHING,
    moving: new Map(),
    problems: new Map(),
    ...change,
  });

/** Inputs, two layers of neurons and a loss, each neuron wired to all of the layer before. */
function neurons(width: number): Document {
  const nodes: Record<string, NodeRecord> = {
    data1: { id: 'data1', kind: 'data', params: {}, position: { x: 0, y: 0 } },
  };
  const edges: Record<string, Document['edges'][string]> = {};
  const wire = (node: string, port: string, to: string, at: string) => {
    const id = `e${Object.keys(edges).length + 1}`;
    edges[id] = { id, source: { node, port }, target: { node: to, port: at } };
  };
  for (let i = 0; i < 2 * width; i++) {
    const id = `neuron${i + 1}`;
    const position = { x: i < width ? 300 : 600, y: 110 * (i % width) };
    nodes[id] = { id, kind: 'neuron', params: {}, position };
    if (i < width) wire('data1', 'x', id, 'in');
    else for (let k = 0; k < width; k++) wire(`neuron${k + 1}`, 'out', id, 'in');
  }
  return { ...emptyDocument(), nodes, edges };
}
const many = neurons(100);

/** The layouts of a project of which this document was laid out. */
function laidOut(document: Document, piece?: number) {
  const layouts = createLayouts(piece);
  layouts.of(document, 'a');
  while (!layouts.goOn());
  return layouts;
}
const everywhere = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 };

const flowInput = (document: Document, change: Partial<FlowInput> = {}): FlowInput => ({
  document,
  selection: NOTHING,
  moving: new Map(),
  shapes: {},
  batch: 1,
  issues: [],
  far: false,
  language: 'en',
  words: { output: String, wire: (a, b) => `${a} ${b}`, note: 'Note', issue: (i) => sentenceOf(i) },
  ...change,
});

describe('the scene of a document', () => {
  it.each(SAMPLES.map((s) => [s.id, s.document] as const))(
    'has cards and ends of wires where React Flow is told they are: %s',
    (_, document) => {
      const scene = sceneIn(document);
      const mapper = createMapper();
      const nodes = new Map(mapper.nodes(flowInput(document)).map((n) => [n.id, n]));
      for (const [i, id] of scene.cards.entries()) {
        const { position, width, height } = nodes.get(id) ?? {};
        expect(boxAt(scene.boxes, i)).toEqual({ ...position, width, height });
      }
      const edges = mapper.edges(flowInput(document));
      expect(scene.wires).toEqual(edges.map((e) => e.id));
      for (const [i, edge] of edges.entries()) {
        const at = (id: string, port: string | null | undefined, type: string) => {
          const node = nodes.get(id);
          const handle = node?.handles?.find((h) => h.id === port && h.type === type);
          if (!node || !handle) throw new Error(`no port ${port}`);
          const x = node.position.x + handle.x + (type === 'source' ? (handle.width ?? 0) : 0);
          return [x, node.position.y + handle.y + (handle.height ?? 0) / 2];
        };
        expect([...scene.curves.subarray(5 * i, 5 * i + 4)]).toEqual([
          ...at(edge.source, edge.sourceHandle, 'source'),
          ...at(edge.target, edge.targetHandle, 'target'),
        ]);
      }
    },
  );

  it('is, while something is dragged, the scene of a document in which it lies there', () => {
    const position = { x: 1234, y: -567 };
    const moving = new Map<string, Moving>([['neuron7', { position }]]);
    const moved: Document = {
      ...many,
      nodes: { ...many.nodes, neuron7: { ...many.nodes.neuron7!, position } },
    };
    const [dragged, anew] = [sceneIn(many, { moving }), sceneIn(moved)];
    expect(dragged.boxes).toEqual(anew.boxes);
    expect(dragged.curves).toEqual(anew.curves);
    expect(dragged.boxes).not.toEqual(sceneIn(many).boxes);
  });

  it('is, behind an edit of any kind, the scene of that document laid out anew', () => {
    const node = many.nodes.neuron7!;
    const withNode = (change: Partial<NodeRecord>): Document => ({
      ...many,
      nodes: { ...many.nodes, neuron7: { ...node, ...change } },
    });
    const { neuron8: _, ...fewer } = many.nodes;
    const edits = [
      withNode({ params: { activation: 'relu' } }),
      withNode({ position: { x: -50, y: 7 } }),
      withNode({ kind: 'dense', params: { units: 3 } }),
      withNode({ kind: 'alien' }),
      { ...many, nodes: fewer },
      { ...many, nodes: { ...fewer, neuron999: { ...node, id: 'neuron999' } } },
      { ...many, edges: {} },
    ];
    for (const edit of edits) {
      const layouts = laidOut(many);
      layouts.of(edit, 'a');
      while (!layouts.goOn());
      expect(layouts.of(edit, 'a')).toEqual(layoutIn(edit));
    }
  });

  it('lays nothing out anew for a parameter', () => {
    const layouts = laidOut(many);
    const before = layouts.of(many, 'a');
    const neuron7 = { ...many.nodes.neuron7!, params: { activation: 'relu' } };
    const edit = { ...many, nodes: { ...many.nodes, neuron7 } };
    const after = layouts.of(edit, 'a');
    expect(after?.of).toBe(edit);
    expect(after?.curves).toBe(before?.curves);
  });

  it('lays nothing out anew for what is chosen', () => {
    const layout = layoutIn(many);
    const before = sceneIn(many, { layout });
    const selection = { ...NOTHING, nodes: ['neuron1'], edges: ['e5'] };
    const after = sceneIn(many, { layout, selection });
    expect(after.curves).toBe(before.curves);
    expect(after.tones).not.toEqual(before.tones);
    expect([...after.marked].filter(Boolean)).toHaveLength(1);
  });
});

describe('a large document is laid out in pieces', () => {
  /** A document that notes which of its records are looked at. */
  function watched(document: Document, seen: Set<object>): Document {
    const table = <T extends object>(records: Readonly<Record<string, T>>) =>
      Object.fromEntries(
        Object.entries(records).map(([id, record]) => [
          id,
          new Proxy(record, {
            get(own, key) {
              seen.add(own);
              return Reflect.get(own, key);
            },
          }),
        ]),
      );
    return { ...document, nodes: table(document.nodes), edges: table(document.edges) };
  }
  const records = Object.keys(many.nodes).length + Object.keys(many.edges).length;

  it('of which each looks at so many records, and the first begins at once', () => {
    const seen = new Set<object>();
    const document = watched(many, seen);
    const layouts = createLayouts();
    let pieces = 0;
    let before = 0;
    const look = () => {
      pieces++;
      // The nodes at the ends of wires are looked at again, which adds none.
      expect(seen.size - before).toBeLessThanOrEqual(PIECE + 64);
      before = seen.size;
    };
    expect(layouts.of(document, 'a')).toBeUndefined();
    look();
    // Whoever asks again does not make it go on.
    expect(layouts.of(document, 'a')).toBeUndefined();
    expect(seen.size).toBe(before);
    while (!layouts.goOn()) look();
    look();
    expect(seen.size).toBe(records);
    expect(pieces).toBeLessThanOrEqual(Math.ceil(records / PIECE));
    expect(layouts.of(document, 'a')?.of).toBe(document);
  });

  it('and shows meanwhile what the same project was before, another one nothing', () => {
    const smaller = neurons(10);
    const layouts = laidOut(smaller, 50);
    const former = layouts.of(smaller, 'a');
    const larger = neurons(11);
    expect(layouts.of(larger, 'a')).toBe(former);
    expect(layouts.of(larger, 'b')).toBeUndefined();
    while (!layouts.goOn());
    expect(layouts.of(larger, 'b')).toEqual(layoutIn(larger));
    // The same document under another name is the same.
    expect(layouts.of(larger, 'c')).toEqual(layoutIn(larger));
  });

  it('an edit that comes meanwhile is what is laid out', () => {
    const layouts = laidOut(neurons(3), 50);
    const [first, second] = [neurons(10), neurons(11)];
    layouts.of(first, 'a');
    layouts.goOn();
    layouts.of(second, 'a');
    while (!layouts.goOn());
    expect(layouts.of(second, 'a')).toEqual(layoutIn(second));
  });

  it('a small one is laid out where it is asked for', () => {
    for (const { document } of SAMPLES)
      expect(createLayouts().of(document, 'a')).toEqual(layoutIn(document));
  });
});

describe('what of a large document has elements', () => {
  it('is large by its cards or by its wires', () => {
    expect(isLarge(many)).toBe(true);
    for (const { document } of SAMPLES) expect(isLarge(document)).toBe(false);
  });

  it('is bounded, however much is in sight', () => {
    const { cards, wires } = worthElements(sceneIn(many), everywhere);
    expect(cards.size).toBe(MOST.cards);
    expect(wires.size).toBe(0);
  });

  it('is all that is in sight where that is little, with the wires between', () => {
    const region = { x: 250, y: 0, width: 500, height: 150 };
    const scene = sceneIn(neurons(10));
    const { cards, wires } = worthElements(scene, region);
    expect([...cards].sort()).toEqual(['neuron1', 'neuron11', 'neuron12', 'neuron2']);
    for (const n of [1, 2])
      for (const k of [11, 12])
        expect([...wires]).toContain(
          Object.values(neurons(10).edges).find(
            (e) => e.source.node === `neuron${n}` && e.target.node === `neuron${k}`,
          )?.id,
        );
  });

  it('becomes elements of React Flow, and the ends of its wires are known', () => {
    const shown = { cards: new Set(['neuron1']), wires: new Set(['e1']) };
    const mapper = createMapper();
    const nodes = mapper.nodes(flowInput(many, { shown }));
    expect(nodes.map((n) => [n.id, n.hidden])).toEqual([
      ['neuron1', false],
      ['data1', true],
    ]);
    expect(mapper.edges(flowInput(many, { shown })).map((e) => e.id)).toEqual(['e1']);
  });
});

describe('elements come a few at a time', () => {
  const wanted = Array.from({ length: 100 }, (_, i) => ({ id: `n${i}` }));

  it('so many in a round, what is urgent at once, and what is gone goes at once', () => {
    const gone = { id: 'gone' };
    const first = paced(byId([gone]), wanted, 8, (n) => n.id === 'n99');
    expect(first.more).toBe(true);
    expect(first.list.map((n) => n.id)).toEqual([...Array(8).keys(), 99].map((i) => `n${i}`));
  });

  it('until all are there, with no more than so many changes between two rounds', () => {
    let now = paced(new Map<string, { id: string }>(), wanted, 8, () => false);
    let rounds = 1;
    while (now.more) {
      const next = paced(byId(now.list), wanted, 8, () => false);
      expect(next.list.length - now.list.length).toBeLessThanOrEqual(8);
      now = next;
      rounds++;
    }
    expect(now.list).toEqual(wanted);
    expect(rounds).toBe(13);
  });

  it('what changed is shown as it was until its turn comes', () => {
    const anew = wanted.map(({ id }) => ({ id }));
    const { list } = paced(byId(wanted), anew, 8, () => false);
    expect(list.filter((n, i) => n === anew[i])).toHaveLength(8);
    expect(list.filter((n, i) => n === wanted[i])).toHaveLength(92);
  });
});

describe('the pointer over a scene', () => {
  const scene = sceneIn(many);
  it('is over the card that lies there', () => {
    expect(under(scene, { x: 330, y: 30 }, 1)).toEqual({ card: 'neuron1' });
  });
  it('is over the nearest wire, within some pixels of the screen', () => {
    const i = scene.wires.indexOf('e1');
    const [sx, sy, tx, ty] = scene.curves.subarray(5 * i) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const { x, y } = pointAt({ sx, sy, tx, ty }, 0.5);
    expect(under(scene, { x, y: y - 3 }, 1)).toEqual({ wire: 'e1' });
    expect(under(scene, { x, y: y - 60 }, 1)).toBeUndefined();
    expect(under(scene, { x, y: y - 60 }, 0.1)).toEqual({ wire: 'e1' });
  });
  it('chooses by a frame all that reach into it', () => {
    const region = { x: 250, y: 0, width: 100, height: 115 };
    expect(cardsIn(scene, region).map((i) => scene.cards[i])).toEqual(['neuron1', 'neuron2']);
    expect(boundsOf(scene)).toMatchObject({ x: 0, y: 0, height: 99 * 110 + 64 });
  });
});

describe('the part that is drawn', () => {
  const view = (x: number, zoom = 1) => ({
    transform: [x, 0, zoom] as const,
    width: 1000,
    height: 600,
  });
  it('stays while the view is within it, and is another where it left or would not be sharp', () => {
    const sight = sightOf(view(0));
    expect(sightOf(view(200), sight)).toBe(sight);
    expect(sightOf(view(300), sight)).not.toBe(sight);
    expect(sightOf(view(0, 1.2), sight)).toBe(sight);
    expect(sightOf(view(0, 1.4), sight)).not.toBe(sight);
  });
  it('lies on whole pixels and is as many, wherever the view is and however wide', () => {
    for (const zoom of [0.1, 0.137, 1])
      for (const width of [1000, 782, 437])
        for (const x of [0, 462.27, -31.5]) {
          const at = { transform: [x, x / 3, zoom] as const, width, height: 435 };
          const sight = sightOf(at);
          expect(isSharp(at, sight)).toBe(true);
          for (const side of [sight.region.width, sight.region.height])
            expect(side * zoom).toBeCloseTo(Math.round(side * zoom), 6);
          // Moved by pixels it stays so; by less, or scaled, it is blurred.
          const moved = (by: number, scale = 1) => ({
            ...at,
            transform: [x + by, x / 3, zoom * scale] as const,
          });
          expect(isSharp(moved(7), sight)).toBe(true);
          expect(isSharp(moved(0.5), sight)).toBe(false);
          expect(isSharp(moved(0, 1.1), sight)).toBe(false);
        }
  });
});
