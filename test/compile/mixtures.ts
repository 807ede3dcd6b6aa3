/**
 * Random sound documents drawn from the whole catalogue: any kind with any options, its inputs taken
 * from what is there where the shapes happen to fit and made to fit where they do not (flatten, dense,
 * reshape). Several sources and losses, fan-out, joins, weights lent by nodes that lead nowhere. Timed ones
 * begin with recurrent layers whose axes are moved, cut and joined. Extents are small, so that the
 * definition in ir/evaluate can be asked. Seeded; the same seed is the same document.
 */
import { must } from '../../src/base/assert.ts';
import { complete, type Field, type Fields, type Hyperparameters } from '../../src/base/fields.ts';
import { hasErrors } from '../../src/base/issue.ts';
import { type Random, random } from '../../src/base/random.ts';
import { INITIALISERS, KINDS, vocabulary } from '../../src/catalog/index.ts';
import type { Example, Kind } from '../../src/catalog/kind.ts';
import type { Document } from '../../src/document/records.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';
import { drawn } from '../catalog/alone.ts';
import { constant, data, dense, draw, input, reshape, sgd, type Word } from '../vocabulary.ts';
import { sharing } from './worked.ts';

interface Out {
  readonly port: string;
  readonly shape: Shape;
}

/** Numbers of a sample on a wire: the definition is slow. */
const WIDEST = 48;
const MOST_PORTS = 4;

const pick = <T>(r: Random, list: readonly T[]): T => list[r.below(list.length)]!;
const sources = new Set(['data', 'constant']);
const INNER = KINDS.filter((k) => !k.loss && !sources.has(k.name));
const LOSSES = KINDS.filter((k) => k.loss);
/** Kinds that hold their target fixed by design: a target that is computed has another slope. */
const HOLDS_TARGET: ReadonlySet<string> = new Set(['perceptronLoss']);

/** Kinds whose weights can serve elsewhere: what they remember of batches cannot. */
const SHARES: ReadonlySet<string> = new Set(
  INNER.filter((k) => 'trainable' in k.fields && k.name !== 'batchNorm').map((k) => k.name),
);

/** Another value of a parameter, near the given one. */
function varied(r: Random, field: Field, value: Hyperparameters[string]): Hyperparameters[string] {
  switch (field.type) {
    case 'boolean':
      return r.next() < 0.5;
    case 'choice':
      return pick(r, field.options).value;
    case 'number': {
      const at = value as number;
      const wish = field.integer
        ? at + r.below(4) - 1
        : r.next() < 0.5
          ? at * (0.5 + r.next())
          : Math.min(1, field.max) * r.next();
      return Math.min(field.max, Math.max(field.min, wish));
    }
    case 'numbers':
      return (value as readonly number[]).map((v) =>
        field.integer ? Math.min(field.max, Math.max(field.min, v + r.below(3) - 1)) : v,
      );
    case 'thing':
      return field.family === 'initialisers'
        ? { kind: pick(r, INITIALISERS).name, params: {} }
        : (value as Hyperparameters[string]);
    case 'text':
    case 'texts':
      return value;
    default:
      return field satisfies never;
  }
}

function options(r: Random, kind: Kind, example: Example): Hyperparameters {
  const given = { ...complete(kind.fields, (example.params ?? {}) as Hyperparameters) };
  const wild: Record<string, Hyperparameters[string]> = { ...given };
  for (const [name, field] of Object.entries(kind.fields as Fields))
    if (r.next() < 0.4) wild[name] = varied(r, field, wild[name]!);
  return hasErrors(vocabulary(kind.name)?.check(wild) ?? []) ? given : wild;
}

/** So many numbers in a shape of any rank up to four: axes are cut and joined as they come. */
function reshaped(r: Random, count: number): Shape {
  const shape = Array.from({ length: 1 + r.below(4) }, () => 1);
  let rest = count;
  for (let factor = 2; rest > 1; )
    if (rest % factor) factor++;
    else {
      const axis = r.below(shape.length);
      shape[axis] = shape[axis]! * factor;
      rest /= factor;
    }
  return shape;
}

