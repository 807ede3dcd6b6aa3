/** The row of dots, and what is said of a move. */
import { describe, expect, test } from 'vitest';
import type { Move } from '../../src/plan/plan.ts';
import { stats } from '../../src/tensor/statistics.ts';
import { dotsOf } from '../../src/ui/stepping/dots.ts';
import { equationOf, saidOf } from '../../src/ui/stepping/saying.ts';
import type { NodeInspection, ShownEquation, TensorView } from '../../workers/engine/protocol.ts';

const movesOf = (nodes: number): Move[] =>
  (['forward', 'loss', 'backward', 'update'] as const).flatMap((phase) =>
    Array.from({ length: phase === 'loss' ? 1 : nodes }, (_, i) => ({
      phase,
      node: `n${i}`,
      from: 0,
      to: 0,
    })),
  );

describe('the dots', () => {
  test.each([1, 5, 13, 14, 40, 300])('of %i nodes are each move once, in order', (nodes) => {
    const moves = movesOf(nodes);
    const phases = dotsOf(moves);
    let at = 0;
    for (const { phase, dots } of phases)
      for (const { from, to } of dots) {
        expect(from).toBe(at);
        expect(to).toBeGreaterThan(from);
        for (let i = from; i < to; i++) expect(moves[i]?.phase).toBe(phase);
        at = to;
      }
    expect(at).toBe(moves.length);
    const count = phases.reduce((n, p) => n + p.dots.length, 0);
    if (moves.length <= 40) expect(count).toBe(moves.length);
    // One more for each phase that does not divide.
    else expect(count).toBeLessThanOrEqual(44);
  });

  test('there is no phase without moves', () => {
    expect(dotsOf(movesOf(3).filter((m) => m.phase === 'forward')).map((p) => p.phase)).toEqual([
      'forward',
    ]);
  });
});

const view = (shape: readonly number[], data: readonly number[]): TensorView => ({
  shape,
  data: Float32Array.from(data),
  first: 0,
  stats: stats(Float32Array.from(data), 0, data.length),
});
const nothing: NodeInspection = {
  node: 'n',
  step: 0,
  inputs: [],
  outputs: [],
  free: [],
  weights: [],
  steps: [],
  inside: [],
};
const say = (key: string, args: Readonly<Record<string, string>> = {}) =>
  [key, ...Object.values(args)].join(' ');
const said = (
  phase: Move['phase'],
  inspection: Partial<NodeInspection>,
  sample = 1,
  equations: readonly ShownEquation[] = [],
) =>
  saidOf(
    { phase, inspection: { ...nothing, ...inspection }, equations, sample },
    (edge) => `source of ${edge}`,
    (weight) => `the ${weight}`,
    say,
  );
const both = (text: string) => ({ tex: text, text });
/** One product for a wire, as the engine explains it. */
const product = (edge: string, ...factors: number[]): ShownEquation => {
  const value = factors.reduce((a, b) => a * b, 1);
  return {
    of: { of: 'wire', name: edge, gradient: true },
    role: 'main',
    letters: both(`d${edge}`),
    numbers: both(String(value)),
    value,
    index: [],
    shape: [],
    terms: [
      { factors: factors.map((v) => ({ letters: both('x'), value: v, incoming: false })), value },
    ],
  };
};

describe('what is said of a move', () => {
  test('forward: what leaves, once for each port, of the chosen sample', () => {
    const value = view([2, 1], [0.25, 0.5]);
    const out = { edge: 'e', port: 'out', value };
    expect(said('forward', { outputs: [out, { ...out, edge: 'f' }] })).toBe('gives 0.5');
    expect(said('forward', { free: [{ port: 'out', value }] }, 0)).toBe('gives 0.25');
    expect(
      said('forward', { outputs: [{ ...out, value: view([1, 5], [3, 1, -2, 0, 0]) }] }),
      'the last sample where there are fewer; its range where there are many numbers',
    ).toBe('gives many 5 −2 3');
  });

  test('backward: the sum of what comes back, and what goes on along each wire that has a gradient', () => {
    const back = (edge: string, data: number[]) => ({
      edge,
      port: 'out',
      gradient: view([2, 1], data),
    });
    expect(
      said('backward', {
        outputs: [back('a', [1, 0.125]), back('b', [1, 0.25])],
        inputs: [
          { ...back('c', [1, 0.0625]), port: 'in' },
          { edge: 'd', port: 'in' },
        ],
      }),
    ).toBe('gradient 0.375andgoes source of c 0.0625');
  });

  test('backward: the product with its numbers, for the wire that it is of and where it is one number', () => {
    const back = (edge: string, data: number[]) => ({
      edge,
      port: 'in',
      gradient: view([2, data.length / 2], data),
    });
    const inputs = [back('a', [1, -0.0625]), back('b', [1, 0.5]), back('c', [1, 2, 3, 4])];
    const equations = [product('a', 0.125, -0.5), product('c', 3, 1)];
    expect(said('backward', { inputs }, 1, equations)).toBe(
      'goes source of a 0.125 × (−0.5) = −0.0625andgoes source of b 0.5andgoes source of c 3, 4',
    );
    const recalled: ShownEquation = { ...product('b', 2, 0.25), role: 'recall' };
    for (const no of [recalled, product('b', 0.5)])
      expect(said('backward', { inputs: [back('b', [1, 0.5])] }, 1, [no])).toBe(
        'goes source of b 0.5',
      );
    const weight: ShownEquation = { ...product('w', 1, 1), of: { of: 'weight', name: 'w' } };
    expect(equationOf([weight, ...equations])).toBe('da = -0.0625');
    expect(equationOf([weight])).toBe('dw = 1');
    const slot: ShownEquation = { ...weight, of: { of: 'slot', name: 'm' } };
    const after: ShownEquation = {
      ...product('v', 2),
      of: { of: 'weight', name: 'w', after: true },
    };
    expect(equationOf([slot, after])).toBe('dv = 2');
    const sum = Array.from({ length: 30 }, () => '0.1').join(' + ');
    const long = { ...after, numbers: both(`${sum} = 3`) };
    expect(equationOf([long]), 'what it comes to, at least').toBe('dv = 3');
    expect(equationOf([])).toBeUndefined();
  });

  test('update: from what to what, or the largest change', () => {
    const weight = (shape: number[], before: number[], value: number[], trainable = true) => ({
      name: 'w',
      trainable,
      value: view(shape, value),
      before: view(shape, before),
      slots: {},
    });
    expect(said('update', { weights: [weight([1], [0.5], [0.25])] })).toBe('weight the w 0.5 0.25');
    expect(said('update', { weights: [weight([2], [0.5, 1], [0.25, 2])] })).toBe('weights the w 1');
    expect(said('update', { weights: [weight([1], [0.5], [0.25], false)] })).toBe('');
  });

  test('loss: that of the sample, and the mean', () => {
    const loss = { losses: view([2], [1, 3]), mean: 2, cost: 2 };
    expect(said('loss', { loss })).toBe('loss 3 2');
  });
});
