/**
 * Every worked example of the catalogue, stepped through with each stop explained: by lines that can be set,
 * and by the textbook, which leaves nothing that a stop writes at the border of its node unsaid.
 */
import { expect, test } from 'vitest';
import type { Compilation } from '../../src/compile/compilation.ts';
import { compile } from '../../src/compile/compile.ts';
import { makeDataset } from '../../src/data/make.ts';
import type { Document, EdgeRecord } from '../../src/document/records.ts';
import { keyOf } from '../../src/equations/expression.ts';
import type { Move } from '../../src/plan/plan.ts';
import { NO_RESULTS } from '../../src/plan/results.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { GUIDED, PENALISED, SHARED, WORKED } from '../compile/worked.ts';
import { listened } from './line.ts';
import { typeset } from './typeset.ts';

/** What a stop writes that others read, as sources of equations. */
function written(document: Document, { plan, parameters, shapes }: Compilation, move: Move) {
  const results = plan?.routines.watch?.results ?? NO_RESULTS;
  const { node, phase } = move;
  const into = Object.values(document.edges).filter((e) => e.target.node === node);
  // Through a step nothing comes back: weights behind it stay as they are.
  const trained = parameters.filter((p) => p.trainable && results.weightGradients[p.name]);
  if (phase === 'update')
    return trained
      .filter((p) => p.node === node)
      .flatMap((p) => [
        `weight⁺:${p.name}`,
        ...(plan?.storage ?? []).flatMap((v) =>
          v.name === p.name && v.slot ? [`slot⁺:${v.slot}`] : [],
        ),
      ]);
  if (phase === 'backward')
    return [
      ...into.flatMap((e) =>
        results.gradients[e.id] && !(e.target.port === 'target' && sourceless(document, e))
          ? [`wire′:${e.id}`]
          : [],
      ),
      ...trained.flatMap((p) =>
        p.node === node || p.users.includes(node) ? [`weight′:${p.name}`] : [],
      ),
    ];
  const last = plan?.moves.findLast((m) => m.phase === 'loss')?.node === node;
  const penalty = results.penalties[node] ? [`penalty:${node}`] : [];
  if (!into.length) return penalty;
  return [
    ...penalty,
    ...Object.keys(results.outputs[node] ?? {})
      .filter((port) => shapes[`${node}.${port}`])
      .map((port) => `output:${port}`),
    ...(results.losses[node] ? ['loss:'] : []),
    ...(results.shares[node] ? [`share:${node}`] : []),
    // The last of several losses makes the cost of them all, and what training lowers.
    ...(last ? ['cost:', ...(results.objective ? ['objective:'] : [])] : []),
  ];
}
const sourceless = (document: Document, { source }: EdgeRecord) =>
  !Object.values(document.edges).some((e) => e.target.node === source.node);

test.each(
  [...WORKED, ...PENALISED, ...GUIDED, ...SHARED].map((w) => [w.name, w.document] as const),
)('%s', async (_, document) => {
  const t = await listened({ compile, makeDataset, backends: [reference] });
  const { moves } = await t.engine.load({ document, generation: 1 });
  expect(moves.length).toBeGreaterThan(4);
  const compilation = compile(document);
  const shared = new Map(
    compilation.parameters.filter((p) => p.users.length).map((p) => [p.name, p.node]),
  );
  /** What each adds to the first number of a gradient that others add to. */
  const added = new Map<string, number>();
  for (const move of moves) {
    await t.engine.stepForward();
    const explained = (await t.engine.explain(undefined, undefined, 1))!;
    expect(explained.left).toBe(0);
    const firsts = new Map<string, number>();
    for (const { of, index, letters, numbers, value } of explained.equations) {
      typeset(letters.tex);
      typeset(numbers.tex);
      expect(value).not.toBeNaN();
      const adds = of.of === 'weight' && of.gradient && shared.has(of.name);
      expect(letters.text.includes(' += ')).toBe(adds === true);
      if (adds) {
        // Each use chooses an element of its own: they are compared at the first.
        const first = index.map(() => 0);
        const share = (await t.engine.explain(first))!.equations.find(
          (e) => keyOf(e.of) === keyOf(of) && e.index.every((i) => i === 0),
        );
        firsts.set(of.name, share?.value ?? Number.NaN);
      }
      for (const print of [letters.text, numbers.text, letters.tex, numbers.tex])
        expect(print).not.toMatch(/undefined|NaN/);
    }
    for (const [name, share] of firsts) added.set(name, (added.get(name) ?? 0) + share);
    const said = new Set(explained.equations.map((e) => keyOf(e.of)));
    expect(written(document, compilation, move).filter((key) => !said.has(key))).toEqual([]);
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
  for (const [name, sum] of added) {
    const { weights } = (await t.engine.inspectNode(shared.get(name)!))!;
    expect(weights.find((w) => w.name === name)?.gradient?.data[0]).toBeCloseTo(sum, 5);
  }
  const { plan, parameters } = compilation;
  const { weightGradients = {} } = plan?.routines.watch?.results ?? {};
  for (const { name, node, users } of parameters.filter((p) => weightGradients[p.name]))
    expect(
      moves.some((m) => m.phase === 'backward' && [node, ...users].includes(m.node)),
      name,
    ).toBe(true);
  for (const _move of moves) await t.engine.stepBack();
  expect(t.troubles()).toEqual([]);
});
