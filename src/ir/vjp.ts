/**
 * All of calculus on one page: for each primitive, the cotangents of its operands from the cotangent
 * g of its value (vector–Jacobian products; Griewank and Walther, "Evaluating Derivatives", ch. 3).
 * A rule writes its mathematics with the same primitives, so that gradients are ordinary programs.
 * Undefined: no gradient flows, whether the operand is a choice or the value is piecewise constant.
 */
import type { Builder, V } from './builder.ts';
import type { OpAttrs, OpName } from './ops.ts';

export type VjpRule<O extends OpName> = (
  b: Builder,
  call: { readonly attrs: OpAttrs[O]; readonly args: readonly V[]; readonly out: V },
  g: V,
) => readonly (V | undefined)[];

type Call<O extends OpName> = Parameters<VjpRule<O>>[1];

/** A primitive of one operand, as g times a local derivative. */
const unary =
  (local: (b: Builder, x: V, y: V, g: V) => V) =>
  (b: Builder, { args: [x], out }: Call<OpName>, g: V) => [local(b, x!, out, g)];
const binary =
  (local: (b: Builder, x: V, y: V, g: V, out: V) => readonly V[]) =>
  (b: Builder, { args: [x, y], out }: Call<OpName>, g: V) =>
    local(b, x!, y!, g, out);
const leaf = () => [];
/** Piecewise constant: the derivative is 0 wherever there is one. */
const flat = () => [undefined, undefined];

/** g to the operand that is the larger: [to x, to y] of max(x, y), and of min(y, x). */
function larger(b: Builder, x: V, y: V, g: V): readonly [V, V] {
  const half = b.select(b.equal(x, y), b.mul(g, 0.5), 0);
  return [b.select(b.less(y, x), g, half), b.select(b.less(x, y), g, half)];
}

