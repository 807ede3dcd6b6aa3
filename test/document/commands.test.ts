import { describe, expect, it } from 'vitest';
import { type Result, sentenceOf } from '../../src/base/issue.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import * as commands from '../../src/document/commands.ts';
import { apply, type Patch } from '../../src/document/patch.ts';
import type { Document, PortRef } from '../../src/document/records.ts';
import { vocabulary } from './faces.ts';

const at = (text: string): PortRef => {
  const [node = '', port = ''] = text.split('.');
  return { node, port };
};
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.issues.map((i) => sentenceOf(i)).join('; '));
  return result.value;
};
/** `data dense mse` and `data1.x>dense1.in`: what is made and what is wired. */
function build(kinds: string, wires = ''): Document {
  let document = emptyDocument();
  for (const kind of kinds.split(' ')) {
    const wish = { kind, position: { x: 0, y: 0 } };
    document = apply(document, value(commands.addNode(document, vocabulary, wish)).patch);
  }
  for (const wire of wires.split(' ').filter(Boolean)) {
    const [from = '', to = ''] = wire.split('>');
    document = apply(document, value(commands.connect(document, vocabulary, at(from), at(to))));
  }
  return document;
}
const wires = (document: Document) =>
  Object.values(document.edges).map(
    ({ source, target }) => `${source.node}.${source.port}>${target.node}.${target.port}`,
  );
const edited = (document: Document, patch: Patch | Result<Patch>) =>
  apply(document, 'ok' in patch ? value(patch) : patch);
const code = (result: Result<unknown>) => (result.ok ? 'ok' : result.issues[0]?.code);

describe('nodes', () => {
  it('get ids of kind and number, their defaults, and whole positions', () => {
    const document = build('dense dense tanh');
    expect(Object.keys(document.nodes)).toEqual(['dense1', 'dense2', 'tanh1']);
    const wish = { kind: 'dense', position: { x: 0.6, y: -1e12 }, params: { units: 3 } };
    const made = value(commands.addNode(document, vocabulary, wish));
    expect(apply(document, made.patch).nodes[made.id]).toEqual({
      id: 'dense3',
      kind: 'dense',
      params: { units: 3, bias: true, init: { kind: 'xavier', params: {} } },
      position: { x: 1, y: -1_000_000 },
    });
  });

  it('are refused with parameters out of range or of an unknown kind', () => {
    const document = emptyDocument();
    const add = (kind: string, params = {}) =>
      code(commands.addNode(document, vocabulary, { kind, position: { x: 0, y: 0 }, params }));
    expect(add('dense', { units: 0 })).toBe('param.invalid');
    expect(add('warp')).toBe('kind.unknown');
    expect(add('constructor')).toBe('kind.unknown');
  });

  it('come wired in the same patch; a wire that does not fit is a warning', () => {
    const document = build('data mse');
    const wish = {
      kind: 'dense',
      position: { x: 0, y: 0 },
      from: at('data1.x'),
      to: at('mse1.prediction'),
    };
    const made = commands.addNode(document, vocabulary, wish);
    expect(wires(edited(document, value(made).patch))).toEqual([
      'data1.x>dense1.in',
      'dense1.out>mse1.prediction',
    ]);
    const odd = commands.addNode(document, vocabulary, { ...wish, from: at('mse1.prediction') });
    expect(odd.ok && odd.issues.map((i) => [i.code, i.severity])).toEqual([
      ['wire.direction', 'warning'],
    ]);
  });

  it('go with their wires', () => {
    const document = build('data dense mse', 'data1.x>dense1.in dense1.out>mse1.prediction');
    const left = edited(document, commands.remove(document, { nodes: ['dense1', 'ghost'] }));
    expect(Object.keys(left.nodes)).toEqual(['data1', 'mse1']);
    expect(left.edges).toEqual({});
  });
});

