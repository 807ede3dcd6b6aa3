/** Equations in print: in the letters that a textbook has, with the numbers of a step, and as TeX that can be set. */
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { CLIPS, OPTIMISERS, SCHEDULES } from '../../src/catalog/index.ts';
import { compile } from '../../src/compile/compile.ts';
import { type Book, bookOf, scheduleBookOf, updateBookOf } from '../../src/compile/textbook.ts';
import type { Document } from '../../src/document/records.ts';
import { evaluator } from '../../src/equations/evaluate.ts';
import {
  add,
  and,
  compare,
  constant,
  type Expr,
  equation,
  index,
  mul,
  type Over,
  sum,
  tensor,
} from '../../src/equations/expression.ts';
import { matrixForm } from '../../src/equations/matrix.ts';
import { withNumbers } from '../../src/equations/numbers.ts';
import { asItIs, tex, text } from '../../src/equations/print.ts';
import { TEX, TEXT } from '../../src/equations/styles.ts';
import { sampleOf } from '../../src/samples/index.ts';
import { WORKED } from '../compile/worked.ts';
import { data, dense, draw, mse, neuron } from '../vocabulary.ts';

const linesOf = (book: Book) => [...book.where, ...book.forward, ...book.backward];
const written = (document: Document, node: string): string[] => {
  const compiled = compile(document);
  return linesOf(bookOf(document, compiled, node)).map(text);
};

describe('in letters', () => {
  const split = draw(
    [data('gaussians', { samples: 40, split: true }), neuron('tanh'), mse()],
    [
      'data1.x1 -> neuron1.in',
      'data1.x2 -> neuron1.in',
      'neuron1.out -> mse1.prediction',
      'data1.y -> mse1.target',
    ],
    { batchSize: 4 },
  );
  it('a neuron has one line for each wire', () => {
    expect(written(split, 'neuron1')).toEqual([
      'z = x_1·w_1 + x_2·w_2 + b',
      'δ = ∂L/∂a·(1 − a^2)',
      'a = tanh(z)',
      '∂L/∂x_1 = δ·w_1',
      '∂L/∂w_1 = Σ_{n} δ[n]·x_1[n]',
      '∂L/∂x_2 = δ·w_2',
      '∂L/∂w_2 = Σ_{n} δ[n]·x_2[n]',
      '∂L/∂b = Σ_{n} δ[n]',
    ]);
  });
  it('a loss has its 1/N', () => {
    expect(written(split, 'mse1')).toEqual([
      'ℓ = (ŷ − y)^2',
      '∂L/∂ŷ = 2·(ŷ − y)/N',
      '∂L/∂y = −2·(ŷ − y)/N',
    ]);
  });
  it('a dense layer sums over its features, its gradient over the batch', () => {
    const document = draw(
      [data('gaussians', { samples: 40 }), dense(3)],
      ['data1.x -> dense1.in'],
      { batchSize: 4 },
    );
    expect(written(document, 'dense1')).toEqual([
      'y[j] = Σ_{k} x[k]·W[jk] + b[j]',
      '∂L/∂x[k] = Σ_{j} ∂L/∂y[j]·W[jk]',
      '∂L/∂W[jk] = Σ_{n} ∂L/∂y[nj]·x[nk]',
      '∂L/∂b[j] = Σ_{n} ∂L/∂y[nj]',
    ]);
  });
  it('a causal mask stands in the scores, where one reads which places are looked at', () => {
    const document = sampleOf('charactersAttention')?.document;
    const [node = ''] = Object.keys(document?.nodes ?? {}).filter((id) => /ttention/.test(id));
    const lines = written(document!, node);
    expect(lines.filter((line) => line.includes('≤'))).toEqual(
      lines.filter((line) => line.startsWith('s[')),
    );
    expect(lines.filter((line) => line.startsWith('s['))).toHaveLength(1);
  });
  it('Adam is four lines', () => {
    const run = { optimiser: { kind: 'adam', params: {} } } as unknown as Document['run'];
    expect(linesOf(updateBookOf({ run }, { count: 1, total: 1 })).map(text)).toEqual([
      'm̂_t = m_t/(1 − β_1^t)',
      'v̂_t = v_t/(1 − β_2^t)',
      'm_t = β_1·m_t−1 + (1 − β_1)·g_t',
      'v_t = β_2·v_t−1 + (1 − β_2)·g_t^2',
      'w_t = w_t−1 − η·m̂_t/(√(v̂_t) + ε)',
    ]);
  });
});

