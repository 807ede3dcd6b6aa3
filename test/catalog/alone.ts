/**
 * One kind by itself, with wires and weights fed as plain inputs: what laws and golden numbers are
 * asked of, before any compiler has had a hand in it.
 */
import { complete, type Hyperparameters } from '../../src/base/fields.ts';
import { hash32 } from '../../src/base/hash.ts';
import { type Random, random } from '../../src/base/random.ts';
import type { Arriving, LossOutputs, StateSpec, WeightSpec } from '../../src/catalog/facets.ts';
import type { Example, Kind } from '../../src/catalog/kind.ts';
import { type Builder, createBuilder, type V } from '../../src/ir/builder.ts';
import { type Shape, size } from '../../src/tensor/shape.ts';

export interface Alone {
  readonly b: Builder;
  /** By name: `in`, `in.e2` where several wires end at a port, `weight`, `bias`, `weight.e1`. */
  readonly inputs: Readonly<Record<string, V>>;
  readonly weights: Readonly<Record<string, V>>;
  readonly specs: Readonly<Record<string, WeightSpec>>;
  readonly fed: Readonly<Record<string, V>>;
  /** What a training step makes of states, by their names. */
  readonly assigned: Readonly<Record<string, V>>;
  readonly outputs?: Readonly<Record<string, V>>;
  readonly lossOutputs?: LossOutputs;
}

/** Numbers that states hold, where not those that they start with. */
type States = Readonly<Record<string, readonly number[]>>;

export const paramsOf = (kind: Kind, params: Example['params'] = {}): Hyperparameters =>
  complete(kind.fields, params as Hyperparameters);

/** The wires of an example: one for each shape, `e1`, `e2` … in the order of the ports. */
export function wiresOf(example: Example): { port: string; edge: string; shape: Shape }[] {
  let n = 0;
  return Object.entries(example.at).flatMap(([port, shapes]) =>
    shapes.map((shape) => ({ port, edge: `e${++n}`, shape })),
  );
}

export function shapeAlone(kind: Kind, example: Example) {
  const wires = wiresOf(example);
  return kind.shape({
    params: paramsOf(kind, example.params),
    node: `${kind.name}1`,
    at: (port) =>
      wires
        .filter((w) => w.port === port)
        .map(
          ({ edge, shape }): Arriving => ({ edge, from: { node: `the source of ${edge}` }, shape }),
        ),
  });
}

interface Options {
  readonly mode?: 'train' | 'eval';
  readonly states?: States;
  /** What stands between the prediction and the loss that takes it. */
  readonly through?: (b: Builder, x: V) => V;
}

export function lowerAlone(
  kind: Kind,
  example: Example,
  batch: number,
  { mode = 'train', states = {}, through }: Options = {},
): Alone {
  const b = createBuilder();
  const wires = wiresOf(example);
  const many = (port: string) => (example.at[port]?.length ?? 0) > 1;
  const inputs: Record<string, V> = {};
  const at = wires.map(({ port, edge, shape }) => {
    const name = many(port) ? `${port}.${edge}` : port;
    const x = b.emit('input', [], { name }, [batch, ...shape]);
    inputs[name] = x;
    return { port, edge, value: through && port === 'prediction' ? through(b, x) : x };
  });
  const weights: Record<string, V> = {};
  const specs: Record<string, WeightSpec> = {};
  const fed: Record<string, V> = {};
  const assigned: Record<string, V> = {};
  const context = {
    params: paramsOf(kind, example.params),
    node: `${kind.name}1`,
    b,
    batch,
    mode,
    input: (port: string) => {
      const wire = at.find((w) => w.port === port);
      if (!wire) throw new Error(`nothing is wired to ${port}`);
      return wire.value;
    },
    inputs: (port: string) => at.filter((w) => w.port === port),
    weight: (name: string, spec: WeightSpec) => {
      specs[name] = spec;
      weights[name] = b.emit('input', [], { name }, spec.shape);
      return weights[name];
    },
    state: (name: string, { shape, start }: StateSpec) =>
      b.literal(states[name] ?? new Array<number>(size(shape)).fill(start), shape),
    intermediate: (_: string, value: V) => value,
    assign: (name: string, value: V) => {
      assigned[name] = value;
    },
    placeholder: (port: string, shape: Shape) => {
      fed[port] = b.emit('input', [], { name: `fed.${port}` }, [batch, ...shape]);
      return fed[port];
    },
  };
  const rest = { b, inputs, weights, specs, fed, assigned };
  return kind.loss
    ? { ...rest, lossOutputs: kind.loss(context) }
    : { ...rest, outputs: kind.lower?.(context) ?? {} };
}

type Drawn = NonNullable<Example['data']>[string];

/** Numbers for a wire: normal ones, or targets of the sort that a loss expects. */
export function drawn(shape: Shape, sort: Drawn, r: Random): Float64Array {
  const out = new Float64Array(size(shape));
  const last = shape[shape.length - 1] ?? 1;
  switch (sort) {
    case 'normal':
      return out.map(() => r.normal());
    case 'binary':
      return out.map(() => r.below(2));
    case 'sign':
      return out.map(() => 2 * r.below(2) - 1);
    case 'class':
      return out.map(() => r.below(3));
    case 'onehot':
      for (let at = 0; at < out.length; at += last) out[at + r.below(last)] = 1;
      return out;
    case 'probability': {
      for (const i of out.keys()) out[i] = r.next();
      if (last === 1) return out;
      for (let at = 0; at < out.length; at += last) {
        const row = out.subarray(at, at + last);
        const total = row.reduce((a, x) => a + x, 0);
        for (const i of row.keys()) row[i] = row[i]! / total;
      }
      return out;
    }
    default:
      return sort satisfies never;
  }
}

/** Numbers for everything that an example reads, seeded by names. */
export function feedsOf(alone: Alone, example: Example): Record<string, Float64Array> {
  const feeds: Record<string, Float64Array> = {};
  const all = { ...alone.inputs, ...alone.weights };
  for (const [name, v] of Object.entries(all)) {
    const sort = name in alone.inputs ? (example.data?.[name] ?? 'normal') : 'normal';
    feeds[name] = drawn(v.shape, sort, random(11, hash32(name)));
  }
  for (const [port, v] of Object.entries(alone.fed))
    feeds[`fed.${port}`] = drawn(v.shape, 'normal', random(12, hash32(port)));
  return feeds;
}