describe('wires', () => {
  const document = build('data tanh tanh mse', 'data1.x>tanh1.in tanh1.out>tanh2.in');
  const refused = (from: string, to: string) =>
    commands.wouldRefuse(document, vocabulary, at(from), at(to))?.code;

  it.each([
    ['data1.x', 'tanh1.in', 'wire.duplicate'],
    ['tanh2.out', 'tanh1.in', 'edge.cycle'],
    ['tanh1.out', 'tanh1.in', 'wire.self'],
    ['data1.z', 'tanh1.in', 'wire.port'],
    ['data1.x', 'tanh1.inn', 'wire.port'],
    ['tanh1.in', 'tanh2.in', 'wire.direction'],
    ['data1.x', 'tanh2.out', 'wire.direction'],
    ['ghost.out', 'tanh1.in', 'wire.node'],
    ['data1.x', 'constructor.in', 'wire.node'],
  ])('%s to %s: %s', (from, to, expected) => {
    expect(refused(from, to)).toBe(expected);
    expect(code(commands.connect(document, vocabulary, at(from), at(to)))).toBe(expected);
  });

  it('replace the one at a port that takes one, in the same patch', () => {
    expect(refused('data1.x', 'tanh2.in')).toBeUndefined();
    const next = edited(
      document,
      commands.connect(document, vocabulary, at('data1.x'), at('tanh2.in')),
    );
    expect(wires(next)).toEqual(['data1.x>tanh1.in', 'data1.x>tanh2.in']);
  });

  it('gather at a port that takes many', () => {
    const many = build(
      'data tanh neuron',
      'data1.x>tanh1.in data1.x>neuron1.in tanh1.out>neuron1.in',
    );
    expect(wires(many)).toHaveLength(3);
  });

  it('keep their id when an end is moved, and stay when it does not fit', () => {
    const moved = edited(
      document,
      commands.reconnect(document, vocabulary, 'e2', at('data1.x'), at('tanh2.in')),
    );
    expect(moved.edges.e2?.source).toEqual(at('data1.x'));
    expect(
      code(commands.reconnect(document, vocabulary, 'e1', at('tanh2.out'), at('tanh1.in'))),
    ).toBe('edge.cycle');
  });

  it('moved onto a port that takes one wire, are there in place of the one that was', () => {
    const two = build('data tanh tanh', 'data1.x>tanh1.in tanh1.out>tanh2.in');
    const moved = edited(
      two,
      commands.reconnect(two, vocabulary, 'e1', at('data1.x'), at('tanh2.in')),
    );
    expect(wires(moved)).toEqual(['data1.x>tanh2.in']);
    expect(Object.keys(moved.edges)).toEqual(['e1']);
  });
});

describe('a refused wire', () => {
  const document = build('data tanh dense', 'data1.x>tanh1.in');
  const said = (result: Result<unknown>) => (result.ok ? 'ok' : sentenceOf(result.issues[0]!));
  it.each([
    ['data1.x', 'data1.y', 'data1.y is an output; a wire ends at an input.'],
    ['tanh1.in', 'dense1.in', 'tanh1.in is an input; a wire begins at an output.'],
    ['tanh1.z', 'dense1.in', 'tanh1 has no output z; it has out.'],
    ['tanh1.out', 'dense1.z', 'dense1 has no input z; it has in.'],
    ['ghost.out', 'dense1.in', 'There is no node ghost.'],
    ['data1.x', 'tanh1.in', 'data1.x and tanh1.in are connected already.'],
    ['tanh1.out', 'tanh1.in', 'tanh1 cannot feed itself.'],
  ])('%s to %s: %s', (from, to, sentence) => {
    expect(said(commands.connect(document, vocabulary, at(from), at(to)))).toBe(sentence);
  });
  it('names the wire that is not there', () => {
    const moved = commands.reconnect(document, vocabulary, 'e9', at('data1.x'), at('tanh1.in'));
    expect(said(moved)).toBe('There is no wire e9.');
  });
});

