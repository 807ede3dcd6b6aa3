/**
 * Optimisers and initialisers as programs: what happens to each weight after the backward pass, and
 * where it starts. Fast: all trainable weights lie one after the other and are updated as one tensor.
 * Watched: weight by weight, each stamped with its node, so that an update can be stepped and read.
 */

import { must } from '../base/assert.ts';
import type { Thing } from '../base/fields.ts';
import { complete, type Hyperparameters } from '../base/fields.ts';
import { hash32 } from '../base/hash.ts';
import type { Issue } from '../base/issue.ts';
import { isPause, type Piecemeal, type Share } from '../base/piecemeal.ts';
import { initialiserOf, LEARNING_RATE, optimiserOf } from '../catalog/index.ts';
import { type Builder, createBuilder, type V } from '../ir/builder.ts';
import type { Program, Write } from '../ir/ops.ts';
import { type Shape, size } from '../tensor/shape.ts';
import type { Lowered, WeightDeclaration } from './lower.ts';
import type { Layout } from './parameter-layout.ts';
import type { SoundNode } from './sound-node.ts';

/** A range of the trainable parameters, as they lie in storage, with its gradient. */
export interface ParameterRange {
  /** The node, or '' for the flat update. */
  readonly origin: string;
  readonly offset: number;
  readonly shape: Shape;
  readonly gradient: V;
}

const slotBuffer = (slot: string) => `slot:${slot}`;

function optimiserParams(thing: Thing): Hyperparameters {
  const optimiser = must(optimiserOf(thing.kind), `optimiser ${thing.kind}`);
  return complete(optimiser.fields, thing.params);
}

/** Names of the optimiser's slots. */
export const slotsOf = (thing: Thing): readonly string[] =>
  must(optimiserOf(thing.kind), `optimiser ${thing.kind}`).slots(optimiserParams(thing));

/** @param rate stands for the dial `lr`, where a schedule makes it */
export function emitUpdates(
  b: Builder,
  thing: Thing,
  ranges: readonly ParameterRange[],
  rate?: V,
): Write[] {
  const optimiser = must(optimiserOf(thing.kind), `optimiser ${thing.kind}`);
  const params = optimiserParams(thing);
  return ranges.flatMap(({ origin, offset, shape, gradient }) =>
    b.within(origin, 'update', () => {
      const read = (buffer: string) => b.emit('read', [], { buffer, offset }, shape);
      const result = optimiser.update({
        params,
        b,
        weight: read('weights'),
        gradient,
        slot: (name) => read(slotBuffer(name)),
        dial: (name) => (name === LEARNING_RATE && rate ? rate : b.dial(name)),
        step: b.dial('step'),
      });
      return [
        { buffer: 'weights', offset, value: result.weight.id },
        ...Object.entries(result.slots).map(([name, v]) => ({
          buffer: slotBuffer(name),
          offset,
          value: v.id,
        })),
      ];
    }),
  );
}

type GradientRange = Pick<ParameterRange, 'offset' | 'gradient'>;
const endOf = ({ offset, gradient }: GradientRange): number => offset + size(gradient.shape);

/**
 * The gradients of all ranges as one flat tensor, in the order of storage. A range that is read
 * twice (by itself for a penalty, joined with others for a product) has two gradients, which add up.
 */
export function flatGradient(b: Builder, total: number, gradients: readonly GradientRange[]): V {
  return b.within('', 'backward', () => {
    const layers: GradientRange[][] = [];
    for (const range of [...gradients].sort((x, y) => x.offset - y.offset)) {
      const free = layers.find((layer) => endOf(layer[layer.length - 1]!) <= range.offset);
      if (free) free.push(range);
      else layers.push([range]);
    }
    const flat = layers.map((layer) => {
      const pieces: V[] = [];
      let at = 0;
      for (const range of layer) {
        if (range.offset > at) pieces.push(b.fill(0, [range.offset - at]));
        pieces.push(b.reshape(range.gradient, [size(range.gradient.shape)]));
        at = endOf(range);
      }
      if (at < total) pieces.push(b.fill(0, [total - at]));
      return b.concat(pieces, 0);
    });
    return flat.length ? flat.reduce((sum, x) => b.add(sum, x)) : b.fill(0, [total]);
  });
}

/** What stands in the way of starting these weights, on the nodes that hold them. */
export const initIssues = (
  weights: readonly WeightDeclaration[],
  nodes: readonly SoundNode[],
): Issue[] => {
  const paramsOf = new Map(nodes.map(({ id, params }) => [id, params]));
  return weights.flatMap(({ init, shape, node }) => {
    const initialiser = initialiserOf(init.kind);
    const found = initialiser?.check?.({
      params: complete(initialiser.fields, init.params),
      shape,
    });
    if (!found) return [];
    // The hyperparameter that holds this very thing.
    const param = Object.entries(paramsOf.get(node) ?? {}).find(([, value]) => value === init)?.[0];
    return [{ ...found, where: { ...found.where, node, ...(param !== undefined && { param }) } }];
  });
};

/** Draws every weight, clears every slot, sets every state. Streams are keyed by the weight's name. */
export function* initialising(
  { weights, states }: Pick<Lowered, 'weights' | 'states'>,
  layout: Layout,
  slots: readonly string[],
): Piecemeal<Program, Share<'update'>> {
  const b = createBuilder();
  const writes: Write[] = [];
  for (const [i, w] of weights.entries()) {
    if (isPause(i)) yield { pass: 'update', done: i, of: weights.length };
    const place = must(layout.addresses.get(w.name), `an address for ${w.name}`);
    b.within(w.node, 'init', () => {
      let draws = 0;
      const uniform = () => b.uniform(w.shape, hash32(`${w.name}#${draws++}`), 'init');
      const initialiser = must(initialiserOf(w.init.kind), `initialiser ${w.init.kind}`);
      const value = initialiser.draw({
        params: complete(initialiser.fields, w.init.params),
        b,
        shape: w.shape,
        fan: w.fan,
        uniform,
        // Box–Muller: √(−2 ln u₁) · cos(2π u₂)
        normal: () =>
          b.mul(b.sqrt(b.mul(b.log(uniform()), -2)), b.cos(b.mul(uniform(), 2 * Math.PI))),
      });
      writes.push({ ...place, value: b.broadcastTo(value, w.shape).id });
      if (place.buffer === 'weights')
        for (const slot of slots)
          writes.push({
            buffer: slotBuffer(slot),
            offset: place.offset,
            value: b.fill(0, w.shape).id,
          });
    });
  }
  for (const { name, node, shape, start } of states)
    b.within(node, 'init', () =>
      writes.push({
        ...must(layout.addresses.get(name), `an address for ${name}`),
        value: b.fill(start, shape).id,
      }),
    );
  return b.program({}, writes);
}
