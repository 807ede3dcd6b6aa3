/** What lights up when a wire, a letter or a weight is pointed at, in equations and on the canvas. */
import { expect, test } from 'vitest';
import type { Pointed } from '../../src/state/app.ts';
import { isMeant, meantBy } from '../../src/ui/stepping/pointing.ts';
import { data, draw, mse, neuron } from '../vocabulary.ts';

const document = draw(
  [data('gaussians'), neuron('tanh'), neuron('tanh'), mse()],
  [
    'data1.x1 -> neuron1.in',
    'data1.x2 -> neuron1.in',
    'neuron1.out -> neuron2.in',
    'neuron1.out -> mse1.prediction',
    'data1.y -> mse1.target',
  ],
);
const between = (from: string, to: string) =>
  Object.values(document.edges)
    .filter((e) => e.source.node === from && e.target.node === to)
    .map((e) => e.id);
const [first = '', second = ''] = between('data1', 'neuron1');
const on = between('neuron1', 'neuron2')[0] ?? '';
const last = between('neuron1', 'mse1')[0] ?? '';
const weights: Readonly<Record<string, string>> = { 'neuron1.weight': second };

const lit = (pointed: Pointed, drawn: boolean, ...marks: Pointed[]) => {
  const meant = meantBy(pointed, document, 'neuron1', (name) => weights[name]);
  return marks.map((mark) => isMeant(mark, meant, drawn));
};
const wire = (name: string): Pointed => ({ kind: 'wire', name });
const weight = { kind: 'weight', name: 'neuron1.weight' };
const output = { kind: 'output', name: 'out' };

test('a wire lights what is said of it, and no other', () => {
  expect(lit(wire(first), false, wire(first), wire(second), weight, output)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('a wire that leaves the node of the move is its output, and an output all wires that carry it', () => {
  expect(lit(wire(on), false, output)).toEqual([true]);
  expect(lit(output, true, wire(on), wire(last), wire(first))).toEqual([true, true, false]);
  // In an equation the terms of a sum are not the sum.
  expect(lit(output, false, wire(on), output)).toEqual([false, true]);
});

test('a weight lights its wire on the canvas, but not what comes along it', () => {
  expect(lit(weight, true, wire(second), wire(first), weight)).toEqual([true, false, true]);
  expect(lit(weight, false, wire(second), weight)).toEqual([false, true]);
});

test('nothing is lit where nothing is pointed at', () => {
  expect(isMeant(wire(first), undefined, true)).toBe(false);
});