describe('parameters', () => {
  it('take wires along whose ports vanish', () => {
    const document = build(
      'data tanh add mse',
      'data1.x>tanh1.in data1.x>add1.in1 data1.y>mse1.target',
    );
    const split = edited(document, commands.setParam(document, vocabulary, 'data1', 'split', true));
    expect(wires(split)).toEqual(['data1.y>mse1.target']);
  });

  it('are refused out of range, unknown, or at a node of an unknown kind', () => {
    const document = build('dense');
    const set = (node: string, name: string, to: unknown) =>
      code(commands.setParam(document, vocabulary, node, name, to));
    expect(set('dense1', 'units', 1e9)).toBe('param.invalid');
    expect(set('dense1', 'units', Number.NaN)).toBe('param.invalid');
    expect(set('dense1', 'unitz', 4)).toBe('param.unknown');
    expect(set('ghost', 'units', 4)).toBe('node.missing');
  });

  it('can be set while another one, read from a file, is out of range', () => {
    const document = build('dense');
    const node = document.nodes.dense1!;
    const broken = {
      ...document,
      nodes: { dense1: { ...node, params: { ...node.params, units: -5 } } },
    };
    const next = edited(broken, commands.setParam(broken, vocabulary, 'dense1', 'bias', false));
    expect(next.nodes.dense1?.params).toMatchObject({ units: -5, bias: false });
  });

  it('titles: one of its own, and none again', () => {
    const document = build('dense');
    const titled = edited(document, commands.setTitle(document, 'dense1', '  Hidden '));
    expect(titled.nodes.dense1?.title).toBe('Hidden');
    expect(edited(titled, commands.setTitle(titled, 'dense1', ' '))).toEqual(document);
  });

  it('another kind keeps what fits: parameters, and wires by their ports', () => {
    const document = build(
      'data data dense mse neuron',
      'data1.x>neuron1.in data2.x>neuron1.in neuron1.out>mse1.prediction',
    );
    const off = edited(document, commands.setParam(document, vocabulary, 'neuron1', 'bias', false));
    const made = value(commands.replaceKind(off, vocabulary, 'neuron1', 'dense'));
    const next = edited(off, made.patch);
    expect(made.id).toBe('dense2');
    expect(next.nodes.dense2?.params).toMatchObject({ units: 4, bias: false });
    expect(wires(next)).toEqual(['data1.x>dense2.in', 'dense2.out>mse1.prediction']);
  });
});

describe('the rest of the document', () => {
  it('run settings, name and notes within their ranges', () => {
    const document = emptyDocument();
    expect(edited(document, commands.setRun(document, { seed: 7 })).run.seed).toBe(7);
    expect(code(commands.setRun(document, { seed: -1 }))).toBe('param.invalid');
    expect(code(commands.setRun(document, { batchSize: 1.5 }))).toBe('param.invalid');
    expect(edited(document, commands.rename(document, ' XOR ')).name).toBe('XOR');
    expect(code(commands.rename(document, '  '))).toBe('document.name');
    const made = value(commands.addNote(document, { x: 1, y: 2 }, 'hello'));
    const noted = edited(document, made.patch);
    expect(noted.notes.note1).toMatchObject({ text: 'hello', position: { x: 1, y: 2 } });
    const sized = commands.setNote(noted, 'note1', { size: { width: Number.NaN, height: 50 } });
    expect(edited(noted, sized).notes.note1?.size).toEqual({ width: 1, height: 50 });
    expect(code(commands.setNote(document, 'note9', { text: '' }))).toBe('note.missing');
  });
});

describe('rows and columns', () => {
  const ids = ['tanh1', 'tanh2', 'tanh3'];
  /** Starts and extents along one axis; across it nothing may move. */
  const along = (
    axis: 'x' | 'y',
    how: commands.Arrangement,
    starts: readonly number[],
    extents?: readonly number[],
  ) => {
    const point = (main: number, cross: number) =>
      axis === 'x' ? { x: main, y: cross } : { x: cross, y: main };
    const bare = build('tanh tanh tanh');
    const places = Object.fromEntries(ids.map((id, i) => [id, point(starts[i]!, 7 * i)]));
    const document = edited(bare, commands.move(bare, places));
    const sizes: commands.Sizes = Object.fromEntries(
      ids.map((id, i) => {
        const { x: width, y: height } = point(extents?.[i] ?? 0, 5);
        return [id, { width, height }];
      }),
    );
    const { nodes } = edited(
      document,
      extents ? commands.align(document, ids, how, sizes) : commands.align(document, ids, how),
    );
    for (const [i, id] of ids.entries())
      expect(nodes[id]!.position[axis === 'x' ? 'y' : 'x']).toBe(7 * i);
    return ids.map((id) => nodes[id]!.position[axis]);
  };

  it.each([
    ['x', 'left', 'centre', 'right', 'distribute-x'],
    ['y', 'top', 'middle', 'bottom', 'distribute-y'],
  ] as const)(
    'along %s: edges and centres in line, equal gaps, by size or without',
    (axis, start, centre, end, gaps) => {
      const [starts, extents] = [
        [40, 0, 200],
        [40, 20, 60],
      ] as const;
      expect(along(axis, start, starts, extents)).toEqual([0, 0, 0]);
      expect(along(axis, centre, starts, extents)).toEqual([110, 120, 100]);
      expect(along(axis, end, starts, extents)).toEqual([220, 240, 200]);
      // 0 … 20 | gap 70 | 90 … 130 | gap 70 | 200
      expect(along(axis, gaps, starts, extents)).toEqual([90, 0, 200]);
      expect(along(axis, centre, starts)).toEqual([100, 100, 100]);
      expect(along(axis, gaps, starts)).toEqual([100, 0, 200]);
    },
  );

  it('have notes with the size that they have, and nothing to do for one alone', () => {
    const document = build('tanh');
    const noted = edited(document, value(commands.addNote(document, { x: 300, y: 0 })).patch);
    const { notes, nodes } = edited(noted, commands.align(noted, ['tanh1', 'note1'], 'right'));
    expect(notes.note1?.position.x).toBe(300);
    expect(nodes.tanh1?.position.x).toBe(300 + commands.NOTE_SIZE.width);
    expect(commands.align(noted, ['note1', 'ghost'], 'right')).toEqual({});
  });
});

