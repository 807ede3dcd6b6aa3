/** The element that is shown where nobody has picked one: it tells something, and all that is said is of it. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { SAMPLES } from '../../src/samples/index.ts';
import { sameShape } from '../../src/tensor/shape.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import type { Explanation } from '../../workers/engine/protocol.ts';
import { listened } from './line.ts';

const sample = (id: string): Document => SAMPLES.find((s) => s.id === id)!.document;

/** What is said of some stops, by their phase and node. */
async function told(document: Document, n: number, stops: RegExp): Promise<Explanation[]> {
  const t = await listened({ compile, makeDataset, backends: [wasm] });
  const { moves } = await t.engine.load({ document, generation: 1 });
  const all: Explanation[] = [];
  for (const move of moves) {
    await t.engine.stepForward();
    if (stops.test(`${move.phase} ${move.node}`))
      all.push((await t.engine.explain(undefined, undefined, n))!);
  }
  return all;
}

/** The products of the sums that are written out, each as its factors. */
const products = (numbers: string): number[][] =>
  numbers
    .split(' = ')[0]!
    .split(' + ')
    .filter((term) => /^\(?−?[\d.e−-]+\)?(·\(?−?[\d.e−-]+\)?)+$/.test(term))
    .map((term) => term.split('·').map((x) => Number(x.replace(/[()]/g, '').replace(/−/g, '-'))));

describe('of Digits, convolution', async () => {
  const stops = await told(
    sample('digitsConvolution'),
    0,
    /^(forward|loss)|^backward (conv2d2|dense)/,
  );

  test('no sum is of zeros alone, where the tensor is not', () => {
    let sums = 0;
    for (const { equations } of stops)
      for (const { numbers, value, letters } of equations) {
        const terms = products(numbers.text);
        if (terms.length < 2) continue;
        sums++;
        if (value !== 0)
          expect(
            terms.some((factors) => factors.every((x) => x !== 0)),
            `${letters.text} = ${numbers.text}`,
          ).toBe(true);
      }
    expect(sums).toBeGreaterThan(5);
  });

  test('the first that tells enough is shown: at home in a picture is not its corner', () => {
    const [convolution] = stops.find((s) => s.move.node === 'conv2d1')!.equations;
    expect(convolution!.index.some((i) => i > 0)).toBe(true);
    // Of a layer whose input has no zeros nothing is gained by going on.
    const loss = stops.find((s) => s.move.phase === 'loss')!.equations;
    expect(loss.every((e) => e.index.every((i) => i === 0))).toBe(true);
  });

  test('as computed is of the same element', () => {
    let compared = 0;
    for (const { equations, lines } of stops)
      for (const line of lines) {
        const same = equations.find((e) => sameShape(e.shape, line.shape));
        if (!same?.index.some((i) => i > 0)) continue;
        compared++;
        expect(line.index).toEqual(same.index);
      }
    expect(compared).toBeGreaterThan(5);
  });
});

test('a letter on the way is of the element that reads it', async () => {
  const stops = await told(sample('norms'), 1, /backward .*Norm/);
  let read = 0;
  for (const { equations } of stops) {
    const main = equations.find((e) => e.role === 'main' && e.of.of === 'wire');
    if (!main) continue;
    for (const { role, letters, numbers } of equations) {
      if (role === 'main' || !/^[ρδ]/.test(letters.text)) continue;
      read++;
      expect(main.numbers.text, letters.text).toContain(numbers.text.split(' = ').at(-1));
    }
  }
  expect(read).toBeGreaterThan(7);
});

test('an element of a sequence is told as sample, time, unit, whatever it lies in', async () => {
  const document = sample('echo');
  const n = 2;
  const stops = await told(document, n, /(forward|backward) rnn/);
  const [batch, time] = stops[0]!.equations.find((e) => e.of.of === 'output')!.shape;
  expect(batch).not.toBe(time);
  let computed = 0;
  for (const { move, equations, lines } of stops) {
    // Nobody walks: the first that is computed.
    const row = move.phase === 'forward' ? 0 : time! - 1;
    const inTime = equations.filter((e) => e.of.of !== 'weight');
    expect(inTime.length).toBeGreaterThan(2);
    for (const { shape, index, letters } of inTime) {
      expect(shape.slice(0, 2), letters.text).toEqual([batch, time]);
      expect(index.slice(0, 2), letters.text).toEqual([n, row]);
    }
    // The loop that it is computed in has time outside.
    for (const line of lines) {
      if (line.row === undefined || line.shape.length < 3) continue;
      computed++;
      expect(line.index.slice(0, 2), line.letters).toEqual([line.row, n]);
    }
  }
  expect(computed).toBeGreaterThan(2);
});

test('all lines of an update are of one number of the weight', async () => {
  const stops = await told(sample('norms'), 0, /^update/);
  let lines = 0;
  for (const { equations } of stops)
    for (const e of equations) {
      const last = equations.findLast((other) => other.weight === e.weight)!;
      lines++;
      expect(e.index, e.letters.text).toEqual(last.index);
      expect(e.letters.text).not.toMatch(/g(?!_t)/);
    }
  expect(lines).toBeGreaterThan(20);
});
