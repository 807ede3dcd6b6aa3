/**
 * Laws over the closed list of primitives: the shape that `infer` says is the shape that `evaluate`
 * fills, the rule in `vjp` is what finite differences measure, and every table has something to say.
 */
import { describe, expect, test } from 'vitest';
import { type Random, random } from '../../src/base/random.ts';
import { type Builder, createBuilder, type V } from '../../src/ir/builder.ts';
import { differentiate } from '../../src/ir/differentiate.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { ARITY, type OpAttrs, type OpName } from '../../src/ir/ops.ts';
import { verify } from '../../src/ir/verify.ts';
import { VJP, type VjpRule } from '../../src/ir/vjp.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import { differences, distance } from '../ir/differences.ts';

/** One random use of a primitive. */
interface Use<Attrs = OpAttrs[OpName]> {
  readonly attrs: Attrs;
  /** Shapes of the operands. */
  readonly args: readonly Shape[];
  readonly shape?: Shape;
  /** Range from which the operands are drawn, away from kinks and poles. */
  readonly from?: readonly [number, number];
  /** No gradient is wanted of these operands, whatever differences say. */
  readonly choice?: readonly number[];
}
type Draw<O extends OpName> = (r: Random) => Use<OpAttrs[O]>;

const shapeOf = (r: Random, rank = r.below(4)): number[] =>
  Array.from({ length: rank }, () => 1 + r.below(3));
const some = (r: Random, rank: number): number[] => {
  const axes = Array.from({ length: rank }, (_, i) => i).filter(() => r.next() < 0.5);
  return axes.length ? axes : [r.below(rank)];
};
const leaf =
  <O extends OpName>(attrs: (shape: Shape) => OpAttrs[O]): Draw<O> =>
  (r) => {
    const shape = shapeOf(r, 1 + r.below(3));
    return { attrs: attrs(shape), args: [], shape };
  };
const unary =
  (from: readonly [number, number] = [-2, 2]) =>
  (r: Random): Use<OpAttrs['neg']> => ({ attrs: {}, args: [shapeOf(r)], from });
const binary =
  (from: readonly [number, number] = [-2, 2]) =>
  (r: Random): Use<OpAttrs['add']> => {
    const shape = shapeOf(r);
    return { attrs: {}, args: [shape, shape], from };
  };
const reduction = (r: Random): Use<OpAttrs['sum']> => {
  const shape = shapeOf(r, 1 + r.below(3));
  return { attrs: { axes: some(r, shape.length) }, args: [shape] };
};
/** Steps for each axis, or none. */
const strides = (r: Random, rank: number): { steps?: readonly number[] } =>
  r.next() < 0.5 ? {} : { steps: Array.from({ length: rank }, () => 1 + r.below(3)) };

