/** Initialisers beside PyTorch: what is made of the same drawn numbers; initialisers.py wrote them. */
import { describe, expect, test } from 'vitest';
import { complete, type Hyperparameters } from '../../src/base/fields.ts';
import { INITIALISERS, initialiserOf, KINDS } from '../../src/catalog/index.ts';
import { createBuilder } from '../../src/ir/builder.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import { lowerAlone } from '../catalog/alone.ts';
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
      params: complete(initialiser.fields, c.params as unknown as Hyperparameters),
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

/** torch.nn.init._calculate_fan_in_and_fan_out. */
const fanOf = ([rows = 1, columns = 1, ...field]: Shape) => ({
  in: columns * size(field),
  out: rows * size(field),
});

test('fans are counted as PyTorch counts them', () => {
  for (const c of cases) expect(fanOf(c.shape)).toEqual(c.fan);
});

test.each(KINDS.map((k) => [k.name, k] as const))(
  'the matrices of %s have the fans that PyTorch gives their shape',
  (_, kind) => {
    for (const example of kind.examples)
      for (const [name, { shape, fan, init }] of Object.entries(lowerAlone(kind, example, 2).specs))
        if (shape.length >= 2 && init.kind !== 'constant' && init.kind !== 'zeros')
          expect(fan, name).toEqual(fanOf(shape));
  },
);