it('puts numbers in, and shortens a long sum', () => {
  const [x, w] = [
    tensor('x', 'value', { of: 'wire', name: 'x' }, [6]),
    tensor('w', 'weight', { of: 'weight', name: 'w' }, [6]),
  ];
  const numbers = ({ name }: { name: string }) =>
    name === 'x' ? [1, 2, 3, 4, 5, 6] : [-0.5, 1, 0, 2, 1, 0.25];
  const by = evaluator([], numbers);
  const shown = (count: number) =>
    asItIs(
      withNumbers(sum(index('k', count), mul(x(index('k', 6)), w(index('k', 6)))), {}, by),
      TEXT,
    );
  expect(shown(2)).toBe('1·(−0.5) + 2·1');
  expect(shown(6)).toBe('1·(−0.5) + 2·1 + … + 6·0.25');
  const k = index('k', 6);
  const two = withNumbers(add(sum(k, mul(x(k), w(k))), sum(k, w(k))), {}, by);
  expect(asItIs(two, TEXT)).toBe('1·(−0.5) + … + 6·0.25 + (−0.5 + … + 0.25)');
  const zero = evaluator([], () => [-0, -0]);
  const none = withNumbers(sum(index('k', 2), mul(x(index('k', 6)), w(0))), {}, zero);
  expect(asItIs(none, TEXT)).toBe('0·0 + 0·0');
  const delta = mul(constant('η', 0.1), x(3));
  expect(asItIs(withNumbers(delta, {}, by), TEXT)).toBe('0.1·4');
  expect(asItIs(delta, TEX)).toBe('\\eta \\cdot \\val{x_{3}}');
});

it('a sum runs over the places at which each part of its condition holds', () => {
  const [i, j] = [index('i', 2), index('j', 4)];
  const seen = tensor('x', 'value', { of: 'wire', name: 'x' }, [4]);
  const by = evaluator([], () => [0, 0, 3, 0]);
  const where = (...parts: readonly Expr[]): Over => ({
    op: 'sum',
    over: [i, j],
    body: j,
    where: and(...parts),
  });
  expect(by.places(where(compare(add(i, j), '=', 3)), {})).toEqual([
    { i: 0, j: 3 },
    { i: 1, j: 2 },
  ]);
  const first = where(compare(add(i, j), '<', 4), compare(seen(add(i, j)), '>', 0));
  expect(by.places(first, {})).toEqual([
    { i: 0, j: 2 },
    { i: 1, j: 1 },
  ]);
  expect(by.value({ ...first, op: 'argmax', body: j }, {})).toBe(2);
  // The second part speaks of i alone, and could not be told where the first does not hold.
  const late = where(compare(add(mul(i, 9), j), '<', 2), compare(seen(add(i, 3)), '=', 0));
  expect(by.places(late, {})).toEqual([
    { i: 0, j: 0 },
    { i: 0, j: 1 },
  ]);
});

const MACROS = { '\\val': '#1', '\\grad': '#1', '\\wt': '#1' };
const set = (source: string) =>
  katex.renderToString(source, { macros: { ...MACROS }, strict: true, throwOnError: true });

describe('as TeX', () => {
  it.each(WORKED.map((w) => [w.name, w.document] as const))('%s can be set', (name, document) => {
    const compiled = compile(document);
    const book = bookOf(document, compiled, `${name.split(' ')[0]}1`);
    for (const line of linesOf(book)) {
      expect(() => set(tex(line)), tex(line)).not.toThrow();
      // With numbers, all of them 0.5: what is asked here is that it can be set.
      const half = evaluator(book.where, ({ of }) => (of === 'local' ? undefined : HALVES));
      const long = { places: () => Array.from({ length: 9 }, () => ({})) };
      const filled = asItIs(
        withNumbers(line.right, {}, { ...half, ...long, value: () => 0.5 }),
        TEX,
      );
      expect(() => set(filled), filled).not.toThrow();
    }
  });
  it('updates can be set', () => {
    const sgd = { kind: 'sgd', params: {} };
    const books = [
      ...OPTIMISERS.map(({ name }) => ({ optimiser: { kind: name, params: {} } })),
      ...CLIPS.map(({ name }) => ({ optimiser: sgd, clip: { kind: name, params: {} } })),
    ].map((run) =>
      updateBookOf({ run: run as unknown as Document['run'] }, { count: 3, total: 5 }),
    );
    const schedules = SCHEDULES.map(({ name }) => scheduleBookOf({ kind: name, params: {} }));
    for (const line of [...books, ...schedules].flatMap(linesOf))
      expect(() => set(tex(line)), tex(line)).not.toThrow();
  });
});
const HALVES = new Array<number>(4096).fill(0.5);
it('an equation is its two sides', () => {
  const [a, b] = ['a', 'b'].map((name) => tensor(name, 'plain', { of: 'local', name }, []));
  expect(text(equation(a!(), b!()))).toBe('a = b');
});

it('a sum of products over what two matrices share is their product', () => {
  const document = draw(
    [data('gaussians'), dense(3), mse()],
    ['data1.x -> dense1.in', 'dense1.out -> mse1.prediction', 'data1.y -> mse1.target'],
  );
  const book = bookOf(document, compile(document), 'dense1');
  expect([...book.forward, ...book.backward].map((e) => matrixForm(e, TEXT))).toEqual([
    'y = x·Wᵀ + b',
    '∂L/∂x = ∂L/∂y·W',
    '∂L/∂W = (∂L/∂y)ᵀ·x',
    undefined,
  ]);
});