export const VJP: { readonly [O in OpName]: VjpRule<O> } = {
  input: leaf,
  read: leaf,
  dial: leaf,
  fill: leaf,
  literal: leaf,
  iota: leaf,
  uniform: leaf,

  neg: unary((b, _x, _y, g) => b.neg(g)),
  // d|x| = sign(x) dx, 0 at 0
  abs: unary((b, x, _y, g) => b.mul(g, b.sign(x))),
  sign: flat,
  exp: unary((b, _x, y, g) => b.mul(g, y)),
  log: unary((b, x, _y, g) => b.div(g, x)),
  log1p: unary((b, x, _y, g) => b.div(g, b.add(x, 1))),
  // Not y + 1, of which nothing is left where eˣ is small.
  expm1: unary((b, x, _y, g) => b.mul(g, b.exp(x))),
  sqrt: unary((b, _x, y, g) => b.div(g, b.mul(y, 2))),
  sin: unary((b, x, _y, g) => b.mul(g, b.cos(x))),
  cos: unary((b, x, _y, g) => b.neg(b.mul(g, b.sin(x)))),
  // tanh′ = 1 − tanh², of the value
  tanh: unary((b, _x, y, g) => b.mul(g, b.sub(1, b.mul(y, y)))),
  // σ′ = σ(1 − σ), of the value
  sigmoid: unary((b, _x, y, g) => b.mul(g, b.mul(y, b.sub(1, y)))),
  // erfc′ = −2/√π · e^{−x²}
  erfc: unary((b, x, _y, g) => b.mul(g, b.mul(b.exp(b.neg(b.mul(x, x))), -2 / Math.sqrt(Math.PI)))),
  floor: flat,

  add: binary((_b, _x, _y, g) => [g, g]),
  sub: binary((b, _x, _y, g) => [g, b.neg(g)]),
  // d(xy) = y dx + x dy
  mul: binary((b, x, y, g) => [b.mul(g, y), b.mul(g, x)]),
  // d(x/y) = dx/y − (x/y) dy/y
  div: binary((b, _x, y, g, out) => {
    const first = b.div(g, y);
    return [first, b.neg(b.mul(first, out))];
  }),
  // d(xʸ) = y xʸ⁻¹ dx + xʸ ln x dy; the terms are 0 where y = 0 and where x = 0, as in PyTorch
  pow: binary((b, x, y, g, out) => [
    b.mul(g, b.select(b.equal(y, 0), 0, b.mul(y, b.pow(x, b.sub(y, 1))))),
    b.mul(g, b.select(b.equal(x, 0), 0, b.mul(out, b.log(x)))),
  ]),
  // A tie is shared equally, like torch.maximum: then d log(1 + eˣ) is ½ at 0 when it is written stably.
  max: binary((b, x, y, g) => larger(b, x, y, g)),
  min: binary((b, x, y, g) => larger(b, y, x, g)),
  less: flat,
  equal: flat,
  select: (b, { args: [c] }, g) => [undefined, b.select(c!, g, 0), b.select(c!, 0, g)],
  stop: flat,
  wire: (_b, _call, g) => [g],

  sum: (b, { attrs, args: [x] }, g) => [b.emit('broadcast', [g], { axes: attrs.axes }, x!.shape)],
  // Ties share equally, like torch.amax; or the first in row-major order has it all, like torch.max.
  reduceMax: (b, { attrs, args: [x], out }, g) => {
    const { shape } = x!;
    const spread = (v: V) => b.emit('broadcast', [v], { axes: attrs.axes }, shape);
    const top = b.equal(x!, spread(out));
    if (attrs.ties === 'first') {
      let stride = 1;
      const place = [...attrs.axes]
        .sort((p, q) => q - p)
        .map((axis) => {
          const part = b.mul(b.iota(shape, axis), stride);
          stride *= shape[axis]!;
          return part;
        })
        .reduce((p, q) => b.add(p, q));
      const early = b.select(top, b.neg(place), -stride);
      const first = b.reduceMax(early, attrs.axes);
      return [b.select(b.equal(early, spread(first)), b.mul(top, spread(g)), 0)];
    }
    return [b.mul(top, spread(b.div(g, b.sum(top, attrs.axes))))];
  },

  // C = A·B: dA = dC·Bᵀ, dB = Aᵀ·dC; of an operand given transposed, the transpose of that.
  dot: (b, { attrs: { transposeA: ta, transposeB: tb }, args: [x, y] }, g) => [
    ta ? b.dot(y!, g, { transposeA: tb, transposeB: true }) : b.dot(g, y!, { transposeB: !tb }),
    tb ? b.dot(g, x!, { transposeA: true, transposeB: ta }) : b.dot(x!, g, { transposeA: !ta }),
  ],

  reshape: (b, { args: [x] }, g) => [b.reshape(g, x!.shape)],
  permute: (b, { attrs }, g) => [
    b.permute(
      g,
      attrs.order.map((_, i) => attrs.order.indexOf(i)),
    ),
  ],
  broadcast: (b, { attrs }, g) => [b.sum(g, attrs.axes)],
  slice: (b, { attrs, args: [x] }, g) => [b.pad(g, attrs.starts, x!.shape, attrs.steps)],
  pad: (b, { attrs, args: [x] }, g) => [b.slice(g, attrs.before, x!.shape, attrs.steps)],
  shear: (b, { attrs: { axis, along, by }, args: [x] }, g) => [
    b.shear(g, axis, along, -by, x!.shape[axis]!),
  ],
  concat: (b, { attrs, args }, g) => {
    let at = 0;
    return args.map((x) => {
      const starts = x.shape.map((_, i) => (i === attrs.axis ? at : 0));
      at += x.shape[attrs.axis]!;
      return b.slice(g, starts, x.shape);
    });
  },

  // Back through time (Werbos 1990). With yₜ = nₜ and cₜ = yₜ₋₁ the cotangent of nₜ is that of yₜ plus
  // that of cₜ₊₁: a recurrence over the same rows the other way round, which begins here …
  close: (b, { attrs: { name, reverse }, args: [next] }, g) => {
    const [extent = 0, ...row] = next!.shape;
    return [b.add(g, b.carry(b.fill(0, row), extent, back(name), !reverse))];
  },
  // … and ends where all that used cₜ has been heard. The first row was the operand.
  carry: (b, { attrs: { name, reverse }, args: [start], out }, g) => {
    if (b.values.some((v) => v.op === 'carry' && v.attrs.name === back(name)))
      b.close(g, back(name));
    const first = [reverse ? out.shape[0]! - 1 : 0, ...start!.shape.map(() => 0)];
    return [b.reshape(b.slice(g, first, [1, ...start!.shape]), start!.shape)];
  },
};

/** What carries the cotangents of a recurrence. */
const back = (name: string): string => `∂${name}`;