/** Something that moves, cuts, joins or walks the axes of what arrives; it may not fit. */
function movement(r: Random, shape: Shape): Word {
  const cut = 1 + r.below(3);
  const windows = { kernel: [cut], stride: [r.next() < 0.7 ? cut : 1] };
  const order = shape.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = r.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const axis = r.below(Math.max(1, shape.length));
  const start = r.below(2);
  const words: readonly Word[] = [
    { kind: 'permute', params: { order } },
    { kind: 'permute', params: { order } },
    reshape(...reshaped(r, size(shape))),
    reshape(...reshaped(r, size(shape))),
    { kind: pick(r, ['avgPool1d', 'maxPool1d', 'avgPool2d', 'maxPool2d']), params: windows },
    { kind: pick(r, ['conv1d', 'conv2d']), params: { filters: 1 + r.below(2), ...windows } },
    { kind: pick(r, ['globalAvgPool', 'globalMaxPool']), params: {} },
    { kind: 'slice', params: { axis, start, stop: start + 1 + r.below(3) } },
    { kind: pick(r, ['tanh', 'sigmoid', 'softmax', 'layerNorm', 'flatten']), params: {} },
    recurrent(r),
  ];
  return pick(r, words);
}

const recurrent = (r: Random): Word => ({
  kind: pick(r, ['rnn', 'gru', 'lstm']),
  params: {
    units: 1 + r.below(3),
    layers: 1 + r.below(2),
    bidirectional: r.next() < 0.4,
    bias: r.next() < 0.6,
    gives: r.next() < 0.85 ? 'sequence' : 'last',
  },
});

/**
 * @param most nodes of the document.
 * @param timed begins with a recurrent layer and what moves its axes.
 */
