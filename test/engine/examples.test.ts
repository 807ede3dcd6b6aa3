/** Every worked example of the catalogue, stepped through with each stop explained. */
import katex from 'katex';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { GUIDED, PENALISED, WORKED } from '../compile/worked.ts';
import { listened } from './line.ts';

/** Throws where KaTeX cannot read it. */
const typeset = (tex: string) =>
  katex.renderToString(tex, {
    throwOnError: true,
    macros: { '\\val': '#1', '\\grad': '#1', '\\wt': '#1' },
  });

test.each([...WORKED, ...PENALISED, ...GUIDED].map((w) => [w.name, w.document] as const))(
  '%s',
  async (_, document) => {
    const t = await listened({ compile, makeDataset, backends: [reference] });
    const { moves } = await t.engine.load({ document, generation: 1 });
    expect(moves.length).toBeGreaterThan(4);
    for (const _move of moves) {
      await t.engine.stepForward();
      const explained = (await t.engine.explain())!;
      for (const { letters, numbers } of explained.lines)
        for (const tex of [letters, numbers]) {
          expect(tex).not.toMatch(/undefined|NaN/);
          typeset(tex);
        }
      // A local derivative is shown only where it explains what is passed on.
      for (const { incoming, local, product } of explained.chain) {
        if (!local || incoming.data.length !== product.data.length) continue;
        for (const [k, p] of product.data.entries())
          expect((incoming.data[k] ?? 0) * (local.data[k] ?? 0)).toBeCloseTo(p, 5);
      }
    }
    for (const _move of moves) await t.engine.stepBack();
    expect(t.troubles()).toEqual([]);
  },
);
