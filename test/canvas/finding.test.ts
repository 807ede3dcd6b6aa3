import { describe, expect, it } from 'vitest';
import { fail } from '../../src/base/issue.ts';
import { emptyDocument } from '../../src/catalog/empty.ts';
import { KINDS, kindOf, vocabulary } from '../../src/catalog/index.ts';
import type { Kind } from '../../src/catalog/kind.ts';
import { wouldRefuse } from '../../src/document/commands.ts';
import type { Document } from '../../src/document/records.ts';
import { takes } from '../../src/ui/canvas/AddMenu.tsx';
import { flowAlong, pulseOf } from '../../src/ui/canvas/edges/pulse.ts';
import { asWire, otherEnds } from '../../src/ui/canvas/wiring.ts';
import { byFamily, searchKinds } from '../../src/ui/kit/search.ts';

const names = (kinds: readonly Kind[]) => kinds.map((k) => k.name);

describe('searching kinds', () => {
  it('gives all of them, in order, while nothing is typed', () => {
    expect(searchKinds(KINDS, '  ')).toBe(KINDS);
    expect(byFamily(KINDS).flatMap(([, list]) => list)).toHaveLength(KINDS.length);
  });

  it.each(KINDS.flatMap((k) => [k.title.en, k.title.zh, k.name].map((q) => [q, k.name] as const)))(
    '“%s” finds %s first',
    (query, name) => {
      expect(searchKinds(KINDS, query)[0]?.name).toBe(name);
    },
  );

  it('finds by keyword and family, in any case, and all words must match', () => {
    expect(names(searchKinds(KINDS, 'PERCEPTRON'))).toContain('neuron');
    expect(names(searchKinds(KINDS, 'losses')).length).toBe(10);
    expect(names(searchKinds(KINDS, 'squared mean'))).toEqual(['mse']);
    expect(searchKinds(KINDS, 'squared tanh')).toEqual([]);
    expect(searchKinds(KINDS, 'qqqq')).toEqual([]);
  });
});

describe('what can be put at the end of a wire', () => {
  const out = { node: 'dense1', port: 'out', side: 'out' as const };
  const input = { node: 'dense1', port: 'in', side: 'in' as const };

  it('takes kinds with a port on the other side', () => {
    expect(names(KINDS.filter((k) => takes(k, out, undefined)))).not.toContain('data');
    const before = names(KINDS.filter((k) => takes(k, input, undefined)));
    expect(before).toContain('data');
    expect(before).not.toContain('mse');
  });

  it('asks the kind about the shape where one input decides', () => {
    for (const kind of KINDS.filter((k) => takes(k, out, [3])))
      expect(vocabulary(kind.name)?.ports({}).inputs).not.toEqual([]);
    const dense = kindOf('dense')!;
    expect(takes(dense, out, [3])).toBe(true);
    const picky: Kind = {
      ...dense,
      shape: (ctx) => (ctx.at('in')[0]?.shape.length === 2 ? dense.shape(ctx) : fail()),
    };
    expect(takes(picky, out, [3])).toBe(false);
    expect(takes(picky, out, undefined)).toBe(true);
  });
});

describe('ends for a wire', () => {
  const node = (id: string, kind: string, x: number) => ({
    [id]: { id, kind, params: {}, position: { x, y: 0 } },
  });
  const document: Document = {
    ...emptyDocument(),
    nodes: {
      ...node('data1', 'data', 0),
      ...node('mse1', 'mse', 900),
      ...node('dense1', 'dense', 300),
    },
  };

  it('are those of the other side, nearest first, never on the same node', () => {
    const from = { node: 'data1', port: 'x', side: 'out' as const };
    expect(otherEnds(document, from)).toEqual([
      { node: 'dense1', port: 'in', side: 'in' },
      { node: 'mse1', port: 'prediction', side: 'in' },
      { node: 'mse1', port: 'target', side: 'in' },
    ]);
  });

  it('make a wire from output to input, whichever was taken up first', () => {
    const out = { node: 'data1', port: 'x', side: 'out' as const };
    const into = { node: 'dense1', port: 'in', side: 'in' as const };
    expect(asWire(out, into)).toEqual(asWire(into, out));
    expect(asWire(out, out)).toBeUndefined();
    const wire = asWire(into, out);
    expect(wire && wouldRefuse(document, vocabulary, wire[0], wire[1])).toBeUndefined();
  });
});

describe('the pulse along a wire', () => {
  const cursor = (phase: 'forward' | 'loss' | 'backward' | 'update', node: string) => ({
    generation: 1,
    step: 3,
    done: 5,
    total: 9,
    move: { phase, node, from: 0, to: 1 },
    canGoBack: true,
    sample: 0,
    cost: 0,
    objective: Number.NaN,
  });

  it('runs on from what was computed forward and back from what was computed backward', () => {
    expect(flowAlong(cursor('forward', 'a'), 'a', 'b')).toBe('forward');
    expect(flowAlong(cursor('forward', 'b'), 'a', 'b')).toBeUndefined();
    expect(flowAlong(cursor('backward', 'b'), 'a', 'b')).toBe('backward');
    expect(flowAlong(cursor('backward', 'a'), 'a', 'b')).toBeUndefined();
    expect(flowAlong(cursor('loss', 'b'), 'a', 'b')).toBe('forward');
    expect(flowAlong(cursor('update', 'b'), 'a', 'b')).toBeUndefined();
    expect(flowAlong(undefined, 'a', 'b')).toBeUndefined();
    // To a target values come, and no gradient goes back.
    expect(flowAlong(cursor('backward', 'b'), 'a', 'b', true)).toBeUndefined();
    expect(flowAlong(cursor('loss', 'b'), 'a', 'b', true)).toBe('forward');
  });

  it('is another one at each step', () => {
    const first = cursor('forward', 'a');
    expect(pulseOf({ ...first, done: 6 })).not.toBe(pulseOf(first));
  });
});
