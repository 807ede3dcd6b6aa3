/** Initialisers beside PyTorch: what is made of the same drawn numbers; initialisers.py wrote them. */
import { describe, expect, test } from 'vitest';
import { complete, type Params } from '../../src/base/fields.ts';
import { INITIALISERS, initialiserOf } from '../../src/catalog/index.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { distance } from '../ir/differences.ts';
import cases from './initialisers.json';

describe.each(
  cases.map((c) => ({ ...c, title: `${c.name} ${JSON.stringify(c.params)} ${c.shape}` })),
)('$title', (c) => {
  test('makes what PyTorch makes', () => {
    const initialiser = initialiserOf(c.name);
    if (!initialiser) throw new Error(c.name);
    const b = createBuilder();
    const given = (name: string) => () => b.emit('input', [], { name }, c.shape);
    const w = initialiser.draw({
      params: complete(initialiser.fields, c.params as unknown as Params) as never,
      b,
      shape: c.shape,
      fan: c.fan,
      uniform: given('uniform'),
      normal: given('normal'),
    });
    const inputs = { uniform: c.uniform, normal: c.normal };
    const { results } = evaluate(b.program({ w }), { inputs });
    expect(results.w?.shape).toEqual(c.shape);
    expect(distance(results.w?.data ?? [], c.out)).toBeLessThan(1e-8);
  });
});

test('every initialiser has a case', () => {
  const covered = new Set(cases.map((c) => c.name));
  for (const { name } of INITIALISERS) expect(covered).toContain(name);
});
