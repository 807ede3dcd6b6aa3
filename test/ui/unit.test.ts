/** The line of a linear unit: exact, from the weights, and what is said of it holds in the run. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document } from '../../src/document/records.ts';
import { draw } from '../../src/samples/build.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { equation } from '../../src/ui/map/Division.tsx';
import { clashOf, endsOf, lineOf, missedBy, unitOf } from '../../src/ui/map/unit.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { listened } from '../engine/line.ts';

const UNIT = [0, 1] as const;
const sample = (id: string): Document => {
  const found = sampleOf(id);
  if (!found) throw new Error(`no sample ${id}`);
  return found.document;
};

async function run(document: Document) {
  const t = await listened({ compile, makeDataset, backends: [reference] });
  const { data, compilation } = await t.engine.load({ document, generation: 1 });
  const info = data[0];
  const loss = compilation.losses[0]?.node;
  if (!info || !loss) throw new Error('no data or no loss');
  const unit = unitOf(document, loss, info);
  const look = async (resolution = 2) => {
    const [xRange = UNIT, yRange = UNIT] = info.ranges;
    const reply = await t.engine.map({
      source: info.node,
      loss,
      x: 0,
      y: 1,
      xRange,
      yRange,
      resolution,
      weights: unit?.weights ?? [],
    });
    const line = unit && reply && lineOf(unit, info, reply.weights);
    if (!reply || !line) throw new Error('no line');
    return { reply, line };
  };
  const step = async () => {
    await t.engine.train(1);
    await t.rest();
  };
  return { ...t, info, unit, look, step };
}

describe('the perceptron', () => {
  it('on AND moves its line only at a mistake, comes to rest, and no line clashes', async () => {
    const { info, unit, look, step } = await run(sample('perceptronAnd'));
    expect(unit?.mistakes).toBe(true);
    expect(clashOf(info)).toBeUndefined();
    let { line } = await look();
    expect(missedBy(line, info).length).toBeGreaterThan(0);
    for (let i = 0; i < 200; i++) {
      const before = line;
      await step();
      line = (await look()).line;
      // Without a mistake nothing moves any more.
      if (missedBy(before, info).length === 0) expect(line).toEqual(before);
    }
    expect(missedBy(line, info)).toEqual([]);
  });

  it('on XOR has a mistake in every state, and moves within every pass', async () => {
    const { info, look, step } = await run(sample('perceptronXor'));
    expect(clashOf(info)?.form).toBe('cross');
    let atPass = (await look()).line;
    let moves = 0;
    for (let i = 1; i <= 400; i++) {
      const before = (await look()).line;
      await step();
      const after = (await look()).line;
      expect(missedBy(after, info).length).toBeGreaterThan(0);
      if (JSON.stringify(before) !== JSON.stringify(after)) moves++;
      if (i % 4) continue;
      expect(moves).toBeGreaterThan(0);
      moves = 0;
      atPass = after;
    }
    expect(atPass.w).toHaveLength(2);
  });
});

it('the line lies where the map changes sides, through layers without activations too', async () => {
  const document = draw(
    'Three layers',
    { seed: 4, batchSize: 32, optimiser: { kind: 'adam', params: { lr: 0.02 } } },
    (pen) => {
      const data = pen.node('data', { dataset: 'moons', samples: 80, validation: 0 });
      const out = pen.chain(
        `${data}.x`,
        ['dense', { units: 5 }],
        ['linear'],
        ['dense', { units: 3, bias: false }],
        ['dense', { units: 1 }],
      );
      const loss = pen.node('bceWithLogits');
      pen.wire(out, `${loss}.prediction`);
      pen.wire(`${data}.y`, `${loss}.target`);
    },
  );
  const { info, look, step } = await run(document);
  for (let i = 0; i < 30; i++) await step();
  const n = 40;
  const { reply, line } = await look(n);
  const [[x0, x1] = [0, 1], [y0, y1] = [0, 1]] = info.ranges;
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) {
      const x = x0 + ((c + 0.5) / n) * (x1 - x0);
      const y = y1 - ((r + 0.5) / n) * (y1 - y0);
      const z = (line.w[0] ?? 0) * x + (line.w[1] ?? 0) * y + line.b;
      expect(reply.values[r * n + c]).toBeCloseTo(1 / (1 + Math.exp(-z)), 4);
    }
});

describe('what is no line', () => {
  it('a hidden layer with an activation, a loss without two sides', async () => {
    expect((await run(sample('xor'))).unit).toBeUndefined();
    expect((await run(sample('sine'))).unit).toBeUndefined();
  });
});

it('ends lie on the line and in the box; where it does not pass there are none', () => {
  const line = { w: [1, -2], b: 0.5 };
  const box = [-1, 1] as const;
  const ends = endsOf(line, [0, 1], box, box, () => 0);
  for (const [x, y] of ends ?? []) {
    expect(x - 2 * y + 0.5).toBeCloseTo(0, 12);
    expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1 + 1e-12);
  }
  expect(ends).toHaveLength(2);
  expect(endsOf({ w: [1, 0], b: -5 }, [0, 1], box, box, () => 0)).toBeUndefined();
  expect(endsOf({ w: [0, 0], b: 1 }, [0, 1], box, box, () => 0)).toBeUndefined();
  expect(endsOf({ w: [0, 3], b: 0 }, [0, 1], box, box, () => 0)).toEqual([
    [-1, 0],
    [1, 0],
  ]);
  expect(equation(line, ['a', 'b'])).toBe('1·a − 2·b + 0.5 = 0');
});