export function mixture(seed: number, most = 30, timed = false): Document {
  const r = random(seed, 4242);
  /** Draws who lends weights, so that all else is the same with them and without. */
  const q = random(seed, 4343);
  const words: Word[] = [];
  const wires: string[] = [];
  const outs: Out[] = [];
  const counts: Record<string, number> = {};
  /** Nodes with weights by kind, options and what arrives: of one such list all weights are alike. */
  const alike = new Map<string, string[]>();
  const weighted = (id: string, { kind, params }: Word, at: readonly Shape[]) => {
    const key = JSON.stringify([kind, params.bias, { ...params, init: 0, trainable: 0 }, at]);
    alike.set(key, [...(alike.get(key) ?? []), id]);
  };
  const place = (word: Word): string => {
    const n = (counts[word.kind] ?? 0) + 1;
    counts[word.kind] = n;
    words.push(word);
    return `${word.kind}${n}`;
  };
  const wire = (from: Out, to: string) => wires.push(`${from.port} -> ${to}`);
  /** Who uses the weights of a node like it that leads to no loss. */
  const lent: Record<string, string> = {};
  /** Places a node with what arrives; perhaps another like it before or behind, that lends its weights. */
  const wired = (word: Word, at: readonly (readonly [Out, string])[]): string => {
    const put = (w: Word) => {
      const id = place(w);
      for (const [from, port] of at) wire(from, `${id}.${port}`);
      return id;
    };
    const lends = SHARES.has(word.kind) && word.params.affine !== false;
    if (!lends || q.next() > 0.35) return put(word);
    const penalty: Hyperparameters = q.next() < 0.6 ? { l1: 0.05 * q.below(2), l2: 0.1 } : {};
    const twin = { ...word, params: { ...word.params, ...penalty } };
    const [first, second] = q.next() < 0.6 ? [twin, word] : [word, twin];
    const ids = [put(first), put(second)] as const;
    const [owner, id] = first === twin ? ids : ([ids[1], ids[0]] as const);
    lent[id] = owner;
    return id;
  };
  const after = (word: Word, from: Out, shape: Shape): Out => {
    const id = wired(word, [[from, 'in']]);
    if (word.kind === 'dense') weighted(id, word, [from.shape]);
    const out = { port: `${id}.out`, shape };
    outs.push(out);
    return out;
  };
  /** The same flow under another shape: as few nodes as do it. */
  const fitted = (from: Out, shape: Shape): Out => {
    if (from.shape.join() === shape.join()) return from;
    const n = size(shape);
    let at = from;
    if (size(at.shape) !== n) {
      if (at.shape.length !== 1) at = after({ kind: 'flatten', params: {} }, at, [size(at.shape)]);
      at = after(dense(n, { bias: r.next() < 0.7 }), at, [n]);
    }
    return at.shape.join() === shape.join() ? at : after(reshape(...shape), at, shape);
  };
  /**
   * Numbers of the sort that a port expects. Probabilities stay away from 0 and 1: there PyTorch's BCE,
   * which ours is, has by design a slope of its own.
   */
  const sorted = (from: Out, sort: string | undefined): Out => {
    if (sort !== 'probability' && sort !== 'onehot') return from;
    const many = (from.shape.at(-1) ?? 1) > 1;
    const held = after({ kind: 'tanh', params: {} }, from, from.shape);
    return after({ kind: many ? 'softmax' : 'sigmoid', params: {} }, held, from.shape);
  };
  const shapesOf = (
    kind: Kind,
    params: Hyperparameters,
    at: Readonly<Record<string, readonly Out[]>>,
  ) => {
    const result = kind.shape({
      params,
      node: `${kind.name}0`,
      at: (port) =>
        (at[port] ?? []).map((o, i) => ({ edge: `e${i}`, from: { node: o.port }, shape: o.shape })),
    });
    return result.ok && Object.values(result.value).every((s) => size(s) <= WIDEST)
      ? result.value
      : undefined;
  };

  const source = () => {
    if (r.next() < 0.5) {
      const features = 2 + r.below(4);
      const id = place(input(features, 1 + r.below(3)));
      outs.push({ port: `${id}.x`, shape: [features] });
      return;
    }
    const split = r.next() < 0.5;
    const id = place(data('gaussians', { samples: 40, split }));
    if (split) for (const x of ['x1', 'x2']) outs.push({ port: `${id}.${x}`, shape: [1] });
    else outs.push({ port: `${id}.x`, shape: [2] });
  };
  const fixed = (shape: Shape, sort: Parameters<typeof drawn>[1]): Out => ({
    port: `${place(constant([...drawn(shape, sort, r)], shape.length ? shape : [1]))}.out`,
    shape: shape.length ? shape : [1],
  });

  const grow = (kind: Kind) => {
    const example = pick(r, kind.examples);
    const wild = options(r, kind, example);
    const tame = complete(kind.fields, (example.params ?? {}) as Hyperparameters);
    let params = wild;
    const gather = (one: (port: string, i: number) => Out) =>
      Object.fromEntries(
        kind.ports(params).inputs.map((p) => {
          const wanted = p.many ? 1 + r.below(MOST_PORTS) : 1;
          const some = Array.from({ length: wanted }, (_, i) => one(p.name, i));
          return [p.name, [...new Map(some.map((o) => [o.port, o])).values()]] as const;
        }),
      );
    let at: Readonly<Record<string, readonly Out[]>> = {};
    let shapes: Readonly<Record<string, Shape>> | undefined;
    if (!example.data)
      for (let tries = 0; tries < 12 && !shapes; tries++) {
        at = gather(() => pick(r, outs));
        shapes = shapesOf(kind, params, at);
      }
    for (const tried of [wild, tame]) {
      if (shapes) break;
      params = tried;
      at = gather((port, i) => {
        const list = example.at[port] ?? Object.values(example.at)[0] ?? [[2]];
        const shape = list[Math.min(i, list.length - 1)]!;
        return sorted(fitted(pick(r, outs), shape), example.data?.[port]);
      });
      shapes = shapesOf(kind, params, at);
    }
    if (!shapes) return;
    settle(kind, params, at, shapes);
  };
  const settle = (
    kind: Kind,
    params: Hyperparameters,
    at: Readonly<Record<string, readonly Out[]>>,
    shapes: Readonly<Record<string, Shape>>,
  ) => {
    const arriving = Object.entries(at).flatMap(([port, list]) =>
      list.map((o) => [o, port] as const),
    );
    const id = wired({ kind: kind.name, params }, arriving);
    if (SHARES.has(kind.name))
      weighted(
        id,
        { kind: kind.name, params },
        [...(at.in ?? [])].map((o) => o.shape),
      );
    for (const [port, shape] of Object.entries(shapes)) outs.push({ port: `${id}.${port}`, shape });
  };

  const addLoss = (kind: Kind, from: Out) => {
    const example = pick(r, kind.examples);
    const [wanted, told] = [example.at.prediction?.[0] ?? [1], example.at.target?.[0] ?? [1]];
    const sort = example.data?.target ?? 'normal';
    // Some are compared as they are; classes and pairs of unlike shapes as the example has them.
    const free =
      wanted.join() === told.join() &&
      sort !== 'class' &&
      from.shape.length > 0 &&
      kind.shape({
        params: complete(kind.fields, {}),
        node: '',
        at: () => [{ edge: '', from: { node: '' }, shape: from.shape }],
      }).ok;
    const p = sorted(free ? from : fitted(from, wanted), example.data?.prediction);
    const computed = sort === 'normal' && !HOLDS_TARGET.has(kind.name) && r.next() < 0.3;
    const t = computed
      ? fitted(pick(r, outs), p.shape)
      : fixed(free ? p.shape : told.length ? told : [1], sort);
    const params = options(r, kind, example);
    const id = place({ kind: kind.name, params });
    wire(p, `${id}.prediction`);
    wire(t, `${id}.target`);
  };

  /** The same layer over another sequence, and both go on: gradients of its weights are sums over two loops. */
  const twice = (word: Word, start: Out, out: Out): Out => {
    const [owner = '', port] = out.port.split('.');
    const other = after({ kind: 'tanh', params: {} }, start, start.shape);
    const id = place(word);
    wire(other, `${id}.in`);
    lent[id] = lent[owner] ?? owner;
    const sum = place({ kind: pick(q, ['add', 'multiply']), params: { inputs: 2 } });
    wire(out, `${sum}.in1`);
    wire({ port: `${id}.${port}`, shape: out.shape }, `${sum}.in2`);
    const both = { port: `${sum}.out`, shape: out.shape };
    outs.push(both);
    return both;
  };

  /** A recurrent layer over a few steps and what stands behind it, whatever fits. */
  const sequence = () => {
    const [steps, features] = [pick(r, [1, 2, 3, 4, 4, 6, 6, 8]), 1 + r.below(2)];
    let at = fitted(pick(r, outs), [steps, features]);
    const start = at;
    const next = (word: Word): boolean => {
      const kind = must(
        INNER.find((k) => k.name === word.kind),
        word.kind,
      );
      const params = complete(kind.fields, word.params);
      if (hasErrors(vocabulary(kind.name)?.check(params) ?? [])) return false;
      const shapes = shapesOf(kind, params, { in: [at] });
      if (!shapes) return false;
      settle(kind, params, { in: [at] }, shapes);
      at = outs.at(-1)!;
      return true;
    };
    let first = recurrent(r);
    while (!next(first)) first = recurrent(r);
    if (q.next() < 0.5) at = twice(first, start, at);
    for (let n = 2 + r.below(4), tries = 0; n > 0 && tries < 40; tries++)
      if (next(movement(r, at.shape))) n--;
    return at;
  };

  for (let n = 1 + r.below(2); n > 0; n--) source();
  if (timed) {
    const ends = Array.from({ length: 1 + r.below(2) }, sequence);
    for (const end of ends) addLoss(pick(r, LOSSES), end);
    return ended();
  }
  if (r.next() < 0.4) outs.push(fixed(pick(r, [[2], [3], [2, 2]]), 'normal'));
  const nodes = 6 + r.below(most - 9);
  // Each kind comes first in some graphs, so that none is left to chance.
  grow(INNER[seed % INNER.length]!);
  while (words.length < nodes - 4) grow(pick(r, INNER));
  addLoss(LOSSES[seed % LOSSES.length]!, outs.at(-1)!);
  while (words.length < nodes && r.next() < 0.5) addLoss(pick(r, LOSSES), pick(r, outs));
  return ended();

  function ended(): Document {
    // Some of those that could use the weights of another do, whichever of them comes first.
    const shares: Record<string, string> = { ...lent };
    for (const list of alike.values())
      while (list.length > 1 && r.next() < 0.8) {
        const [user] = list.splice(r.below(list.length), 1);
        if (user !== undefined) shares[user] ??= pick(r, list);
      }
    const run = { seed, batchSize: 1 + r.below(3), optimiser: sgd(0.1) };
    return sharing(draw(words, wires, run), shares);
  }
}
