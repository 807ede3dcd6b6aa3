/** Help shows how each thing is written: of a kind without a wire, and of all that is chosen. */
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import type { Thing } from '../../src/base/fields.ts';
import { CLIPS, KINDS, OPTIMISERS, SCHEDULES } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import {
  formulasOf,
  formulasOfClip,
  formulasOfOptimiser,
  formulasOfSchedule,
} from '../../src/compile/formulas.ts';
import { data, dense, draw, mse } from '../vocabulary.ts';

const MACROS = { '\\val': '#1', '\\grad': '#1', '\\wt': '#1' };
const typeset = (tex: string) =>
  katex.renderToString(tex, { macros: { ...MACROS }, strict: true, throwOnError: true });

const { run } = draw([dense(2)], []);
const chosen = ({ name }: { readonly name: string }): Thing => ({ kind: name, params: {} });

describe('each kind has formulas without a wire', () => {
  test.each(KINDS.map((k) => [k.name, k] as const))('%s', (name, kind) => {
    const document = draw([{ kind: name, params: {} }], []);
    const { forward, backward } = formulasOf(document, undefined, Object.keys(document.nodes)[0]!);
    expect(forward.length).toBeGreaterThan(0);
    if (kind.family !== 'sources') expect(backward.length).toBeGreaterThan(0);
    for (const tex of [...forward, ...backward]) expect(() => typeset(tex), tex).not.toThrow();
  });
});

test('one that is wired has those of its own shapes', () => {
  const document = draw(
    [data('gaussians'), dense(1), mse()],
    ['data1.x -> dense1.in', 'dense1.out -> mse1.prediction', 'data1.y -> mse1.target'],
  );
  const of = (shapes: ReturnType<typeof compile> | undefined) =>
    formulasOf(document, shapes, 'dense1').forward;
  // One unit needs no index.
  expect(of(compile(document))[0]).toContain('\\val{y} =');
  expect(of(undefined)[0]).toContain('\\val{y_{j}} =');
});

test('what is chosen is written too', () => {
  for (const o of OPTIMISERS) {
    const lines = formulasOfOptimiser({ ...run, optimiser: chosen(o) });
    expect(lines.length).toBeGreaterThan(0);
    lines.forEach(typeset);
  }
  for (const s of SCHEDULES) formulasOfSchedule(chosen(s)).forEach(typeset);
  for (const c of CLIPS) {
    const lines = formulasOfClip(chosen(c), run);
    lines.forEach(typeset);
    expect(lines.at(-1)).toMatch(/^\\grad\{g_\{t,i\}\} = /);
  }
});