describe('ids that objects have by themselves', () => {
  const document = build('data tanh', 'data1.x>tanh1.in');
  const [from, to] = [at('data1.x'), at('tanh1.in')];
  it.each(['constructor', 'toString', '__proto__'])('%s is no record', (id) => {
    const refused = [
      commands.setParam(document, vocabulary, id, 'bias', true),
      commands.setTitle(document, id, 'A'),
      commands.replaceKind(document, vocabulary, id, 'tanh'),
      commands.setShares(document, id, undefined),
      commands.setShares(document, 'tanh1', id),
      commands.setNote(document, id, { text: 'a' }),
      commands.connect(document, vocabulary, { ...from, node: id }, to),
      commands.connect(document, vocabulary, from, { ...to, node: id }),
      commands.reconnect(document, vocabulary, id, from, to),
    ];
    expect(refused.map(code)).toEqual([
      ...['node.missing', 'node.missing', 'node.missing', 'node.missing', 'share.refused'],
      ...['note.missing', 'wire.node', 'wire.node', 'wire.missing'],
    ]);
    expect(commands.copy(document, { nodes: [id], notes: [id] })).toEqual(
      commands.copy(document, {}),
    );
    const point = { x: 5, y: 5 };
    expect(commands.move(document, Object.fromEntries([[id, point]]))).toEqual({});
    expect(commands.align(document, ['tanh1', id], 'left')).toEqual({});
    expect(commands.remove(document, { nodes: [id], edges: [id], notes: [id] })).toEqual({});
  });
});

describe('clipboard', () => {
  const document = build(
    'data dense tanh mse',
    'data1.x>dense1.in dense1.out>tanh1.in tanh1.out>mse1.prediction',
  );
  const selected = { nodes: ['dense1', 'tanh1'] };

  it('survives the way through text', () => {
    const fragment = commands.copy(document, selected);
    const read = value(commands.readFragment(commands.fragmentText(fragment), vocabulary));
    expect(read).toEqual(fragment);
    expect(code(commands.readFragment('some text', vocabulary))).toBe('file.json');
    expect(code(commands.readFragment('{"format":"chainrule"}', vocabulary))).toMatch(/^file/);
  });

  it('pastes copies with fresh ids and their inner wires, beside the originals or where one points', () => {
    const fragment = commands.copy(document, selected);
    const pasted = value(commands.paste(document, vocabulary, fragment));
    const next = edited(document, pasted.patch);
    expect(pasted.nodes).toEqual(['dense2', 'tanh2']);
    expect(wires(next).slice(3)).toEqual(['dense2.out>tanh2.in']);
    expect(next.nodes.dense2?.position).toEqual({ x: 40, y: 40 });
    const there = value(commands.paste(document, vocabulary, fragment, { at: { x: 7, y: 8 } }));
    expect(edited(document, there.patch).nodes.dense2?.position).toEqual({ x: 7, y: 8 });
  });

  it('keeps incoming wires on wish, where the feeder is still there', () => {
    const twice = edited(document, value(commands.duplicate(document, vocabulary, selected)).patch);
    expect(wires(twice).slice(3)).toEqual(['dense2.out>tanh2.in', 'data1.x>dense2.in']);
    const fragment = commands.copy(document, selected);
    const alone = edited(document, commands.remove(document, { nodes: ['data1'] }));
    const pasted = commands.paste(alone, vocabulary, fragment, { keepIncoming: true });
    expect(wires(edited(alone, value(pasted).patch))).not.toContain('data1.x>dense2.in');
  });
});
