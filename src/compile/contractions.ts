/**
 * Rules for sums of products. Most are for operands that are repeated and moved, which is what a
 * convolution and its gradients are. Forward it is one sum already. Backward the rules of calculus give movements of sums
 * of movements; taken into the sum they become index arithmetic again, so that the gradient of the
 * input is one kernel over the gradient of the output and the weights, and no tensor of all windows
 * is ever written down.
 */
import type { OpAttrs, Value } from '../ir/ops.ts';
import type { Shape } from '../tensor/shape.ts';
import type { NewValue, Rewriting, Rule } from './rule.ts';

const MOVEMENTS: ReadonlySet<string> = new Set(['shear', 'slice', 'pad']);
const VIEWS: ReadonlySet<string> = new Set([...MOVEMENTS, 'broadcast', 'permute']);

/** Σ a · b that nobody else needs, computed here: the sum and the product. */
function contraction(id: number, r: Rewriting) {
  const sum = r.at(id);
  if (sum.op !== 'sum' || r.uses(id) > 1 || !r.inFusionScope(id)) return;
  const product = r.at(sum.args[0]!);
  if (product.op !== 'mul' || r.uses(product.id) > 1 || !r.inFusionScope(product.id)) return;
  return { sum, product };
}

/** The axes along which a movement tells numbers apart. */
const acts = (d: NewValue, from: Shape): number[] =>
  d.op === 'shear'
    ? [(d.attrs as OpAttrs['shear']).axis]
    : d.shape.flatMap((extent, i) => (extent === from[i] ? [] : [i]));

/** The same movement of a tensor of more (or fewer) axes: axis i of the old one is `to[i]` of the new. */
function carried(d: NewValue, to: readonly number[], shape: Shape): Pick<NewValue, 'op' | 'attrs'> {
  if (d.op === 'shear') {
    const { axis, along, by } = d.attrs as OpAttrs['shear'];
    return { op: 'shear', attrs: { axis: to[axis]!, along: to[along]!, by } };
  }
  const spread = (list: readonly number[], elsewhere: number) =>
    shape.map((_, i) => {
      const old = to.indexOf(i);
      return old < 0 ? elsewhere : list[old]!;
    });
  const { steps, ...at } = d.attrs as OpAttrs['slice'] & OpAttrs['pad'];
  const more = steps ? { steps: spread(steps, 1) } : {};
  return d.op === 'slice'
    ? { op: 'slice', attrs: { starts: spread(at.starts, 0), ...more } }
    : { op: 'pad', attrs: { before: spread(at.before, 0), ...more } };
}

/**
 * move(Σ a · b) = Σ move(a) · b, where b is the same all along the axes of the movement: what is moved
 * in from outside is 0 in a, and so in the product.
 */
const movedContraction: Rule = (d, r) => {
  if (!MOVEMENTS.has(d.op)) return;
  const found = contraction(d.args[0]!, r);
  if (!found) return;
  const { sum, product } = found;
  const { axes } = sum.attrs;
  const kept = product.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const moving = acts(d, sum.shape).map((i) => kept[i]!);
  const operands = product.args.map(r.at);
  const repeated = (v: Value): v is Value & { op: 'broadcast' } =>
    v.op === 'broadcast' && moving.every((i) => v.attrs.axes.includes(i));
  const invariant = operands.find(repeated);
  const moved = operands.find((v) => v !== invariant);
  if (!invariant || !moved || !VIEWS.has(moved.op)) return;
  const shape = product.shape.map((extent, i) => {
    const own = kept.indexOf(i);
    return own < 0 ? extent : d.shape[own]!;
  });
  const a = r.add({ ...carried(d, kept, shape), shape, args: [moved.id] });
  const b = r.add({ op: 'broadcast', attrs: invariant.attrs, shape, args: invariant.args });
  const y = r.add({ op: 'mul', attrs: {}, shape, args: [a, b] });
  return r.add({ op: 'sum', attrs: { axes }, shape: d.shape, args: [y] });
};