/** A carry and its close mean something only together: see recurrence.test.ts. */
type Alone = Exclude<OpName, 'carry' | 'close'>;
const USES: { readonly [O in Alone]: Draw<O> } = {
  input: leaf(() => ({ name: 'x' })),
  read: leaf(() => ({ buffer: 'w', offset: 2 })),
  dial: () => ({ attrs: { name: 'lr' }, args: [] }),
  fill: leaf(() => ({ value: -1.5 })),
  literal: leaf((shape) => ({ data: Array.from({ length: size(shape) }, (_, i) => i / 3) })),
  iota: leaf((shape) => ({ axis: shape.length - 1 })),
  uniform: leaf(() => ({ stream: 7, drawTime: 'step' })),
  neg: unary(),
  abs: unary([0.1, 2]),
  sign: unary([0.1, 2]),
  exp: unary(),
  log: unary([0.2, 3]),
  log1p: unary([-0.8, 2]),
  expm1: unary(),
  sqrt: unary([0.2, 3]),
  sin: unary(),
  cos: unary(),
  tanh: unary(),
  sigmoid: unary(),
  erfc: unary(),
  floor: unary([0.1, 0.9]),
  add: binary(),
  sub: binary(),
  mul: binary(),
  div: binary([0.5, 2]),
  pow: binary([0.3, 2]),
  max: binary(),
  min: binary(),
  less: binary(),
  equal: binary(),
  select: (r) => {
    const shape = shapeOf(r);
    return { attrs: {}, args: [shape, shape, shape], choice: [0] };
  },
  stop: (r) => ({ attrs: {}, args: [shapeOf(r)], choice: [0] }),
  wire: (r) => ({ attrs: { edge: 'e1' }, args: [shapeOf(r)] }),
  sum: reduction,
  reduceMax: (r) => {
    const { attrs, args } = reduction(r);
    return { attrs: r.next() < 0.5 ? attrs : { ...attrs, ties: 'first' }, args };
  },
  dot: (r) => {
    const batch = shapeOf(r, r.below(3));
    const [m, k, n] = [1 + r.below(4), 1 + r.below(4), 1 + r.below(4)];
    const [transposeA, transposeB] = [r.next() < 0.5, r.next() < 0.5];
    return {
      attrs: { transposeA, transposeB },
      args: [
        [...batch, ...(transposeA ? [k, m] : [m, k])],
        [...batch, ...(transposeB ? [n, k] : [k, n])],
      ],
    };
  },
  reshape: (r) => {
    const shape = shapeOf(r);
    return { attrs: {}, args: [shape], shape: [1, size(shape)] };
  },
  permute: (r) => {
    const shape = shapeOf(r, 1 + r.below(4));
    const order = shape.map((_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const j = r.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return { attrs: { order }, args: [shape] };
  },
  broadcast: (r) => {
    const shape = shapeOf(r, 1 + r.below(3));
    const axes = some(r, shape.length);
    return { attrs: { axes }, args: [shape.filter((_, i) => !axes.includes(i))], shape };
  },
  slice: (r) => {
    const shape = shapeOf(r, 1 + r.below(3));
    const part = shape.map((d) => 1 + r.below(d));
    const starts = shape.map(() => r.below(3));
    const steps = strides(r, shape.length);
    return {
      attrs: { starts, ...steps },
      args: [part.map((d, i) => starts[i]! + (steps.steps?.[i] ?? 1) * (d - 1) + 1 + r.below(2))],
      shape: part,
    };
  },
  pad: (r) => {
    const shape = shapeOf(r, 1 + r.below(3));
    const before = shape.map(() => r.below(3));
    const steps = strides(r, shape.length);
    return {
      attrs: { before, ...steps },
      args: [shape],
      shape: shape.map((d, i) => before[i]! + (steps.steps?.[i] ?? 1) * (d - 1) + 1 + r.below(2)),
    };
  },
  shear: (r) => {
    const shape = shapeOf(r, 2 + r.below(3)).map((d) => d + 1);
    const axis = r.below(shape.length);
    const along = (axis + 1 + r.below(shape.length - 1)) % shape.length;
    return {
      attrs: { axis, along, by: r.below(7) - 3 },
      args: [shape],
      shape: shape.map((d, i) => (i === axis ? Math.max(1, d + r.below(5) - 2) : d)),
    };
  },
  concat: (r) => {
    const shape = shapeOf(r, 1 + r.below(3));
    const axis = r.below(shape.length);
    const args = Array.from({ length: 1 + r.below(3) }, () =>
      shape.map((d, i) => (i === axis ? 1 + r.below(3) : d)),
    );
    return { attrs: { axis }, args };
  },
};

const WORLD = {
  storage: { w: Float64Array.from({ length: 64 }, (_, i) => Math.sin(i)) },
  dials: { lr: 0.25 },
  seed: 3,
  step: 5,
};

interface Case {
  readonly b: Builder;
  readonly out: V;
  readonly operands: readonly V[];
  readonly inputs: Record<string, Float64Array>;
}

function build(op: OpName, use: Use, r: Random): Case {
  const b = createBuilder();
  const inputs: Record<string, Float64Array> = { x: new Float64Array(64).map(() => r.normal()) };
  const [low, high] = use.from ?? [-2, 2];
  const operands = use.args.map((shape, i) => {
    const name = `x${i}`;
    inputs[name] = new Float64Array(size(shape)).map(() => r.between(low, high));
    return b.emit('input', [], { name }, shape);
  });
  return { b, out: b.emit(op, operands, use.attrs, use.shape), operands, inputs };
}

const OPS = Object.keys(ARITY) as readonly OpName[];

describe.each(OPS.filter((op): op is Alone => op in USES))('%s', (op) => {
  const uses = Array.from({ length: 12 }, (_, i) => {
    const r = random(i, OPS.indexOf(op));
    const use = (USES[op] as Draw<OpName>)(r);
    return { use, ...build(op, use, r) };
  });

  test('infer says the shape that evaluate fills', () => {
    for (const { b, out, inputs } of uses) {
      const program = b.program({ out });
      expect(verify(program)).toEqual([]);
      const { data, shape } = evaluate(program, { ...WORLD, inputs }).results.out ?? {};
      expect(shape).toEqual(out.shape);
      expect(data?.length).toBe(size(out.shape));
      expect(Array.from(data ?? [Number.NaN]).every(Number.isFinite)).toBe(true);
    }
  });

  test('vjp is what finite differences measure', () => {
    for (const { use, b, out, operands, inputs } of uses) {
      const forward = b.program({ out });
      const g = b.emit('input', [], { name: 'g' }, out.shape);
      const weights = new Float64Array(size(out.shape)).map((_, i) => Math.cos(3 * i + 1));
      const rule = VJP[op] as VjpRule<OpName>;
      const cotangents = rule(b, { attrs: use.attrs, args: operands, out }, g);
      const known = Object.fromEntries(cotangents.flatMap((v, i) => (v ? [[`d${i}`, v]] : [])));
      const program = b.program(known);
      expect(verify(program)).toEqual([]);
      const { results } = evaluate(program, { ...WORLD, inputs: { ...inputs, g: weights } });
      const scalar = () => {
        const y = evaluate(
          { ...forward, values: forward.values.slice(0, out.id + 1) },
          {
            ...WORLD,
            inputs,
          },
        ).values[out.id];
        return weights.reduce((n, w, i) => n + w * y![i]!, 0);
      };
      for (const [i, operand] of operands.entries()) {
        if (use.choice?.includes(i)) {
          expect(results[`d${i}`]).toBeUndefined();
          continue;
        }
        const x = inputs[`x${i}`]!;
        const got = results[`d${i}`]?.data ?? new Float64Array(x.length);
        expect(size(operand.shape)).toBe(got.length);
        expect(distance(got, differences(scalar, x, 2e-4)), `${op} operand ${i}`).toBeLessThan(
          2e-8,
        );
      }
    }
  });

  test('has as many operands as its row says', () => {
    expect(ARITY[op]).toBe(ARITY[op] < 0 ? -1 : uses[0]?.use.args.length);
  });
});

describe('at kinks and ties', () => {
  const gradient = (make: (b: Builder, x: V) => V, data: readonly number[]) => {
    const b = createBuilder();
    const x = b.emit('input', [], { name: 'x' }, [data.length]);
    const out = make(b, x);
    const value = b.values[out.id];
    if (!value) throw new Error('nothing was written');
    const args = value.args.map((id) => ({ id, shape: b.values[id]?.shape ?? [] }));
    const rule = VJP[value.op] as VjpRule<OpName>;
    const [dx] = rule(b, { attrs: value.attrs, args, out }, b.fill(1, out.shape));
    const { results } = evaluate(b.program({ dx: dx! }), { inputs: { x: data } });
    return Array.from(results.dx?.data ?? []);
  };
  test('a tie of two is shared, like torch.maximum', () => {
    expect(gradient((b, x) => b.max(x, 0), [-1, 0, 2])).toEqual([0, 0.5, 1]);
    expect(gradient((b, x) => b.min(x, 0), [-1, 0, 2])).toEqual([1, 0.5, 0]);
  });
  test('the largest of equals share the gradient', () => {
    expect(gradient((b, x) => b.reduceMax(x), [3, 1, 3, 3])).toEqual([1 / 3, 0, 1 / 3, 1 / 3]);
  });
  test('or the first of them has it all, like torch.max', () => {
    expect(gradient((b, x) => b.firstMax(x, [0]), [1, 3, 2, 3])).toEqual([0, 1, 0, 0]);
    const rows = (b: Builder, x: V) => b.firstMax(b.emit('reshape', [x], {}, [2, 2]), [0, 1]);
    const b = createBuilder();
    const x = b.emit('input', [], { name: 'x' }, [4]);
    const out = rows(b, x);
    const [dx] = differentiate(b, out, [x]);
    const { results } = evaluate(b.program({ dx: dx! }), { inputs: { x: [0, 5, 5, 5] } });
    expect(Array.from(results.dx?.data ?? [])).toEqual([0, 1, 0, 0]);
  });
  test('|x| has slope 0 at 0', () => {
    expect(gradient((b, x) => b.abs(x), [-2, 0, 2])).toEqual([-1, 0, 1]);
  });
  test('powers are sound at 0', () => {
    expect(gradient((b, x) => b.pow(x, 2), [0, 3])).toEqual([0, 6]);
    expect(gradient((b, x) => b.pow(x, 0), [0, 3])).toEqual([0, 0]);
  });
});
