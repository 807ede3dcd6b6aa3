/**
 * What stands on the card of a move, of every worked example: few equations, and maps whose signs are true
 * of the numbers in them.
 */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Grid } from '../../src/tensor/downsample.ts';
import { contentOf } from '../../src/ui/canvas/move/content.ts';
import { arranged } from '../../src/ui/stepping/Equations.tsx';
import type { TensorMap } from '../../src/ui/stepping/tensorMaps.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { GUIDED, WORKED } from '../compile/worked.ts';
import { listened } from '../engine/line.ts';

const numbers = (grids: readonly Grid[]) => grids.flatMap((g) => Array.from(g.data));
const isWhole = (row: readonly TensorMap[]) =>
  row.every((m) => m.grids.every((g) => g.blockRows * g.blockColumns === 1));

/** Rows × columns of two maps, as matrices are multiplied. */
function product(a: Grid, b: Grid): number[] {
  const out: number[] = [];
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++)
        sum += a.data[i * a.columns + k]! * b.data[k * b.columns + j]!;
      out.push(sum);
    }
  return out;
}

/** What the signs of a row say that its last map is; nothing where they say that it is made of the others. */
function saidBy(row: readonly TensorMap[]): number[] | undefined {
  const [first, second, ...rest] = row.slice(0, -1);
  if (row.at(-1)?.sign !== '=' || !first || !second) return undefined;
  const [a, b] = [first.grids[0]!, second.grids[0]!];
  if (second.sign === '×' && first.title !== 'incoming') {
    const made = product(a, b);
    const added = rest.map((m) => numbers(m.grids));
    return made.map((v, i) => added.reduce((s, d) => s + d[i % b.columns]!, v));
  }
  // What a loss starts with is one number for all.
  const all = row.slice(0, -1).map((m) => numbers(m.grids));
  const at = (d: readonly number[], i: number) => (d.length === 1 ? d[0]! : d[i]!);
  return numbers(row.at(-1)!.grids).map((_, i) =>
    all
      .slice(1)
      .reduce((s, d) => (second.sign === '×' ? s * at(d, i) : s + at(d, i)), at(all[0]!, i)),
  );
}

let rows = 0;
let layered = 0;
const places = new Set<string>();
const all = [...WORKED, ...GUIDED.slice(0, 2)].map((w) => [w.name, w.document] as const);
test.each(all)('%s', async (_, document) => {
  const t = await listened({ compile, makeDataset, backends: [reference] });
  const { moves } = await t.engine.load({ document, generation: 1 });
  for (const { node } of moves) {
    await t.engine.stepForward();
    const sample = 1;
    const inspection = await t.engine.inspectNode(node, sample);
    const explanation = await t.engine.explain(undefined, 0, sample);
    if (!inspection || !explanation) throw new Error('nothing is told of a move');
    const { equations, more, maps } = contentOf({ inspection, explanation, sample });
    expect(equations.length).toBeLessThanOrEqual(5);
    // What the card leaves out is counted, whatever it says: the panel has all, of a cell those of its first layer.
    const panel = explanation.equations.filter((e) => !e.cell || !(e.cell.layer || e.cell.reverse));
    expect(equations.length + more).toBe(panel.length);
    if (panel.length < explanation.equations.length) layered++;
    expect(new Set(equations).size).toBe(equations.length);
    const { first, recalled, weights, updates } = arranged(explanation.equations);
    // The panel tells each once.
    const told = [...first, ...recalled, ...weights, ...updates.flatMap(([, of]) => of)];
    expect(told.length).toBe(explanation.equations.length);
    expect(new Set(told).size).toBe(told.length);
    for (const [, of] of updates) {
      const place = of.findIndex((e) => e.of.of === 'weight' && e.of.after);
      places.add(of.length > 2 ? `of many, ${place}` : `of few, ${place - of.length}`);
    }
    for (const row of maps) {
      for (const { grids } of row) expect(numbers(grids).length).toBeGreaterThan(0);
      const said = isWhole(row) ? saidBy(row) : undefined;
      if (!said) continue;
      rows++;
      const told = numbers(row.at(-1)!.grids);
      expect(said.length).toBe(told.length);
      const most = Math.max(...told.map(Math.abs));
      for (const [i, v] of told.entries())
        expect(Math.abs(v - said[i]!)).toBeLessThanOrEqual(1e-4 * most + 1e-9);
    }
  }
});

test('products and sums were among them', () => {
  expect(rows).toBeGreaterThan(50);
  expect(layered).toBeGreaterThan(0);
});

test('what a weight becomes is told last, but before many letters', () => {
  expect([...places].sort()).toEqual(['of few, -1', 'of many, 0']);
});
