/** What two layers share: each tells its share of the gradient as what it adds, and the update tells what is. */
import { beforeAll, expect, test } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { compile } from '../../src/compile/compile.ts';
import { explainBook, type ShownEquation } from '../../src/compile/explain-textbook.ts';
import { keyOf } from '../../src/equations/expression.ts';
import type { Move } from '../../src/plan/plan.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { data, dense, draw, mse } from '../vocabulary.ts';
import { sharing } from './worked.ts';

const document = sharing(
  draw(
    [data('gaussians', { samples: 40 }), dense(2), dense(2), dense(2), mse()],
    [
      'data1.x -> dense1.in',
      'dense1.out -> dense2.in',
      'dense2.out -> dense3.in',
      'dense3.out -> mse1.prediction',
      'data1.x -> mse1.target',
    ],
    { batchSize: 4 },
  ),
  { dense2: 'dense1' },
);
const compilation = compile(document);
const plan = must(compilation.plan, 'a plan');
const watch = must(plan.routines.watch, 'a watched step');
let now: readonly Float64Array[];
let before: readonly Float64Array[];

beforeAll(async () => {
  const instance = await reference.instantiate(plan);
  const memory = () => plan.buffers.map((b) => Float64Array.from(instance.view(b.id)));
  for (const dial of Object.values(plan.dials)) instance.view(dial.buffer)[0] = dial.value;
  instance.submit('init', 1, 0);
  for (const ref of Object.values(watch.inputs))
    instance.view(ref.buffer).set(Array.from({ length: size(ref.shape) }, (_, i) => (i - 3) / 2));
  before = memory();
  instance.submit('watch', 1, 1);
  now = memory();
});

function told(node: string, phase: Move['phase']): readonly ShownEquation[] {
  const move = must(
    plan.moves.find((m) => m.phase === phase && m.node === node),
    'a move',
  );
  const at = (of: readonly Float64Array[]) => (buffer: number) => must(of[buffer], 'a buffer');
  const book = explainBook({ plan, document, compilation, move, seed: 1, step: 1, index: [1, 0] });
  const { equations, left } = book.from(at(now), at(before));
  expect(left).toBe(0);
  return equations;
}
const ofWeight = (equations: readonly ShownEquation[], gradient: boolean) =>
  equations.filter(({ of }) => of.of === 'weight' && !!of.gradient === gradient);

test('each of two that share weights adds its share; the shares are the gradient', () => {
  const [first, second] = ['dense1', 'dense2'].map((n) => ofWeight(told(n, 'backward'), true));
  const shares = must(first, 'a share');
  expect(shares.map((e) => e.of.name)).toEqual(['dense1.weight', 'dense1.bias']);
  for (const { of, letters, value, index } of shares) {
    const other = must(
      second?.find((e) => keyOf(e.of) === keyOf(of)),
      'the other share',
    );
    for (const print of [letters, other.letters]) {
      expect(print.text).toContain(' += ');
      expect(print.tex).toContain('\\mathrel{+}=');
    }
    const ref = must(watch.results.weightGradients[of.name], 'a gradient');
    const place = ref.shape.length === 2 ? index[0]! * ref.shape[1]! + index[1]! : index[0]!;
    const gradient = must(now[ref.buffer]?.[ref.offset + place], 'a number');
    expect(Math.abs(value)).toBeGreaterThan(1e-6);
    expect(Math.abs(other.value)).toBeGreaterThan(1e-6);
    expect(value + other.value).toBeCloseTo(gradient, 6);
  }
});

test('the gradient of weights that nobody else uses is what it is, no share', () => {
  const own = ofWeight(told('dense3', 'backward'), true);
  expect(own).toHaveLength(2);
  for (const { letters } of own) expect(letters.text).not.toContain('+=');
});

test('an update of shared weights tells what they are, and adds to nothing', () => {
  const updated = ofWeight(told('dense1', 'update'), false);
  expect(updated.map((e) => e.of.name)).toEqual(['dense1.weight', 'dense1.bias']);
  for (const { letters } of updated) {
    expect(letters.text).toContain(' = ');
    expect(letters.text).not.toContain('+=');
  }
});

test('of a product of matrices with a row added, the row is as it is kept', () => {
  const { matrix } = must(
    told('dense3', 'forward').find((e) => e.matrix),
    'a product of matrices',
  );
  expect(matrix?.added.map(({ of, turned, samples }) => [of.name, turned, samples])).toEqual([
    ['dense3.bias', false, false],
  ]);
});
