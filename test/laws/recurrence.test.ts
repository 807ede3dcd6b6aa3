/**
 * Law: a recurrence is the chain that it stands for. Random cells are written twice, once with `carry`
 * and `close` over all rows and once row by row with plain primitives; values and gradients agree, by
 * `evaluate` and as plans on the backends.
 */
import { describe, expect, test } from 'vitest';
import { type Random, random } from '../../src/base/random.ts';
import { rewrite } from '../../src/compile/rewrite.ts';
import { type Builder, createBuilder, type V } from '../../src/ir/builder.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { loopsOf } from '../../src/ir/loops.ts';
import type { Program } from '../../src/ir/ops.ts';
import { verify } from '../../src/ir/verify.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { printPlan } from '../../src/plan/print.ts';
import { verifyPlan } from '../../src/plan/verify.ts';
import { size } from '../../src/tensor/shape.ts';
import { reference } from '../../workers/backends/reference/reference.ts';
import { wasm } from '../../workers/backends/wasm/wasm.ts';
import { planOf } from '../compile/plan-of.ts';
import { distance } from '../ir/differences.ts';
import { print } from '../ir/print.ts';

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
const UNITS = 3;
const BATCH = 2;

interface Case {
  readonly rows: number;
  readonly reverse: boolean;
  /** The first rows are numbers, no inputs. */
  readonly constant: boolean;
  /** The next states of all rows at once ([rows, batch, units] each), or of one row ([batch, units]). */
  readonly cell: (b: Builder, states: readonly V[], x: V, weights: readonly V[]) => readonly V[];
  readonly states: number;
  readonly weights: number;
}

/** A cell of one to three states, each a random expression over the states, the input and weights. */
function drawCase(seed: number): Case {
  const r = random(seed, 1);
  const states = 1 + r.below(3);
  const weights = 1 + r.below(2);
  const plans = Array.from({ length: states }, () => drawExpression(r, states, weights));
  return {
    rows: 1 + r.below(5),
    reverse: r.next() < 0.4,
    constant: r.next() < 0.5,
    states,
    weights,
    cell: (b, s, x, w) => {
      const made: V[] = [];
      for (const plan of plans) made.push(plan(b, s, x, w, made));
      return made;
    },
  };
}
type Expression = (
  b: Builder,
  states: readonly V[],
  x: V,
  weights: readonly V[],
  made: readonly V[],
) => V;

function drawExpression(r: Random, states: number, weights: number): Expression {
  const [from, through, gate, last] = [
    r.below(states),
    r.below(weights),
    r.below(states),
    r.next(),
  ];
  const kind = r.below(4);
  return (b, s, x, w, made) => {
    const state = s[from]!;
    const weight = w[through]!;
    // One matrix for all rows.
    const product = b.dot(
      state,
      b.broadcastTo(weight, [...state.shape.slice(0, -2), UNITS, UNITS]),
    );
    // A state that was made in this row already is read as such.
    const other = made.at(-1) && last < 0.5 ? made.at(-1)! : s[gate]!;
    const sum = b.add(product, x);
    if (kind === 0) return b.tanh(sum);
    if (kind === 1) return b.add(b.mul(b.sigmoid(sum), other), b.mul(x, 0.5));
    if (kind === 2) {
      const half = b.slice(
        sum,
        sum.shape.map(() => 0),
        [...sum.shape.slice(0, -1), 1],
      );
      return b.add(b.tanh(other), b.mul(half, 0.3));
    }
    return b.sub(b.tanh(b.sub(sum, b.sum(other, [-1], true))), b.mul(other, 0.2));
  };
}

/** The program both ways: outputs, and gradients of a weighted sum of them. */
function write(
  { rows, reverse, constant, cell, states, weights }: Case,
  unrolled: boolean,
): Program {
  const b = createBuilder();
  const input = (name: string, shape: readonly number[]) => b.emit('input', [], { name }, shape);
  const x = input('x', [rows, BATCH, UNITS]);
  const w = Array.from({ length: weights }, (_, i) => input(`w${i}`, [UNITS, UNITS]));
  const starts = Array.from({ length: states }, (_, i) =>
    constant ? b.fill(0.5, [BATCH, UNITS]) : input(`s${i}`, [BATCH, UNITS]),
  );
  const outputs = unrolled ? unroll() : carried();
  function carried(): readonly V[] {
    const before = starts.map((s, i) => b.carry(s, rows, `s${i}`, reverse));
    return cell(b, before, x, w).map((next, i) => b.close(next, `s${i}`));
  }
  function unroll(): readonly V[] {
    const out: V[][] = starts.map(() => []);
    let now: readonly V[] = starts;
    for (let i = 0; i < rows; i++) {
      const row = reverse ? rows - 1 - i : i;
      const at = b.reshape(b.slice(x, [row, 0, 0], [1, BATCH, UNITS]), [BATCH, UNITS]);
      now = cell(b, now, at, w);
      for (const [k, v] of now.entries()) out[k]![row] = b.reshape(v, [1, BATCH, UNITS]);
    }
    return out.map((list) => b.concat(list, 0));
  }
  // The last state does not count by itself, so that its gradient comes through later rows alone.
  const loss = outputs
    .slice(0, Math.max(1, states - 1))
    .map((y) => b.sum(b.mul(y, b.sin(b.add(b.iota(y.shape, 0), b.iota(y.shape, 2))))))
    .reduce((p, q) => b.add(p, q));
  const wrt = [x, ...w, ...starts];
  const gradients = differentiate(b, loss, wrt);
  const known = Object.fromEntries(
    gradients.map((g, i) => [`g${i}`, g ?? b.fill(0, wrt[i]!.shape)]),
  );
  return b.program({ ...Object.fromEntries(outputs.map((y, i) => [`y${i}`, y])), ...known });
}