/** pad(broadcast(x)) = broadcast(pad(x)) along axes of x: zeros are put in before anything is repeated. */
const paddedRepeat: Rule = (d, r) => {
  if (d.op !== 'pad') return;
  const x = r.at(d.args[0]!);
  if (x.op !== 'broadcast') return;
  const { axes } = x.attrs;
  if (acts(d, x.shape).some((i) => axes.includes(i))) return;
  const own = d.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const shape = own.map((i) => d.shape[i]!);
  const back = d.shape.map((_, i) => own.indexOf(i));
  const inner = r.add({ ...carried(d, back, shape), shape, args: x.args });
  return r.add({ op: 'broadcast', attrs: { axes }, shape: d.shape, args: [inner] });
};

/** A pad that sets its numbers apart goes before movements of other axes: it is written out, they are not. */
const scatterFirst: Rule = (d, r) => {
  if (d.op !== 'pad' || !(d.attrs as OpAttrs['pad']).steps) return;
  const y = r.at(d.args[0]!);
  if (y.op !== 'shear' && y.op !== 'slice') return;
  const x = r.at(y.args[0]!);
  const apart = acts(d, y.shape);
  const touched = acts(y, x.shape);
  if (y.op === 'shear') touched.push(y.attrs.along);
  if (apart.some((i) => touched.includes(i))) return;
  const shape = x.shape.map((extent, i) => (apart.includes(i) ? d.shape[i]! : extent));
  const inner = r.add({ op: 'pad', attrs: d.attrs, shape, args: [x.id] });
  return r.add({ op: y.op, attrs: y.attrs, shape: d.shape, args: [inner] } as NewValue);
};

/** pad(pad(x)) is one pad: before + steps · (before′ + steps′ · index). */
const padOfPad: Rule = (d, r) => {
  if (d.op !== 'pad') return;
  const x = r.at(d.args[0]!);
  if (x.op !== 'pad') return;
  const [outer, inner] = [d.attrs as OpAttrs['pad'], x.attrs];
  const step = (of: OpAttrs['pad'], i: number) => of.steps?.[i] ?? 1;
  const before = outer.before.map((p, i) => p + step(outer, i) * inner.before[i]!);
  const steps = before.map((_, i) => step(outer, i) * step(inner, i));
  const attrs = steps.some((s) => s !== 1) ? { before, steps } : { before };
  return r.add({ op: 'pad', attrs, shape: d.shape, args: x.args });
};

/** A sum of a sum of products is one sum. */
const sumOfContraction: Rule = (d, r) => {
  if (d.op !== 'sum') return;
  const found = contraction(d.args[0]!, r);
  if (!found) return;
  const { sum, product } = found;
  const inner = sum.attrs.axes;
  const kept = product.shape.flatMap((_, i) => (inner.includes(i) ? [] : [i]));
  const outer = (d.attrs as OpAttrs['sum']).axes.map((i) => kept[i]!);
  return r.add({
    op: 'sum',
    attrs: { axes: [...inner, ...outer] },
    shape: d.shape,
    args: [product.id],
  });
};

/**
 * Σₜ Aₜᵀ·Bₜ is one product of all rows of A with all rows of B: the gradient of a weight that every
 * step of time reads.
 */
const sumOfProducts: Rule = (d, r) => {
  if (d.op !== 'sum') return;
  const y = r.at(d.args[0]!);
  if (y.op !== 'dot' || r.uses(y.id) > 1 || !r.inFusionScope(y.id)) return;
  const { transposeA, transposeB } = y.attrs;
  const { axes } = d.attrs as OpAttrs['sum'];
  const batches = y.shape.length - 2;
  if (!transposeA || transposeB || axes.length !== batches) return;
  if (!axes.every((a) => a < batches)) return;
  const flat = (id: number) => {
    const { shape } = r.at(id);
    const width = shape[shape.length - 1]!;
    const rows = shape.slice(0, -1).reduce((n, extent) => n * extent, 1);
    return r.add({ op: 'reshape', attrs: {}, shape: [rows, width], args: [id] });
  };
  const args = y.args.map(flat);
  return r.add({ op: 'dot', attrs: y.attrs, shape: d.shape, args });
};

export const CONTRACTIONS: readonly Rule[] = [
  sumOfProducts,
  movedContraction,
  padOfPad,
  scatterFirst,
  paddedRepeat,
  sumOfContraction,
];
