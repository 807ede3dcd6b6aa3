/** How far one step of the cursor goes, over all samples: coarser stops are some of the finer ones, and back leads where on came from. */
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import {
  layersOf,
  movesBack,
  movesOn,
  STRIDES,
  type Stride,
  stopsOf,
} from '../../src/compile/strides.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { SMALL_SAMPLES } from '../samples/light.ts';

const walkOf = (document: Document) => {
  const moves = compile(document).plan?.moves ?? [];
  const layers = layersOf(document);
  const stops = (stride: Stride) => stopsOf(moves, stride, layers);
  return { moves, stops };
};
const sampleNamed = (id: string): Document => {
  const found = SAMPLES.find((s) => s.id === id);
  if (!found) throw new Error(`no sample ${id}`);
  return found.document;
};

describe.each(SMALL_SAMPLES.map((s) => [s.id, s.document] as const))('%s', (_, document) => {
  const { moves, stops } = walkOf(document);

  test('each stop of a coarser stride is one of the finer, and all end where the step ends', () => {
    expect(moves.length).toBeGreaterThan(0);
    for (const [i, stride] of STRIDES.entries()) {
      const own = stops(stride);
      expect(own.at(-1)).toBe(moves.length);
      expect(own).toEqual([...new Set(own)].toSorted((a, b) => a - b));
      const finer = STRIDES[i - 1];
      if (finer) expect(stops(finer)).toEqual(expect.arrayContaining([...own]));
    }
    expect(stops('node')).toHaveLength(moves.length);
    const passes = new Set(moves.map((m) => (m.phase === 'loss' ? 'forward' : m.phase)));
    expect(stops('pass')).toHaveLength(passes.size);
  });

  test('on and back in the same strides is where one was', () => {
    for (const stride of STRIDES) {
      const own = stops(stride);
      for (let done = 0; done < moves.length; ) {
        const on = movesOn(own, done);
        expect(on).toBeGreaterThan(0);
        expect(movesBack(own, done + on)).toBe(on);
        done += on;
      }
    }
  });

  test('from the midst of a stride, one leads to its end or its beginning', () => {
    const own = stops('pass');
    for (let done = 0; done < moves.length; done++) {
      expect(own).toContain(done + movesOn(own, done));
      expect([0, ...own]).toContain(done - movesBack(own, done));
    }
    expect(movesOn(own, moves.length), 'into the step to come').toBe(own[0]);
  });
});

test('a linear map goes with the activation behind it, on and back', () => {
  const { moves, stops } = walkOf(sampleNamed('xor'));
  const document = sampleNamed('xor');
  const family = (done: number) => kindOf(document.nodes[moves[done - 1]!.node]!.kind)?.family;
  const own = stops('layer');
  expect(own.length).toBeLessThan(moves.length);
  for (const [i, move] of moves.entries()) {
    const next = moves[i + 1];
    if (move.phase !== 'forward' || next?.phase !== 'forward') continue;
    const belongs = family(i + 1) === 'layers' && family(i + 2) === 'activations';
    expect(own.includes(i + 1), `between ${move.node} and ${next.node}`).toBe(!belongs);
  }
});

test('neurons that read the same values are one layer', () => {
  const document = sampleNamed('xorNeurons');
  const { moves, stops } = walkOf(document);
  const own = stops('layer');
  const groups = own.map((to, i) => moves.slice(own[i - 1] ?? 0, to));
  const neurons = groups.filter(
    (g) => kindOf(document.nodes[g[0]!.node]!.kind)?.family === 'neurons',
  );
  const readers = (node: string) =>
    Object.values(document.edges)
      .filter((e) => e.target.node === node)
      .map((e) => e.source.node)
      .toSorted();
  expect(neurons.some((g) => g.length > 1)).toBe(true);
  for (const group of neurons)
    for (const { node } of group) expect(readers(node)).toEqual(readers(group[0]!.node));
});