function inputsFor(p: Program): Record<string, Float64Array> {
  const inputs: Record<string, Float64Array> = {};
  for (const v of p.values) {
    if (v.op !== 'input') continue;
    const r = random(11, v.attrs.name.charCodeAt(0) * 31 + v.attrs.name.length + v.id);
    const length = v.shape.reduce((n, d) => n * d, 1);
    inputs[v.attrs.name] = Float64Array.from({ length }, () => r.normal() * 0.7);
  }
  return inputs;
}

function same(a: Program, b: Program): void {
  const inputs = inputsFor(a);
  const [p, q] = [evaluate(a, { inputs }), evaluate(b, { inputs })];
  for (const name of Object.keys(a.results))
    expect(
      distance(p.results[name]?.data ?? [Number.NaN], q.results[name]?.data ?? []),
      `${name} of\n${print(a)}`,
    ).toBeLessThan(1e-12);
}

describe.each(SEEDS)('cell %i', (seed) => {
  const drawn = drawCase(seed);
  const [carried, chain] = [write(drawn, false), write(drawn, true)];
  test('is its chain, forward and back', () => {
    expect(verify(carried)).toEqual([]);
    same(carried, chain);
  });
  test('is the same after rewriting', () => {
    for (const fence of ['none', 'node'] as const) {
      const rewritten = rewrite(carried, fence);
      expect(verify(rewritten)).toEqual([]);
      same(carried, rewritten);
    }
  });
  test('is as long for many rows as for few', () => {
    const count = (rows: number) => write({ ...drawn, rows }, false).values.length;
    expect(count(500)).toBe(count(5));
  });
});

describe.each(SEEDS)('cell %i as a plan', (seed) => {
  const carried = write(drawCase(seed), false);
  const inputs = inputsFor(carried);
  for (const data of Object.values(inputs))
    for (const i of data.keys()) data[i] = Math.fround(data[i]!);
  const expected = evaluate(carried, { inputs }).results;
  test.each(['none', 'node'] as const)('fence %s', async (fence) => {
    const plan = planOf(carried, fence);
    expect(verifyPlan(plan)).toEqual([]);
    for (const [backend, tolerance] of [
      [reference, 1e-11],
      [wasm, 3e-5],
    ] as const) {
      const instance = await backend.instantiate(plan);
      // What is left from other runs must not matter.
      for (const { id, role } of plan.buffers) if (role === 'scratch') instance.view(id).fill(7);
      for (const [name, ref] of Object.entries(plan.routines.train?.inputs ?? {}))
        instance.view(ref.buffer).set(inputs[name]!, ref.offset);
      instance.submit('train', 0, 0);
      for (const [name, ref] of Object.entries(plan.routines.train?.results.outputs[''] ?? {})) {
        const got = instance.view(ref.buffer).subarray(ref.offset, ref.offset + size(ref.shape));
        expect(
          distance(expected[name]?.data ?? [Number.NaN], got),
          `${name} on ${backend.name} of\n${printPlan(plan)}`,
        ).toBeLessThan(tolerance);
      }
    }
  });
});

test('steps of a loop are the same for many rows as for few, and brief values take one row', () => {
  const rowsOnly = (plan: Plan) => plan.buffers.filter((b) => b.size === BATCH * UNITS).length;
  let brief = 0;
  for (const seed of SEEDS.slice(0, 12)) {
    const at = (rows: number) => planOf(write({ ...drawCase(seed), rows }, false), 'none');
    const [few, many] = [at(5), at(500)];
    expect(many.routines.train?.steps.length).toBe(few.routines.train?.steps.length);
    expect(rowsOnly(many)).toBe(rowsOnly(few));
    const scratch = many.buffers.filter((b) => b.role === 'scratch' && b.size === BATCH * UNITS);
    brief += scratch.length;
  }
  // The gradients of states: nothing outside asks for their rows.
  expect(brief).toBeGreaterThan(12);
});

test('only what depends on its own past is computed row by row', () => {
  const b = createBuilder();
  const x = b.emit('input', [], { name: 'x' }, [4, 2, 3]);
  const w = b.emit('input', [], { name: 'w' }, [3, 3]);
  const before = b.carry(b.fill(0, [2, 3]), 4, 'h');
  const product = b.dot(x, b.broadcastTo(w, [4, 3, 3]));
  const inner = b.add(product, b.dot(before, b.broadcastTo(w, [4, 3, 3])));
  const y = b.close(b.tanh(inner), 'h');
  const after = b.exp(y);
  const [loop, ...others] = loopsOf(b.values);
  expect(others).toEqual([]);
  expect(loop?.extent).toBe(4);
  for (const v of [before, inner, y]) expect(loop?.members).toContain(v.id);
  for (const v of [x, w, product, after]) expect(loop?.members).not.toContain(v.id);
});
